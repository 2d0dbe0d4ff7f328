/** The whole server for a test file: its own database, a real HTTP port, a mailbox in place of the mail server. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { Logger as WorkerLogger, runOnce } from 'graphile-worker';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, inject, onTestFinished } from 'vitest';
import { createApp } from '../../server/app.ts';
import type { Config } from '../../server/config.ts';
import { openDatabase, type Database } from '../../server/database.ts';
import { createMailbox, type Mailbox } from '../../server/mail/mailbox.ts';
import type { Pictures } from '../../server/features/profile/gravatar.ts';
import type { LookAtPage } from '../../server/features/sites/check-page.ts';
import type { Mailer } from '../../server/mail/mailer.ts';

export interface TestApp extends Database {
  url: string;
  config: Config;
  mailbox: Mailbox;
  /** Every line logged so far, as text. */
  log: string[];
  /** Runs every job that is due, emails among them, and comes back when none is left. */
  work(): Promise<void>;
}

/** The built widget; tests of the API alone run without a build too. */
const built = (folder: string) => (existsSync(folder) ? folder : 'server/assets');

/** One pixel. */
export const aPicture = {
  content: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  contentType: 'image/png',
};

interface Options {
  config?: Partial<Config>;
  mailer?: Mailer;
  /** For tests that hold a statement until something else has happened. */
  statementMillis?: number;
  /** Of customers; by default everybody has the same. */
  pictures?: Pictures;
  /** In place of fetching a vendor's page. */
  lookAtPage?: LookAtPage;
  /** Pages beside the product's own, given the mailbox. */
  pages?: (mailbox: Mailbox) => (app: Express) => void;
}

/** A job counts as done when its end is written down. */
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };
const silent = new WorkerLogger(() => () => undefined);

/** When the test ends that this is called in, or the file when it is called before one. */
function atTheEnd(tidy: () => Promise<unknown>): void {
  try {
    onTestFinished(async () => void (await tidy()));
  } catch {
    afterAll(async () => void (await tidy()));
  }
}

/** A copy of the migrated database, dropped when the test file ends. */
export async function copyDatabase(): Promise<string> {
  const template = new URL(inject('templateUrl'));
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: new URL('/postgres', template).href });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`create database ${name} template ${template.pathname.slice(1)} strategy file_copy`);
  atTheEnd(() => admin(`drop database if exists ${name} with (force)`));
  return new URL(`/${name}`, template).href;
}

export async function startApp({
  config: overrides = {},
  mailer,
  pictures = async () => aPicture,
  pages,
  lookAtPage,
  statementMillis = 1500,
}: Options = {}): Promise<TestApp> {
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  const databaseUrl = await copyDatabase();
  const database = openDatabase({ url: databaseUrl, connections: 10, logger, statementMillis });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    baseUrl: url,
    isSecure: false,
    databaseUrl,
    databaseConnections: 10,
    sessionSecrets: ['a-key-for-tests-only-0123456789abcdef'],
    secretsKeys: [new Uint8Array(32).fill(7)],
    sessionIdleHours: 12,
    sessionMaxHours: 720,
    smtpUrl: 'smtp://localhost:1',
    mailFrom: 'hello@vendor.example',
    trustProxy: 'loopback',
    logLevel: 'info',
    ...overrides,
  };
  const mailbox = createMailbox();
  const { app, tasks } = createApp({
    config,
    database,
    mailer: mailer ?? mailbox,
    logger,
    embedFolder: built('dist/embed'),
    adminFolder: built('dist/admin'),
    pictures,
    ...(lookAtPage && { lookAtPage }),
    ...(pages && { pages: pages(mailbox) }),
  });
  server.on('request', app);
  atTheEnd(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await database.close();
  });
  const work = () => runOnce({ pgPool: database.pool, taskList: tasks, noHandleSignals: true, logger: silent, preset });
  return { ...database, url, config, mailbox, log, work };
}
