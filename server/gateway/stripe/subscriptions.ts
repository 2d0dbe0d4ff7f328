import { z } from 'zod';
import type { ChargedSubscription } from '../actions.ts';
import type { Page, SubscriptionRecord } from '../gateway.ts';
import { price } from './catalogue.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, restOf, toPage, Unusable, type RawList } from './pages.ts';
import { instant, list, minorUnits, reference, toOwner, quantity } from './values.ts';

const item = z.object({
  id: z.string(),
  price,
  quantity: quantity.optional(),
  current_period_start: instant,
  current_period_end: instant,
});
type Item = z.output<typeof item>;

/** The invoice that was not paid says when and until when. */
const latestInvoice = z.object({
  created: instant,
  status_transitions: z.object({ finalized_at: instant.nullable() }),
  next_payment_attempt: instant.nullish(),
  due_date: instant.nullish(),
});

export const subscription = z.object({
  id: z.string(),
  customer: reference,
  status: z.string(),
  created: instant,
  start_date: instant,
  items: list(item),
  trial_end: instant.nullish(),
  cancel_at: instant.nullish(),
  cancel_at_period_end: z.boolean(),
  canceled_at: instant.nullish(),
  ended_at: instant.nullish(),
  pause_collection: z.object({ resumes_at: instant.nullish() }).nullish(),
  default_payment_method: reference.nullish(),
  /** As above, of years ago. */
  default_source: reference.nullish(),
  schedule: reference.nullish(),
  latest_invoice: z.union([z.string(), latestInvoice]).nullish(),
});
export type StripeSubscription = z.output<typeof subscription>;

export async function readSubscriptions(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<SubscriptionRecord>> {
  const list = await client.ask((sdk) =>
    sdk.subscriptions.list({ ...placeAfter(after, since), status: 'all', expand: ['data.latest_invoice'] }),
  );
  return toSubscriptions(client, list);
}

/** Each with its latest invoice in it. */
export const toSubscriptions = (client: StripeClient, list: RawList): Promise<Page<SubscriptionRecord>> =>
  toPage({ kind: 'subscription', shape: subscription, list, toRecord: (each) => toSubscription(client, each) });

export async function toSubscription(client: StripeClient, object: StripeSubscription): Promise<SubscriptionRecord> {
  if (hasNotBegun(object)) throw new Unusable('Its first payment was never made, so it never began');
  const items = await itemsOf(client, object);
  return { ...toCommon(object), ...toAmount(items), currentPeriodEndAt: periodEndOf(items) };
}

/**
 * What can be said of any that will charge a card, also without one price. `undefined`: it never began, or has no items, so
 * nothing will be charged.
 */
export async function toCharged(
  client: StripeClient,
  object: StripeSubscription,
): Promise<ChargedSubscription | undefined> {
  const items = await itemsOf(client, object);
  const [first] = items;
  if (hasNotBegun(object) || !first) return undefined;
  const { product: productId, currency } = first.price;
  return {
    ...{ ...toCommon(object), productId, currency, currentPeriodEndAt: periodEndOf(items) },
    priceCents: priceOf(items),
  };
}

const hasNotBegun = ({ status }: StripeSubscription): boolean =>
  status === 'incomplete' || status === 'incomplete_expired';

async function itemsOf(client: StripeClient, { id, items }: StripeSubscription): Promise<Item[]> {
  const rest = await restOf(
    client,
    item,
    (sdk, place) => sdk.subscriptionItems.list({ ...place, subscription: id }),
    items,
  );
  return [...items.data, ...rest];
}

const periodEndOf = (items: Item[]): string => earliest(items.map((each) => each.current_period_end));

const toCommon = (object: StripeSubscription) => ({
  providerId: object.id,
  owner: toOwner({ account: object.customer, email: null, name: null, createdAt: object.created }),
  startedAt: object.start_date,
  cardId: object.default_payment_method ?? object.default_source ?? null,
  isScheduled: Boolean(object.schedule) || object.status === 'canceled',
  ...toState(object),
});

/** `null`: it has none that is one amount. */
function priceOf(items: Item[]): number | null {
  try {
    return toAmount(items).priceCents;
  } catch (error) {
    if (error instanceof Unusable) return null;
    throw error;
  }
}

/** Several items are one amount, as long as they are paid in one currency and at one interval. */
function toAmount(items: Item[]) {
  const [first] = items;
  if (!first) throw new Unusable('It has no items');
  const { currency, product, recurring } = first.price;
  if (!recurring) throw new Unusable('Its price is paid once');
  for (const { price } of items) {
    if (price.currency !== currency) throw new Unusable('Its items are paid in several currencies');
    const isSame =
      price.recurring?.interval === recurring.interval && price.recurring.interval_count === recurring.interval_count;
    if (!isSame) throw new Unusable('Its items are paid at several intervals');
    if (price.recurring?.usage_type === 'metered') throw new Unusable('It is paid by usage, so it has no one amount');
    if (price.unit_amount === null) throw new Unusable('Its price has no one amount: it has tiers');
  }
  const cents = items.reduce((sum, { price, quantity = 1 }) => sum + (price.unit_amount ?? 0) * quantity, 0);
  if (!Number.isSafeInteger(cents)) throw new Unusable('Its amount is too large to be one');
  return {
    productId: product,
    priceCents: minorUnits(cents, currency),
    currency,
    intervalUnit: recurring.interval,
    intervalCount: recurring.interval_count,
  };
}

function toState(object: StripeSubscription) {
  const { status, latest_invoice, pause_collection, cancel_at, items } = object;
  const hasEnded = status === 'canceled';
  const hasFailed = status === 'past_due' || status === 'unpaid';
  const isPaused = !hasEnded && (Boolean(pause_collection) || status === 'paused');
  const unpaid = hasFailed && typeof latest_invoice === 'object' ? latest_invoice : null;
  const periodStart = earliest(items.data.map((each) => each.current_period_start));
  const periodEnd = earliest(items.data.map((each) => each.current_period_end));
  const endsAt = cancel_at ?? (object.cancel_at_period_end ? periodEnd : null);
  return {
    trialEndsAt: status === 'trialing' ? (object.trial_end ?? null) : null,
    endsAt: hasEnded ? null : endsAt,
    // Stripe does not say since when. What is known here already is kept.
    pausedAt: isPaused ? periodStart : null,
    resumesAt: isPaused ? (pause_collection?.resumes_at ?? null) : null,
    paymentFailedAt: hasFailed ? (unpaid?.status_transitions.finalized_at ?? unpaid?.created ?? periodStart) : null,
    fixByAt: unpaid?.next_payment_attempt ?? unpaid?.due_date ?? null,
    endedAt: hasEnded ? (object.ended_at ?? object.canceled_at ?? periodEnd) : null,
  };
}

const earliest = (instants: string[]): string => instants.toSorted()[0] ?? '';
