import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

const externalId = z.string().min(1).max(100);
export const pageRule = z.enum(['everyone', 'signed_in', 'any', 'all']);

const sentPage = z
  .strictObject({
    externalId,
    address: z.string().max(2048),
    title: z.string().trim().max(300),
    /** Absent: as it is; of a new page, everyone. */
    rule: pageRule.optional(),
    /** With the rule any or all: slugs or names of levels. One that does not exist is a level that nobody holds. */
    levels: z.array(z.string().min(1).max(200)).max(50).optional(),
  })
  .refine(({ rule, levels }) => (rule === 'any' || rule === 'all') === (levels !== undefined), {
    message: 'goes with the rule any or all, and only with these',
    path: ['levels'],
  });
export type SentPage = z.output<typeof sentPage>;

export const pagesVendorContract = {
  'PUT /vendor/pages': {
    audience: 'vendor',
    maxBody: '2000kb',
    summary: 'Make pages of the site known, or known anew; of more than 500 in several calls',
    body: z.strictObject({
      pages: z.array(sentPage).max(500),
      /** This call ends the list: pages that the vendor sent before and that are not in it any more are gone. */
      isComplete: z.boolean().default(false),
      /** Of a list in several calls: `at` of the reply to its first. */
      beganAt: instant.optional(),
    }),
    reply: z.strictObject({
      at: instant,
      saved: z.int(),
      gone: z.int(),
      /** Names that are no level's. */
      unknownLevels: z.array(z.string()),
    }),
  },
  'GET /vendor/pages': {
    audience: 'vendor',
    summary: 'The pages that are known, by address, 500 at a time',
    query: z.strictObject({ after: z.string().max(2048).optional() }),
    reply: z.strictObject({
      items: z.array(
        z.strictObject({
          id,
          externalId: externalId.nullable(),
          address: z.string(),
          title: z.string(),
          rule: pageRule,
          /** Slugs. */
          levels: z.array(z.string()),
        }),
      ),
      /** The address after which the next ones come. */
      next: z.string().nullable(),
      /** `center`, or an address. */
      postLoginPage: z.string(),
    }),
  },
  'GET /vendor/levels': {
    audience: 'vendor',
    summary: 'Programs and their levels, by which a page may be closed',
    reply: z.strictObject({
      programs: z.array(
        z.strictObject({
          id,
          slug: z.string(),
          name: z.string(),
          levels: z.array(z.strictObject({ id, slug: z.string(), name: z.string() })),
        }),
      ),
    }),
  },
  'PUT /vendor/post-login-page': {
    audience: 'vendor',
    summary: 'Choose where customers land: the center, or a known page of the site',
    body: z.strictObject({ page: z.union([z.literal('center'), z.string().max(2048)]) }),
    reply: z.strictObject({ postLoginPage: z.string() }),
  },
} as const satisfies Contract;
