/** What all commands share: their database, their end, and how they ask for a secret. */
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { Knex } from 'knex';
import { pino } from 'pino';
import { ConfigError, readDatabaseUrl, readSecretsKeys, readStripeUrl } from './config.ts';
import { checkDatabase, migrate, openDatabase, type Database } from './database.ts';
import { UsageError } from './features/settings/setting-options.ts';
import { sitesStore, type Site } from './features/sites/sites.store.ts';
import { GatewayError } from './gateway/gateway.ts';
import { startLocalPostgres } from './local-postgres.ts';
import { localSecretsKey, secretBox, type SecretBox } from './secret-box.ts';

/** Where the demo keeps its things, below the folder that it is started in. */
const demoFolder = 'data';

/** Text from a file or a provider, for a terminal: nothing in it moves the cursor, names the window or turns the line round. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n]|\p{Bidi_Control}/gu, '\uFFFD');

/** Runs a command to its end. What an operator can mend is said in one line. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const isPlain = error instanceof UsageError || error instanceof ConfigError || error instanceof GatewayError;
    console.error(isPlain ? printable(error.message) : error);
    process.exitCode = 1;
  }
}

/** Works on the database that is configured, or on that of the demo, brought up to date. */
export async function withDatabase(
  work: (database: Database) => Promise<void>,
  { statementMillis = 60_000 } = {},
): Promise<void> {
  const { url, stop } = await findDatabase();
  const database = openDatabase({ url, connections: 4, logger: pino({ level: 'silent' }), statementMillis });
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
  const local = startLocalPostgres({ folder: `${demoFolder}/postgres` });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void local.then((postgres) => postgres.stop()).finally(() => process.exit(130)));
  }
  return local;
}

/** Throws a line for the operator when there is none. */
export async function getSite(db: Knex, id: string | undefined): Promise<Site> {
  if (id === undefined) throw new UsageError('SITE is missing. See: npm run site -- help');
  const site = await sitesStore(db).find(id);
  if (!site) throw new UsageError(`There is no site "${id}". See: npm run site -- list`);
  return site;
}

/** Where the demo writes down the address of its sandbox, for as long as it runs. */
const sandboxFile = `${demoFolder}/stripe-url`;

/** In place of Stripe's own address: what is configured, or the demo's sandbox for commands that work on its database. */
export function findStripeUrl(): string | undefined {
  const isDemo = readDatabaseUrl() === undefined && existsSync(sandboxFile);
  return readStripeUrl() ?? (isDemo ? readFileSync(sandboxFile, 'utf8') : undefined);
}

/** With the key that is configured; the demo's database comes with one of its own. */
export const openSecrets = (): SecretBox =>
  secretBox(readSecretsKeys(() => (readDatabaseUrl() === undefined ? localSecretsKey(demoFolder) : undefined)));

/**
 * A secret from standard input: piped, or typed unseen. Never an argument, which everybody on the computer could read in
 * the list of processes.
 */
export async function readSecret(question: string): Promise<string> {
  const secret = process.stdin.isTTY ? await askUnseen(question) : await text(process.stdin);
  if (secret.trim() === '') throw new UsageError('Nothing came from standard input');
  return secret.trim();
}

async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  // Echoes what is typed into nothing.
  const asking = createInterface({ input: process.stdin, terminal: true });
  const answer = await asking.question('');
  asking.close();
  process.stderr.write('\n');
  return answer;
}
