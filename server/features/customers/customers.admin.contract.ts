import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, cents, currency, id, instant, page, pageQuery } from '../../http/values.ts';

/** Which customers a list or a mailing is about; all fields together, none: everybody. */
export const customerFilter = z.strictObject({
  /** Hold this level now. */
  levelId: id.optional(),
  tag: z.string().trim().min(1).max(100).optional(),
  state: z.enum(['blocked', 'never_signed_in', 'unpaid', 'without_password']).optional(),
});
export type CustomerFilter = z.output<typeof customerFilter>;

export const customerRow = z.strictObject({
  id,
  email: z.string().nullable(),
  name: z.string(),
  createdAt: instant,
  lastSignedInAt: instant.nullable(),
  isBlocked: z.boolean(),
  /** What was found: an order's number, a card's last four. `null`: the address or name itself. */
  found: z.string().nullable(),
});
export type CustomerRow = z.output<typeof customerRow>;

const device = z.strictObject({
  id,
  device: z.string(),
  method: z.string(),
  signedInAt: instant,
  lastSeenAt: instant,
});

export const customerRecord = z.strictObject({
  id,
  email: z.string().nullable(),
  /** Further addresses that were proved. */
  claimedEmails: z.array(z.string()),
  /** Of the provider's records, where they differ. */
  providerEmails: z.array(z.string()),
  username: z.string().nullable(),
  firstName: z.string(),
  lastName: z.string(),
  locale: z.string().nullable(),
  phones: z.array(z.string()),
  tags: z.array(z.string()),
  fields: z.record(z.string(), z.unknown()),
  createdFrom: z.string(),
  createdAt: instant,
  hasPassword: z.boolean(),
  lastSignedInAt: instant.nullable(),
  blockedAt: instant.nullable(),
  blockedWhy: z.string().nullable(),
  devices: z.array(device),
});
export type CustomerRecord = z.output<typeof customerRecord>;

const authEvent = z.strictObject({
  id,
  at: instant,
  kind: z.string(),
  cause: z.string().nullable(),
  method: z.string().nullable(),
  login: z.string().nullable(),
  device: z.string().nullable(),
  detail: z.string().nullable(),
});
export type AuthEventRow = z.output<typeof authEvent>;

const sentEmail = z.strictObject({
  id,
  at: instant,
  template: z.string(),
  recipient: z.string(),
  status: z.enum(['held', 'sent', 'refused']),
  /** Of a held one the merge field that is empty, of a refused one the mail server's answer. */
  reason: z.string().nullable(),
});

export type SentEmail = z.output<typeof sentEmail>;

const purchases = z.strictObject({
  subscriptions: z.array(
    z.strictObject({
      id,
      name: z.string(),
      state: z.string(),
      stateAt: instant.nullable(),
      priceCents: cents,
      currency,
      interval: z.string(),
      nextPaymentAt: instant.nullable(),
      card: card.nullable(),
    }),
  ),
  orders: z.array(
    z.strictObject({
      id,
      number: z.string(),
      at: instant,
      title: z.string(),
      totalCents: cents,
      currency,
      state: z.string(),
    }),
  ),
  invoices: z.array(
    z.strictObject({
      id,
      number: z.string(),
      at: instant,
      status: z.string(),
      totalCents: cents,
      dueCents: cents,
      currency,
      /** It is paid, the payment provider's and not all credited: a credit memo can be issued from it. */
      isCreditable: z.boolean(),
      /** It is open, and the payment provider's: a link that pays it can be sent. */
      isPayable: z.boolean(),
    }),
  ),
  payments: z.array(
    z.strictObject({
      id,
      at: instant,
      amountCents: cents,
      currency,
      state: z.string(),
      reason: z.string().nullable(),
      card: card.nullable(),
    }),
  ),
  creditMemos: z.array(
    z.strictObject({ id, number: z.string(), at: instant, totalCents: cents, leftCents: cents, currency }),
  ),
  cards: z.array(z.strictObject({ id, ...card.shape, isDefault: z.boolean() })),
});
export type Purchases = z.output<typeof purchases>;

