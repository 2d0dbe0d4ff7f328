/** `npm run site -- …`: an operator adds sites and changes their settings, with the checks a screen would make. */
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { findStripeUrl, getSite, openSecrets, readSecret, runCommand, withDatabase } from '../command-line.ts';
import type { SecretBox } from '../secret-box.ts';
import { readBaseUrl, readPort } from '../config.ts';
import { notesOn } from '../features/settings/notes.ts';
import { applySettings, settingOptions, UsageError } from '../features/settings/setting-options.ts';
import { defaultSettings, type SiteSettings } from '../features/settings/settings.ts';
import { switchNames } from '../features/settings/switches.ts';
import { parseOrigin } from '../features/sites/origin.ts';
import { connectService } from '../features/provider/connect.service.ts';
import { savePaymentKey } from '../features/sites/payment-key.ts';
import { sitesStore } from '../features/sites/sites.store.ts';
import { firstOwnerLink } from '../features/staff/first-owner.ts';
import { staffStore } from '../features/staff/staff.store.ts';
import { connectionsStore } from '../gateway/connections.store.ts';
import { isLiveKey } from '../gateway/stripe/client.ts';
import { stripeGateway } from '../gateway/stripe/stripe-gateway.ts';
import { AppError } from '../http/errors.ts';
import { hashOf } from '../http/transport.ts';

const lineOf = (option: string, about: string) => `  ${option.padEnd(30)}${about}`;

const usage = `Usage: npm run site -- list
       npm run site -- show SITE
       npm run site -- add SITE --name TEXT [settings]
       npm run site -- set SITE [settings]
       npm run site -- key SITE        makes a secret key for the site's WordPress, shown once
       npm run site -- owner SITE      prints a link that makes whoever opens it the first owner of the site's desk
       npm run site -- payment-key SITE   keeps the site's key of Stripe, read from standard input; connects the site when
                                          the publishable key is its second line, or --publishable-key
                                          --replace-account   although it is another account than before

Settings (an empty value clears those marked *):
${Object.entries(settingOptions)
  .map(([name, { value, about }]) => lineOf(`--${name} ${value}`, about))
  .join('\n')}
${lineOf('--on SWITCH, --off SWITCH', `may repeat: ${switchNames.join(', ')}`)}
${lineOf('--origin ORIGIN', 'may repeat: allows pages there to hold the center')}
${lineOf('--remove-origin ORIGIN', 'may repeat')}`;

const seeUsage = 'See: npm run site -- help';

type Values = Record<string, string | string[] | boolean | undefined>;

interface Call {
  db: Knex;
  id: string | undefined;
  values: Values;
}

const commands: Record<string, (call: Call) => Promise<void>> = {
  async list({ db }) {
    const sites = await sitesStore(db).list();
    if (sites.length === 0) console.error('There is no site yet. Add one: npm run site -- add SITE --name TEXT');
    for (const { id, settings } of sites) console.log(`${id}\t${settings.headline}`);
  },

  async show({ db, id }) {
    const site = await getSite(db, id);
    const origins = await sitesStore(db).origins(site.id);
    console.log(JSON.stringify({ site: site.id, ...site.settings, origins }, null, 2));
  },

  async add({ db, id = '', values }) {
    if (!/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(id)) {
      throw new UsageError(`SITE needs 3 to 40 lower-case letters, digits and dashes; it is "${id}"`);
    }
    if (await sitesStore(db).find(id)) {
      throw new UsageError(`The site "${id}" exists already. Change it with: npm run site -- set ${id}`);
    }
    if (values.name === undefined) throw new UsageError('--name is missing: what do you call the site?');
    await save(db, id, values, defaultSettings(String(values.name)));
  },

  async set({ db, id, values }) {
    const site = await getSite(db, id);
    if (Object.keys(values).length === 0) throw new UsageError(`Nothing is to be set. ${seeUsage}`);
    await save(db, site.id, values, site.settings);
  },

  async key({ db, id }) {
    const site = await getSite(db, id);
    const key = `cck_${randomBytes(32).toString('base64url')}`;
    await sitesStore(db).addProxyKey(site.id, hashOf(key));
    console.log(key);
    console.error("Paste it into the WordPress plugin's settings. It is not shown again.");
  },

  async owner({ db, id }) {
    const site = await getSite(db, id);
    const link = await firstOwnerLink(staffStore(db), readBaseUrl() ?? `http://localhost:${readPort()}`, site.id);
    if (link === undefined) throw new UsageError(`${site.id} has an owner: who is to join them is invited at /admin`);
    console.log(link);
    console.error('It works once, for a day.');
  },

  async 'payment-key'({ db, id, values }) {
    const site = await getSite(db, id);
    const secrets = openSecrets();
    const typed = await readSecret('Secret or restricted key of Stripe (it is not shown): ');
    const [key = '', secondLine] = typed.split(/\s+/);
    const publishableKey = values['publishable-key'] ?? secondLine;
    if (publishableKey !== undefined)
      return connect({ db, secrets, siteId: site.id, values }, key, String(publishableKey));
    await stripeGateway({ key, url: findStripeUrl() }).check();
    await savePaymentKey({ db, secrets, siteId: site.id }, key);
    console.log(`Saved: the ${isLiveKey(key) ? 'live' : 'test'} key that ends in ${key.slice(-4)}.`);
  },
};

