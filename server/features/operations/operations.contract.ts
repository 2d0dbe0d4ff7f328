import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency, id } from '../../http/values.ts';

/** What a browser needs to show the provider's own card fields; there is no secret of the site in it. */
export const cardFields = z.strictObject({
  /** Address of the provider's script, the only one that card fields may come from. */
  script: z.string(),
  publishableKey: z.string(),
  /** Of this one wish. */
  clientSecret: z.string(),
});
export type CardFields = z.output<typeof cardFields>;

/**
 * What became of a payment: `paid`; `declined`, and `reason` is the bank's, in words; `bank`: the customer's bank wants to be
 * asked, with `fields`; `open`: nothing is on its way, and nothing was charged; `checking`: the provider has not answered, and
 * asking again with the operation tells more.
 */
export const paymentAnswer = z.strictObject({
  state: z.enum(['paid', 'declined', 'bank', 'open', 'checking']),
  operationId: id.nullable(),
  amountCents: cents,
  currency,
  reason: z.string().nullable(),
  fields: cardFields.nullable(),
});
export type PaymentAnswer = z.output<typeof paymentAnswer>;

/** One thing that will be charged, and the card it will be charged to. */
export const charge = z.strictObject({
  /** `null` for one that has not begun yet. */
  subscriptionId: id.nullable(),
  kind: z.enum(['subscription', 'plan']),
  name: z.string(),
  state: z.enum(['active', 'trial', 'payment_failed', 'paused', 'scheduled', 'ends']),
  amountCents: cents.nullable(),
  currency,
  /** `null`: not known, as while it is paused for good. */
  nextAt: z.string().nullable(),
  /** Of a plan. */
  paymentsLeft: z.int().nullable(),
  card: z.strictObject({ brand: z.string(), last4: z.string() }).nullable(),
  /** It has a card of its own, whatever the default is. */
  isPinned: z.boolean(),
  /** The new card can pay it; not when it belongs to another record that the provider has of the customer. */
  isMovable: z.boolean(),
});
export type Charge = z.output<typeof charge>;

/** `isDone` false: not all of it is written yet, and it goes on by itself. */
export const useAnswer = z.strictObject({
  operationId: id,
  isDone: z.boolean(),
  /** As the provider says it now, after what was written. */
  charges: z.array(charge),
  /** Of the customer, in all: what can be paid with the card now. */
  openInvoices: z.int(),
});
export type UseAnswer = z.output<typeof useAnswer>;

export const operationsContract = {
  'GET /operations/:operationId': {
    audience: 'customer',
    switch: 'center',
    summary: 'What became of a payment or a change of cards that was asked for',
    reply: z.strictObject({
      kind: z.enum(['pay-invoice', 'use-card', 'remove-card']),
      isSettled: z.boolean(),
      /** Of a payment. */
      payment: paymentAnswer.nullable(),
    }),
  },
} as const satisfies Contract;
