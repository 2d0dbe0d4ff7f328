import type Stripe from 'stripe';
import { subscription, subscriptionItem, subscriptionItems } from '../objects/subscriptions.ts';
import { idOf } from '../state.ts';
import type { Book } from './book.ts';
import { after, dateOf, seconds } from '../times.ts';
import { nameOf } from './catalogue.ts';
import { checkOutSubscription } from './checkout.ts';
import { defaultCard } from './customers.ts';
import { bill } from './invoices.ts';
import type { Refusal } from './payments.ts';

export interface Beginning {
  person: Stripe.Customer;
  price: Stripe.Price;
  since: Date;
  /** Charged instead of the customer's default. */
  card?: Stripe.PaymentMethod | undefined;
  trialDays?: number | undefined;
  /** Bought on Stripe's page, and not set up by the vendor. */
  isCheckout?: boolean | undefined;
}

/** Somebody subscribes. The first invoice is paid at once; during a trial it is an invoice of nothing. */
export function subscribe(book: Book, told: Beginning): Stripe.Subscription {
  const { person, price, since, card, trialDays } = told;
  const id = book.id('sub');
  const trialEnd = trialDays === undefined ? null : seconds(after(since, trialDays, 'day'));
  const item = subscriptionItem({
    id: book.id('si'),
    subscription: id,
    price,
    current_period_start: seconds(since),
    current_period_end: trialEnd ?? seconds(after(since, 1, intervalOf(price))),
  });
  const begun = subscription({
    id,
    customer: person.id,
    items: subscriptionItems(id, [item]),
    start_date: seconds(since),
    default_payment_method: card?.id ?? null,
    currency: price.currency,
    ...(trialEnd && { status: 'trialing', trial_start: seconds(since), trial_end: trialEnd }),
  });
  book.add(begun);
  const invoice = billPeriod(book, begun, { reason: 'subscription_create' });
  if (told.isCheckout) {
    const method = card ?? defaultCard(book, person);
    checkOutSubscription(book, { ...told, prices: [price], card: method, at: since }, { subscription: begun, invoice });
  }
  return begun;
}

/** Period after period is charged until the one that holds that instant. */
export function payUntil(book: Book, begun: Stripe.Subscription, until: Date): void {
  while (periodEnd(begun) <= until) {
    beginPeriod(begun);
    billPeriod(book, begun, {});
  }
}

/** The next period begins, but the bank refuses; Stripe will try once more. */
export function refuseNext(
  book: Book,
  begun: Stripe.Subscription,
  { refused, retryAt }: { refused: Refusal; retryAt: Date },
): Stripe.Invoice {
  beginPeriod(begun);
  begun.status = 'past_due';
  person(book, begun).delinquent = true;
  return billPeriod(book, begun, { refused, retryAt });
}

/** The subscription will end with the period that is paid. */
export function endWithPeriod(begun: Stripe.Subscription, saidAt: Date): void {
  const reason = { comment: null, feedback: null, feedback_option: null, reason: 'cancellation_requested' };
  const canceled_at = seconds(saidAt);
  const cancel_at = seconds(periodEnd(begun));
  Object.assign(begun, { cancel_at_period_end: true, cancel_at, canceled_at, cancellation_details: reason });
}

/** The subscription is over. */
export function end(begun: Stripe.Subscription, at: Date): void {
  Object.assign(begun, { status: 'canceled', canceled_at: seconds(at), ended_at: seconds(at) });
}

/** Nothing is charged until then. */
export function pause(begun: Stripe.Subscription, resumesAt: Date): void {
  begun.pause_collection = { behavior: 'void', resumes_at: seconds(resumesAt) };
}

function billPeriod(
  book: Book,
  begun: Stripe.Subscription,
  {
    reason = 'subscription_cycle',
    refused,
    retryAt,
  }: { reason?: 'subscription_create' | 'subscription_cycle'; refused?: Refusal; retryAt?: Date },
): Stripe.Invoice {
  const item = itemOf(begun);
  const owner = person(book, begun);
  const isTrial = begun.status === 'trialing';
  const title = nameOf(book, item.price);
  const invoice = bill(book, {
    person: owner,
    lines: [
      {
        title: isTrial ? `Trial period for ${title}` : title,
        cents: isTrial ? 0 : (item.price.unit_amount ?? 0),
        price: item.price,
        item,
      },
    ],
    at: dateOf(item.current_period_start),
    card: book.state.payment_method.get(idOf(begun.default_payment_method) ?? '') ?? defaultCard(book, owner),
    subscription: begun,
    reason,
    refused,
    dueAt: retryAt,
  });
  begun.latest_invoice = invoice.id;
  return invoice;
}

/** Counted from the beginning, so that a month of 28 days does not shorten those after it. */
function beginPeriod(begun: Stripe.Subscription): void {
  const item = itemOf(begun);
  const start = dateOf(begun.trial_end ?? begun.start_date);
  if (begun.status === 'trialing') begun.status = 'active';
  item.current_period_start = item.current_period_end;
  for (let count = 1; item.current_period_end <= item.current_period_start; count++) {
    item.current_period_end = seconds(after(start, count, intervalOf(item.price)));
  }
}

/** Until when it is paid. */
export const periodEnd = (begun: Stripe.Subscription): Date => dateOf(itemOf(begun).current_period_end);

/** How often the price is charged. */
export function intervalOf({ recurring }: Stripe.Price) {
  return (recurring?.interval ?? 'month') as 'day' | 'week' | 'month' | 'year';
}

function itemOf({ id, items }: Stripe.Subscription): Stripe.SubscriptionItem {
  const [item] = items.data;
  if (!item) throw new Error(`${id} has no item`);
  return item;
}

function person(book: Book, { id, customer }: Stripe.Subscription): Stripe.Customer {
  const found = book.state.customer.get(idOf(customer) ?? '');
  if (!found || 'deleted' in found) throw new Error(`The customer of ${id} is not there`);
  return found;
}
