/** Setup intents: a card is saved, and nothing is charged. */
import type Stripe from 'stripe';
import { attach, refusedCard } from './cards.ts';
import { judge, refusals } from './charging.ts';
import { setupIntent } from './objects/setups.ts';
import { nextAction, notAuthenticated } from './payments.ts';
import { idOf } from './state.ts';
import { toWire } from './wire.ts';
import { create, newId, randomText, type World } from './world.ts';

export function createSetup(world: World, told: Partial<Stripe.SetupIntent>): Stripe.SetupIntent {
  const id = newId('seti');
  const client_secret = `${id}_secret_${randomText(25)}`;
  return create(world, setupIntent({ id, client_secret, created: world.now(), ...told }), 'setup_intent.created');
}

/**
 * Saves the card, or has the bank ask for its customer first.
 * @throws StripeRefusal when the bank says no
 */
export function trySetup(
  world: World,
  intent: Stripe.SetupIntent,
  { method, isAuthenticated = false }: { method: Stripe.PaymentMethod; isAuthenticated?: boolean },
): void {
  const verdict = judge(world, method, { isSetup: true, isAuthenticated });
  if (verdict === 'ask') {
    Object.assign(intent, { next_action: nextAction(), payment_method: method.id, status: 'requires_action' });
    world.emit('setup_intent.requires_action', intent);
    return;
  }
  if (verdict !== 'good') {
    const last_setup_error = { ...refusals[verdict], payment_method: toWire(method), type: 'card_error' };
    fail(world, intent, last_setup_error as unknown as Stripe.SetupIntent.LastSetupError);
    throw refusedCard(verdict, method, { setup_intent: toWire(intent) });
  }
  const customerId = idOf(intent.customer);
  if (customerId !== undefined) attach(world, method, customerId);
  Object.assign(intent, {
    last_setup_error: null,
    next_action: null,
    payment_method: method.id,
    status: 'succeeded',
  });
  world.emit('setup_intent.succeeded', intent);
}

/** The customer said no to the bank: another card may be tried. */
export function failSetupAuthentication(world: World, intent: Stripe.SetupIntent): void {
  const error = notAuthenticated('setup_intent_authentication_failure');
  fail(world, intent, error);
}

function fail(world: World, intent: Stripe.SetupIntent, last_setup_error: Stripe.SetupIntent.LastSetupError): void {
  Object.assign(intent, {
    last_setup_error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  world.emit('setup_intent.setup_failed', intent);
}
