/** Changing saved cards, and which card pays what. */
import type Stripe from 'stripe';
import { z } from 'zod';
import { GatewayError } from '../../gateway.ts';
import type { StripeClient } from '../client.ts';
import { readAs } from '../pages.ts';

export async function addAccount(
  client: StripeClient,
  { email, name, operationId }: { email: string; name: string; operationId: string },
): Promise<string> {
  const customer = await client.act(
    (sdk, options) => sdk.customers.create({ email, ...(name && { name }) }, options),
    operationId,
  );
  return readAs(z.object({ id: z.string() }), customer).id;
}

/** Expiry and name are all that can be changed of a card; asked twice it is the same. */
export async function changeCard(
  client: StripeClient,
  {
    cardId,
    expiresMonth,
    expiresYear,
    name,
  }: { cardId: string; expiresMonth: number; expiresYear: number; name: string },
): Promise<void> {
  await client.act((sdk, options) =>
    sdk.paymentMethods.update(
      cardId,
      { card: { exp_month: expiresMonth, exp_year: expiresYear }, billing_details: { name } },
      options,
    ),
  );
}

export async function removeCard(client: StripeClient, cardId: string): Promise<void> {
  try {
    await client.act((sdk, options) => sdk.paymentMethods.detach(cardId, {}, options));
  } catch (error) {
    // Stripe refuses to take off what is off already, so whether it is gone tells more than the refusal.
    const isNoAnswer =
      error instanceof GatewayError && error.trouble !== 'not_understood' && error.trouble !== 'record_is_gone';
    if (isNoAnswer || (await isAttached(client, cardId))) throw error;
  }
}

async function isAttached(client: StripeClient, cardId: string): Promise<boolean> {
  try {
    const card = await client.look((sdk) => sdk.paymentMethods.retrieve(cardId));
    return Boolean(card.customer);
  } catch (error) {
    if (error instanceof GatewayError && error.trouble === 'record_is_gone') return false;
    throw error;
  }
}

export async function chooseDefaultCard(
  client: StripeClient,
  { accountId, cardId }: { accountId: string; cardId: string },
): Promise<void> {
  await client.act((sdk, options) =>
    sdk.customers.update(accountId, { invoice_settings: { default_payment_method: cardId } }, options),
  );
}

interface Pin {
  subscriptionId: string | null;
  scheduleId: string | null;
  cardId: string;
}

/**
 * The subscription's own card goes before the customer's default. A schedule writes its own over it when the next phase
 * begins, so the schedule comes first, with every phase that names a card.
 */
export async function pinCard(client: StripeClient, { subscriptionId, scheduleId, cardId }: Pin): Promise<void> {
  if (scheduleId !== null) await pinSchedule(client, { scheduleId, cardId });
  if (subscriptionId === null) return;
  await client.act((sdk, options) =>
    sdk.subscriptions.update(subscriptionId, { default_payment_method: cardId }, options),
  );
}

async function pinSchedule(
  client: StripeClient,
  { scheduleId, cardId }: { scheduleId: string; cardId: string },
): Promise<void> {
  const schedule = await client.look((sdk) => sdk.subscriptionSchedules.retrieve(scheduleId));
  const now = schedule.current_phase?.start_date ?? 0;
  const hasOwnCards = schedule.phases.some(({ default_payment_method: own }) => own);
  await client.act((sdk, options) =>
    sdk.subscriptionSchedules.update(
      scheduleId,
      {
        default_settings: { default_payment_method: cardId },
        // Phases are written all together or not at all, and past ones not any more.
        ...(hasOwnCards && {
          phases: schedule.phases.filter(({ start_date }) => start_date >= now).map((phase) => rewrite(phase, cardId)),
        }),
      },
      options,
    ),
  );
}

type Phase = Stripe.SubscriptionSchedule.Phase;
type PhaseParams = Stripe.SubscriptionScheduleUpdateParams.Phase;

const idOf = (reference: string | { id: string }): string => (typeof reference === 'string' ? reference : reference.id);

/** A phase as it is, but for the card. What is left out would be cleared. */
function rewrite(phase: Phase, cardId: string): PhaseParams {
  const { add_invoice_items: added, items, trial_end, collection_method, description, on_behalf_of } = phase;
  return {
    start_date: phase.start_date,
    end_date: phase.end_date,
    items: items.map((item) => ({
      price: idOf(item.price),
      ...(item.quantity !== undefined && { quantity: item.quantity }),
      ...(item.tax_rates?.length && { tax_rates: item.tax_rates.map(idOf) }),
      ...(item.discounts.length && { discounts: item.discounts.map(rewriteDiscount) }),
      ...(item.metadata && { metadata: item.metadata }),
    })),
    ...(added.length && {
      add_invoice_items: added.map(({ price, quantity, discounts }) => ({
        price: idOf(price),
        ...(quantity !== null && { quantity }),
        ...(discounts.length && { discounts: discounts.map(rewriteDiscount) }),
      })),
    }),
    ...(phase.discounts.length && { discounts: phase.discounts.map(rewriteDiscount) }),
    ...(phase.default_tax_rates?.length && { default_tax_rates: phase.default_tax_rates.map(idOf) }),
    ...(phase.application_fee_percent !== null && { application_fee_percent: phase.application_fee_percent }),
    ...(phase.billing_cycle_anchor && { billing_cycle_anchor: phase.billing_cycle_anchor }),
    ...(collection_method && { collection_method }),
    ...(description && { description }),
    ...(on_behalf_of && { on_behalf_of: idOf(on_behalf_of) }),
    ...(phase.metadata && { metadata: phase.metadata }),
    ...(trial_end !== null && { trial_end }),
    proration_behavior: phase.proration_behavior,
    default_payment_method: cardId,
  };
}

const rewriteDiscount = ({
  coupon,
  discount,
  promotion_code,
}: Phase['discounts'][number]): { coupon?: string; discount?: string; promotion_code?: string } => {
  if (discount) return { discount: idOf(discount) };
  if (promotion_code) return { promotion_code: idOf(promotion_code) };
  return coupon ? { coupon: idOf(coupon) } : {};
};
