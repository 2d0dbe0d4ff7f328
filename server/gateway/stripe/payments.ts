/** Attempts to move money: charges. A payment intent has one for each attempt, and a failed one is worth showing, too. */
import { z } from 'zod';
import type { Page, PaymentRecord } from '../gateway.ts';
import type { StripeClient } from './client.ts';
import { card, toCardFields } from './customers.ts';
import { declineReason } from './decline-reasons.ts';
import { placeAfter, toPage, Unusable, type RawList } from './pages.ts';
import { amount, currency, instant, minorUnits, reference, text, toOwner } from './values.ts';

const charge = z.object({
  id: z.string(),
  status: z.enum(['succeeded', 'failed', 'pending']),
  captured: z.boolean(),
  created: instant,
  amount,
  amount_captured: amount.nullish(),
  amount_refunded: amount,
  currency,
  customer: reference.nullish(),
  receipt_email: text,
  billing_details: z.object({ email: text, name: text }).nullish(),
  failure_code: z.string().nullish(),
  failure_message: text,
  outcome: z.object({ reason: z.string().nullish() }).nullish(),
  payment_intent: reference.nullish(),
  payment_method: z.string().nullish(),
  payment_method_details: z.object({ card: card.nullish().catch(null) }).nullish(),
});
type Charge = z.output<typeof charge>;

export async function readPayments(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<PaymentRecord>> {
  return toPayments(await client.ask((sdk) => sdk.charges.list(placeAfter(after, since))));
}

export const toPayments = (list: RawList): Promise<Page<PaymentRecord>> =>
  toPage({ kind: 'payment', shape: charge, list, toRecord: toPayment });

function toPayment(object: Charge): PaymentRecord {
  const { id, status, created, currency, customer, billing_details, payment_intent } = object;
  if (status === 'pending') throw new Unusable('The bank has not decided yet');
  if (status === 'succeeded' && !object.captured) throw new Unusable('The money was reserved, but never taken');
  const taken = status === 'succeeded' ? (object.amount_captured ?? object.amount) : object.amount;
  const isRefunded = object.amount_refunded > 0 && object.amount_refunded >= taken;
  return {
    providerId: id,
    owner: toOwner({
      account: customer,
      email: billing_details?.email ?? object.receipt_email,
      name: billing_details?.name,
      createdAt: created,
    }),
    at: created,
    amountCents: minorUnits(taken, currency),
    refundedCents: minorUnits(object.amount_refunded, currency),
    currency,
    state: isRefunded ? 'refunded' : status,
    reason: status === 'failed' ? declineReason(object) : null,
    card: toSnapshot(object),
    paymentIds: payment_intent ? [payment_intent, id] : [id],
  };
}

/** The card as it was then. Where it is no longer saved, the charge is all that tells of it. */
function toSnapshot({
  payment_method,
  payment_method_details,
  billing_details,
  created,
}: Charge): PaymentRecord['card'] {
  const details = payment_method_details?.card;
  if (!details || !payment_method) return null;
  const name = billing_details?.name ?? null;
  return { ...toCardFields(details), providerId: payment_method, name, createdAt: created };
}
