/** Payment intents: one try to charge a card. */
import type Stripe from 'stripe';
import { attach, refusedCard } from './cards.ts';
import { judge, refusals, type Refusal } from './charging.ts';
import type { StripeRefusal } from './errors.ts';
import { charge, paymentIntent } from './objects/payments.ts';
import { idOf } from './state.ts';
import { toWire } from './wire.ts';
import { change, create, newId, randomText, type World } from './world.ts';

export function createIntent(
  world: World,
  told: Partial<Stripe.PaymentIntent> & { amount: number },
): Stripe.PaymentIntent {
  const id = newId('pi');
  const client_secret = `${id}_secret_${randomText(25)}`;
  const common = { id, client_secret, created: world.now(), status: 'requires_payment_method' as const };
  return create(world, paymentIntent({ ...common, ...told }), 'payment_intent.created');
}

interface Try {
  method: Stripe.PaymentMethod;
  /** The customer is not there to answer the bank: a charge that needs them fails at once. */
  failsWhenAsked?: boolean;
  isAuthenticated?: boolean;
}

/** How a try ended; the objects say the same. */
export type Outcome = { status: 'succeeded' | 'requires_action' } | { status: 'refused'; why: Refusal };

/** Charges the card, or has the bank ask for its customer first. */
export function tryCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  { method, failsWhenAsked = false, isAuthenticated = false }: Try,
): Outcome {
  const verdict = judge(world, method, { isSetup: false, isAuthenticated });
  if (verdict === 'good') {
    succeed(world, intent, method);
    return { status: 'succeeded' };
  }
  if (verdict === 'ask' && !failsWhenAsked) {
    ask(world, intent, method);
    return { status: 'requires_action' };
  }
  const why = verdict === 'ask' ? 'authentication_required' : verdict;
  refuse(world, intent, { method, why });
  return { status: 'refused', why };
}

function succeed(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const customerId = idOf(intent.customer);
  if (intent.setup_future_usage && customerId !== undefined) attach(world, method, customerId);
  const paid = create(world, makeCharge(world, intent, method), 'charge.succeeded');
  Object.assign(intent, {
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: paid.id,
    next_action: null,
    payment_method: method.id,
    status: 'succeeded',
  });
  world.emit('payment_intent.succeeded', intent);
}

function ask(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  Object.assign(intent, {
    next_action: nextAction(),
    payment_method: method.id,
    status: 'requires_action',
  });
  world.emit('payment_intent.requires_action', intent);
}

/** What Stripe's script reads, and nobody else. */
export function nextAction() {
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', source: newId('src') } };
}

/** The bank did not accept it: the intent waits for another card. */
export function refuse(
  world: World,
  intent: Stripe.PaymentIntent,
  { method, why }: { method: Stripe.PaymentMethod; why: Refusal },
): void {
  const { code, decline_code, message } = refusals[why];
  const failure = { status: 'failed' as const, failure_code: code, failure_message: message };
  const failed = makeCharge(world, intent, method, failure);
  if (failed.outcome) failed.outcome.reason = decline_code;
  create(world, failed, 'charge.failed');
  Object.assign(intent, {
    last_payment_error: {
      charge: failed.id,
      code,
      decline_code,
      message,
      payment_method: toWire(method),
      type: 'card_error',
    },
    latest_charge: failed.id,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  world.emit('payment_intent.payment_failed', intent);
}

/** The customer said no to the bank, or did not answer: nothing was charged, and another card may be tried. */
export function failAuthentication(world: World, intent: Stripe.PaymentIntent): void {
  const method = world.state.payment_method.get(idOf(intent.payment_method) ?? '');
  Object.assign(intent, {
    last_payment_error: {
      ...notAuthenticated('payment_intent_authentication_failure'),
      ...(method && { payment_method: toWire(method) }),
    },
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  world.emit('payment_intent.payment_failed', intent);
}

export const notAuthenticated = (code: string) => ({
  code,
  message:
    'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
  type: 'invalid_request_error',
});

function makeCharge(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  more: Partial<Stripe.Charge> = {},
): Stripe.Charge {
  return charge(method, {
    id: newId('ch'),
    amount: intent.amount,
    billing_details: method.billing_details,
    created: world.now(),
    currency: intent.currency,
    customer: idOf(intent.customer) ?? null,
    description: intent.description,
    metadata: { ...intent.metadata },
    payment_intent: intent.id,
    receipt_email: intent.receipt_email,
    ...more,
  });
}

/** As the request that tried it is answered. */
export function refusedPayment(
  intent: Stripe.PaymentIntent,
  { why, method }: { why: Refusal; method: Stripe.PaymentMethod },
): StripeRefusal {
  return refusedCard(why, method, { charge: idOf(intent.latest_charge), payment_intent: toWire(intent) });
}

export function cancelIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): void {
  change(world, intent, 'payment_intent.canceled', {
    canceled_at: world.now(),
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  });
}
