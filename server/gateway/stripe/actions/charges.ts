/** What a customer of Stripe's will be charged for, read from Stripe itself. */
import { z } from 'zod';
import type { Charges, ScheduledCharge } from '../../actions.ts';
import { price } from '../catalogue.ts';
import type { StripeClient } from '../client.ts';
import { readAs } from '../pages.ts';
import { subscription, toCharged } from '../subscriptions.ts';
import { instant, minorUnits, quantity, reference } from '../values.ts';

const account = z.object({
  invoice_settings: z.object({ default_payment_method: reference.nullish() }).nullish(),
});

const schedule = z.object({
  id: z.string(),
  status: z.string(),
  subscription: reference.nullable(),
  default_settings: z.object({ default_payment_method: reference.nullish() }).nullish(),
  phases: z
    .array(
      z.object({
        start_date: instant,
        default_payment_method: reference.nullish(),
        items: z.array(z.object({ price, quantity: quantity.optional() })).min(1),
      }),
    )
    .min(1),
});

/** At most a hundred of each: Stripe leaves out what is canceled, and nobody has more that are running. */
export async function readCharges(client: StripeClient, accountId: string): Promise<Charges> {
  const [customer, running, schedules] = await Promise.all([
    client.look((sdk) => sdk.customers.retrieve(accountId)),
    client.look((sdk) => sdk.subscriptions.list({ customer: accountId, limit: 100, expand: ['data.latest_invoice'] })),
    client.look((sdk) =>
      sdk.subscriptionSchedules.list({
        customer: accountId,
        scheduled: true,
        limit: 100,
        expand: ['data.phases.items.price'],
      }),
    ),
  ]);
  const found = await Promise.all(running.data.map((each) => toRunning(client, each)));
  return {
    defaultCardId: readAs(account, customer).invoice_settings?.default_payment_method ?? null,
    subscriptions: found.flatMap((each) => each ?? []),
    scheduled: schedules.data.flatMap((each) => toScheduled(each) ?? []),
  };
}

/** `undefined`: it is over, or never began. */
async function toRunning(client: StripeClient, object: unknown): Promise<Charges['subscriptions'][number] | undefined> {
  const parsed = readAs(subscription, object);
  const charged = parsed.status === 'canceled' ? undefined : await toCharged(client, parsed);
  return charged && { ...charged, scheduleId: parsed.schedule ?? null };
}

function toScheduled(object: unknown): ScheduledCharge | undefined {
  const { id, status, subscription: begun, phases, default_settings } = readAs(schedule, object);
  const [first] = phases;
  const [item] = first?.items ?? [];
  if (status !== 'not_started' || begun || !first || !item) return undefined;
  const { currency, product } = item.price;
  const known = first.items.every((each) => each.price.unit_amount !== null);
  const cents = first.items.reduce((sum, each) => sum + (each.price.unit_amount ?? 0) * (each.quantity ?? 1), 0);
  return {
    scheduleId: id,
    productId: product,
    amountCents: known ? minorUnits(cents, currency) : null,
    currency,
    beginsAt: first.start_date,
    cardId: first.default_payment_method ?? default_settings?.default_payment_method ?? null,
  };
}
