import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';

export const payLinksAdminContract = {
  'POST /admin/customers/:customerId/invoices/:invoiceId/pay-link': {
    audience: 'support',
    audit: 'Sent a customer the link that pays an invoice',
    summary: 'Sends the customer a link that pays this open invoice without signing in, good for two weeks',
    reply: z.strictObject({
      /** The address that it is sent to. */
      recipient: z.string(),
    }),
  },
} as const satisfies Contract;