export const mailingKind = z.enum(['sign_in', 'new_password']);
const mailing = z.strictObject({
  id,
  kind: mailingKind,
  filter: customerFilter,
  expected: z.int(),
  handled: z.int(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  stoppedAt: instant.nullable(),
});
export type Mailing = z.output<typeof mailing>;

const done = z.strictObject({ done: z.literal(true) });

export const customersAdminContract = {
  'GET /admin/customers': {
    audience: 'support',
    summary:
      'Customers, newest first; with `search` the first twenty by email, name, username, order number or last four of a card',
    query: z.strictObject({
      ...customerFilter.shape,
      ...pageQuery.shape,
      search: z.string().trim().min(1).max(200).optional(),
    }),
    reply: page(customerRow),
  },
  'GET /admin/customers/:customerId': {
    audience: 'support',
    summary: 'One customer: who they are, how they may sign in, and where they are signed in',
    reply: customerRecord,
  },
  'GET /admin/customers/:customerId/sign-ins': {
    audience: 'support',
    summary: 'Their sign-ins and what went wrong with them, newest first',
    query: z.strictObject({ after: id.optional() }),
    reply: page(authEvent),
  },
  'GET /admin/customers/:customerId/emails': {
    audience: 'support',
    summary: 'Emails to them, newest first',
    query: z.strictObject({ after: id.optional() }),
    reply: page(sentEmail),
  },
  'GET /admin/customers/:customerId/purchases': {
    audience: 'support',
    summary: 'What they bought: the newest twenty of each kind',
    reply: purchases,
  },
  'POST /admin/customers/:customerId/block': {
    audience: 'support',
    audit: 'Blocked a customer',
    summary: 'Block a customer and sign them out everywhere',
    body: z.strictObject({ why: z.string().trim().min(1, 'must not be empty').max(500) }),
    reply: done,
  },
  'POST /admin/customers/:customerId/unblock': {
    audience: 'support',
    audit: 'Unblocked a customer',
    summary: 'Let a customer in again',
    reply: done,
  },
  'POST /admin/customers/:customerId/sign-out': {
    audience: 'support',
    audit: 'Signed a customer out everywhere',
    summary: 'Sign a customer out on every device',
    reply: done,
  },
  'POST /admin/customers/:customerId/email': {
    audience: 'support',
    audit: 'Sent a customer an email',
    summary: 'Send them an email that leads to signing in, or to setting a password',
    body: z.strictObject({ kind: mailingKind }),
    reply: done,
  },
  'POST /admin/customers/:customerId/view': {
    audience: 'support',
    audit: 'Viewed the center as a customer',
    summary: 'See the center as this customer does, for half an hour: read only, payment details masked',
    reply: z.strictObject({ url: z.string() }),
  },
  'POST /admin/mailings/preview': {
    audience: 'admin',
    audit: 'Looked at an email to many',
    summary: 'What an email to many customers would be, and to how many it would go',
    body: z.strictObject({ kind: mailingKind, filter: customerFilter }),
    reply: z.strictObject({
      /** At most 100,000. */
      count: z.int(),
      subject: z.string(),
      text: z.string(),
      html: z.string(),
      minutes: z.int(),
    }),
  },
  'POST /admin/mailings': {
    audience: 'admin',
    audit: 'Began an email to many',
    summary: 'Send an email to many customers, some at a time; `expected` is the count that was shown',
    body: z.strictObject({ kind: mailingKind, filter: customerFilter, expected: z.int().min(1) }),
    reply: mailing,
  },
  'GET /admin/mailings': {
    audience: 'support',
    summary: 'The newest twenty emails to many, and how far they are',
    reply: z.strictObject({ items: z.array(mailing) }),
  },
  'POST /admin/mailings/:mailingId/stop': {
    audience: 'admin',
    audit: 'Stopped an email to many',
    summary: 'Stop an email to many: what was not sent yet is not sent',
    reply: done,
  },
} as const satisfies Contract;
