import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { access, accessReason, supportCode } from './access.contract.ts';

/** A page by address or by what the vendor calls it; or levels by slug or name, separated by commas. */
const question = z
  .strictObject({
    page: z.string().max(2048).optional(),
    externalId: z.string().max(100).optional(),
    levels: z.string().min(1).max(1000).optional(),
    match: z.enum(['any', 'all']).optional(),
  })
  .refine(
    ({ page, externalId, levels }) => (page === undefined && externalId === undefined) !== (levels === undefined),
    { message: 'needs page or externalId, or else levels', path: ['page'] },
  );

export const accessVendorContract = {
  'POST /vendor/access': {
    audience: 'vendor',
    summary:
      "May the customer whose cookie is passed on see this? With a support code where a customer's request is refused",
    body: question,
    reply: access.extend({
      supportCode,
      isSignedIn: z.boolean(),
    }),
  },
  'POST /vendor/access/list': {
    audience: 'vendor',
    summary: 'The same of up to 100 at once, for lists, feeds, search and menus; no support codes',
    body: z.strictObject({ questions: z.array(question).max(100) }),
    reply: z.strictObject({
      /** In the order of the questions. */
      answers: z.array(
        z.strictObject({
          isAllowed: z.boolean(),
          reason: accessReason,
          /** Of a page: in menus always, or for those only who may see it. */
          menu: z.enum(['always', 'allowed']),
        }),
      ),
      isSignedIn: z.boolean(),
    }),
  },
  'POST /vendor/site-reports': {
    audience: 'vendor',
    summary: "What only the vendor's site knows: another plugin that redirects, a plugin too old, an old key",
    body: z.strictObject({
      kind: z.enum(['other_redirect_plugin', 'plugin_outdated', 'old_key']),
      /** The plugin's name or version. */
      detail: z.string().trim().max(200).default(''),
    }),
    reply: z.strictObject({ done: z.literal(true) }),
  },
} as const satisfies Contract;
