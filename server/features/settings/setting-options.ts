/** The settings of a site as an operator types them: `--option value`. */
import { noticeKinds } from '../emails/notices.ts';
import { textOn } from './contrast.ts';
import { defaultSettings, siteSettings, type SiteSettings } from './settings.ts';
import { switches, switchNames, type SwitchName } from './switches.ts';

/** What the operator typed is wrong; the message is all they need. */
export class UsageError extends Error {}

interface SettingOption {
  field: keyof SiteSettings;
  /** What stands for the value in the usage. */
  value: string;
  about: string;
  /** Ends the sentence "--option must be …". */
  must: string;
  /** From the text to what the setting's schema checks. */
  read: (text: string) => unknown;
}

const text = (about: string) => ({ value: 'TEXT', about, must: 'have 1 to 100 characters on one line', read: String });

/** Optional: an empty text clears it. */
const address = (about: string) => ({
  value: 'URL *',
  about,
  must: 'be an address that begins with https://',
  read: orNull,
});

export const settingOptions: Record<string, SettingOption> = {
  name: { field: 'name', ...text('for you and the operator') },
  headline: { field: 'headline', ...text('the public name: header, sign-in screen, emails') },
  language: {
    field: 'language',
    value: 'en|de',
    about: 'of emails where the customer and the page say none, and of the hosted page',
    must: 'be en or de',
    read: String,
  },
  'center-address': { field: 'centerAddress', ...address('the page the center stands on; none: the hosted page') },
  privacy: { field: 'privacyUrl', ...address('the privacy policy') },
  terms: { field: 'termsUrl', ...address('the terms') },
  logo: { field: 'logoUrl', ...address('a picture') },
  gradient: {
    field: 'gradient',
    value: "'#rrggbb,#rrggbb'",
    about: 'the two colours of header and buttons',
    must: "be two colours such as '#1f6f5c,#2b4c7e'",
    read: (typed) => typed.split(',').map((colour) => colour.trim()),
  },
  'order-history': {
    field: 'orderHistoryMonths',
    value: 'MONTHS *',
    about: 'how far back orders are shown; none: all',
    must: 'be a number of months from 1 to 240, or empty for all',
    read: (typed) => (typed === '' ? null : Number(typed)),
  },
  'record-months': {
    field: 'recordMonths',
    value: '1-24',
    about: 'how many months records of signing in and of emails are kept',
    must: 'be a number of months from 1 to 24',
    read: Number,
  },
  'sign-in': {
    field: 'signInMethods',
    value: 'email,password',
    about: 'the ways to sign in, one or both',
    must: 'be email, password or email,password',
    read: readMethods,
  },
  'password-min-length': {
    field: 'passwordMinLength',
    value: '8-15',
    about: 'characters a new password needs',
    must: 'be a number from 8 to 15',
    read: Number,
  },
  'customer-fields': {
    field: 'customerFields',
    value: 'JSON *',
    about: 'own fields in the profile; see the README',
    must: 'be a list such as [{"key":"shirt","label":"Shirt size","kind":"choice","choices":["S","M"],"isEditable":true}]',
    read: readJson,
  },
  'sender-name': {
    field: 'senderName',
    value: 'TEXT *',
    about: 'the name emails come from; none: the headline',
    must: 'have 1 to 100 characters on one line',
    read: orNull,
  },
  'contact-email': {
    field: 'contactEmail',
    value: 'EMAIL *',
    about: 'who reads what customers ask; none: the sender of the emails',
    must: 'be an email address',
    read: orNull,
  },
  emails: {
    field: 'emails',
    value: 'KIND,… *',
    about: `which emails about money and cards are sent: ${noticeKinds.join(', ')}`,
    must: `be some of ${noticeKinds.join(', ')}`,
    read: readEmails,
  },
  'post-login-page': {
    field: 'postLoginPage',
    value: 'center|URL',
    about: 'where a customer lands',
    must: 'be "center" or an address that begins with https://',
    read: String,
  },
  'wanted-page': {
    field: 'respectWantedPage',
    value: 'on|off',
    about: 'does the page first wanted go before the post-login page?',
    must: 'be on or off',
    read: (typed) => (typed === 'on' ? true : typed === 'off' ? false : undefined),
  },
};

/** What each setting, and each switch, is for. */
export const explanations = {
  settings: Object.fromEntries(Object.values(settingOptions).map(({ field, about }) => [field, about])),
  switches: { ...switches },
};

function orNull(typed: string): string | null {
  return typed === '' ? null : typed;
}

function readJson(typed: string): unknown {
  try {
    return JSON.parse(typed === '' ? '[]' : typed);
  } catch {
    return undefined;
  }
}

function readMethods(typed: string): Record<string, boolean> {
  const methods = typed.split(',').map((method) => [method.trim(), true]);
  return { email: false, password: false, ...Object.fromEntries(methods) };
}

/** What was typed; each as often as its option may stand. */
export interface TypedSettings {
  /** By the name of the option. */
  values: Record<string, string | undefined>;
  on: string[];
  off: string[];
}

/** Throws a `UsageError` that names the option when a value is none. */
export function applySettings(settings: SiteSettings, { values, on, off }: TypedSettings): SiteSettings {
  const changes = Object.entries(settingOptions).flatMap(([name, option]) => {
    const typed = values[name];
    return typed === undefined ? [] : [[option.field, readValue(name, option, typed)]];
  });
  // The defaults below are for settings that are newer than the site.
  const defaults = defaultSettings(settings.name);
  const next: SiteSettings = { ...defaults, ...settings, ...Object.fromEntries(changes) };
  const switches = { ...defaults.switches, ...settings.switches, ...turn(on, off) };
  return siteSettings.parse({ ...next, switches, onGradient: textOn(next.gradient) });
}

function readValue(name: string, { field, must, read }: SettingOption, typed: string): unknown {
  const parsed = siteSettings.shape[field].safeParse(read(typed));
  if (!parsed.success) throw new UsageError(`--${name} must ${must}; it is "${typed}"`);
  return parsed.data;
}

function turn(on: string[], off: string[]): Partial<Record<SwitchName, boolean>> {
  const unknown = [...on, ...off].find((name) => !Object.hasOwn(switches, name));
  if (unknown !== undefined) {
    const option = on.includes(unknown) ? '--on' : '--off';
    throw new UsageError(`${option} "${unknown}" names no switch. There are: ${switchNames.join(', ')}`);
  }
  const both = on.find((name) => off.includes(name));
  if (both !== undefined) throw new UsageError(`--on ${both} and --off ${both} can't both be meant`);
  return Object.fromEntries([...on.map((name) => [name, true]), ...off.map((name) => [name, false])]);
}

/** `undefined`: one of them is none. */
function readEmails(typed: string): SiteSettings['emails'] | undefined {
  const wanted = typed
    .split(',')
    .map((kind) => kind.trim())
    .filter(Boolean);
  if (!wanted.every((kind) => noticeKinds.some((known) => known === kind))) return undefined;
  return Object.fromEntries(noticeKinds.map((kind) => [kind, wanted.includes(kind)])) as SiteSettings['emails'];
}
