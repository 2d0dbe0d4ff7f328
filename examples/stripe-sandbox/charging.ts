/**
 * What becomes of a charge, by the nature of the card. Cards are Stripe's own for tests; objects show no more of a number
 * than its last four digits, which tell these cards apart, so cards of stories behave by theirs, too.
 */
import type Stripe from 'stripe';
import { idOf } from './state.ts';
import type { World } from './world.ts';

/** Why a bank says no, with Stripe's names and words. */
export const refusals = {
  authentication_required: {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  expired_card: { code: 'expired_card', decline_code: 'expired_card', message: 'Your card has expired.' },
  generic_decline: { code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' },
  incorrect_cvc: {
    code: 'incorrect_cvc',
    decline_code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
  },
  insufficient_funds: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  lost_card: { code: 'card_declined', decline_code: 'lost_card', message: 'Your card was declined.' },
  processing_error: {
    code: 'processing_error',
    decline_code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
} as const;
export type Refusal = keyof typeof refusals;

export interface TestCard {
  number: string;
  brand: string;
  /** Names under which `payment_method` takes it, without `pm_card_`. */
  names: string[];
  refusal?: Refusal;
  /** Can be saved, and is refused only later. */
  savesFirst?: boolean;
  /** The bank asks its customer: every time, or until that was done once for charges without the customer. */
  asks?: 'always' | 'once';
}

export const testCards: TestCard[] = [
  { number: '4242424242424242', brand: 'visa', names: ['visa'] },
  { number: '4000056655665556', brand: 'visa', names: ['visa_debit'] },
  { number: '5555555555554444', brand: 'mastercard', names: ['mastercard'] },
  { number: '378282246310005', brand: 'amex', names: ['amex'] },
  declined('4000000000000002', 'generic_decline', 'chargeDeclined'),
  declined('4000000000009995', 'insufficient_funds', 'chargeDeclinedInsufficientFunds'),
  declined('4000000000009987', 'lost_card', 'chargeDeclinedLostCard'),
  declined('4000000000000069', 'expired_card', 'chargeDeclinedExpiredCard'),
  declined('4000000000000127', 'incorrect_cvc', 'chargeDeclinedIncorrectCvc'),
  declined('4000000000000119', 'processing_error', 'chargeDeclinedProcessingError'),
  {
    number: '4000000000000341',
    brand: 'visa',
    names: ['chargeCustomerFail'],
    refusal: 'generic_decline',
    savesFirst: true,
  },
  { number: '4000002500003155', brand: 'visa', names: ['authenticationRequiredOnSetup'], asks: 'once' },
  {
    number: '4000002760003184',
    brand: 'visa',
    names: ['authenticationRequired', 'threeDSecure2Required', 'threeDSecureRequired'],
    asks: 'always',
  },
  {
    number: '4000008400001629',
    brand: 'visa',
    names: ['threeDSecureRequiredChargeDeclined'],
    refusal: 'generic_decline',
    savesFirst: true,
    asks: 'always',
  },
];

function declined(number: string, refusal: Refusal, name: string): TestCard {
  return { number, brand: 'visa', names: [name, `visa_${name}`], refusal };
}

/** `pm_card_visa` and the like: no payment method, but the order to make one. */
export const namedCard = (name: string): TestCard | undefined =>
  testCards.find(({ names }) => names.some((each) => name === `pm_card_${each}`));

/** By its number, with or without spaces. Numbers that are not listed are good cards as long as they could be any. */
export function cardOfNumber(number: string): TestCard | undefined {
  const digits = number.replace(/[\s-]/g, '');
  const known = testCards.find((card) => card.number === digits);
  if (known || !isPossible(digits)) return known;
  const brand = /^5|^2[2-7]/.test(digits) ? 'mastercard' : /^3[47]/.test(digits) ? 'amex' : 'visa';
  return { number: digits, brand, names: [] };
}

/** Its last digit fits the others. */
function isPossible(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

interface Occasion {
  /** The card is saved and nothing is charged. */
  isSetup: boolean;
  /** The customer has just said to the bank that it is theirs. */
  isAuthenticated: boolean;
}

/** What the bank says; what is no card is always good. */
export function judge(
  world: World,
  { id, card }: Stripe.PaymentMethod,
  { isSetup, isAuthenticated }: Occasion,
): 'good' | 'ask' | Refusal {
  if (!card) return 'good';
  const nature = testCards.find(({ number }) => number.endsWith(card.last4));
  if (nature?.asks === 'always' && !isAuthenticated) return 'ask';
  if (nature?.asks === 'once' && !isAuthenticated && !wasSetUp(world, id)) return 'ask';
  if (isOver(card, world.now())) return 'expired_card';
  if (nature?.refusal && !(isSetup && nature.savesFirst)) return nature.refusal;
  return 'good';
}

function isOver({ exp_month, exp_year }: Stripe.PaymentMethod.Card, now: number): boolean {
  return Date.UTC(exp_year, exp_month, 1) / 1000 <= now;
}

/** The bank was asked once whether the card may be charged later. */
function wasSetUp({ state }: World, cardId: string): boolean {
  const isFor = (intent: { payment_method: unknown; status: string }) =>
    intent.status === 'succeeded' && idOf(intent.payment_method) === cardId;
  return (
    [...state.setup_intent.values()].some(isFor) ||
    [...state.payment_intent.values()].some((intent) => isFor(intent) && intent.setup_future_usage === 'off_session')
  );
}
