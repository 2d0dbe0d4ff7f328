/** `npm run site -- …`: an operator adds sites and changes their settings, with the checks a screen would make. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type { z } from 'zod';
import { ConfigError, readDatabaseUrl } from '../config.ts';
import { migrate, openDatabase } from '../database.ts';
import { defaultSettings, siteSettings, type SiteSettings } from '../features/settings/settings.ts';
import { switches, switchNames, type SwitchName } from '../features/settings/switches.ts';
import { textOn, worstContrast } from '../features/settings/contrast.ts';
import { sitesStore, type SitesStore } from '../features/sites/sites.store.ts';
import { parseOrigin } from '../features/sites/origin.ts';
import { hashOf } from '../http/transport.ts';
import { startLocalPostgres } from '../local-postgres.ts';

const usage = `Usage: npm run site -- list
       npm run site -- show SITE
       npm run site -- add SITE --name NAME [settings]
       npm run site -- set SITE [settings]
       npm run site -- key SITE            makes a secret key for the site's WordPress, shown once

Settings (an empty value clears those marked *):
  --name TEXT                 for you and the operator
  --headline TEXT             the public name: header, sign-in screen, emails
  --center-address URL *      the page the center stands on; none: the hosted page
  --privacy URL *  --terms URL *  --logo URL *
  --gradient '#rrggbb,#rrggbb'
  --order-history MONTHS *    how far back orders are shown; none: all
  --sign-in email,password    the ways to sign in
  --password-min-length 8-15
  --post-login-page center|URL
  --wanted-page on|off        does the page first wanted go before the post-login page?
  --on SWITCH  --off SWITCH   may repeat: ${switchNames.join(', ')}
  --origin ORIGIN             may repeat: allows pages there to hold the center
  --remove-origin ORIGIN      may repeat`;

/** What the operator typed is wrong; the message is all they need. */
class UsageError extends Error {}

const options = {
  name: { type: 'string' },
  headline: { type: 'string' },
  'center-address': { type: 'string' },
  privacy: { type: 'string' },
  terms: { type: 'string' },
  logo: { type: 'string' },
  gradient: { type: 'string' },
  'order-history': { type: 'string' },
  'sign-in': { type: 'string' },
  'password-min-length': { type: 'string' },
  'post-login-page': { type: 'string' },
  'wanted-page': { type: 'string' },
  on: { type: 'string', multiple: true },
  off: { type: 'string', multiple: true },
  origin: { type: 'string', multiple: true },
  'remove-origin': { type: 'string', multiple: true },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

function applyValues(settings: SiteSettings, values: Values): SiteSettings {
  const orNull = (value: string) => (value === '' ? null : value);
  const next: Record<string, unknown> = { ...settings, switches: applySwitches(settings, values) };
  const set = (key: keyof SiteSettings, value: string | undefined, read: (text: string) => unknown) => {
    if (value !== undefined) next[key] = read(value);
  };
  set('name', values.name, String);
  set('headline', values.headline, String);
  set('centerAddress', values['center-address'], orNull);
  set('privacyUrl', values.privacy, orNull);
  set('termsUrl', values.terms, orNull);
  set('logoUrl', values.logo, orNull);
  set('gradient', values.gradient, (text) => text.split(',').map((colour) => colour.trim()));
  set('orderHistoryMonths', values['order-history'], (text) => (text === '' ? null : Number(text)));
  set('signInMethods', values['sign-in'], readMethods);
  set('passwordMinLength', values['password-min-length'], Number);
  set('postLoginPage', values['post-login-page'], String);
  set('respectWantedPage', values['wanted-page'], (text) => readOnOff('--wanted-page', text));
  const parsed = siteSettings.safeParse(next);
  if (!parsed.success) throw new UsageError(explain(parsed.error));
  return { ...parsed.data, onGradient: textOn(parsed.data.gradient) };
}

function applySwitches(settings: SiteSettings, { on = [], off = [] }: Values): Record<string, boolean> {
  const turned = { ...settings.switches };
  for (const [names, value] of [
    [on, true],
    [off, false],
  ] as const) {
    for (const name of names) {
      if (!(name in switches))
        throw new UsageError(`There is no switch "${name}". Switches: ${switchNames.join(', ')}`);
      turned[name as SwitchName] = value;
    }
  }
  return turned;
}

function readMethods(text: string): Record<string, boolean> {
  const methods = text.split(',').map((method) => method.trim());
  const unknown = methods.find((method) => !['email', 'password'].includes(method));
  if (unknown !== undefined) throw new UsageError(`--sign-in: "${unknown}" is none of email, password`);
  return { email: methods.includes('email'), password: methods.includes('password') };
}

function readOnOff(name: string, text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new UsageError(`${name} is on or off`);
  return text === 'on';
}

const optionOf: Record<string, string> = {
  centerAddress: '--center-address',
  privacyUrl: '--privacy',
  termsUrl: '--terms',
  logoUrl: '--logo',
  orderHistoryMonths: '--order-history',
  signInMethods: '--sign-in',
  passwordMinLength: '--password-min-length',
  postLoginPage: '--post-login-page',
};

function explain(error: z.ZodError): string {
  const [issue] = error.issues;
  const field = String(issue?.path[0]);
  return `${optionOf[field] ?? `--${field}`}: ${issue?.message}`;
}

/** Warns of what is allowed but hard to read or pointless; saves all the same. */
function warnings({ gradient, onGradient, postLoginPage }: SiteSettings, origins: string[]): string[] {
  const found: string[] = [];
  const ratio = worstContrast(onGradient, gradient);
  if (ratio < 4.5)
    found.push(`text on this gradient has a contrast of ${ratio.toFixed(1)}; 4.5 is readable for everyone`);
  if (postLoginPage !== 'center' && !origins.includes(new URL(postLoginPage).origin)) {
    found.push(
      `${postLoginPage} is not on an allowed origin, so customers will land in the center: add it with --origin`,
    );
  }
  return found;
}

async function changeOrigins(sites: SitesStore, id: string, values: Values): Promise<string[]> {
  for (const text of values.origin ?? []) await sites.addOrigin(id, readOrigin(text));
  for (const text of values['remove-origin'] ?? []) await sites.removeOrigin(id, readOrigin(text));
  return sites.origins(id);
}

function readOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin === undefined)
    throw new UsageError(`--origin: "${text}" is not an origin such as https://www.shop.example`);
  return origin;
}

