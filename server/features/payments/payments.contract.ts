import { z } from 'zod';
import { csvFile, type Contract } from '../../http/endpoint.ts';
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
  /** What it was for: name of the subscription, first line of order or invoice, else its number; `null` when unknown. */
  title: z.string().nullable(),
  card: card.nullable(),
});
export type Payment = z.output<typeof payment>;

export const paymentFilter = pageQuery.extend({ state: paymentState.optional(), ...dayFilter });

export const exportFilter = paymentFilter.omit({ after: true });
export type ExportFilter = z.output<typeof exportFilter>;

/** More than this takes a job. */
export const mostAtOnce = 5000;

export const paymentsContract = {
  'GET /payments': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: 'Every payment, newest first, within the time the site shows',
    query: paymentFilter,
    reply: page(payment),
  },
  'GET /payments/export': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: `What the list shows as a CSV file; refused with too_many above ${mostAtOnce} payments`,
    query: exportFilter,
    reply: csvFile('payments.csv', z.strictObject({ items: z.array(payment), isWhole: z.boolean() })),
  },
  'POST /payments/export': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: `Asks for an export of any size: up to ${mostAtOnce} payments the file is there at once, see GET`,
    body: exportFilter,
    /** True: the file is being made, and an email will say where it is. False: it fits into the answer of GET now. */
    reply: z.strictObject({ emailed: z.boolean() }),
  },
  'GET /payments/exports/:exportId': {
    audience: 'customer',
    switch: 'orderHistory',
    summary: 'The file an email has told of, for a day',
    reply: csvFile('payments.csv', z.string()),
  },
} as const satisfies Contract;
