/** Payment methods: made from a number or a name, attached and detached. */
import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { cardOfNumber, judge, namedCard, refusals, type Refusal } from './charging.ts';
import { cardRefused, invalidRequest } from './errors.ts';
import { cardPaymentMethod, noAddress } from './objects/customers.ts';
import { idOf } from './state.ts';
import { toWire } from './wire.ts';
import { change, create, need, newId, type Live, type World } from './world.ts';

/** As somebody types it. */
export interface TypedCard {
  number: string;
  expMonth: number;
  expYear: number;
  /** Of its holder. */
  name?: string | undefined;
  email?: string | undefined;
  address?: Partial<Stripe.Address> | undefined;
}

/**
 * A payment method that belongs to nobody yet.
 * @throws StripeRefusal for a number that can be none, and an expiry date that is over
 */
export function createCard(world: World, typed: TypedCard): Stripe.PaymentMethod {
  const { number, expMonth, expYear, name, email, address } = typed;
  const known = cardOfNumber(number);
  if (!known)
    throw cardRefused({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' });
  if (!Number.isInteger(expMonth) || expMonth < 1 || expMonth > 12)
    throw cardRefused({
      code: 'invalid_expiry_month',
      message: "Your card's expiration month is invalid.",
      param: 'exp_month',
    });
  if (Date.UTC(expYear, expMonth, 1) / 1000 <= world.now())
    throw cardRefused({
      code: 'invalid_expiry_year',
      message: "Your card's expiration year is invalid.",
      param: 'exp_year',
    });
  const method = cardPaymentMethod(
    { brand: known.brand, last4: known.number.slice(-4), expiresMonth: expMonth, expiresYear: expYear },
    { id: newId('pm'), customer: null, created: world.now(), allow_redisplay: 'unspecified' },
  );
  // The same number has the same mark, whoever shows it: that is how a card is known again.
  if (method.card) method.card.fingerprint = createHash('sha256').update(known.number).digest('hex').slice(0, 16);
  method.billing_details = {
    address: { ...noAddress, ...address },
    email: email ?? null,
    name: name ?? null,
    phone: null,
    tax_id: null,
  };
  return create(world, method);
}

/**
 * The payment method that an id or one of Stripe's names means. Every use of a name makes a new one.
 * @throws StripeRefusal
 */
export function findMethod(world: World, id: string, param = 'payment_method'): Stripe.PaymentMethod {
  const named = namedCard(id);
  if (!named) return need(world, 'payment_method', id, { param });
  const expYear = new Date(world.now() * 1000).getUTCFullYear() + 3;
  return createCard(world, { number: named.number, expMonth: 12, expYear });
}

/**
 * Saves a payment method with its customer.
 * @throws StripeRefusal when the bank refuses, or it belongs to somebody else
 */
export function attach(world: World, method: Stripe.PaymentMethod, customerId: string): void {
  if (idOf(method.customer) === customerId) return;
  const owner = need(world, 'customer', customerId, { param: 'customer' });
  checkSavable(world, method);
  method.customer = owner.id;
  world.emit('payment_method.attached', method);
}

/** @throws StripeRefusal when it can not become anybody's */
export function checkSavable(world: World, method: Stripe.PaymentMethod): void {
  const code = 'payment_method_unexpected_state';
  if (idOf(method.customer) !== undefined)
    throw invalidRequest('The payment method you provided has already been attached to a customer.', { code });
  if (wasDetached(world, method.id))
    throw invalidRequest(
      'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
      { code },
    );
  const verdict = judge(world, method, { isSetup: true, isAuthenticated: true });
  if (verdict !== 'good' && verdict !== 'ask') throw refusedCard(verdict, method);
}

/** The object does not say so, but what happened does. */
function wasDetached({ state }: World, id: string): boolean {
  for (const { type, data } of state.event.values())
    if (type === 'payment_method.detached' && idOf(data.object) === id) return true;
  return false;
}

/** Takes it from its customer: nothing is charged to it any more. */
export function detach(world: World, method: Stripe.PaymentMethod): void {
  const customerId = idOf(method.customer);
  if (customerId === undefined)
    throw invalidRequest('The payment method you provided is not attached to a customer so detachment is impossible.', {
      code: 'payment_method_not_attached',
    });
  method.customer = null;
  world.emit('payment_method.detached', method, { customer: customerId });
  const owner = world.state.customer.get(customerId);
  if (owner && !('deleted' in owner)) forgetDefault(world, owner, method.id);
  for (const subscription of world.state.subscription.values()) {
    if (idOf(subscription.default_payment_method) !== method.id || subscription.ended_at) continue;
    change(world, subscription, 'customer.subscription.updated', { default_payment_method: null });
  }
}

function forgetDefault(world: World, owner: Live<'customer'>, methodId: string): void {
  if (idOf(owner.invoice_settings.default_payment_method) !== methodId) return;
  change(world, owner, 'customer.updated', {
    invoice_settings: { ...owner.invoice_settings, default_payment_method: null },
  });
}

/** @throws StripeRefusal when it is not the customer's */
export function checkOwner(method: Stripe.PaymentMethod, customerId: string | undefined, param: string): void {
  if (customerId === undefined || idOf(method.customer) === customerId) return;
  throw invalidRequest(
    idOf(method.customer) === undefined
      ? `The customer does not have a payment method with the ID ${method.id}. The payment method must be attached to the customer.`
      : `The provided PaymentMethod cannot be attached. The payment method ${method.id} belongs to another customer.`,
    { param, code: 'resource_missing' },
  );
}

/** What Stripe answers when a bank refuses. */
export function refusedCard(why: Refusal, method: Stripe.PaymentMethod, more: object = {}) {
  return cardRefused({ ...refusals[why], ...more, payment_method: toWire(method) });
}
