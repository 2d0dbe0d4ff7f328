import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency, id, instant, page, pageQuery } from '../../http/values.ts';

export const creditMemo = z.strictObject({
  id,
  number: z.string(),
  issuedAt: instant,
  reason: z.string(),
  totalCents: cents,
  /** What has not been used or paid out yet. */
  leftCents: cents,
  currency,
  /** Number of the invoice it belongs to; `null` when it belongs to none. */
  invoiceNumber: z.string().nullable(),
  /** Where it was used, newest first. */
  uses: z.array(z.strictObject({ invoiceNumber: z.string(), at: instant, cents })),
});
export type CreditMemo = z.output<typeof creditMemo>;

export const creditMemosContract = {
  'GET /credit-memos': {
    audience: 'customer',
    switch: 'creditMemos',
    summary: 'Credit memos, newest first, with what is left of each and where it was used',
    query: pageQuery,
    reply: page(creditMemo),
  },
} as const satisfies Contract;
