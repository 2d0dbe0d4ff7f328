import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant, language } from '../../http/values.ts';
import { siteSettings } from '../settings/settings.ts';

const done = z.strictObject({ done: z.literal(true) });

const emailKind = z.strictObject({
  kind: z.string(),
  /** When it is sent. */
  about: z.string(),
  subject: z.string(),
  /** What is filled in; one that is empty holds the email back. */
  fields: z.array(z.string()),
  /** `null`: it is always sent, since somebody has asked for it. */
  isOn: z.boolean().nullable(),
});
export type EmailKind = z.output<typeof emailKind>;

const heldEmail = z.strictObject({
  id,
  kind: z.string(),
  recipient: z.string(),
  customerId: id.nullable(),
  createdAt: instant,
  /** Held: the merge field that is empty. Refused: what the mail server said. */
  state: z.enum(['held', 'refused']),
  reason: z.string().nullable(),
  /** It can be tried again from here; others are asked for by whoever wants them. */
  isRetryable: z.boolean(),
});
export type HeldEmail = z.output<typeof heldEmail>;

export const emailsAdminContract = {
  'GET /admin/emails': {
    audience: 'support',
    summary: 'Every email there is, with its switch, and the newest fifty that were not sent',
    reply: z.strictObject({
      /** Of the settings, to change a switch with. */
      version: z.int(),
      kinds: z.array(emailKind),
      unsent: z.array(heldEmail),
    }),
  },
  'GET /admin/emails/preview': {
    audience: 'support',
    summary: 'An email filled with an example; `/admin/SITE/emails/KIND` shows how it looks',
    query: z.strictObject({ kind: z.string().max(60), language: language.optional() }),
    reply: z.strictObject({ subject: z.string(), text: z.string(), language }),
  },
  'PATCH /admin/emails': {
    audience: 'admin',
    audit: 'Switched emails',
    summary: 'Switches emails about money and cards on and off',
    body: z.strictObject({
      version: z.int(),
      emails: siteSettings.shape.emails.partial(),
    }),
    reply: done,
  },
  'POST /admin/emails/:emailId/retry': {
    audience: 'support',
    audit: 'Tried an email again',
    summary: 'Tries one again that was held back or refused',
    reply: done,
  },
} as const satisfies Contract;
