/** What happens to a subscription later: phases, one after another, and their end. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { planOf } from './objects/catalogue.ts';
import { schedulePhase, subscriptionItems } from './objects/subscriptions.ts';
import { endSubscription } from './standing.ts';
import { idOf } from './state.ts';
import { beginSubscription, makeItem } from './subscriptions.ts';
import { after, dateOf, periodEnd, seconds, type Interval } from './times.ts';
import { change, need, type World } from './world.ts';

export interface PhaseTold {
  items: { price?: string; quantity?: number }[];
  start_date?: number | 'now';
  end_date?: number | 'now';
  duration?: { interval: string; interval_count?: number };
  default_payment_method?: string;
  trial?: boolean;
  trial_end?: number | 'now';
  metadata?: Stripe.MetadataParam;
}

type Phase = Stripe.SubscriptionSchedule.Phase;

/**
 * Phases one after another from then on.
 * @throws StripeRefusal
 */
export function makePhases(world: World, told: PhaseTold[], start: number): Phase[] {
  let next = start;
  return told.map((phase, index) => {
    const prices = phase.items.map(({ price = '' }) =>
      need(world, 'price', price, { param: `phases[${index}][items][0][price]` }),
    );
    const [first] = prices;
    if (!first) throw invalidRequest('A phase needs at least one item.', { param: `phases[${index}][items]` });
    const start_date = typeof phase.start_date === 'number' ? phase.start_date : next;
    const end_date = endOf(world, phase, { first, start: start_date });
    if (end_date <= start_date)
      throw invalidRequest('The phase end date must be after its start date.', { param: `phases[${index}][end_date]` });
    next = end_date;
    const made = schedulePhase(first, {
      start_date,
      end_date,
      default_payment_method: phase.default_payment_method || null,
      metadata: { ...phase.metadata } as Stripe.Metadata,
      trial_end: phase.trial ? end_date : typeof phase.trial_end === 'number' ? phase.trial_end : null,
    });
    const [sample] = made.items;
    if (sample)
      made.items = prices.map(({ id }, item) => ({
        ...sample,
        plan: id,
        price: id,
        quantity: phase.items[item]?.quantity ?? 1,
      }));
    return made;
  });
}

function endOf(world: World, phase: PhaseTold, { first, start }: { first: Stripe.Price; start: number }): number {
  if (phase.end_date === 'now') return world.now();
  if (phase.end_date !== undefined) return phase.end_date;
  const { duration } = phase;
  if (!duration) return periodEnd(first, { anchor: start, start });
  return seconds(after(dateOf(start), duration.interval_count ?? 1, duration.interval as Interval));
}

/** The phase that the instant lies in begins; the first one begins the subscription. */
export function enterPhase(world: World, schedule: Stripe.SubscriptionSchedule): void {
  const now = world.now();
  const phase = schedule.phases.find(({ start_date, end_date }) => start_date <= now && now < end_date);
  if (!phase) return finish(world, schedule);
  const running = world.state.subscription.get(idOf(schedule.subscription) ?? '');
  change(world, schedule, 'subscription_schedule.updated', () => {
    schedule.current_phase = { start_date: phase.start_date, end_date: phase.end_date };
    schedule.status = 'active';
    if (running) applyPhase(world, running, { schedule, phase });
    else schedule.subscription = begin(world, schedule, phase).id;
  });
}

function begin(world: World, schedule: Stripe.SubscriptionSchedule, phase: Phase): Stripe.Subscription {
  const customer = need(world, 'customer', idOf(schedule.customer) ?? '', { param: 'customer' });
  return beginSubscription(world, {
    customer,
    items: phase.items.map(({ price, quantity }) => ({
      price: need(world, 'price', idOf(price) ?? '', { param: 'price' }),
      quantity,
    })),
    trialEnd: phase.trial_end ?? undefined,
    isScheduled: true,
    more: {
      collection_method: schedule.default_settings.collection_method ?? 'charge_automatically',
      default_payment_method: methodOf(schedule, phase),
      metadata: { ...phase.metadata },
      schedule: schedule.id,
    },
  });
}

function methodOf({ default_settings }: Stripe.SubscriptionSchedule, phase: Phase): string | null {
  return idOf(phase.default_payment_method) ?? idOf(default_settings.default_payment_method) ?? null;
}

/** The card and the prices of the phase are the subscription's, from now on. */
export function applyPhase(
  world: World,
  running: Stripe.Subscription,
  { schedule, phase }: { schedule: Stripe.SubscriptionSchedule; phase: Phase },
): void {
  if (running.ended_at !== null) return;
  const method = methodOf(schedule, phase);
  const [first] = running.items.data;
  const wanted = phase.items.map(({ price, quantity }) => ({
    price: need(world, 'price', idOf(price) ?? '', { param: 'price' }),
    quantity: quantity ?? 1,
  }));
  const items = wanted.map(({ price, quantity }, index) => {
    const existing = running.items.data[index];
    if (existing) return { ...existing, price, plan: planOf(price), quantity };
    const added = makeItem(running.id, { price, quantity, start: world.now() });
    return first ? { ...added, current_period_end: first.current_period_end } : added;
  });
  change(world, running, 'customer.subscription.updated', {
    items: subscriptionItems(running.id, items),
    ...(method !== null && { default_payment_method: method }),
  });
}

/** The last phase is over. */
function finish(world: World, schedule: Stripe.SubscriptionSchedule): void {
  const running = world.state.subscription.get(idOf(schedule.subscription) ?? '');
  if (schedule.end_behavior !== 'cancel') return release(world, schedule);
  Object.assign(schedule, { completed_at: world.now(), current_phase: null, status: 'completed' });
  world.emit('subscription_schedule.completed', schedule);
  if (running && running.ended_at === null) endSubscription(world, running, { reason: null });
}

/** The subscription goes on without the schedule. */
export function release(world: World, schedule: Stripe.SubscriptionSchedule): void {
  const running = world.state.subscription.get(idOf(schedule.subscription) ?? '');
  Object.assign(schedule, {
    current_phase: null,
    released_at: world.now(),
    released_subscription: running?.id ?? null,
    status: 'released',
    subscription: null,
  });
  world.emit('subscription_schedule.released', schedule);
  if (running) change(world, running, 'customer.subscription.updated', { schedule: null });
}
