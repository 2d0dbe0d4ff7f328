import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';
import { check, evenIf } from '../access/access.admin.contract.ts';
import { pageRule } from './pages.vendor.contract.ts';

const address = z.string().max(2048);
const title = z.string().trim().max(300);

export const adminPage = z.strictObject({
  id,
  address,
  title: z.string(),
  rule: pageRule,
  levels: z.array(z.strictObject({ id, name: z.string(), program: z.string() })),
  /** What others see instead. */
  refusal: z.enum(['sign_in', 'programs', 'page']),
  refusalPage: z.strictObject({ id, title: z.string() }).nullable(),
  /** In menus always, or for those only who may see it. */
  menu: z.enum(['always', 'allowed']),
  source: z.enum(['hand', 'sitemap', 'vendor']),
  externalId: z.string().nullable(),
  seenAt: instant,
  goneAt: instant.nullable(),
});
export type AdminPage = z.output<typeof adminPage>;

const pageChange = z.strictObject({
  title: title.optional(),
  rule: pageRule.optional(),
  levelIds: z.array(id).max(50).optional(),
  refusal: z.enum(['sign_in', 'programs', 'page']).optional(),
  /** With the refusal `page`, and only with it. */
  refusalPageId: id.nullable().optional(),
  menu: z.enum(['always', 'allowed']).optional(),
  evenIf,
});
export type PageChange = z.output<typeof pageChange>;

/** For who holds a level of a program, or one level; `pageId` null: the center. */
const landingRule = z
  .strictObject({ programId: id.nullable(), levelId: id.nullable(), pageId: id.nullable() })
  .refine(({ programId, levelId }) => (programId === null) !== (levelId === null), {
    message: 'needs one of programId, levelId',
    path: ['programId'],
  });

const landing = z.strictObject({
  /** The first that fits counts. */
  rules: z.array(landingRule).max(100),
  /** `center`, or the address of a page. */
  postLoginPage: z.string().max(2048),
  /** Does the page a customer first wanted go before all of these? */
  respectWantedPage: z.boolean(),
});
export type LandingSettings = z.output<typeof landing>;

export const pagesAdminContract = {
  'GET /admin/pages': {
    audience: 'support',
    summary: 'Pages that are known, by address, 50 at a time; by part of the address or title, where asked',
    query: z.strictObject({ after: address.optional(), search: z.string().trim().max(200).optional() }),
    reply: z.strictObject({ items: z.array(adminPage), next: z.string().nullable() }),
  },
  'GET /admin/pages/:pageId': {
    audience: 'support',
    summary: 'One page',
    reply: adminPage,
  },
  'POST /admin/pages': {
    audience: 'admin',
    audit: 'Added a page',
    summary: 'Make a page known by its address; open to everyone at first',
    body: z.strictObject({ address, title: title.default('') }),
    reply: z.strictObject({ id }),
  },
  'PATCH /admin/pages/:pageId': {
    audience: 'admin',
    audit: 'Changed a page',
    summary: 'Change who may see a page and what others see; refused with warnings that are not accepted',
    body: pageChange,
    reply: adminPage,
  },
  'DELETE /admin/pages/:pageId': {
    audience: 'admin',
    audit: 'Removed a page',
    summary: 'Forget a page: from then on the center keeps nobody from it',
    reply: z.strictObject({ done: z.literal(true) }),
  },
  'POST /admin/sitemap': {
    audience: 'admin',
    audit: 'Read a sitemap',
    summary: "Make the pages known that a site's sitemap lists; those that are known stay as they are",
    body: z.strictObject({ url: address }),
    reply: z.strictObject({ added: z.int(), known: z.int(), isCut: z.boolean(), problem: z.string().nullable() }),
  },
  'GET /admin/landing': {
    audience: 'support',
    summary: 'Where customers land after signing in',
    reply: landing,
  },
  'PUT /admin/landing': {
    audience: 'admin',
    audit: 'Changed where customers land',
    summary: 'Change where customers land; refused with warnings that are not accepted',
    body: landing.extend({ evenIf }),
    reply: landing,
  },
  'GET /admin/landing/test': {
    audience: 'support',
    summary: 'Where one customer would land, and why',
    query: z.strictObject({ login: z.string().max(254), wantedPage: address.optional() }),
    reply: z.strictObject({
      /** One sentence. */
      answer: z.string(),
      /** `null`: the center. */
      url: z.string().nullable(),
      checks: z.array(check),
    }),
  },
} as const satisfies Contract;
