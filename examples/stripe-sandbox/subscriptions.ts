/** Subscriptions: how they begin, and what each period costs. */
import type Stripe from 'stripe';
import { checkOwner, findMethod, refusedCard } from './cards.ts';
import { judge } from './charging.ts';
import { collect } from './collecting.ts';
import { cardRefused, invalidRequest } from './errors.ts';
import { markUncollectible, voidInvoice } from './invoice-endings.ts';
import { createDraft, finalize } from './invoices.ts';
import { lineOfItem, lineOfSubscription, pendingItems } from './lines.ts';
import { planOf } from './objects/catalogue.ts';
import { subscription, subscriptionItem, subscriptionItems } from './objects/subscriptions.ts';
import { endSubscription } from './standing.ts';
import { addObject, idOf } from './state.ts';
import { periodEnd } from './times.ts';
import { change, need, newId, type Live, type World } from './world.ts';

const hour = 3600;
const day = 24 * hour;

export interface Beginning {
  customer: Live<'customer'>;
  items: { price: Stripe.Price; quantity?: number | undefined; metadata?: Stripe.Metadata }[];
  trialEnd?: number | undefined;
  behavior?: string;
  more?: Partial<Stripe.Subscription>;
  /** A schedule began it: its first invoice is a draft for an hour, like those that follow. */
  isScheduled?: boolean;
}

/**
 * Somebody subscribes: the first invoice is paid at once, and of nothing during a trial.
 * @throws StripeRefusal without a card that could pay, or when it is refused and nothing incomplete is wanted
 */
export function beginSubscription(world: World, told: Beginning): Stripe.Subscription {
  const { customer, items, trialEnd, more, behavior = 'allow_incomplete' } = told;
  const now = world.now();
  const id = newId('sub');
  const made = subscription({
    id,
    customer: customer.id,
    items: subscriptionItems(
      id,
      items.map((item) => makeItem(id, { ...item, start: now, trialEnd })),
    ),
    currency: items[0]?.price.currency ?? 'eur',
    start_date: now,
    billing_cycle_anchor: trialEnd ?? now,
    status: firstStatus(told),
    ...(trialEnd && { trial_start: now, trial_end: trialEnd }),
    ...more,
  });
  const isFree = trialEnd !== undefined || costOf(made) + customer.balance <= 0;
  const isCharged = made.collection_method === 'charge_automatically' && !isFree && !told.isScheduled;
  if (isCharged && behavior !== 'default_incomplete') checkCard(world, { made, customer, behavior });
  if (made.cancel_at_period_end) made.cancel_at = endOfPeriod(made);
  addObject(world.state, made);
  const invoice = draftPeriod(world, made, { reason: 'subscription_create' });
  world.emit('customer.subscription.created', made);
  if (told.isScheduled) return made;
  finalize(world, invoice);
  if (isCharged && behavior !== 'default_incomplete') collect(world, invoice);
  return made;
}

function firstStatus({ trialEnd, isScheduled, more }: Beginning): Stripe.Subscription.Status {
  if (trialEnd !== undefined) return 'trialing';
  return isScheduled || more?.collection_method === 'send_invoice' ? 'active' : 'incomplete';
}

export function makeItem(
  subscriptionId: string,
  told: {
    price: Stripe.Price;
    quantity?: number | undefined;
    metadata?: Stripe.Metadata;
    start: number;
    trialEnd?: number | undefined;
  },
): Stripe.SubscriptionItem {
  const { price, quantity = 1, metadata = {}, start, trialEnd } = told;
  if (!price.recurring)
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      { param: 'items[0][price]' },
    );
  return subscriptionItem({
    id: newId('si'),
    subscription: subscriptionId,
    price,
    quantity,
    metadata,
    plan: planOf(price),
    current_period_start: start,
    current_period_end: trialEnd ?? periodEnd(price, { anchor: start, start }),
  });
}

interface Question {
  made: Stripe.Subscription;
  customer: Live<'customer'>;
  behavior: string;
}

