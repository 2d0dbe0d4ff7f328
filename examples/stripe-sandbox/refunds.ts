/** Money goes back to the card. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { refund } from './objects/payments.ts';
import { idOf } from './state.ts';
import { change, create, newId, type World } from './world.ts';

interface Told {
  amount?: number | undefined;
  reason?: string | null | undefined;
  metadata?: Stripe.Metadata;
}

/** @throws StripeRefusal when there is not so much to give back */
export function checkRefund(charge: Stripe.Charge, amount: number): void {
  const left = charge.amount - charge.amount_refunded;
  if (!charge.paid)
    throw invalidRequest(`This charge has not been paid, so it can not be refunded.`, {
      code: 'charge_not_refundable',
    });
  if (!left)
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  if (amount > left)
    throw invalidRequest(
      `Refund amount (${format(amount, charge)}) is greater than unrefunded amount on charge (${format(left, charge)})`,
      { param: 'amount', code: 'amount_too_large' },
    );
  if (amount < 1)
    throw invalidRequest('Invalid positive integer', { param: 'amount', code: 'parameter_invalid_integer' });
}

const format = (cents: number, { currency }: Stripe.Charge) => `${(cents / 100).toFixed(2)} ${currency.toUpperCase()}`;

/** @throws StripeRefusal when there is not so much to give back */
export function refundCharge(world: World, charge: Stripe.Charge, told: Told): Stripe.Refund {
  const amount = told.amount ?? charge.amount - charge.amount_refunded;
  checkRefund(charge, amount);
  const back = create(
    world,
    refund({
      id: newId('re'),
      amount,
      charge: charge.id,
      created: world.now(),
      currency: charge.currency,
      metadata: told.metadata ?? {},
      payment_intent: idOf(charge.payment_intent) ?? null,
      reason: told.reason ?? null,
    }),
    'refund.created',
  );
  const amount_refunded = charge.amount_refunded + amount;
  change(world, charge, 'charge.refunded', { amount_refunded, refunded: amount_refunded === charge.amount });
  return back;
}
