import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency, id } from '../../http/values.ts';

const lineId = z.string().regex(/^[\w-]{3,100}$/);

const creditWish = z.strictObject({
  lines: z
    .array(z.strictObject({ lineId, cents: cents.min(1, 'must be more than nothing') }))
    .min(1, 'needs at least one line')
    .max(100),
  reason: z.enum(['returned', 'undelivered']),
  /** What the customer reads beside it. */
  memo: z.string().trim().min(1, 'must not be empty').max(300),
  /** `card`: back to the card it was paid with; `balance`: it pays for what comes next. */
  to: z.enum(['card', 'balance']),
});
export type CreditForm = z.output<typeof creditWish>;

export const creditMemosAdminContract = {
  'GET /admin/customers/:customerId/invoices/:invoiceId/credit': {
    audience: 'support',
    summary: 'What can be credited of a paid invoice, asked of the provider',
    reply: z.strictObject({
      number: z.string(),
      currency,
      /** Of all lines together: what was paid and not credited yet. */
      creditableCents: cents,
      lines: z.array(z.strictObject({ lineId, title: z.string(), quantity: z.int(), totalCents: cents })),
    }),
  },
  'POST /admin/customers/:customerId/invoices/:invoiceId/credit-preview': {
    audience: 'admin',
    audit: 'Looked at what a credit memo would come to',
    summary: 'What a credit memo would come to with its tax; changes nothing',
    body: creditWish,
    reply: z.strictObject({ totalCents: cents, currency }),
  },
  'POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos': {
    audience: 'admin',
    audit: 'Issued a credit memo',
    idempotent: true,
    confirmed: true,
    summary: 'Issues a credit memo: money back to the card, or onto the balance',
    body: creditWish,
    reply: z.strictObject({
      /** `false`: the provider has not answered, and it goes on by itself. */
      isDone: z.boolean(),
      creditMemoId: id.nullable(),
    }),
  },
} as const satisfies Contract;
