/** What payments of invoices do to the subscription and the customer behind them. */
import type Stripe from 'stripe';
import { idOf } from './state.ts';
import { change, type World } from './world.ts';

/** The subscription that the invoice is for, if there is one. */
export function subscriptionOf({ state }: World, { parent }: Stripe.Invoice): Stripe.Subscription | undefined {
  return state.subscription.get(idOf(parent?.subscription_details?.subscription) ?? '');
}

export function becamePaid(world: World, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  const recovers = ['incomplete', 'past_due', 'unpaid'].includes(subscription?.status ?? '');
  if (subscription && recovers && idOf(subscription.latest_invoice) === invoice.id)
    change(world, subscription, 'customer.subscription.updated', { status: 'active' });
  judgeCustomer(world, idOf(invoice.customer));
}

export function becameRefused(world: World, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (subscription?.status === 'active' && idOf(subscription.latest_invoice) === invoice.id)
    change(world, subscription, 'customer.subscription.updated', { status: 'past_due' });
  judgeCustomer(world, idOf(invoice.customer));
}

/** All attempts have failed: the subscription ends, or goes on unpaid, as the vendor has it. */
export function gaveUp(world: World, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(world, invoice);
  if (!subscription || subscription.ended_at) return;
  if (world.rules.afterLastAttempt === 'unpaid') {
    change(world, subscription, 'customer.subscription.updated', { status: 'unpaid' });
    return;
  }
  endSubscription(world, subscription, { reason: 'payment_failed' });
}

export function endSubscription(
  world: World,
  subscription: Stripe.Subscription,
  { reason }: { reason: 'cancellation_requested' | 'payment_failed' | null },
): void {
  const now = world.now();
  Object.assign(subscription, {
    cancel_at_period_end: false,
    canceled_at: subscription.canceled_at ?? now,
    cancellation_details: {
      ...subscription.cancellation_details,
      reason: subscription.cancellation_details?.reason ?? reason,
    },
    ended_at: now,
    pause_collection: null,
    status: 'canceled',
  });
  // What is not paid yet stays owed, but nobody is charged for it any more.
  for (const invoice of world.state.invoice.values()) {
    if (subscriptionOf(world, invoice) !== subscription || (invoice.status !== 'open' && invoice.status !== 'draft'))
      continue;
    change(world, invoice, 'invoice.updated', { auto_advance: false, next_payment_attempt: null });
  }
  world.emit('customer.subscription.deleted', subscription);
}

/** Delinquent is who has an invoice that was tried and is not paid. */
function judgeCustomer(world: World, customerId: string | undefined): void {
  const customer = world.state.customer.get(customerId ?? '');
  if (!customer || 'deleted' in customer) return;
  const delinquent = [...world.state.invoice.values()].some(
    (invoice) =>
      idOf(invoice.customer) === customer.id &&
      invoice.status === 'open' &&
      invoice.attempted &&
      invoice.collection_method === 'charge_automatically',
  );
  change(world, customer, 'customer.updated', { delinquent });
}