interface Connecting {
  db: Knex;
  secrets: SecretBox;
  siteId: string;
  values: Values;
}

/** As at the desk: the server imports everything, and Stripe tells it what happens from then on. */
async function connect({ db, secrets, siteId, values }: Connecting, secretKey: string, publishableKey: string) {
  const baseUrl = readBaseUrl() ?? `http://localhost:${readPort()}`;
  const connections = connectionsStore(db);
  const connecting = connectService({ db, connections, secrets, stripeUrl: findStripeUrl(), baseUrl });
  const wish = { secretKey, publishableKey, replaceAccount: values['replace-account'] !== undefined };
  try {
    const { id, name, isLive } = await connecting.connect(siteId, wish);
    console.log(`Connected: ${name} (${id}) in ${isLive ? 'live' : 'test'} mode. The server imports everything now.`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [field] = error.details.fields ?? [];
    const hint = field?.path === 'replaceAccount' ? '. Say so with --replace-account' : '';
    throw new UsageError(`${field?.message ?? error.message}${hint}`);
  }
}

/** All or nothing: a typing error anywhere changes nothing. */
async function save(db: Knex, id: string, values: Values, settings: SiteSettings): Promise<void> {
  const repeated = (name: string) => (values[name] ?? []) as string[];
  const [added, removed] = ['origin', 'remove-origin'].map((name) =>
    repeated(name).map((typed) => readOrigin(name, typed)),
  );
  const typed = { values: values as Record<string, string | undefined>, on: repeated('on'), off: repeated('off') };
  const next = applySettings(settings, typed);
  const origins = await db.transaction(async (trx) => {
    const sites = sitesStore(trx);
    if (await sites.find(id)) await sites.saveSettings(id, next);
    else await sites.add(id, next);
    for (const origin of added ?? []) await sites.addOrigin(id, origin);
    for (const origin of removed ?? []) await sites.removeOrigin(id, origin);
    return sites.origins(id);
  });
  console.log(`Saved ${id}.`);
  for (const { text, origin } of notesOn(next, origins)) {
    console.log(`Note: ${text}${origin === null ? '' : ': add it with --origin'}.`);
  }
}

function readOrigin(option: string, typed: string): string {
  const origin = parseOrigin(typed);
  if (origin !== undefined) return origin;
  throw new UsageError(`--${option} must be an origin such as https://www.shop.example; it is "${typed}"`);
}

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const options = {
  ...Object.fromEntries(Object.keys(settingOptions).map((name) => [name, text])),
  ...{ 'publishable-key': text, 'replace-account': { type: 'boolean' } as const },
  ...{ on: texts, off: texts, origin: texts, 'remove-origin': texts, help: { type: 'boolean', short: 'h' } as const },
};

/** Of `payment-key` alone. */
const keyOptions = ['publishable-key', 'replace-account'];

interface Command {
  run: (call: Call) => Promise<void>;
  id: string | undefined;
  values: Values;
}

/** `undefined`: the operator asks for help. */
function parseCommand(args: string[]): Command | undefined {
  const { help, positionals, values } = parse(args);
  const [name, id, ...more] = positionals;
  if (help || name === 'help') return undefined;
  const run = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!run) throw new UsageError(name === undefined ? usage : `There is no command "${name}".\n\n${usage}`);
  const isSetting = name === 'add' || name === 'set';
  const strayOptions = Object.keys(values).filter((option) =>
    keyOptions.includes(option) ? name !== 'payment-key' : !isSetting,
  );
  const [stray] = [...more, ...strayOptions.map((option) => `--${option}`)];
  if (stray !== undefined) throw new UsageError(`"${stray}" has no place after "${name}". ${seeUsage}`);
  return { run, id, values };
}

function parse(args: string[]): { help: boolean; positionals: string[]; values: Values } {
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const { help = false, ...settings } = values;
    return { help: help === true, positionals, values: settings };
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence}. ${seeUsage}`);
  }
}

await runCommand(async () => {
  const command = parseCommand(process.argv.slice(2));
  if (!command) return console.log(usage);
  await withDatabase(({ db }) => command.run({ ...command, db }));
});
