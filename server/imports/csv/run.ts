import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { openCatalogue } from './catalogue.ts';
import { customers } from './customers.ts';
import { enrollments } from './enrollments.ts';
import { grants } from './grants.ts';
import type { Kind } from './kind.ts';
import { orders } from './orders.ts';
import { stageFile } from './stage.ts';
import { importStatements, type Statements } from './statements.store.ts';
import { storeStaged } from './store.ts';
import type { ImportOptions, Listener, Summary, Work } from './work.ts';

export const kinds = { customers, orders, enrollments, grants } as const;
export type KindName = keyof typeof kinds;

/**
 * Reads the whole file, then stores what it says in transactions of a thousand. Killed at any moment and begun again it
 * ends in the same rows. `client` belongs to the import, with all it leaves there; statements may take long.
 */
export async function importFile(
  client: PoolClient,
  as: KindName,
  options: ImportOptions,
  listener: Listener,
): Promise<Summary> {
  const { siteId, createMissing } = options;
  const statements = importStatements(client);
  await takeTurn(statements, siteId, listener);
  const catalogue = await openCatalogue({ siteId, catalogue: statements.catalogue, createMissing });
  const claimed = await statements.people.claimed(siteId);
  const counts = { rows: 0, bad: 0, partly: 0, new: 0, changed: 0, unchanged: 0 };
  const summary: Summary = { ...counts, leftOut: new Map(), made: {} };
  // Each knows its own fields and values; what follows treats them all alike.
  const kind = kinds[as] as unknown as Kind;
  const work: Work = { kind, options, statements, catalogue, claimed, listener, summary };
  await stageFile(work);
  const customersMade = await storeStaged(work);
  summary.made = { customers: customersMade, ...catalogue.made() };
  return summary;
}

async function takeTurn(statements: Statements, siteId: string, { note }: Listener): Promise<void> {
  for (let waited = 0; !(await statements.lock(siteId)); waited++) {
    if (waited === 2) note('Waiting for another import of this site to end');
    await sleep(500);
  }
}
