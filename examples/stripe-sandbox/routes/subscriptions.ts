import type Stripe from 'stripe';
import { createPrice } from '../catalogue.ts';
import { invalidRequest } from '../errors.ts';
import type { StripeRequests } from '../requests.ts';
import { endSubscription } from '../standing.ts';
import { idOf } from '../state.ts';
import { beginAnew, changedItems, changeItems } from '../subscription-changes.ts';
import { beginSubscription, checkDefault, endOfPeriod } from '../subscriptions.ts';
import { change, given, mergeMetadata, need, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

const day = 86_400;

export const subscriptionRoutes = {
  'POST /v1/subscriptions': (call) => {
    const { world, parameters } = call;
    const { payment_behavior, trial_settings } = parameters;
    const customer = need(world, 'customer', parameters.customer ?? '', { param: 'customer' });
    checkDefault(world, parameters.default_payment_method, customer.id);
    const items = (parameters.items ?? []).map((item) => ({
      price: itemPrice(world, item),
      quantity: item.quantity,
      metadata: mergeMetadata({}, item.metadata),
    }));
    if (!items.length)
      throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' });
    const made = beginSubscription(world, {
      customer,
      items,
      trialEnd: trialEndOf(world, parameters),
      ...(payment_behavior && { behavior: payment_behavior }),
      more: {
        cancel_at: typeof parameters.cancel_at === 'number' ? parameters.cancel_at : null,
        cancel_at_period_end: parameters.cancel_at_period_end ?? false,
        ...given(parameters, 'collection_method', 'days_until_due', 'default_payment_method', 'description'),
        metadata: mergeMetadata({}, parameters.metadata),
        ...(trial_settings && {
          trial_settings: {
            end_behavior: {
              billing_cycle_anchor: null,
              missing_payment_method: trial_settings.end_behavior.missing_payment_method ?? 'create_invoice',
            },
          },
        }),
      },
    });
    return send(made, call);
  },

  'POST /v1/subscriptions/:id': (call) => {
    const { world, id, parameters } = call;
    const found = findRunning(world, id);
    checkDefault(world, parameters.default_payment_method, idOf(found.customer) ?? '');
    // Whatever can be wrong with them is found before anything is changed.
    const items = parameters.items && changedItems(world, found, parameters.items);
    change(world, found, 'customer.subscription.updated', () => {
      apply(world, found, parameters);
      if (items) changeItems(world, found, { items, behavior: parameters.proration_behavior });
      if (parameters.trial_end === 'now' && found.status === 'trialing') {
        Object.assign(found, { status: 'active', trial_end: world.now() });
        beginAnew(world, found);
      }
    });
    return send(found, call);
  },

  'DELETE /v1/subscriptions/:id': (call) => {
    const { world, id, parameters } = call;
    const found = findRunning(world, id);
    setDetails(found, parameters.cancellation_details);
    endSubscription(world, found, { reason: 'cancellation_requested' });
    return send(found, call);
  },
} satisfies Partial<Routes>;

/** @throws StripeRefusal when it is not there, or over */
function findRunning(world: World, id: string): Stripe.Subscription {
  const found = need(world, 'subscription', id, { param: 'id', status: 404 });
  if (found.ended_at === null) return found;
  throw invalidRequest(`No such subscription: '${id}'`, { code: 'resource_missing', param: 'id', status: 404 });
}

interface ItemTold {
  price?: string;
  price_data?: { currency: string; product: string; unit_amount?: number; recurring: object };
}

export function itemPrice(world: World, { price, price_data }: ItemTold): Stripe.Price {
  if (price_data) return createPrice(world, price_data.product, price_data as Parameters<typeof createPrice>[2]);
  return need(world, 'price', price ?? '', { param: 'items[0][price]' });
}

function trialEndOf(world: World, told: StripeRequests['POST /v1/subscriptions']): number | undefined {
  const { trial_end, trial_period_days } = told;
  if (typeof trial_end === 'number') return trial_end;
  return trial_period_days ? world.now() + trial_period_days * day : undefined;
}

function apply(world: World, found: Stripe.Subscription, told: StripeRequests['POST /v1/subscriptions/:id']): void {
  const { cancel_at, cancel_at_period_end, metadata, pause_collection, trial_end } = told;
  Object.assign(found, given(told, 'collection_method', 'days_until_due', 'default_payment_method', 'description'));
  found.metadata = mergeMetadata(found.metadata, metadata);
  if (pause_collection !== undefined)
    found.pause_collection = pause_collection
      ? { behavior: pause_collection.behavior, resumes_at: pause_collection.resumes_at ?? null }
      : null;
  if (cancel_at_period_end !== undefined) cancelLater(world, found, cancel_at_period_end ? endOfPeriod(found) : null);
  if (cancel_at_period_end !== undefined) found.cancel_at_period_end = cancel_at_period_end;
  if (cancel_at !== undefined) cancelLater(world, found, typeof cancel_at === 'number' ? cancel_at : null);
  if (typeof trial_end === 'number') {
    Object.assign(found, { billing_cycle_anchor: trial_end, status: 'trialing', trial_end });
    found.trial_start ??= world.now();
    for (const item of found.items.data) item.current_period_end = trial_end;
  }
  setDetails(found, told.cancellation_details);
}

function cancelLater(world: World, found: Stripe.Subscription, cancel_at: number | null): void {
  Object.assign(found, {
    cancel_at,
    canceled_at: cancel_at === null ? null : world.now(),
    cancellation_details: {
      ...found.cancellation_details,
      reason: cancel_at === null ? null : 'cancellation_requested',
    },
  });
}

function setDetails(
  found: Stripe.Subscription,
  told: { comment?: string | null; feedback?: string | null } | undefined,
): void {
  if (told) Object.assign(found.cancellation_details ?? {}, given(told, 'comment', 'feedback'));
}
