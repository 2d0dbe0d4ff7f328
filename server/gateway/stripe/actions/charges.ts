/** What a customer of Stripe's will be charged for, read from Stripe itself. */
import { z } from 'zod';
import type { Charges, ScheduledCharge } from '../../actions.ts';
import { price } from '../catalogue.ts';
import type { StripeClient } from '../client.ts';
import { listAll, readAs } from '../pages.ts';
import { subscription, toCharged } from '../subscriptions.ts';
import { instant, minorUnits, quantity, reference } from '../values.ts';

const account = z.object({
  invoice_settings: z.object({ default_payment_method: reference.nullish() }).nullish(),
  /** Of those who saved a card years ago: it pays where nothing newer is chosen. */
  default_source: reference.nullish(),
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

/** Stripe leaves out what is canceled. */
export async function readCharges(client: StripeClient, accountId: string): Promise<Charges> {
  const [customer, running, schedules] = await Promise.all([
    client.look((sdk) => sdk.customers.retrieve(accountId)),
    listAll(client, (sdk, place) =>
      sdk.subscriptions.list({ ...place, customer: accountId, expand: ['data.latest_invoice'] }),
    ),
    listAll(client, (sdk, place) =>
      sdk.subscriptionSchedules.list({
        ...place,
        customer: accountId,
        scheduled: true,
        expand: ['data.phases.items.price'],
      }),
    ),
  ]);
  const found = await Promise.all(running.map((each) => toRunning(client, each)));
  const { invoice_settings, default_source } = readAs(account, customer);
  return {
    defaultCardId: invoice_settings?.default_payment_method ?? default_source ?? null,
    subscriptions: found.flatMap((each) => each ?? []),
    scheduled: schedules.flatMap((each) => toScheduled(each) ?? []),
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
