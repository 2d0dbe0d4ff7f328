/** What falls due by itself as time goes by: the earliest comes first. */
import type Stripe from 'stripe';
import { collect } from './collecting.ts';
import { giveUp } from './invoice-endings.ts';
import { finalize } from './invoices.ts';
import { enterPhase } from './schedules.ts';
import { endSubscription } from './standing.ts';
import { idOf } from './state.ts';
import { endOfPeriod, renew } from './subscriptions.ts';
import { change, type World } from './world.ts';

export interface Due {
  /** In seconds. */
  at: number;
  run: () => void;
}

const hour = 3600;
const day = 24 * hour;
/** So long somebody has to pay for what they began. */
const incompleteHours = 23;

/** What is due first, at that instant or before. Of two at the same time the more general one comes first. */
export function nextDue(world: World, until: number): Due | undefined {
  let first: Due | undefined;
  for (const source of [duesOfSchedules, duesOfSubscriptions, duesOfInvoices, duesOfSessions])
    for (const due of source(world)) if (due.at <= until && (!first || due.at < first.at)) first = due;
  return first;
}

function* duesOfSchedules(world: World): Generator<Due> {
  for (const schedule of world.state.subscription_schedule.values()) {
    const run = () => enterPhase(world, schedule);
    if (schedule.status === 'not_started') yield { at: schedule.phases[0]?.start_date ?? Infinity, run };
    if (schedule.status === 'active') yield { at: schedule.current_phase?.end_date ?? Infinity, run };
  }
}

function* duesOfSubscriptions(world: World): Generator<Due> {
  for (const subscription of world.state.subscription.values()) {
    if (subscription.ended_at !== null) continue;
    const { cancel_at, pause_collection, status, trial_end } = subscription;
    // At the end of a period renewing ends it, too; this is for any other moment.
    if (cancel_at !== null)
      yield { at: cancel_at, run: () => endSubscription(world, subscription, { reason: 'cancellation_requested' }) };
    if (status === 'incomplete')
      yield { at: subscription.created + incompleteHours * hour, run: () => expire(world, subscription) };
    if (typeof pause_collection?.resumes_at === 'number')
      yield { at: pause_collection.resumes_at, run: () => resume(world, subscription) };
    if (status === 'trialing' && trial_end !== null && !wasAnnounced(world, subscription))
      yield {
        at: Math.max(trial_end - 3 * day, subscription.trial_start ?? 0),
        run: () => world.emit('customer.subscription.trial_will_end', subscription),
      };
    if (['trialing', 'active', 'past_due', 'unpaid'].includes(status))
      yield { at: endOfPeriod(subscription), run: () => renew(world, subscription) };
  }
}

function wasAnnounced({ state }: World, { id, trial_end }: Stripe.Subscription): boolean {
  for (const { type, data } of state.event.values()) {
    if (type !== 'customer.subscription.trial_will_end') continue;
    const told = data.object;
    if (told.id === id && told.trial_end === trial_end) return true;
  }
  return false;
}

function resume(world: World, subscription: Stripe.Subscription): void {
  change(world, subscription, 'customer.subscription.updated', { pause_collection: null });
}

/** Nobody has paid the first invoice in time. */
function expire(world: World, subscription: Stripe.Subscription): void {
  const invoice = world.state.invoice.get(idOf(subscription.latest_invoice) ?? '');
  if (invoice?.status === 'open') {
    giveUp(world, invoice);
    Object.assign(invoice, { amount_remaining: 0, auto_advance: false, status: 'void' });
    world.emit('invoice.voided', invoice);
  }
  change(world, subscription, 'customer.subscription.updated', {
    ended_at: world.now(),
    status: 'incomplete_expired',
  });
}

function* duesOfInvoices(world: World): Generator<Due> {
  for (const invoice of world.state.invoice.values()) {
    if (invoice.status === 'draft' && invoice.auto_advance && typeof invoice.automatically_finalizes_at === 'number')
      yield { at: invoice.automatically_finalizes_at, run: () => finish(world, invoice) };
    if (invoice.status === 'open' && typeof invoice.next_payment_attempt === 'number')
      yield { at: invoice.next_payment_attempt, run: () => attempt(world, invoice) };
  }
}

function finish(world: World, invoice: Stripe.Invoice): void {
  finalize(world, invoice);
  if (invoice.status === 'open' && invoice.collection_method === 'charge_automatically') collect(world, invoice);
}

function attempt(world: World, invoice: Stripe.Invoice): void {
  invoice.next_payment_attempt = null;
  collect(world, invoice);
  world.emit('invoice.updated', invoice);
}

function* duesOfSessions(world: World): Generator<Due> {
  for (const session of world.state['checkout.session'].values())
    if (session.status === 'open')
      yield {
        at: session.expires_at,
        run: () => change(world, session, 'checkout.session.expired', { status: 'expired', url: null }),
      };
}
