import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

const count = z.int().nonnegative();

const connection = z.strictObject({
  accountId: z.string(),
  accountName: z.string(),
  isLive: z.boolean(),
  publishableKey: z.string(),
  connectedAt: instant,
  /** `unknown`: the provider could not be asked just now. */
  endpoint: z.enum(['working', 'switched_off', 'missing', 'elsewhere', 'unknown']),
  lastEventAt: instant.nullable(),
  reconciledAt: instant.nullable(),
});

const importRun = z.strictObject({
  startedAt: instant,
  /** `null`: it is under way, or waits to go on. */
  finishedAt: instant.nullable(),
  stagesDone: count,
  stages: count,
  /** In the order in which they are read; those that are not begun are absent. */
  counts: z.array(z.strictObject({ kind: z.string(), read: count })),
  /** Records that could not be shown, or not as they are there. */
  problems: count,
});

const providerStatus = z.strictObject({
  connection: connection.nullable(),
  /** Where the provider sends events, and why it can't, if that is so. */
  address: z.string(),
  addressProblem: z.string().nullable(),
  import: importRun.nullable(),
  /** Records of customers that nobody can sign in to, since they have no email. */
  unclaimed: count,
  events: z.strictObject({ waiting: count, givenUp: count }),
});
export type ProviderStatus = z.output<typeof providerStatus>;

const event = z.strictObject({
  id,
  /** As the provider knows it. */
  providerId: z.string(),
  type: z.string(),
  /** The provider's id of what it is about; `null`: of nothing that is kept here. */
  about: z.string().nullable(),
  createdAt: instant,
  receivedAt: instant,
  state: z.enum(['applied', 'waiting', 'given_up']),
  appliedAt: instant.nullable(),
  tries: count,
  nextTryAt: instant.nullable(),
  /** Why it waits or was given up, or why what it is about is not shown as it is there. */
  why: z.string().nullable(),
});

const providerEvents = z.strictObject({
  /** The oldest first, at most a hundred. */
  givenUp: z.array(event),
  /** The last fifty of all. */
  latest: z.array(event),
});
export type ProviderEvents = z.output<typeof providerEvents>;

export const providerAdminContract = {
  'GET /admin/provider': {
    audience: 'support',
    summary: 'The payment provider: whether it is connected, what events bring, how far the import is',
    reply: providerStatus,
  },
  'PUT /admin/provider': {
    audience: 'owner',
    confirmed: true,
    audit: 'Connected the payment provider',
    summary: 'Connect an account of the payment provider; both keys are tried first, and everything is imported',
    body: z.strictObject({
      secretKey: z.string().trim().max(300),
      publishableKey: z.string().trim().max(300),
      /** It may be another account than before, or the other mode: what came from the one before changes no more. */
      replaceAccount: z.boolean().optional(),
    }),
    reply: providerStatus,
  },
  'DELETE /admin/provider': {
    audience: 'owner',
    confirmed: true,
    audit: 'Disconnected the payment provider',
    summary: 'Forget the keys and have no more events sent; what was bought stays',
    body: z.strictObject({}),
    reply: providerStatus,
  },
  'POST /admin/provider/imports': {
    audience: 'admin',
    audit: 'Asked for an import from the payment provider',
    summary: 'Read everything the payment provider has, or go on where the last import stopped',
    body: z.strictObject({}),
    reply: providerStatus,
  },
  'POST /admin/provider/reconcile': {
    audience: 'admin',
    audit: 'Asked for a comparison with the payment provider',
    summary: 'Fetch events that never arrived, and compare what is new',
    body: z.strictObject({}),
    reply: providerStatus,
  },
  'GET /admin/provider/events': {
    audience: 'admin',
    summary: 'Events of the payment provider that could not be applied, and the last ones of all',
    reply: providerEvents,
  },
  'POST /admin/provider/events/:eventId/retry': {
    audience: 'admin',
    audit: 'Had an event of the payment provider tried again',
    summary: 'Try an event again that was given up',
    body: z.strictObject({}),
    reply: providerEvents,
  },
  'POST /admin/provider/events/retry-all': {
    audience: 'admin',
    audit: 'Had events of the payment provider tried again',
    summary: 'Try all events again that were given up',
    body: z.strictObject({}),
    reply: providerEvents,
  },
} as const satisfies Contract;
