import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency } from '../../http/values.ts';

const day = z.iso.date();

export const deskOverview = z.strictObject({
  /** The last thirty days, also those without any; days in UTC. */
  signIns: z.array(z.strictObject({ day, worked: z.int(), failed: z.int() })),
  /** Why those of these days failed, the most frequent first. */
  causes: z.array(z.strictObject({ cause: z.string(), count: z.int() })),
  /** By week, the last twelve; each week by its Monday. */
  subscriptions: z.array(z.strictObject({ week: day, won: z.int(), lost: z.int() })),
  /** Of open invoices, by currency. */
  unpaid: z.array(z.strictObject({ currency, cents, invoices: z.int(), overdueCents: cents })),
  attention: z.strictObject({
    /** Subscriptions whose payment failed. */
    failedPayments: z.int(),
    /** Emails of the last seven days that a mail server refused, or that wait for a merge field. */
    refusedEmails: z.int(),
    heldEmails: z.int(),
    /** Records of the provider that are nobody's yet. */
    unclaimed: z.int(),
    /** Jobs that have used up their tries. */
    failedJobs: z.int(),
  }),
});
export type DeskOverview = z.output<typeof deskOverview>;

export const overviewAdminContract = {
  'GET /admin/overview': {
    audience: 'support',
    summary: 'Pictures of the last weeks, and what needs attention; counts end at 1000',
    reply: deskOverview,
  },
} as const satisfies Contract;
