import { z } from 'zod';
import { safeUrl } from '../../http/redirects.ts';
import { language } from '../../http/values.ts';
import { noticeKinds, type NoticeKind } from '../emails/notices.ts';
import { textOn } from './contrast.ts';
import { isOnAtFirst, switchNames, type SwitchName } from './switches.ts';

const address = z.string().transform((raw, context) => {
  const url = safeUrl(raw);
  if (url !== undefined) return url;
  context.addIssue({ code: 'custom', message: 'must be an address that begins with https://' });
  return z.NEVER;
});

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

const colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #1f6f5c');

/** Something the vendor keeps of a customer beside what every site does, such as a T-shirt size. */
const customerField = z.strictObject({
  /** Names it in `customer.fields` and in files; never changes. */
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 lower-case letters, digits and underscores'),
  label: text(60),
  kind: z.enum(['text', 'number', 'date', 'choice', 'yes_no']),
  /** Of a choice. */
  choices: z.array(text(60)).max(50).default([]),
  /** May customers change it? Otherwise they read it. */
  isEditable: z.boolean().default(false),
});
export type CustomerField = z.output<typeof customerField>;

const customerFields = z
  .array(customerField)
  .max(30)
  .refine((fields) => new Set(fields.map(({ key }) => key)).size === fields.length, 'must have each key once')
  .refine(
    (fields) => fields.every(({ kind, choices }) => (kind === 'choice') === choices.length > 0),
    'must have choices where the kind is choice, and only there',
  );

/** One validated document a site. Written whole, so that a reading may rely on every field. */
export const siteSettings = z.strictObject({
  version: z.literal(1),
  /** For the vendor and the operator; customers read the headline. */
  name: text(100),
  headline: text(100),
  /** Of emails to whoever has chosen none and whose page says none, of emails to the vendor, and of the hosted page. */
  language,
  /** `null`: the hosted page. */
  centerAddress: address.nullable(),
  privacyUrl: address.nullable(),
  termsUrl: address.nullable(),
  logoUrl: address.nullable(),
  gradient: z.tuple([colour, colour]),
  /** Derived from the gradient by `textOn` whenever it is saved. */
  onGradient: z.enum(['#000000', '#ffffff']),
  switches: z.strictObject(
    Object.fromEntries(switchNames.map((name) => [name, z.boolean()])) as Record<SwitchName, z.ZodBoolean>,
  ),
  /** How far back orders are shown; `null`: all. */
  orderHistoryMonths: z.int().min(1).max(240).nullable(),
  /** How long it is kept who signed in, from where, and who could not; emails sent as well. */
  recordMonths: z.int().min(1).max(24),
  signInMethods: z
    .strictObject({ email: z.boolean(), password: z.boolean() })
    .refine((methods) => methods.email || methods.password, 'needs at least one of email, password'),
  /** NIST SP 800-63B-4 asks for 15 where a password stands alone, OWASP ASVS 6.2.1 for 8 at least. */
  passwordMinLength: z.int().min(8).max(15),
  /** What profile shows beside the name. Fields that are not on this list stay the vendor's own. */
  customerFields,
  /** The name that emails come from; `null`: the headline. */
  senderName: text(100).nullable(),
  /** Who reads what customers ask, such as about a program; `null`: whoever the emails come from. */
  contactEmail: z.email().nullable(),
  /** Which emails about money and cards are sent. */
  emails: z.strictObject(
    Object.fromEntries(noticeKinds.map((kind) => [kind, z.boolean()])) as Record<NoticeKind, z.ZodBoolean>,
  ),
  postLoginPage: z.union([z.literal('center'), address]),
  /** Does the page a customer first wanted go before the post-login page? */
  respectWantedPage: z.boolean(),
});
export type SiteSettings = z.output<typeof siteSettings>;

/** Settings as saved, with defaults for what did not exist when they were. Readings do the same in SQL, see `switchSql`. */
export function completeSettings(saved: SiteSettings): SiteSettings {
  const defaults = defaultSettings(saved.name);
  const switches = { ...defaults.switches, ...saved.switches };
  return { ...defaults, ...saved, switches, emails: { ...defaults.emails, ...saved.emails } };
}

/** What a new site begins with. */
export function defaultSettings(name: string): SiteSettings {
  return {
    version: 1,
    name,
    headline: name,
    language: 'en',
    centerAddress: null,
    privacyUrl: null,
    termsUrl: null,
    logoUrl: null,
    gradient: ['#1f6f5c', '#2b4c7e'],
    onGradient: textOn(['#1f6f5c', '#2b4c7e']),
    switches: Object.fromEntries(switchNames.map((key) => [key, isOnAtFirst(key)])) as Record<SwitchName, boolean>,
    orderHistoryMonths: null,
    recordMonths: 3,
    signInMethods: { email: true, password: true },
    passwordMinLength: 12,
    customerFields: [],
    senderName: null,
    contactEmail: null,
    emails: Object.fromEntries(noticeKinds.map((kind) => [kind, true])) as Record<NoticeKind, boolean>,
    postLoginPage: 'center',
    respectWantedPage: true,
  };
}
