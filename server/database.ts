import knex, { type Knex } from 'knex';
import pg from 'pg';
import { runMigrations } from 'graphile-worker';
import type { Logger } from 'pino';
import { migrations } from '../migrations/list.ts';

export interface Database {
  /** For readings, the session store, the limiter and the jobs. */
  pool: pg.Pool;
  /** For everything that writes. */
  db: Knex;
  close(): Promise<void>;
}

interface Options {
  url: string;
  /** Connections of both pools together. */
  connections: number;
  logger: Pick<Logger, 'warn'>;
}

/** Times out rather than waits, so that a database that is away costs a caller two seconds and no more. */
const limits = { connectionTimeoutMillis: 1500, query_timeout: 10_000, statement_timeout: 10_000 };

export function openDatabase({ url, connections, logger }: Options): Database {
  const connection = { connectionString: url, options: '-c TimeZone=UTC', ...limits };
  const half = Math.max(2, Math.floor(connections / 2));
  const pool = new pg.Pool({ ...connection, max: half, keepAlive: true });
  // Without listeners a connection that breaks, as when the database restarts, would end the process.
  const warn = (error: Error) => logger.warn({ err: error }, 'a database connection broke');
  pool.on('error', warn);
  pool.on('connect', (client) => client.on('error', warn));
  const db = knex({
    client: 'pg',
    connection,
    pool: { min: 0, max: half },
    acquireConnectionTimeout: 1500,
  });
  return { pool, db, close: async () => void (await Promise.all([pool.end(), db.destroy()])) };
}

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name) => name,
  getMigration: async (name) => migrations[name as keyof typeof migrations],
};

/** Any number that nothing else in the database locks on. */
const migrationLock = 770_155_001;

/**
 * Brings the tables up to date. Processes that start together wait for one another: knex's own lock fails all but one
 * of them on an empty database.
 */
export async function migrate({ pool, db }: Database): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query({ text: 'select pg_advisory_lock($1)', values: [migrationLock] });
    await db.migrate.latest({ migrationSource });
    await runMigrations({ pgPool: pool });
  } finally {
    // Ends the connection, and with it the lock and the setting.
    client.release(true);
  }
}
