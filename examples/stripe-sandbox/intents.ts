/** Confirming payment and setup intents, by the vendor or from a page, and what the bank's customer answers. */
import type Stripe from 'stripe';
import { createCard, findMethod } from './cards.ts';
import { followIntent } from './collecting.ts';
import { invalidRequest } from './errors.ts';
import { failAuthentication, refusedPayment, tryCharge } from './payments.ts';
import { failSetupAuthentication, trySetup } from './setups.ts';
import { idOf } from './state.ts';
import { need, type World } from './world.ts';

interface Confirmation {
  payment_method?: string;
  payment_method_data?: object;
  off_session?: unknown;
}

/**
 * The payment method that the request names, brings along, or has named before.
 * @throws StripeRefusal
 */
function methodOf(
  world: World,
  { payment_method, payment_method_data }: Confirmation,
  before: Stripe.PaymentIntent['payment_method'],
): Stripe.PaymentMethod {
  if (payment_method_data) return createMethod(world, payment_method_data);
  const id = payment_method ?? idOf(before);
  if (id !== undefined) return findMethod(world, id);
  throw invalidRequest(
    'You cannot confirm this intent because it is missing a payment method. Update it with a payment method and try again.',
    { code: 'payment_intent_unexpected_state', param: 'payment_method' },
  );
}

interface MethodData {
  billing_details?: { name?: string | null; email?: string | null; address?: Partial<Stripe.Address> | '' };
  card?: { number?: string; exp_month?: number; exp_year?: number; token?: string };
}

/** As `payment_method_data` and the endpoint for payment methods describe one. */
export function createMethod(world: World, data: object): Stripe.PaymentMethod {
  const { billing_details, card } = data as MethodData;
  if (card?.token) return findMethod(world, card.token.replace(/^tok_/, 'pm_card_'), 'card[token]');
  if (!card?.number)
    throw invalidRequest('This sandbox makes payment methods of cards only.', {
      code: 'parameter_missing',
      param: 'card[number]',
    });
  return createCard(world, {
    number: card.number,
    expMonth: Number(card.exp_month),
    expYear: fullYear(Number(card.exp_year)),
    name: billing_details?.name || undefined,
    email: billing_details?.email || undefined,
    address: billing_details?.address || undefined,
  });
}

const fullYear = (year: number) => (year < 100 ? 2000 + year : year);

/** @throws StripeRefusal when the bank refuses, or the intent is over */
export function confirmPayment(world: World, intent: Stripe.PaymentIntent, told: Confirmation): void {
  const confirmable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
  if (!confirmable.includes(intent.status))
    throw invalidRequest(
      intent.status === 'succeeded'
        ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
        : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: requires_confirmation, requires_action.`,
      { code: 'payment_intent_unexpected_state' },
    );
  const method = methodOf(world, told, intent.payment_method);
  checkStranger(method, intent.customer);
  const outcome = tryCharge(world, intent, { method, failsWhenAsked: Boolean(told.off_session) });
  followIntent(world, intent, outcome);
  if (outcome.status === 'refused') throw refusedPayment(intent, { why: outcome.why, method });
}

/** @throws StripeRefusal when the bank refuses, or the intent is over */
export function confirmSetup(world: World, intent: Stripe.SetupIntent, told: Confirmation): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw invalidRequest(
      intent.status === 'succeeded'
        ? 'You cannot confirm this SetupIntent because it has already succeeded.'
        : 'You cannot confirm this SetupIntent because it has a status of canceled.',
      { code: 'setup_intent_unexpected_state' },
    );
  const method = methodOf(world, told, intent.payment_method);
  checkStranger(method, intent.customer);
  trySetup(world, intent, { method });
}

/** Nobody pays with somebody else's card. */
function checkStranger(method: Stripe.PaymentMethod, customer: Stripe.PaymentIntent['customer']): void {
  const owner = idOf(method.customer);
  if (owner === undefined || owner === idOf(customer)) return;
  throw invalidRequest(
    'The provided PaymentMethod belongs to a customer. Please include the customer in the `customer` parameter on the intent.',
    { code: 'payment_method_customer_decline', param: 'payment_method' },
  );
}

/**
 * The bank has asked its customer, who has said yes or no. What the bank does then is known by the intent's state.
 * @throws StripeRefusal when nobody was asked
 */
export function answerBank(
  world: World,
  intentId: string,
  isTheirs: boolean,
): Stripe.PaymentIntent | Stripe.SetupIntent {
  const setup = world.state.setup_intent.get(intentId);
  const intent = setup ?? need(world, 'payment_intent', intentId, { param: 'intent' });
  const method = world.state.payment_method.get(idOf(intent.payment_method) ?? '');
  if (intent.status !== 'requires_action' || !method)
    throw invalidRequest('Nobody is asked about this intent.', { code: 'payment_intent_unexpected_state' });
  if (intent.object === 'setup_intent') answerSetup(world, intent, { method, isTheirs });
  else answerPayment(world, intent, { method, isTheirs });
  return intent;
}

interface Answer {
  method: Stripe.PaymentMethod;
  isTheirs: boolean;
}

function answerPayment(world: World, intent: Stripe.PaymentIntent, { method, isTheirs }: Answer): void {
  if (!isTheirs) {
    failAuthentication(world, intent);
    followIntent(world, intent, { status: 'refused', why: 'authentication_required' });
    return;
  }
  followIntent(world, intent, tryCharge(world, intent, { method, isAuthenticated: true }));
}

function answerSetup(world: World, intent: Stripe.SetupIntent, { method, isTheirs }: Answer): void {
  if (!isTheirs) return failSetupAuthentication(world, intent);
  try {
    trySetup(world, intent, { method, isAuthenticated: true });
  } catch {
    // The intent says why.
  }
}
