import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, cents, currency, dayFilter, id, instant, page, pageQuery } from '../../http/values.ts';

export const paymentState = z.enum(['succeeded', 'failed', 'refunded']);

export const payment = z.strictObject({
  id,
  at: instant,
  amountCents: cents,
  currency,
  state: paymentState,
  /** Why it failed, in words of the bank; `null` otherwise. */
  reason: z.string().nullable(),
  /** What it was for: name of the subscription, number of the invoice, first line of the order; `null` when unknown. */
  title: z.string().nullable(),
  card: card.nullable(),
});
export type Payment = z.output<typeof payment>;

export const paymentFilter = pageQuery.extend({ state: paymentState.optional(), ...dayFilter });

export const paymentsContract = {
  'GET /payments': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: 'Every payment, newest first, within the time the site shows',
    query: paymentFilter,
    reply: page(payment),
  },
} as const satisfies Contract;
