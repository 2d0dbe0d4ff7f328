import { setTimeout as sleep } from 'node:timers/promises';
import { BadRow } from './cells.ts';
import type { Item, Saved } from './kind.ts';
import type { StagedRow } from './staged.store.ts';
import type { Statements } from './statements.store.ts';
import { countBad, countPartly, type Work } from './work.ts';

const batchSize = 1000;

/** Second half of an import: a thousand a transaction. Gives how many customers were made for what is theirs. */
export async function storeStaged(work: Work): Promise<number> {
  const { summary, listener } = work;
  let customersMade = 0;
  let rowsSeen = 0;
  let batch: Item<unknown>[] = [];
  const flush = async () => {
    customersMade += await storeBatch(work, batch);
    batch = [];
    listener.progress('storing', rowsSeen, rowsSeen / summary.rows);
  };
  for await (const group of groupRows(work)) {
    rowsSeen += group.rows;
    const item = finish(work, group);
    if (item) batch.push(item);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  return customersMade;
}

interface Group {
  key: string;
  line: number;
  value: unknown;
  rows: number;
  /** The line of a bad row that takes the others with it. */
  brokenBy: number | undefined;
}

/** Rows of one key, folded as they come: there may be any number of them. */
async function* groupRows(work: Work): AsyncGenerator<Group> {
  let group: Group | undefined;
  for await (const row of readStaged(work.statements)) {
    if (group && group.key !== row.key) yield group;
    if (group?.key !== row.key)
      group = { key: row.key, line: row.line, value: undefined, rows: 0, brokenBy: undefined };
    addRow(work, group, row);
  }
  if (group) yield group;
}

async function* readStaged({ staged }: Statements): AsyncGenerator<StagedRow> {
  let last = { key: '', line: 0 };
  for (;;) {
    const rows = await staged.after(last, batchSize);
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < batchSize) return;
    last = end;
  }
}

function addRow(work: Work, group: Group, { line, value }: StagedRow): void {
  group.rows++;
  if (value === null) {
    group.brokenBy ??= line;
  } else if (group.value === undefined) {
    group.value = value;
    group.line = line;
  } else {
    try {
      group.value = work.kind.fold(group.value, value);
    } catch (error) {
      if (!(error instanceof BadRow)) throw error;
      countBad(work, line, error.message);
      if (work.kind.keyOfBad) group.brokenBy ??= line;
    }
  }
}

function finish(work: Work, { key, line, value, brokenBy }: Group): Item<unknown> | undefined {
  if (value === undefined) return undefined;
  try {
    if (brokenBy !== undefined) throw new BadRow(`is left out with line ${brokenBy}, which belongs to the same`);
    work.kind.check?.(value);
    return { key, line, value };
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    countBad(work, line, error.message);
    return undefined;
  }
}

/** Gives how many customers it made. A dry run does all of it and takes it back. */
async function storeBatch(work: Work, items: Item<unknown>[]): Promise<number> {
  const { kind, options, statements, catalogue, summary } = work;
  const wouldExist = (names: string[]) =>
    options.dryRun ? statements.staged.noted(names) : Promise.resolve(new Set<string>());
  const context = { siteId: options.siteId, statements, catalogue, wouldExist };
  const saved = await persist(() => statements.transaction(!options.dryRun, () => kind.save(items, context)));
  for (const [n, outcome] of saved.outcomes.entries()) {
    if (typeof outcome === 'string') summary[outcome]++;
    else countBad(work, items[n]?.line ?? 0, outcome.reason);
  }
  for (const [n, remark] of saved.remarks ?? []) countPartly(work, items[n]?.line ?? 0, remark);
  const isCustomer = (name: string) => name.startsWith('customer ');
  const people = saved.made.filter(isCustomer);
  if (!options.dryRun) return people.length;
  await statements.staged.note(saved.made.filter((name) => !isCustomer(name)));
  return statements.staged.note(people);
}

/** Somebody signs up or buys at the same moment: the next try sees what they did. */
async function persist(store: () => Promise<Saved>): Promise<Saved> {
  for (let tries = 1; ; tries++) {
    try {
      return await store();
    } catch (error) {
      const { code } = error as { code?: string };
      // Serialization, deadlock, a value that just became somebody else's.
      if (tries === 5 || !code || !['40001', '40P01', '23505'].includes(code)) throw error;
      await sleep(50 * tries);
    }
  }
}
