import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, cents, currency, id, instant, page, pageQuery } from '../../http/values.ts';
import { paymentAnswer } from '../operations/operations.contract.ts';

/** `open`: owed. `void`: withdrawn by the vendor. `uncollectible`: given up by the vendor. */
export const invoiceState = z.enum(['open', 'paid', 'void', 'uncollectible']);

export const invoiceSummary = z.strictObject({
  id,
  number: z.string(),
  issuedAt: instant,
  /** `null` when it is due at once. */
  dueAt: instant.nullable(),
  isOverdue: z.boolean(),
  /** Name of the subscription or of the first line. */
  title: z.string(),
  totalCents: cents,
  /** What is left to pay. */
  dueCents: cents,
  currency,
  state: invoiceState,
});
export type InvoiceSummary = z.output<typeof invoiceSummary>;

export const invoice = invoiceSummary.extend({
  lines: z.array(z.strictObject({ title: z.string(), quantity: z.int(), totalCents: cents })),
  /** The document itself; `null` when there is none. */
  pdfUrl: z.string().nullable(),
  /** The provider's own page of it; `null` when there is none. */
  hostedUrl: z.string().nullable(),
  /** It can be paid here: it is open, and the site is connected to its payment provider. */
  isPayable: z.boolean(),
  /** Attempts to pay it, newest first. */
  payments: z.array(
    z.strictObject({
      id,
      at: instant,
      amountCents: cents,
      state: z.enum(['succeeded', 'failed', 'refunded']),
      reason: z.string().nullable(),
      card: card.nullable(),
    }),
  ),
});
export type InvoicePage = z.output<(typeof invoicesContract)['GET /invoices']['reply']>;
export type Invoice = z.output<typeof invoice>;

export const invoicesContract = {
  'GET /invoices': {
    audience: 'customer',
    switch: 'center',
    summary: 'Unpaid invoices, and page by page the others; only the unpaid ones while the order history is off',
    query: pageQuery,
    /** `open`: all that is owed, oldest first, at most fifty; `items`: the others, newest first. */
    reply: page(invoiceSummary).extend({ open: z.array(invoiceSummary) }),
  },
  'GET /invoices/:invoiceId': {
    audience: 'customer',
    switch: 'center',
    summary: 'One invoice with its lines and the attempts to pay it',
    reply: invoice,
  },
  'POST /invoices/:invoiceId/pay': {
    audience: 'customer',
    switch: 'center',
    idempotent: true,
    summary: 'Pays what is due with a saved card',
    body: z.strictObject({
      /** `null`: the default one. */
      paymentMethodId: id.nullable(),
    }),
    reply: paymentAnswer,
  },
  'POST /invoices/:invoiceId/settle': {
    audience: 'customer',
    switch: 'center',
    summary: 'What became of its payment, read from the provider after the bank was asked',
    reply: paymentAnswer,
  },
} as const satisfies Contract;
