/** The product as it runs in production, with nothing but its database said to it. */
import { createServer } from 'node:http';
import { pino } from 'pino';
import { createApp } from '../../server/app.ts';
import { openDatabase } from '../../server/database.ts';
import { createMailbox } from '../../server/mail/mailbox.ts';
import { report } from './report.ts';

const [databaseUrl = '', sessionSecret = '', baseUrl = ''] = process.argv.slice(2);
const logger = pino({ level: 'info' });
const database = openDatabase({ url: databaseUrl, connections: 20, logger });
const { app } = createApp({
  config: {
    host: '127.0.0.1',
    port: 0,
    baseUrl,
    isSecure: true,
    databaseUrl,
    databaseConnections: 20,
    sessionSecrets: [sessionSecret],
    secretsKeys: [new Uint8Array(32).fill(7)],
    sessionIdleHours: 12,
    sessionMaxHours: 720,
    smtpUrl: '',
    mailFrom: 'hello@vendor.example',
    trustProxy: 'loopback',
    logLevel: 'info',
  },
  database,
  mailer: createMailbox(),
  logger,
});

let statements = 0;
const query = database.pool.query.bind(database.pool) as (...args: unknown[]) => unknown;
database.pool.query = ((...args: unknown[]) => {
  statements++;
  return query(...args);
}) as typeof database.pool.query;
database.db.on('query', () => statements++);

report(createServer(app), () => statements);
