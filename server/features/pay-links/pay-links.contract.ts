import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency, instant } from '../../http/values.ts';
import { cardFields, paymentAnswer } from '../operations/operations.contract.ts';

/** Of an emailed link, from the fragment `#cc/pay/<token>`: it names one invoice, and is good for that alone. */
const token = z.string().min(20).max(1000);
const link = z.strictObject({ token });

/** Who has the link is not signed in, and reads nothing but the invoice it is for. */
export const linkedInvoice = z.strictObject({
  number: z.string(),
  issuedAt: instant,
  lines: z.array(z.strictObject({ title: z.string(), quantity: z.int(), totalCents: cents })),
  totalCents: cents,
  dueCents: cents,
  currency,
  state: z.enum(['open', 'paid', 'void', 'uncollectible']),
  /** The default card, which can pay it at once. */
  card: z.strictObject({ brand: z.string(), last4: z.string() }).nullable(),
});
export type LinkedInvoice = z.output<typeof linkedInvoice>;

export const payLinksContract = {
  'POST /pay-links/open': {
    audience: 'anyone',
    summary: 'The invoice that an emailed link pays',
    body: link,
    reply: linkedInvoice,
  },
  'POST /pay-links/fields': {
    audience: 'anyone',
    summary: 'The provider’s card fields for paying it with another card, which is not saved',
    body: link,
    reply: z.strictObject({ fields: cardFields }),
  },
  'POST /pay-links/pay': {
    audience: 'anyone',
    idempotent: true,
    summary: 'Pays it with the default card',
    body: link,
    reply: paymentAnswer,
  },
  'POST /pay-links/settle': {
    audience: 'anyone',
    summary: 'What became of it, read from the provider after the bank was asked',
    body: link,
    reply: paymentAnswer,
  },
} as const satisfies Contract;
