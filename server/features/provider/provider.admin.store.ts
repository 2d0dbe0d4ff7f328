import type { Knex } from 'knex';
import { recordKinds } from '../../gateway/gateway.ts';
import { countUnclaimed } from '../../gateway/records/claims.store.ts';
import type { Counts } from '../../imports/import-runs.store.ts';
import type { ProviderEvents, ProviderStatus } from './provider.admin.contract.ts';

export type ProviderDeskStore = ReturnType<typeof providerDeskStore>;

/** What the desk reads of the payment provider. */
export function providerDeskStore(db: Knex) {
  async function lastImport(siteId: string): Promise<ProviderStatus['import']> {
    const run = await db('import_run')
      .where({ site_id: siteId, source: 'stripe' })
      .orderBy('started_at', 'desc')
      .first(
        '*',
        db.raw(`(select count(*)::int from import_problem p
          where p.site_id = import_run.site_id and p.run_id = import_run.id) as problems`),
      );
    if (!run) return null;
    const counts = run.counts as Counts;
    return {
      startedAt: run.started_at.toISOString(),
      finishedAt: run.finished_at?.toISOString() ?? null,
      stagesDone: run.finished_at ? recordKinds.length : recordKinds.indexOf(run.stage),
      stages: recordKinds.length,
      counts: recordKinds.flatMap((kind) => {
        const read = counts[kind]?.read;
        return read === undefined ? [] : [{ kind, read }];
      }),
      problems: run.problems,
    };
  }

  async function countEvents(siteId: string): Promise<ProviderStatus['events']> {
    const { rows } = await db.raw(
      // Two counts, since each has an index of its own.
      `select (select count(*)::int from inbox_event
          where site_id = :siteId and applied_at is null and given_up_at is null) as waiting,
        (select count(*)::int from inbox_event
          where site_id = :siteId and applied_at is null and given_up_at is not null) as "givenUp"`,
      { siteId },
    );
    return rows[0];
  }

  const list = (siteId: string) =>
    db('inbox_event')
      .where({ site_id: siteId })
      .select({
        ...{ id: 'id', providerId: 'provider_id', type: 'type', createdAt: 'created_at', receivedAt: 'received_at' },
        ...{ appliedAt: 'applied_at', tries: 'tries', why: 'failed_why' },
        about: db.raw(`mention ->> 'providerId'`),
        nextTryAt: db.raw('case when applied_at is null and given_up_at is null then next_try_at end'),
        state: db.raw(`case when applied_at is not null then 'applied' when given_up_at is not null then 'given_up'
          else 'waiting' end`),
      });

  return {
    async status(siteId: string): Promise<Pick<ProviderStatus, 'import' | 'unclaimed' | 'events'>> {
      const [run, unclaimed, events] = await Promise.all([
        lastImport(siteId),
        countUnclaimed(db, siteId),
        countEvents(siteId),
      ]);
      return { import: run, unclaimed, events };
    },

    async events(siteId: string): Promise<ProviderEvents> {
      const [givenUp, latest] = await Promise.all([
        list(siteId).whereNotNull('given_up_at').whereNull('applied_at').orderBy('given_up_at').limit(100),
        // Their ids are as old as they are, and the primary key has them in that order.
        list(siteId).orderBy('id', 'desc').limit(50),
      ]);
      // Dates become text in JSON, which is what the contract says.
      return JSON.parse(JSON.stringify({ givenUp, latest }));
    },

    /** Of all that were given up, or of one. False: there is no such event. */
    async retry(siteId: string, eventId?: string): Promise<boolean> {
      const tried = await db('inbox_event')
        .where({ site_id: siteId, ...(eventId !== undefined && { id: eventId }) })
        .whereNotNull('given_up_at')
        .whereNull('applied_at')
        .update({ given_up_at: null, tries: 0, next_try_at: db.fn.now() });
      return tried > 0;
    },
  };
}
