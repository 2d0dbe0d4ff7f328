import type Stripe from 'stripe';
import { refusals, type Refusal } from '../charging.ts';
import { charge, paymentIntent, refund } from '../objects/payments.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';

export type { Refusal };

export interface Attempt {
  person: Stripe.Customer;
  card: Stripe.PaymentMethod;
  cents: number;
  at: Date;
  description?: string;
  refused?: Refusal | undefined;
}

/** The card is charged, or the bank refuses. */
export function attempt(
  book: Book,
  { person, card, cents, at, description, refused }: Attempt,
): { intent: Stripe.PaymentIntent; charge: Stripe.Charge } {
  const common = { amount: cents, created: seconds(at), customer: person.id, description: description ?? null };
  const intent = paymentIntent({ ...common, id: book.id('pi') });
  const why = refused && refusals[refused];
  const attempted = charge(card, {
    ...common,
    id: book.id('ch'),
    payment_intent: intent.id,
    billing_details: { ...card.billing_details, email: person.email, name: person.name ?? null },
    ...(why && { status: 'failed', failure_code: why.code, failure_message: why.message }),
  });
  intent.latest_charge = attempted.id;
  if (why) {
    Object.assign(intent, { status: 'requires_payment_method', amount_received: 0 });
    intent.last_payment_error = { ...why, charge: attempted.id, payment_method: card, type: 'card_error' };
    if (attempted.outcome) attempted.outcome.reason = why.decline_code;
  } else {
    intent.payment_method = card.id;
  }
  book.add(intent, attempted);
  return { intent, charge: attempted };
}

/** Some or all of what was charged goes back to the card. */
export function giveBack(book: Book, paid: Stripe.Charge, { cents, at }: { cents: number; at: Date }): Stripe.Refund {
  const back = refund({
    id: book.id('re'),
    amount: cents,
    charge: paid.id,
    created: seconds(at),
    payment_intent: paid.payment_intent,
  });
  paid.amount_refunded += cents;
  paid.refunded = paid.amount_refunded === paid.amount;
  book.add(back);
  return back;
}
