/** A real installation: reads the environment, brings the database up to date, serves until told to stop. */
import type { Knex } from 'knex';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { checkDatabase, migrate, openDatabase } from './database.ts';
import { firstOwnerLink } from './features/staff/first-owner.ts';
import { staffStore } from './features/staff/staff.store.ts';
import { smtpMailer } from './mail/smtp.ts';
import { serve, stopOnSignal } from './serve.ts';

async function main(): Promise<void> {
  const config = readConfig();
  const { host, port, baseUrl } = config;
  const logger = pino({ level: config.logLevel });
  const database = openDatabase({ url: config.databaseUrl, connections: config.databaseConnections, logger });
  await checkDatabase(database);
  await migrate(database);
  // Before it serves: afterwards a database that goes away must end nothing.
  await inviteFirstOwners(database.db, baseUrl);
  const mailer = smtpMailer(config.smtpUrl);
  const { app, tasks } = createApp({ config, database, mailer, logger });
  const serving = await serve({ app, tasks, database, logger, host, port });
  stopOnSignal(async () => {
    await serving.stop();
    mailer.close();
  }, logger);
  logger.info({ host, port, baseUrl }, 'customer center is serving');
}

/** On the terminal and not in the log, which more people read: whoever opens such a link owns the site's desk. */
async function inviteFirstOwners(db: Knex, baseUrl: string): Promise<void> {
  const staff = staffStore(db);
  for (const id of await staff.sitesToInvite()) {
    console.error(`Become the first owner of ${id}, within a day: ${await firstOwnerLink(staff, baseUrl, id)}`);
  }
}

try {
  await main();
} catch (error) {
  // One line: what an operator reads first should not be a stack.
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
