/**
 * `npm start` with nothing configured: a small school, its shop, its customers and their mailbox, on one address, and a
 * sandbox of Stripe, from which the first start imports what they bought. `npm start -- --import` imports it again.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { createApp } from '../server/app.ts';
import { readPort, readSecretsKeys, type Config } from '../server/config.ts';
import { migrate, openDatabase } from '../server/database.ts';
import { firstOwnerLink } from '../server/features/staff/first-owner.ts';
import { staffStore } from '../server/features/staff/staff.store.ts';
import { startLocalPostgres } from '../server/local-postgres.ts';
import { createMailbox } from '../server/mail/mailbox.ts';
import { requireFreePort, serve, stopOnSignal, type Serving } from '../server/serve.ts';
import { connectDemo } from './demo-connect.ts';
import { fillDemo } from './demo-import.ts';
import { demoPages } from './demo-pages.ts';
import { localSecretsKey } from '../server/secret-box.ts';
import { openDemoSite, people, siteId } from './demo-vendor.ts';
import { tellSchool } from './demo-school.ts';
import { createStripeSandbox, type StripeSandbox } from './stripe-sandbox/sandbox.ts';

const folder = 'data';

function demoConfig(port: number): Config {
  return {
    host: '127.0.0.1',
    port,
    baseUrl: `http://localhost:${port}`,
    isSecure: false,
    databaseUrl: '',
    databaseConnections: 20,
    sessionSecrets: [],
    secretsKeys: [],
    sessionIdleHours: 12,
    sessionMaxHours: 720,
    smtpUrl: '',
    mailFrom: 'hello@kilnandquill.example',
    trustProxy: 'loopback',
    logLevel: 'warn',
  };
}

/** Made once, so that a second start knows who is signed in. */
function sessionSecret(): string {
  const file = join(folder, 'session-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString('base64'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** The same that commands find. */
const localKeys = () => readSecretsKeys(() => localSecretsKey(folder), {});

async function main(): Promise<void> {
  const config = demoConfig(readPort());
  await requireFreePort(config);
  mkdirSync(folder, { recursive: true });
  const logger = pino({ level: config.logLevel });
  const postgres = startLocalPostgres({ folder: join(folder, 'postgres') });
  const sandbox = createStripeSandbox({ file: join(folder, 'stripe-sandbox.json') });
  let serving: Serving | undefined;
  let ownerLink: string | undefined;
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await serving?.stop();
    await sandbox.close();
    rmSync(join(folder, 'stripe-url'), { force: true });
    await (await postgres).stop();
  };
  // From now on and not only when all is up: whoever loses patience with the first start leaves no database behind.
  stopOnSignal(stop, logger);
  try {
    const started = {
      ...config,
      databaseUrl: (await postgres).url,
      sessionSecrets: [sessionSecret()],
      secretsKeys: localKeys(),
    };
    ({ serving, ownerLink } = await start(started, { logger, sandbox }));
  } catch (error) {
    if (isStopping) return;
    await stop();
    throw error;
  }
  console.log(welcome(config.baseUrl, ownerLink));
}

interface Beside {
  logger: Logger;
  sandbox: StripeSandbox;
}

interface Started {
  serving: Serving;
  /** Until the demo's desk has an owner. */
  ownerLink: string | undefined;
}

async function start(config: Config, { logger, sandbox }: Beside): Promise<Started> {
  const stripeUrl = await prepare(config, { logger, sandbox });
  const database = openDatabase({ url: config.databaseUrl, connections: config.databaseConnections, logger });
  const mailbox = createMailbox();
  const pages = demoPages(mailbox);
  const { app, tasks } = createApp({ config: { ...config, stripeUrl }, database, mailer: mailbox, logger, pages });
  const ownerLink = await firstOwnerLink(staffStore(database.db), config.baseUrl, siteId);
  return { serving: await serve({ app, tasks, database, logger, host: config.host, port: config.port }), ownerLink };
}

/** With all the time that a slow disk needs for the first start. Gives the sandbox's address. */
async function prepare(config: Config, { logger, sandbox }: Beside): Promise<string> {
  const { databaseUrl, baseUrl } = config;
  const database = openDatabase({ url: databaseUrl, connections: 4, logger, statementMillis: 60_000 });
  await migrate(database);
  const begun = await openDemoSite(database.db, baseUrl);
  if (sandbox.isNew) tellSchool(sandbox, begun);
  const { url } = await sandbox.listen();
  // Commands that work on this database find it there.
  writeFileSync(join(folder, 'stripe-url'), url);
  await fillDemo(database.db, { url, baseUrl, begun, isAskedFor: process.argv.includes('--import') });
  await connectDemo(database.db, { ...config, stripeUrl: url });
  await database.close();
  return url;
}

function welcome(baseUrl: string, ownerLink: string | undefined): string {
  const people_ = people.map(({ email, situation }) => `    ${email.padEnd(30)}${situation}`).join('\n');
  return `
  Kiln & Quill, a small school, is open:

    the shop with the center in it    ${baseUrl}/shop/account.html
    the same on a serif blog          ${baseUrl}/blog/account.html
    the same in a dark shop           ${baseUrl}/night/account.html
    the hosted page                   ${baseUrl}/c/${siteId}
    emails just sent                  ${baseUrl}/mailbox
    the API                           ${baseUrl}/api/docs
    the owner's desk                  ${ownerLink ?? `${baseUrl}/admin/${siteId}`}${ownerLink ? '\n      (this link makes you the first owner; it works once, for a day)' : ''}

  Sign in as one of these (the email comes to the mailbox above):

${people_}

  Everything is kept in ./${folder}; delete that folder to begin anew. Ctrl-C stops.
`;
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
