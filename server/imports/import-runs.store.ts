import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Problem, RecordKind } from '../gateway/gateway.ts';

export interface Count {
  /** Records that were read. */
  read: number;
  /** Rows that were added or changed because of them. */
  changed: number;
}
export type Counts = Partial<Record<RecordKind, Count>>;

export interface ImportRun {
  id: string;
  stage: RecordKind;
  cursor: string | null;
  counts: Counts;
  startedAt: Date;
  /** It was begun earlier and goes on. */
  isResumed: boolean;
}

interface Place {
  stage: RecordKind;
  cursor: string | null;
}

export function importRunsStore(db: Knex, siteId: string) {
  return {
    /** The run that was not finished, or a new one. */
    async open(source: string, stage: RecordKind): Promise<ImportRun> {
      const id = newId();
      await db('import_run')
        .insert({ site_id: siteId, id, source, stage })
        .onConflict(db.raw('(site_id, source) where finished_at is null'))
        .ignore();
      const row = await db('import_run').where({ site_id: siteId, source }).whereNull('finished_at').first();
      const { cursor, counts, started_at: startedAt } = row;
      return { id: row.id, stage: row.stage, cursor, counts, startedAt, isResumed: row.id !== id };
    },

    /**
     * Moves a run on, in the transaction that keeps a page. False: somebody else has moved it meanwhile, so the page has to
     * be given up.
     */
    async advance({ id }: ImportRun, from: Place, to: Place & { counts: Counts }): Promise<boolean> {
      const moved = await db('import_run')
        .where({ site_id: siteId, id, stage: from.stage })
        .whereNull('finished_at')
        .whereRaw('cursor is not distinct from ?', [from.cursor])
        .update({ stage: to.stage, cursor: to.cursor, counts: JSON.stringify(to.counts) });
      return moved === 1;
    },

    /** From the first stage on, with nothing counted and nothing reported. */
    async restart(run: ImportRun, stage: RecordKind): Promise<ImportRun> {
      const begin = { stage, cursor: null, counts: {} };
      await db('import_problem').where({ site_id: siteId, run_id: run.id }).delete();
      await db('import_run')
        .where({ site_id: siteId, id: run.id })
        .update({ ...begin, counts: '{}', started_at: db.fn.now() });
      return { ...run, ...begin, startedAt: new Date() };
    },

    async finish({ id }: ImportRun): Promise<void> {
      await db('import_run').where({ site_id: siteId, id }).update({ finished_at: db.fn.now() });
    },

    async addProblems({ id }: ImportRun, problems: Problem[]): Promise<void> {
      if (problems.length === 0) return;
      await db('import_problem')
        .insert(
          problems.map(({ kind, providerId, reason }) => ({
            ...{ site_id: siteId, run_id: id, kind, provider_id: providerId, reason },
          })),
        )
        .onConflict()
        .ignore();
    },

    /** In the order of their kinds and ids. */
    async problems({ id }: ImportRun): Promise<Problem[]> {
      const rows: { kind: Problem['kind']; provider_id: string; reason: string }[] = await db('import_problem')
        .where({ site_id: siteId, run_id: id })
        .orderBy(['kind', 'reason', 'provider_id']);
      return rows.map(({ kind, provider_id, reason }) => ({ kind, providerId: provider_id, reason }));
    },
  };
}
