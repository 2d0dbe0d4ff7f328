import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { emailAsked } from '../sign-in/sign-in.contract.ts';
import { card, cents, currency, dayFilter, id, instant, page, pageQuery } from '../../http/values.ts';

/** `open`: asked for and not yet paid. */
export const orderState = z.enum(['paid', 'open', 'partly_refunded', 'refunded']);

export const orderSummary = z.strictObject({
  id,
  /** What the vendor calls it, such as `KQ-10234`. */
  number: z.string(),
  placedAt: instant,
  /** Name of the first line. */
  title: z.string(),
  /** How many lines beside the first. */
  moreLines: z.int(),
  totalCents: cents,
  refundedCents: cents,
  currency,
  state: orderState,
});
export type OrderSummary = z.output<typeof orderSummary>;

export const orderLine = z.strictObject({
  title: z.string(),
  quantity: z.int(),
  unitCents: cents,
  totalCents: cents,
});

export const order = orderSummary.extend({
  lines: z.array(orderLine),
  subtotalCents: cents,
  discountCents: cents,
  taxCents: cents,
  /** The card it was paid with; `null` when paid otherwise or not at all. */
  card: card.nullable(),
  /** One line each; `null` when there is none or the site does not show billing information. */
  billingAddress: z.array(z.string()).nullable(),
});
export type Order = z.output<typeof order>;

export const ordersContract = {
  'GET /orders': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: 'Orders of the customer, newest first, within the time the site shows',
    query: pageQuery.extend(dayFilter),
    reply: page(orderSummary),
  },
  'POST /orders/claim/email': {
    audience: 'customer',
    switch: 'orderHistory',
    confirmed: true,
    summary: 'Ask for a code to another address of yours, to bring its orders here',
    body: z.strictObject({ email: z.string().max(254) }),
    reply: emailAsked,
  },
  'POST /orders/claim': {
    audience: 'customer',
    switch: 'orderHistory',
    confirmed: true,
    summary: 'Prove another address with its code: all that was bought with it becomes yours, and it signs you in too',
    body: z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) }),
    /** How many orders came with it. */
    reply: z.strictObject({ email: z.string(), orders: z.int() }),
  },
  'GET /orders/:orderId': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: 'One order with its lines',
    reply: order,
  },
} as const satisfies Contract;
