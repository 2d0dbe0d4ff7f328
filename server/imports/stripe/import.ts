import type { Knex } from 'knex';
import { givesAnything, settlePurchases } from '../../features/grants/settle.store.ts';
import { GatewayError, recordKinds, type Gateway, type Page, type Problem } from '../../gateway/gateway.ts';
import type { RecordKind, Records } from '../../gateway/gateway.ts';
import { countUnclaimed } from '../../gateway/records/claims.store.ts';
import { readClock } from '../../gateway/records/readings.store.ts';
import { saveRecords } from '../../gateway/records/records.store.ts';
import { importRunsStore, type Counts, type ImportRun } from '../import-runs.store.ts';

export interface Progress {
  stage: RecordKind;
  /** How many stages are done, and how many there are. */
  stagesDone: number;
  stages: number;
  counts: Counts;
  isResumed: boolean;
}

export interface ImportReport {
  runId: string;
  isResumed: boolean;
  counts: Counts;
  problems: Problem[];
  /** Records of customers that nobody can sign in to, of this and all earlier imports. */
  unclaimed: number;
}

interface Options {
  /** Statements may take long here: give it a pool of its own. */
  db: Knex;
  siteId: string;
  gateway: Gateway;
  onProgress?: (progress: Progress) => void;
  /** Stops between two pages; what was kept stays, and the next import goes on from there. */
  signal?: AbortSignal;
}

const dayMillis = 86_400_000;

/** Another process works on the same import. */
export class ImportTaken extends Error {}

/**
 * Reads everything the provider has on customers and their purchases and keeps it in our tables, page by page. Each page's
 * rows and the place reached are one transaction, so an import that is killed goes on from there, and one that is repeated
 * changes nothing. Throws `GatewayError` when the provider goes away, and `ImportTaken`.
 */
export async function importFromStripe(options: Options): Promise<ImportReport> {
  const { db, siteId } = options;
  const runs = importRunsStore(db, siteId);
  const found = await runs.open('stripe', recordKinds[0]);
  // What was read so long ago has changed since: going on would leave out what is new in it.
  const isOld = found.isResumed && Date.now() - found.startedAt.getTime() > dayMillis;
  const run = isOld ? await runs.restart(found, recordKinds[0]) : found;
  const counts = await readAll(options, run).catch(async (error: unknown) => {
    // The record to go on from was deleted meanwhile, or the key is of another account: what is there stays as it is, so
    // beginning anew is always right.
    if (!(error instanceof GatewayError && error.trouble === 'place_is_gone')) throw error;
    return readAll(options, await runs.restart(run, recordKinds[0]));
  });
  if (await givesAnything(db, siteId)) await settlePurchases(db, siteId);
  await runs.finish(run);
  return {
    runId: run.id,
    isResumed: run.isResumed,
    counts,
    problems: await runs.problems(run),
    unclaimed: await countUnclaimed(db, siteId),
  };
}

async function readAll(options: Options, run: ImportRun): Promise<Counts> {
  const { db, siteId, gateway, signal, onProgress = () => undefined } = options;
  const first = recordKinds.indexOf(run.stage);
  let { counts } = run;
  for (const [index, stage] of recordKinds.entries()) {
    if (index < first) continue;
    const tell = () =>
      onProgress({ stage, stagesDone: index, stages: recordKinds.length, counts, isResumed: run.isResumed });
    tell();
    for await (const read of readPages({
      ...{ db, gateway, stage, start: index === first ? run.cursor : null },
    })) {
      signal?.throwIfAborted();
      counts = await keepPage({ db, siteId, run, stage, ...read, counts });
      tell();
    }
  }
  return counts;
}

interface ReadPage<Kind extends RecordKind> {
  page: Page<Records[Kind]>;
  /** When it was asked for. */
  readAt: string;
  /** Where the run stands before it is kept. */
  from: string | null;
}

/** Pages of a kind; the next one is on its way while one is kept. */
async function* readPages<Kind extends RecordKind>({
  db,
  gateway,
  stage,
  start,
}: Source<Kind>): AsyncGenerator<ReadPage<Kind>> {
  const ask = async (from: string | null): Promise<ReadPage<Kind>> => {
    const readAt = await readClock(db);
    return { page: await gateway.read(stage, from), from, readAt };
  };
  let coming = await ask(start);
  for (;;) {
    const { page } = coming;
    const next = page.next === null ? undefined : ask(page.next);
    // Its failure is met when it is awaited below; until then nobody else should complain of it.
    next?.catch(() => undefined);
    yield coming;
    if (!next) return;
    coming = await next;
  }
}

interface Source<Kind extends RecordKind> {
  db: Knex;
  gateway: Gateway;
  stage: Kind;
  start: string | null;
}

interface Keeping<Kind extends RecordKind> extends ReadPage<Kind> {
  db: Knex;
  siteId: string;
  run: ImportRun;
  stage: Kind;
  counts: Counts;
}

async function keepPage<Kind extends RecordKind>(keeping: Keeping<Kind>): Promise<Counts> {
  const { db, siteId, run, stage, page, readAt, from, counts } = keeping;
  const following = recordKinds[recordKinds.indexOf(stage) + 1] ?? stage;
  return db.transaction(async (trx) => {
    const { changed, problems } = await saveRecords(trx, siteId, { kind: stage, records: page.records, readAt });
    const before = counts[stage] ?? { read: 0, changed: 0 };
    const next = { ...counts, [stage]: { read: before.read + page.read, changed: before.changed + changed } };
    const to = page.next === null ? { stage: following, cursor: null } : { stage, cursor: page.next };
    const runs = importRunsStore(trx, siteId);
    if (!(await runs.advance(run, { stage, cursor: from }, { ...to, counts: next }))) {
      throw new ImportTaken('Another import of this site is under way');
    }
    await runs.addProblems(run, [...page.problems, ...problems]);
    return next;
  });
}