/** Stripe makes nothing at all when it is told not to make anything incomplete. */
function checkCard(world: World, { made, customer, behavior }: Question): void {
  const id = idOf(made.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method);
  if (id === undefined)
    throw invalidRequest(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    );
  if (behavior !== 'error_if_incomplete') return;
  const method = findMethod(world, id);
  const verdict = judge(world, method, { isSetup: false, isAuthenticated: false });
  if (verdict === 'ask')
    throw cardRefused({
      code: 'subscription_payment_intent_requires_action',
      message: 'Payment for this subscription requires additional user action before it can be completed successfully.',
    });
  if (verdict !== 'good') throw refusedCard(verdict, method);
}

export const costOf = ({ items }: Stripe.Subscription): number =>
  items.data.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * (quantity ?? 1), 0);

export const endOfPeriod = ({ items }: Stripe.Subscription): number =>
  Math.min(...items.data.map((item) => item.current_period_end));

/** The invoice of the period that the items are in, and of what else is to be billed. */
export function draftPeriod(
  world: World,
  made: Stripe.Subscription,
  { reason, more }: { reason: Stripe.Invoice.BillingReason; more?: Partial<Stripe.Invoice> },
): Stripe.Invoice {
  const customer = need(world, 'customer', idOf(made.customer) ?? '', { param: 'customer' });
  const pending = pendingItems(world, customer.id);
  const isTrial = made.status === 'trialing';
  const isSent = made.collection_method === 'send_invoice';
  const [first] = made.items.data;
  const invoice = createDraft(world, {
    customer,
    lines: (invoiceId) => [
      ...pending.map((item) => lineOfItem(item, invoiceId)),
      ...made.items.data.map((item) => lineOfSubscription(world, { subscription: made.id, item, isTrial }, invoiceId)),
    ],
    more: {
      auto_advance: true,
      automatically_finalizes_at: world.now() + hour,
      billing_reason: reason,
      collection_method: made.collection_method,
      due_date: isSent ? world.now() + (made.days_until_due ?? 30) * day : null,
      parent: parentOf(made),
      period_end: first?.current_period_start ?? world.now(),
      period_start: first?.current_period_start ?? world.now(),
      ...more,
    },
  });
  for (const item of pending) item.invoice = invoice.id;
  made.latest_invoice = invoice.id;
  return invoice;
}

export function parentOf({ id, metadata }: Stripe.Subscription): Stripe.Invoice.Parent {
  return {
    quote_details: null,
    subscription_details: { metadata: { ...metadata }, subscription: id },
    type: 'subscription_details',
  };
}

/** The period is over: the next one begins, or the subscription ends. */
export function renew(world: World, made: Stripe.Subscription): void {
  if (made.cancel_at_period_end) return endSubscription(world, made, { reason: 'cancellation_requested' });
  if (made.status === 'trialing') {
    const missing = made.trial_settings?.end_behavior.missing_payment_method;
    if (missing === 'cancel' && !hasCard(world, made))
      return endSubscription(world, made, { reason: 'cancellation_requested' });
  }
  change(world, made, 'customer.subscription.updated', () => {
    if (made.status === 'trialing') made.status = 'active';
    for (const item of made.items.data) {
      item.current_period_start = item.current_period_end;
      item.current_period_end = periodEnd(item.price, {
        anchor: made.billing_cycle_anchor,
        start: item.current_period_start,
      });
    }
    bill(world, made);
  });
}

function bill(world: World, made: Stripe.Subscription): void {
  const pause = made.pause_collection?.behavior;
  const isKept = made.status === 'unpaid' || pause === 'keep_as_draft';
  const invoice = draftPeriod(world, made, {
    reason: 'subscription_cycle',
    ...(isKept && { more: { auto_advance: false, automatically_finalizes_at: null } }),
  });
  if (pause !== 'void' && pause !== 'mark_uncollectible') return;
  finalize(world, invoice);
  if (invoice.status !== 'open') return;
  if (pause === 'void') voidInvoice(world, invoice);
  else markUncollectible(world, invoice);
}

function hasCard({ state }: World, { customer, default_payment_method }: Stripe.Subscription): boolean {
  const owner = state.customer.get(idOf(customer) ?? '');
  const owned = owner && !('deleted' in owner) ? owner.invoice_settings.default_payment_method : null;
  return Boolean(default_payment_method ?? owned);
}

/** @throws StripeRefusal when it is not the customer's */
export function checkDefault(world: World, id: string | undefined, customerId: string): void {
  if (id) checkOwner(findMethod(world, id), customerId, 'default_payment_method');
}
