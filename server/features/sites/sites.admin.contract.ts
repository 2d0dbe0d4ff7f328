import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

const origins = z.strictObject({
  origins: z.array(
    z.strictObject({
      origin: z.string(),
      createdAt: instant,
      /** When a page there was last heard of; `null`: never, or before this was written down. */
      lastSeenAt: instant.nullable(),
      /** Does the center address stand there? */
      isCenter: z.boolean(),
    }),
  ),
});
export type Origins = z.output<typeof origins>;

const origin = z.string().max(2048);

const finding = z.strictObject({
  check: z.enum(['answers', 'element', 'script', 'origin', 'policy', 'center_address']),
  isOk: z.boolean(),
  sentence: z.string(),
  /** What would mend it, when that is a setting: a click away. */
  fix: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('add_origin'), origin: z.string() }),
      z.strictObject({ kind: z.literal('set_center_address'), url: z.string() }),
      z.strictObject({ kind: z.literal('check_page'), url: z.string() }),
    ])
    .nullable(),
});
export type Finding = z.output<typeof finding>;

const siteKey = z.strictObject({
  id,
  createdAt: instant,
  /** To the hour; `null`: never, or before this was written down. */
  lastUsedAt: instant.nullable(),
});

export const sitesAdminContract = {
  'GET /admin/origins': {
    audience: 'support',
    summary: 'The origins whose pages may hold the center',
    reply: origins,
  },
  'POST /admin/origins': {
    audience: 'admin',
    audit: 'Allowed an origin',
    summary: 'Let pages of an origin, such as `https://www.shop.example`, hold the center',
    body: z.strictObject({ origin }),
    reply: origins,
  },
  'POST /admin/origins/remove': {
    audience: 'admin',
    audit: 'Removed an origin',
    summary: 'No longer let pages of an origin hold the center; of the one the center address is on only when accepted',
    body: z.strictObject({
      origin,
      /** The center will no longer work at the center address, and that is meant. */
      isAccepted: z.boolean().optional(),
    }),
    reply: origins,
  },
  'GET /admin/embed': {
    audience: 'support',
    summary: 'What to paste into a page, WordPress or a single-page app, with this site filled in',
    reply: z.strictObject({
      html: z.string(),
      wordpress: z.string(),
      /** What to do in WordPress, in order. */
      wordpressSteps: z.array(z.string()),
      singlePageApp: z.string(),
      react: z.string(),
      vue: z.string(),
    }),
  },
  'POST /admin/check-page': {
    audience: 'support',
    audit: 'Checked a page',
    summary: 'Fetch a page and say, in order, what keeps the center from working there',
    body: z.strictObject({
      /** Default: the center address. */
      url: z.string().trim().max(2048).optional(),
    }),
    reply: z.strictObject({ url: z.string(), findings: z.array(finding) }),
  },
  'GET /admin/site-keys': {
    audience: 'owner',
    summary: 'The secret keys with which WordPress and other servers of the vendor call, without the keys themselves',
    reply: z.strictObject({ keys: z.array(siteKey) }),
  },
  'POST /admin/site-keys': {
    audience: 'owner',
    confirmed: true,
    audit: 'Made a secret key',
    summary: 'Make a secret key; this answer is the only time it is shown',
    body: z.strictObject({}),
    reply: z.strictObject({ id, key: z.string() }),
  },
  'DELETE /admin/site-keys/:siteKeyId': {
    audience: 'owner',
    confirmed: true,
    audit: 'Revoked a secret key',
    summary: 'Revoke a secret key: what uses it is refused from now on',
    body: z.strictObject({}),
    reply: z.strictObject({ keys: z.array(siteKey) }),
  },
} as const satisfies Contract;
