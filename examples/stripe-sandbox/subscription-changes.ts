/** What a vendor changes about a subscription while it runs. */
import Stripe from 'stripe';
import { collect } from './collecting.ts';
import { invalidRequest } from './errors.ts';
import { finalize } from './invoices.ts';
import { nameOfProduct } from './lines.ts';
import { planOf } from './objects/catalogue.ts';
import { invoiceItem } from './objects/invoice-items.ts';
import { subscriptionItems } from './objects/subscriptions.ts';
import { idOf } from './state.ts';
import { draftPeriod, makeItem } from './subscriptions.ts';
import { periodEnd } from './times.ts';
import { create, mergeMetadata, need, newId, type World } from './world.ts';

export interface ItemChange {
  id?: string;
  price?: string;
  quantity?: number;
  deleted?: boolean;
  metadata?: Stripe.MetadataParam | '' | null;
}

/**
 * The items as they will be: those that are not named stay.
 * @throws StripeRefusal
 */
export function changedItems(
  world: World,
  { id: subscriptionId, items, trial_end, status }: Stripe.Subscription,
  changes: ItemChange[],
): Stripe.SubscriptionItem[] {
  const result = items.data.map((item) => ({ ...item }));
  for (const told of changes) {
    const price = told.price ? need(world, 'price', told.price, { param: 'items[0][price]' }) : undefined;
    const index = result.findIndex(({ id }) => id === told.id);
    const existing = result[index];
    if (told.id && !existing)
      throw invalidRequest(`No such subscription item: '${told.id}'`, {
        code: 'resource_missing',
        param: 'items[0][id]',
      });
    if (existing && told.deleted) result.splice(index, 1);
    else if (existing) {
      if (price) Object.assign(existing, { price, plan: planOf(price) });
      if (told.quantity !== undefined) existing.quantity = told.quantity;
      existing.metadata = mergeMetadata(existing.metadata, told.metadata);
    } else if (price) {
      const trialEnd = status === 'trialing' ? (trial_end ?? undefined) : undefined;
      const [first] = items.data;
      const added = makeItem(subscriptionId, { price, quantity: told.quantity, start: world.now(), trialEnd });
      if (first) added.current_period_end = first.current_period_end;
      result.push(added);
    }
  }
  if (!result.length) throw invalidRequest('A subscription must have at least one active plan.', { param: 'items' });
  return result;
}

/** What a change within a paid period costs: the rest of the old price comes back, the rest of the new one is added. */
export function prorations(
  world: World,
  before: Stripe.Subscription,
  items: Stripe.SubscriptionItem[],
  at = world.now(),
): Stripe.InvoiceItem[] {
  if (before.status === 'trialing') return [];
  const old = before.items.data.flatMap((item) =>
    isSame(item, items) ? [] : [proration(world, before, { item, at, sign: -1 })],
  );
  const added = items.flatMap((item) =>
    isSame(item, before.items.data) ? [] : [proration(world, before, { item, at, sign: 1 })],
  );
  return [...old, ...added].filter(({ amount }) => amount);
}

const isSame = (item: Stripe.SubscriptionItem, others: Stripe.SubscriptionItem[]) =>
  others.some(({ id, price, quantity }) => id === item.id && price.id === item.price.id && quantity === item.quantity);

function proration(
  world: World,
  { id, customer }: Stripe.Subscription,
  { item, at, sign }: { item: Stripe.SubscriptionItem; at: number; sign: 1 | -1 },
): Stripe.InvoiceItem {
  const { current_period_start: start, current_period_end: end, price, quantity } = item;
  const share = Math.min(1, Math.max(0, (end - at) / (end - start)));
  const title = nameOfProduct(world, price);
  return invoiceItem({
    id: newId('ii'),
    amount: sign * Math.round((price.unit_amount ?? 0) * (quantity ?? 1) * share),
    currency: price.currency,
    customer: idOf(customer) ?? '',
    date: at,
    description: sign < 0 ? `Unused time on ${title}` : `Remaining time on ${title}`,
    parent: { subscription_details: { subscription: id, subscription_item: item.id }, type: 'subscription_details' },
    period: { start: at, end },
    pricing: {
      price_details: { price: price.id, product: idOf(price.product) ?? '' },
      type: 'price_details',
      unit_amount_decimal: price.unit_amount_decimal,
    },
    proration: true,
    quantity: quantity ?? 1,
    quantity_decimal: Stripe.Decimal.from(quantity ?? 1),
  });
}

/** Another rhythm begins a period of its own, which is charged now. */
export function changeItems(
  world: World,
  subscription: Stripe.Subscription,
  { items, behavior = 'create_prorations' }: { items: Stripe.SubscriptionItem[]; behavior?: string | undefined },
): void {
  const rhythm = ({ price: { recurring } }: Stripe.SubscriptionItem) =>
    `${recurring?.interval_count} ${recurring?.interval}`;
  const [before] = subscription.items.data;
  const [after] = items;
  if (behavior !== 'none')
    for (const each of prorations(world, subscription, items)) create(world, each, 'invoiceitem.created');
  const isAnew = before && after && rhythm(before) !== rhythm(after) && subscription.status !== 'trialing';
  subscription.items = subscriptionItems(subscription.id, items);
  if (isAnew) beginAnew(world, subscription);
  else if (behavior === 'always_invoice') chargeNow(world, subscription);
}

/** A period begins now and not when the last one ends. */
export function beginAnew(world: World, subscription: Stripe.Subscription): void {
  const now = world.now();
  subscription.billing_cycle_anchor = now;
  for (const item of subscription.items.data) {
    item.current_period_start = now;
    item.current_period_end = periodEnd(item.price, { anchor: now, start: now });
  }
  chargeNow(world, subscription);
}

function chargeNow(world: World, subscription: Stripe.Subscription): void {
  const invoice = draftPeriod(world, subscription, { reason: 'subscription_update' });
  finalize(world, invoice);
  if (subscription.collection_method === 'charge_automatically') collect(world, invoice);
}
