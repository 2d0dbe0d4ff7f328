import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { schedulePhase, subscriptionSchedule } from '../objects/subscriptions.ts';
import { applyPhase, enterPhase, makePhases, release } from '../schedules.ts';
import { endSubscription } from '../standing.ts';
import { idOf } from '../state.ts';
import { checkDefault, endOfPeriod } from '../subscriptions.ts';
import type { StripeRequests } from '../requests.ts';
import { change, create, given, mergeMetadata, need, newId, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

type Told = StripeRequests['POST /v1/subscription_schedules'];

export const scheduleRoutes = {
  'POST /v1/subscription_schedules': (call) => {
    const { world, parameters } = call;
    return send(
      parameters.from_subscription ? fromSubscription(world, parameters) : fromPhases(world, parameters),
      call,
    );
  },

  'POST /v1/subscription_schedules/:id': (call) => {
    const { world, id, parameters } = call;
    const found = findActive(world, id);
    const owner = idOf(found.customer) ?? '';
    const cards = [parameters.default_settings, ...(parameters.phases ?? [])];
    for (const part of cards) checkDefault(world, part?.default_payment_method, owner);
    const start = found.phases[0]?.start_date ?? world.now();
    const phases = parameters.phases && makePhases(world, parameters.phases, start);
    change(world, found, 'subscription_schedule.updated', () => {
      Object.assign(found, given(parameters, 'end_behavior'), phases && { phases });
      Object.assign(found.default_settings, settingsOf(parameters));
      found.metadata = mergeMetadata(found.metadata, parameters.metadata);
    });
    const now = world.now();
    const current = found.phases.find(({ start_date, end_date }) => start_date <= now && now < end_date);
    const running = world.state.subscription.get(idOf(found.subscription) ?? '');
    if (running && current) applyPhase(world, running, { schedule: found, phase: current });
    if (running && current) found.current_phase = { start_date: current.start_date, end_date: current.end_date };
    return send(found, call);
  },

  'POST /v1/subscription_schedules/:id/cancel': (call) => {
    const { world, id } = call;
    const found = findActive(world, id);
    Object.assign(found, { canceled_at: world.now(), current_phase: null, status: 'canceled' });
    world.emit('subscription_schedule.canceled', found);
    const running = world.state.subscription.get(idOf(found.subscription) ?? '');
    if (running && running.ended_at === null) endSubscription(world, running, { reason: 'cancellation_requested' });
    return send(found, call);
  },

  'POST /v1/subscription_schedules/:id/release': (call) => {
    const found = findActive(call.world, call.id);
    release(call.world, found);
    return send(found, call);
  },
} satisfies Partial<Routes>;

/** @throws StripeRefusal when it is not there, or over */
function findActive(world: World, id: string): Stripe.SubscriptionSchedule {
  const found = need(world, 'subscription_schedule', id, { param: 'schedule', status: 404 });
  if (found.status === 'active' || found.status === 'not_started') return found;
  throw invalidRequest(
    `You cannot update a subscription schedule that is currently in the \`${found.status}\` status. You can only update subscription schedules in the \`not_started\` and \`active\` statuses.`,
  );
}

function settingsOf({ default_settings }: Pick<Told, 'default_settings'>): object {
  return default_settings ? given(default_settings, 'collection_method', 'default_payment_method', 'description') : {};
}

/** Its one phase is the period that the subscription is in. */
function fromSubscription(world: World, told: Told): Stripe.SubscriptionSchedule {
  if (told.phases || told.customer)
    throw invalidRequest('You cannot set `phases` or `customer` if `from_subscription` is set.', { param: 'phases' });
  const running = need(world, 'subscription', told.from_subscription ?? '', { param: 'from_subscription' });
  if (running.schedule)
    throw invalidRequest(
      'You cannot migrate a subscription that is already attached to a schedule: ' + String(idOf(running.schedule)),
      { param: 'from_subscription' },
    );
  const [first] = running.items.data;
  if (!first) throw invalidRequest('The subscription has no items.', { param: 'from_subscription' });
  const span = { start_date: first.current_period_start, end_date: endOfPeriod(running) };
  const phase = schedulePhase(first.price, { ...span, trial_end: running.trial_end });
  const [sample] = phase.items;
  if (sample)
    phase.items = running.items.data.map(({ price, quantity = 1 }) => ({
      ...sample,
      plan: price.id,
      price: price.id,
      quantity,
    }));
  const made = create(
    world,
    make(world, told, { current_phase: span, phases: [phase], status: 'active', subscription: running.id }, running),
    'subscription_schedule.created',
  );
  change(world, running, 'customer.subscription.updated', { schedule: made.id });
  return made;
}

function fromPhases(world: World, told: Told): Stripe.SubscriptionSchedule {
  const customer = need(world, 'customer', told.customer ?? '', { param: 'customer' });
  if (!told.phases?.length)
    throw invalidRequest('Missing required param: phases.', { code: 'parameter_missing', param: 'phases' });
  for (const part of [told.default_settings, ...told.phases])
    checkDefault(world, part?.default_payment_method, customer.id);
  const start = typeof told.start_date === 'number' ? told.start_date : world.now();
  const phases = makePhases(world, told.phases, start);
  const more = { phases, status: 'not_started' as const };
  const made = create(world, make(world, told, more, { customer: customer.id }), 'subscription_schedule.created');
  if (start <= world.now()) enterPhase(world, made);
  return made;
}

function make(
  world: World,
  told: Told,
  more: Partial<Stripe.SubscriptionSchedule> & Pick<Stripe.SubscriptionSchedule, 'phases'>,
  { customer }: Pick<Stripe.Subscription, 'customer'>,
): Stripe.SubscriptionSchedule {
  const made = subscriptionSchedule({
    id: newId('sub_sched'),
    customer: idOf(customer) ?? '',
    created: world.now(),
    end_behavior: told.end_behavior ?? 'release',
    metadata: mergeMetadata({}, told.metadata),
    ...more,
  });
  Object.assign(made.default_settings, settingsOf(told));
  return made;
}
