/** `npm start` with nothing configured: a small school, its shop, its customers and their mailbox, on one address. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { createApp } from '../server/app.ts';
import { readPort, type Config } from '../server/config.ts';
import { migrate, openDatabase } from '../server/database.ts';
import { startLocalPostgres } from '../server/local-postgres.ts';
import { createMailbox } from '../server/mail/mailbox.ts';
import { requireFreePort, serve, stopOnSignal, type Serving } from '../server/serve.ts';
import { demoPages } from './demo-pages.ts';
import { fillDemoVendor, people, siteId } from './demo-vendor.ts';

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

async function main(): Promise<void> {
  const config = demoConfig(readPort());
  await requireFreePort(config);
  mkdirSync(folder, { recursive: true });
  const logger = pino({ level: config.logLevel });
  const postgres = startLocalPostgres({ folder: join(folder, 'postgres') });
  let serving: Serving | undefined;
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await serving?.stop();
    await (await postgres).stop();
  };
  // From now on and not only when all is up: whoever loses patience with the first start leaves no database behind.
  stopOnSignal(stop, logger);
  try {
    serving = await start({ ...config, databaseUrl: (await postgres).url, sessionSecrets: [sessionSecret()] }, logger);
  } catch (error) {
    if (isStopping) return;
    await stop();
    throw error;
  }
  console.log(welcome(config.baseUrl));
}

async function start(config: Config, logger: Logger): Promise<Serving> {
  await prepare(config, logger);
  const database = openDatabase({ url: config.databaseUrl, connections: config.databaseConnections, logger });
  const mailbox = createMailbox();
  const pages = demoPages(mailbox);
  const { app, tasks } = createApp({ config, database, mailer: mailbox, logger, pages });
  return serve({ app, tasks, database, logger, host: config.host, port: config.port });
}

/** With all the time that a slow disk needs for the first start. */
async function prepare({ databaseUrl, baseUrl }: Config, logger: Logger): Promise<void> {
  const database = openDatabase({ url: databaseUrl, connections: 4, logger, statementMillis: 60_000 });
  await migrate(database);
  await fillDemoVendor(database.db, baseUrl);
  await database.close();
}

function welcome(baseUrl: string): string {
  const people_ = people.map(({ email, situation }) => `    ${email.padEnd(30)}${situation}`).join('\n');
  return `
  Kiln & Quill, a small school, is open:

    the shop with the center in it    ${baseUrl}/shop/account.html
    the hosted page                   ${baseUrl}/c/${siteId}
    emails just sent                  ${baseUrl}/mailbox
    the API                           ${baseUrl}/api/docs

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
