import type { Logger } from 'pino';
import { readDatabaseUrl } from './config.ts';
import { checkDatabase, migrate, openDatabase, type Database } from './database.ts';
import { startLocalPostgres } from './local-postgres.ts';

interface Options {
  /** How long one statement may take. */
  statementMillis: number;
  logger: Pick<Logger, 'warn'>;
}

/** For commands: the configured database, or that of the demo, brought up to date, open for as long as the work takes. */
export async function withDatabase(options: Options, work: (database: Database) => Promise<void>): Promise<void> {
  const { url, stop } = await findDatabase();
  const database = openDatabase({ url, connections: 4, ...options });
  try {
    await checkDatabase(database);
    await migrate(database);
    await work(database);
  } finally {
    await database.close();
    await stop();
  }
}

async function findDatabase(): Promise<{ url: string; stop: () => Promise<void> }> {
  const url = readDatabaseUrl();
  if (url !== undefined) return { url, stop: async () => undefined };
  console.error('DATABASE_URL is not set: this is the database of the demo, in ./data');
  const local = startLocalPostgres({ folder: 'data/postgres' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void local.then((postgres) => postgres.stop()).finally(() => process.exit(130)));
  }
  return local;
}
