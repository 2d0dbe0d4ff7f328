import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

const note = z.string().trim().max(1000);

export const grant = z.strictObject({
  id,
  levelId: id,
  level: z.string(),
  programId: id,
  program: z.string(),
  state: z.enum(['holds', 'not_open_yet', 'ended']),
  source: z.strictObject({
    kind: z.enum(['order', 'subscription', 'plan', 'purchase', 'admin', 'registration', 'api', 'import', 'rule']),
    /** The order's number, what is subscribed to, who of the staff gave it, or what the rule asks for; `null`: not known. */
    name: z.string().nullable(),
    /** Of the order or subscription. */
    id: id.nullable(),
  }),
  note: z.string().nullable(),
  sinceAt: instant,
  untilAt: instant.nullable(),
  endedAt: instant.nullable(),
  /**
   * Why it ended, or why it will: `subscription_ended`, `payment_failed`, `uncollectible`, `refunded`, `purchase_changed`,
   * `rule_ended`, `admin`.
   */
  endedWhy: z.string().nullable(),
  endedNote: z.string().nullable(),
});
export type AdminGrant = z.output<typeof grant>;

export const grantsAdminContract = {
  'GET /admin/customers/:customerId/grants': {
    audience: 'support',
    summary: 'The levels a customer holds, will hold and held, each with where it came from',
    reply: z.strictObject({ grants: z.array(grant) }),
  },
  'POST /admin/customers/:customerId/grants': {
    audience: 'support',
    audit: 'Gave a level',
    summary: 'Give a level by hand, beside what the customer has from elsewhere',
    body: z.strictObject({
      levelId: id,
      /** `null`: without an end. */
      untilAt: instant.nullable().optional(),
      note: note.optional(),
    }),
    reply: z.strictObject({ id }),
  },
  'PATCH /admin/customers/:customerId/grants/:grantId': {
    audience: 'support',
    audit: 'Extended a level',
    summary: 'Let a level last until then. One that was bought stays as it is and gets another by hand beside it',
    body: z.strictObject({ untilAt: instant.nullable() }),
    reply: z.strictObject({
      /** Of the one that was changed or added. */
      id,
      isNew: z.boolean(),
    }),
  },
  'POST /admin/customers/:customerId/grants/:grantId/end': {
    audience: 'support',
    audit: 'Ended a level',
    summary: 'End a level now; a purchase does not open it again',
    body: z.strictObject({ note: note.optional() }),
    reply: z.strictObject({ done: z.literal(true) }),
  },
} as const satisfies Contract;
