/** Starts one PostgreSQL for a run of tests, with a migrated database to copy from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate, openDatabase } from '../../server/database.ts';
import { startLocalPostgres } from '../../server/local-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the database that each test file copies. */
    templateUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'customer-center-test-'));
  const postgres = await startLocalPostgres({ folder, durable: false, database: 'template_customer_center' });
  const database = openDatabase({ url: postgres.url, connections: 4, logger: console });
  await migrate(database);
  await database.close();
  project.provide('templateUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