async function getSite(sites: SitesStore, id: string | undefined) {
  const site = id === undefined ? undefined : await sites.find(id);
  if (!site) throw new UsageError(id === undefined ? usage : `There is no site "${id}". See: npm run site -- list`);
  return site;
}

async function save(sites: SitesStore, id: string, settings: SiteSettings, values: Values): Promise<void> {
  // Origins are checked before anything is written, so that a typing error changes nothing.
  for (const text of [...(values.origin ?? []), ...(values['remove-origin'] ?? [])]) readOrigin(text);
  const next = applyValues(settings, values);
  if (await sites.find(id)) await sites.saveSettings(id, next);
  else await sites.add(id, next);
  const origins = await changeOrigins(sites, id, values);
  console.log(`Saved ${id}.`);
  for (const warning of warnings(next, origins)) console.log(`Note: ${warning}.`);
}

async function run(sites: SitesStore, [command, id]: string[], values: Values): Promise<void> {
  if (command === 'list') {
    for (const site of await sites.list()) console.log(`${site.id}\t${site.settings.headline}`);
  } else if (command === 'show') {
    const site = await getSite(sites, id);
    console.log(JSON.stringify({ site: site.id, ...site.settings, origins: await sites.origins(site.id) }, null, 2));
  } else if (command === 'add') {
    if (!id || !/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(id)) {
      throw new UsageError('SITE needs 3 to 40 lower-case letters, digits and dashes');
    }
    if (await sites.find(id))
      throw new UsageError(`The site "${id}" exists; change it with: npm run site -- set ${id}`);
    if (values.name === undefined) throw new UsageError('--name is missing');
    await save(sites, id, defaultSettings(values.name), values);
  } else if (command === 'set') {
    const site = await getSite(sites, id);
    await save(sites, site.id, site.settings, values);
  } else if (command === 'key') {
    const site = await getSite(sites, id);
    const key = `cck_${randomBytes(32).toString('base64url')}`;
    await sites.addProxyKey(site.id, hashOf(key));
    console.log(`${key}\nPaste it into the WordPress plugin's settings. It is not shown again.`);
  } else {
    throw new UsageError(usage);
  }
}

function parseCommand(): { positionals: string[]; values: Values } {
  try {
    return parseArgs({ args: process.argv.slice(2), options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parseCommand();
  const local = process.env.DATABASE_URL ? undefined : await startLocalPostgres({ folder: 'data/postgres' });
  const url = local?.url ?? readDatabaseUrl(process.env);
  const database = openDatabase({ url, connections: 4, logger: pino({ level: 'silent' }) });
  try {
    await migrate(database);
    await run(sitesStore(database.db), positionals, values);
  } finally {
    await database.close();
    await local?.stop();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
