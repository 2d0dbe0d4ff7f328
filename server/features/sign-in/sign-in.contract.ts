import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { language, personName } from '../../http/values.ts';
import { refusal } from '../access/access.contract.ts';
import { newPassword } from '../security/security.contract.ts';

/** As typed; the service normalises it and refuses anything that is not exactly one plain address. */
const email = z.string().max(254);

/** Address of the page the customer first wanted. One that is not on the site's origins is dropped, not an error. */
const wantedPage = z.string().max(2048).optional();

/** Of the page that asks: what the email is written in, unless the customer has chosen a language. */
const pageLanguage = language.optional();

/** The secret part of an emailed link, as it stands in the address after `#cc/sign-in/` or `#cc/new-password/`. */
const linkToken = z.string().regex(/^[A-Za-z0-9_-]{64}$/);

/** The same for every address, known or not. */
export const emailAsked = z.strictObject({
  /** Who the email comes from, such as `Kiln & Quill <hello@kilnandquill.example>`. */
  sender: z.string(),
  resendAfterSeconds: z.int(),
});

/** Where the customer lands: `center`, or a page of the site. */
export const landing = z.discriminatedUnion('to', [
  z.strictObject({
    to: z.literal('center'),
    /** Why not the page they were on their way to. */
    reason: refusal.optional(),
    /** With a reason: the fragment of the center's address that shows it, `#cc/overview/<support code>`. */
    place: z.string().optional(),
  }),
  z.strictObject({ to: z.literal('page'), url: z.url() }),
]);
export type Landing = z.output<typeof landing>;

export const signedIn = z.strictObject({ landing });

export const signInContract = {
  'POST /sign-in/email': {
    audience: 'anyone',
    summary: 'Ask for an email with a sign-in link and a six-digit code',
    body: z.strictObject({ email, wantedPage, language: pageLanguage }),
    reply: emailAsked,
  },
  'POST /sign-in/code': {
    audience: 'anyone',
    summary: 'Sign in with the six digits; only in the browser that asked for the email',
    body: z.strictObject({ code: z.string().regex(/^[0-9]{6}$/) }),
    reply: signedIn,
  },
  'POST /sign-in/link/check': {
    audience: 'anyone',
    summary: 'What a link would do when used; changes nothing',
    body: z.strictObject({ token: linkToken }),
    reply: z.strictObject({ state: z.enum(['ready', 'email_needed', 'used', 'expired', 'unknown']) }),
  },
  'POST /sign-in/link': {
    audience: 'anyone',
    summary: 'Sign in with an emailed link; in a browser that did not ask for it, with the email address typed',
    body: z.strictObject({ token: linkToken, email: email.optional() }),
    reply: signedIn,
  },
  'POST /sign-in/password': {
    audience: 'anyone',
    summary: 'Sign in with a password and an email address or username',
    body: z.strictObject({ login: z.string().max(254), password: z.string().min(1).max(256), wantedPage }),
    reply: signedIn,
  },
  'POST /sign-in/registration': {
    audience: 'anyone',
    summary: 'Become a customer, where site or program allow it: an email with link and code proves the address',
    body: z.strictObject({
      email,
      firstName: personName.optional(),
      lastName: personName.optional(),
      /** Slug of the program whose defaults apply. */
      program: z.string().max(100).optional(),
      wantedPage,
      language: pageLanguage,
    }),
    reply: emailAsked,
  },
  'POST /sign-in/new-password/email': {
    audience: 'anyone',
    summary: 'Ask for an email with a link to set a new password',
    body: z.strictObject({ email, language: pageLanguage }),
    reply: emailAsked,
  },
  'POST /sign-in/new-password': {
    audience: 'anyone',
    summary: 'Set a new password with an emailed link; signs out every device and signs nobody in',
    body: z.strictObject({ token: linkToken, email: email.optional(), password: newPassword }),
    reply: z.strictObject({ done: z.literal(true) }),
  },
  'POST /sign-out': {
    audience: 'customer',
    summary: 'Sign this device out',
    body: z.strictObject({}),
    reply: z.strictObject({ done: z.literal(true) }),
  },
} as const satisfies Contract;
