import knex, { type Knex } from 'knex';
import pg from 'pg';
import { runMigrations } from 'graphile-worker';
import type { Logger } from 'pino';
import { migrations } from '../migrations/list.ts';
import { ConfigError } from './config.ts';
import { locks } from './locks.ts';

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
  /** How long one statement may take. Commands, for which nobody waits in a browser, may give more. */
  statementMillis?: number;
}

/**
 * Two pools, so that slow writes never keep readings waiting. Everything has a time limit: a database that is away or
 * frozen costs a caller two seconds and an honest refusal.
 */
export function openDatabase({ url, connections, logger, statementMillis = 1500 }: Options): Database {
  // The messages alone: what hangs on these errors is the whole connection with its address.
  const warn = (error: unknown) => logger.warn({ reason: String(error) }, 'a database connection broke');
  const limits: pg.PoolConfig = {
    max: Math.max(2, Math.floor(connections / 2)),
    connectionTimeoutMillis: 1500,
    statement_timeout: statementMillis,
    Client: impatientClient(statementMillis + 200),
  };
  const pool = openPool(url, limits, warn);
  const writing = openPool(url, limits, warn);
  const close = async () => void (await Promise.all([pool.end(), writing.end()]));
  return { pool, db: knexOn(writing), close };
}

/** Without listeners a connection that breaks, as when the database restarts, would end the process. */
function openPool(
  connectionString: string | undefined,
  config: pg.PoolConfig,
  onBroken: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({ connectionString, options: '-c TimeZone=UTC', keepAlive: true, ...config });
  pool.on('error', onBroken);
  // One that is in use also fails its statement, which is where it is told.
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/**
 * Its errors have placeholders where the values were, which are customers' and would end in the log. What it would print
 * by itself is thrown as well.
 */
const knexOn = (pool: pg.Pool): Knex =>
  knex({ client: 'pg', connectionPool: pool, compileSqlOnError: false, log: { warn: ignore, error: ignore } });

const ignore = () => undefined;

/**
 * A connection that ends itself when the database has been silent for so long. pg's own `query_timeout` gives up on the
 * answer only and lets the connection be used again, with a transaction that may still begin on it: later writes of
 * somebody else would become part of that and never be committed.
 */
function impatientClient(millis: number): typeof pg.Client {
  return class extends pg.Client {
    #waiting: NodeJS.Timeout | undefined;

    constructor(config?: string | pg.ClientConfig) {
      super(config);
      this.on('drain', () => clearTimeout(this.#waiting));
      this.on('end', () => clearTimeout(this.#waiting));
    }

    // Any of the overloads.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    override query(...args: any[]): any {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.connection.stream.destroy(), millis);
      return (super.query as (...args: unknown[]) => unknown)(...(args as unknown[]));
    }
  };
}

/** Throws a line for the operator when the database does not answer. */
export async function checkDatabase({ pool }: Pick<Database, 'pool'>): Promise<void> {
  try {
    await pool.query('select 1');
  } catch (error) {
    // A name with two addresses fails with both of them, and an empty message.
    const { message, errors = [] } = error as AggregateError;
    const reason = message || String(errors[0]);
    throw new ConfigError(`DATABASE_URL does not lead to a database: ${reason.replace(/\s+/g, ' ')}`);
  }
}

const migrationSource: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name) => name,
  getMigration: async (name) => migrations[name as keyof typeof migrations],
};

/**
 * Brings the tables up to date, on connections of its own that take the time it takes. Processes that start together
 * wait for one another: knex's own lock fails all but one of them on an empty database.
 */
export async function migrate({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const patient = openPool(pool.options.connectionString, { max: 3, connectionTimeoutMillis: 10_000 }, ignore);
  const lock = await patient.connect();
  try {
    await lock.query({ text: 'select pg_advisory_lock($1)', values: [locks.migration] });
    // A database may be ahead: an older version that starts once more while a newer one is rolled out is no error.
    await knexOn(patient).migrate.latest({ migrationSource, disableMigrationsListValidation: true });
    await runMigrations({ pgPool: patient });
  } catch (error) {
    const { code, message } = error as pg.DatabaseError;
    if (code !== insufficientPrivilege) throw error;
    throw new ConfigError(`DATABASE_URL names a user who may not make tables: ${message.split(' - ').at(-1)}`);
  } finally {
    // Ends the connection, and with it the lock.
    lock.release(true);
    await patient.end();
  }
}

const insufficientPrivilege = '42501';
