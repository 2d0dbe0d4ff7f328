import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { instant } from '../../http/values.ts';
import { offer } from '../programs/programs.contract.ts';

/** As the element has it: separated by commas. */
const levelList = z.string().min(1).max(1000);
const match = z.enum(['any', 'all']);

/** A page of the site by its address, or levels by slug or name. */
export const accessQuery = z
  .strictObject({
    page: z.string().max(2048).optional(),
    levels: levelList.optional(),
    /** Of levels: one of them, or all. Default: any. */
    match: match.optional(),
  })
  .refine(({ page, levels }) => (page === undefined) !== (levels === undefined), {
    message: 'needs one of page, levels',
    path: ['page'],
  });

export const refusedReason = z.enum([
  'signed_out',
  'blocked',
  'level_missing',
  'not_open_yet',
  'ended',
  'revoked',
  'level_unknown',
]);
export const accessReason = z.enum([
  'unguarded',
  'everyone',
  'signed_in',
  'enrolled',
  'level_held',
  ...refusedReason.options,
]);

/** What somebody who may not see it sees instead. */
export const shown = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sign_in') }),
  /** Those that open what was asked for, and no others; none may be on offer. */
  z.strictObject({ kind: z.literal('programs'), programs: z.array(offer) }),
  z.strictObject({ kind: z.literal('page'), url: z.string() }),
]);
export type Shown = z.output<typeof shown>;

export const access = z.strictObject({
  isAllowed: z.boolean(),
  /** `unguarded`: a page that the center does not know, and so keeps nobody from. */
  reason: accessReason,
  /** Of `ended` and `revoked` when it was, of `not_open_yet` when it will be. */
  at: instant.nullable(),
  show: shown.nullable(),
});
export type Access = z.output<typeof access>;

/** Short and easy to read out, such as `K7M-4QXD`. `null`: nothing was refused, or nobody is signed in. */
export const supportCode = z.string().nullable();

/** Why a customer lands in the center and not on the page they were on their way to. */
export const refusal = z.strictObject({
  code: z.enum([...refusedReason.options, 'page_gone']),
  /** Of the page. */
  title: z.string(),
  at: instant.nullable(),
  supportCode: z.string(),
});
export type Refusal = z.output<typeof refusal>;

export const accessContract = {
  'GET /access': {
    audience: 'anyone',
    summary: 'May this session see a page, or what some levels open? And what is shown instead',
    query: accessQuery,
    reply: access,
  },
  'POST /access/refusals': {
    audience: 'anyone',
    summary: 'Write down that a signed-in customer was shown a refusal; gives the support code',
    body: accessQuery,
    reply: z.strictObject({ supportCode }),
  },
  'GET /access/refusal': {
    audience: 'customer',
    summary: "One's own refusal by its support code, as the center shows it after landing",
    query: z.strictObject({ code: z.string().max(20) }),
    reply: z.strictObject({ refusal: refusal.nullable() }),
  },
  'POST /sign-in/kept': {
    audience: 'anyone',
    summary:
      'A browser that is signed out right after signing in; refused with `cookies_refused` where it keeps no session',
    reply: z.strictObject({ done: z.literal(true) }),
  },
} as const satisfies Contract;
