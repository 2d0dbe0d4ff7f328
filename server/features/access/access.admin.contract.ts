import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

/** Why somebody can't sign in or can't see a page; the last one is that they can. */
export const causeNames = [
  'customer_unknown',
  'two_customers',
  'customer_blocked',
  'email_bounced',
  'link_scanned',
  'link_used',
  'link_expired',
  'link_unknown',
  'link_email_wrong',
  'code_wrong',
  'code_used_up',
  'password_wrong',
  'password_never_set',
  'too_many_requests',
  'sign_in_method_off',
  'cookies_refused',
  'old_key',
  'origin_refused',
  'email_not_used',
  'never_tried',
  'level_missing',
  'level_not_given',
  'level_unknown',
  'ended',
  'revoked',
  'not_open_yet',
  'post_login_page_closed',
  'redirect_loop',
  'page_gone',
  'other_redirect_plugin',
  'plugin_outdated',
  'nothing_refused',
] as const;
export type CauseName = (typeof causeNames)[number];

/** What mends it, as far as a button can; with the ids that the button needs. */
export const remedy = z.strictObject({
  kind: z.enum([
    'add_customer',
    'merge_needed',
    'unblock',
    'send_sign_in_email',
    'send_new_password_email',
    'wait',
    'turn_method_on',
    'make_key',
    'add_origin',
    'allow_cookies',
    'correct_email',
    'grant',
    'extend',
    'restore_enrollment',
    'sell_level',
    'set_page_rule',
    'choose_post_login_page',
    'choose_refusal_page',
    'restore_page',
    'correct_level_name',
    'remove_plugin',
    'update_plugin',
  ]),
  says: z.string(),
  customerId: id.optional(),
  otherCustomerId: id.optional(),
  levelId: id.optional(),
  grantId: id.optional(),
  courseId: id.optional(),
  pageId: id.optional(),
  origin: z.string().optional(),
});
export type Remedy = z.output<typeof remedy>;

export const check = z.strictObject({
  says: z.string(),
  isFine: z.boolean(),
  /** What decided; `null`: there is no record. */
  record: z
    .strictObject({
      kind: z.enum(['page', 'customer', 'level', 'grant', 'course', 'auth_event', 'email', 'origin', 'report']),
      id: z.string(),
    })
    .nullable(),
  at: instant.nullable(),
});
export type ExplainCheck = z.output<typeof check>;

export const explanation = z.strictObject({
  cause: z.enum(causeNames),
  /** One sentence. */
  answer: z.string(),
  /** In their order. */
  checks: z.array(check),
  remedies: z.array(remedy),
  customer: z.strictObject({ id, name: z.string(), email: z.string().nullable() }).nullable(),
  page: z.strictObject({ id: id.nullable(), address: z.string(), title: z.string() }).nullable(),
});
export type Explanation = z.output<typeof explanation>;

export const warning = z.strictObject({
  code: z.enum([
    'post_login_page_closed',
    'post_login_page_gone',
    'post_login_page_elsewhere',
    'level_given_by_nothing',
    'page_asks_for_ungiven_level',
    'page_without_level',
    'product_gives_nothing',
    'refusal_page_closed',
    'redirect_loop',
    'origin_never_seen',
    'center_without_element',
    'emails_refused',
    'provider_not_connected',
    'two_customers',
    'cannot_cancel',
    'unknown_level',
    'other_redirect_plugin',
    'plugin_outdated',
    'old_key',
  ]),
  says: z.string(),
  /** How many it is about, up to 1000, which then means "1000 or more"; `null`: it is not counted. */
  count: z.int().nullable(),
  /** Where it is mended: a screen of the desk, and what is opened there. */
  screen: z.string(),
  id: z.string().nullable(),
  fix: z.string(),
});
export type Warning = z.output<typeof warning>;

/** Codes of warnings that were read and accepted; others refuse the change with `warnings`. */
export const evenIf = z.array(warning.shape.code).max(20).optional();

export const accessAdminContract = {
  'GET /admin/explain': {
    audience: 'support',
    summary: "Why can't they sign in, or see a page? By email, username, id or support code, and by the page's address",
    query: z
      .strictObject({
        login: z.string().max(254).optional(),
        code: z.string().max(20).optional(),
        page: z.string().max(2048).optional(),
      })
      .refine(({ login, code }) => (login === undefined) !== (code === undefined), {
        message: 'needs one of login, code',
        path: ['login'],
      }),
    reply: explanation,
  },
  'GET /admin/check': {
    audience: 'support',
    summary: 'What in the configuration would keep people out, and where it is mended',
    reply: z.strictObject({ warnings: z.array(warning) }),
  },
} as const satisfies Contract;
