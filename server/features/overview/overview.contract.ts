import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, cents, currency, id, instant } from '../../http/values.ts';
import { course } from '../courses/courses.contract.ts';
import { offer } from '../programs/programs.contract.ts';
import { orderSummary } from '../orders/orders.contract.ts';

/**
 * What needs the customer's hand: a failed payment (fix by `at`), an unpaid invoice (due `at`), a card that expires at the
 * end of `at`'s month.
 */
export const attention = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('payment_failed'),
    subscriptionId: id,
    name: z.string(),
    amountCents: cents,
    currency,
    at: instant.nullable(),
    /** The oldest open one of it, which pays what is overdue; `null` when there is none. */
    invoiceId: id.nullable(),
  }),
  z.strictObject({
    kind: z.literal('invoice_open'),
    invoiceId: id,
    number: z.string(),
    amountCents: cents,
    currency,
    at: instant.nullable(),
    isOverdue: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('card_expiring'),
    subscriptionId: id,
    name: z.string(),
    card,
    at: instant,
  }),
]);

export const nextPayment = z.strictObject({
  subscriptionId: id,
  kind: z.enum(['subscription', 'plan']),
  name: z.string(),
  at: instant,
  amountCents: cents,
  currency,
  card: card.nullable(),
});

export const overview = z.strictObject({
  attention: z.array(attention),
  /** The next five, soonest first. */
  nextPayments: z.array(nextPayment),
  /** The last three; `null` when the site does not show orders. */
  recentOrders: z.array(orderSummary).nullable(),
  /** Up to three to go on with; `null` when the site does not show courses. */
  courses: z.array(course).nullable(),
  /** Up to three that are not owned; `null` when the site does not show programs. */
  offers: z.array(offer).nullable(),
});
export type Overview = z.output<typeof overview>;

export const overviewContract = {
  'GET /overview': {
    audience: 'customer',
    switch: 'center',
    summary: 'What needs attention, what is due next, the last orders',
    reply: overview,
  },
} as const satisfies Contract;
