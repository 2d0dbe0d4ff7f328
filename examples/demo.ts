/** `npm start` with nothing configured: a small school, its shop, its customers and their mailbox, on one address. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../server/app.ts';
import type { Config } from '../server/config.ts';
import { migrate, openDatabase } from '../server/database.ts';
import { startLocalPostgres } from '../server/local-postgres.ts';
import { createMailbox } from '../server/mail/mailbox.ts';
import { serve, stopOnSignal } from '../server/serve.ts';
import { demoPages } from './demo-pages.ts';
import { fillDemoVendor, people, siteId } from './demo-vendor.ts';

const folder = 'data';

function demoConfig(port: number, databaseUrl: string): Config {
  return {
    host: '127.0.0.1',
    port,
    baseUrl: `http://localhost:${port}`,
    isSecure: false,
    databaseUrl,
    databaseConnections: 20,
    sessionSecrets: [sessionSecret()],
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

async function main(port: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const postgres = await startLocalPostgres({ folder: join(folder, 'postgres') });
  try {
    await start(port, postgres.url, () => postgres.stop());
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function start(port: number, databaseUrl: string, stopPostgres: () => Promise<void>): Promise<void> {
  const config = demoConfig(port, databaseUrl);
  const logger = pino({ level: config.logLevel });
  const database = openDatabase({ url: databaseUrl, connections: config.databaseConnections, logger });
  await migrate(database);
  await fillDemoVendor(database.db, config.baseUrl);
  const mailbox = createMailbox();
  const pages = demoPages(mailbox);
  const { app, tasks } = createApp({ config, database, mailer: mailbox, logger, pages });
  const serving = await serve({ app, tasks, database, logger, host: config.host, port });
  stopOnSignal(async () => {
    await serving.stop();
    await stopPostgres();
  }, logger);
  console.log(welcome(config.baseUrl));
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
  const port = Number(process.env.PORT ?? 4400);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('PORT must be a number from 1 to 65535');
  await main(port);
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  const taken = `Port ${process.env.PORT ?? 4400} is taken. Stop the other program, or choose another: PORT=4401 npm start`;
  console.error(code === 'EADDRINUSE' ? taken : message);
  process.exit(1);
}
