import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { CustomerFilter, Mailing } from './customers.admin.contract.ts';
import { filterSql } from './customers.admin.store.ts';

export type MailingKind = Mailing['kind'];

export interface MailingRow {
  site_id: string;
  id: string;
  kind: MailingKind;
  filter: CustomerFilter;
  expected: number;
  handled: number;
  after_id: string | null;
  created_at: Date;
  finished_at: Date | null;
  stopped_at: Date | null;
}

/** So many emails of one mailing, then a rest: mail servers take a flood for what it looks like. */
export const mailingPace = { messages: 100, everySeconds: 10 };
const mostCounted = 100_000;

export type MailingsStore = ReturnType<typeof mailingsStore>;

/** Emails to many customers. Only those go along who have an address and are not blocked. */
export function mailingsStore(db: Knex) {
  const reachable = (filter: CustomerFilter) => {
    const { sql, values } = filterSql(filter);
    return {
      sql: `from customer c where c.site_id = :siteId and c.email is not null and c.blocked_at is null${sql}`,
      values,
    };
  };
  const addJob = (trx: Knex, siteId: string, mailingId: string, seconds: number) =>
    trx.raw(
      `select graphile_worker.add_job('send-mailing', ?::json, max_attempts => 25, job_key => ?,
         run_at => now() + make_interval(secs => ?))`,
      [JSON.stringify({ siteId, mailingId }), `mailing ${siteId} ${mailingId}`, seconds],
    );

  return {
    /** At most 100,000. */
    async count(siteId: string, filter: CustomerFilter): Promise<number> {
      const { sql, values } = reachable(filter);
      const { rows } = await db.raw(
        `select count(*)::int as count from (select 1 ${sql} limit ${mostCounted}) counted`,
        { siteId, ...values } as Record<string, string>,
      );
      return rows[0].count;
    },

    add: (siteId: string, mailing: { kind: MailingKind; filter: CustomerFilter; expected: number; staffId: string }) =>
      db.transaction(async (trx): Promise<MailingRow> => {
        const { kind, filter, expected, staffId } = mailing;
        const row = { site_id: siteId, id: newId(), kind, filter: JSON.stringify(filter), expected, staff_id: staffId };
        const [added] = await trx('mailing').insert(row).returning('*');
        await addJob(trx, siteId, row.id, 0);
        return added;
      }),

    find: (siteId: string, id: string): Promise<MailingRow | undefined> =>
      db('mailing').where({ site_id: siteId, id }).first(),

    list: (siteId: string): Promise<MailingRow[]> =>
      db('mailing').where({ site_id: siteId }).orderBy('id', 'desc').limit(20),

    async stop(siteId: string, id: string): Promise<boolean> {
      const stopped = await db('mailing')
        .where({ site_id: siteId, id })
        .whereNull('finished_at')
        .whereNull('stopped_at')
        .update({ stopped_at: db.fn.now() });
      return stopped === 1;
    },

    /** Who comes next, by id. */
    async next({ site_id: siteId, filter, after_id: after }: MailingRow): Promise<string[]> {
      const { sql, values } = reachable(filter);
      const { rows } = await db.raw(
        `select c.id ${sql} and (:after::uuid is null or c.id > :after::uuid) order by c.id limit ${mailingPace.messages}`,
        { siteId, after, ...values } as Record<string, string>,
      );
      return rows.map(({ id }: { id: string }) => id);
    },

    /** Hands one batch on, each message a job of its own, and comes back after a rest; or it was the last one. */
    goOn: ({ site_id: siteId, id, kind }: MailingRow, customerIds: string[]): Promise<void> =>
      db.transaction(async (trx) => {
        const last = customerIds.at(-1);
        const isLast = customerIds.length < mailingPace.messages;
        await trx('mailing')
          .where({ site_id: siteId, id })
          .update({
            handled: trx.raw('handled + ?', [customerIds.length]),
            ...(last !== undefined && { after_id: last }),
            ...(isLast && { finished_at: trx.fn.now() }),
          });
        await trx.raw(
          `select count(graphile_worker.add_job('send-care-email',
             json_build_object('siteId', ?::text, 'customerId', customer_id, 'kind', ?::text), max_attempts => 8))
           from unnest(?::uuid[]) customer_id`,
          [siteId, kind, customerIds],
        );
        if (!isLast) await addJob(trx, siteId, id, mailingPace.everySeconds);
      }),

    /** One email to one customer. `false`: there is nobody to send it to. */
    async sendOne(siteId: string, customerId: string, kind: MailingKind): Promise<boolean> {
      const { rows } = await db.raw(
        `select graphile_worker.add_job('send-care-email', ?::json, max_attempts => 8)
         from customer where site_id = ? and id = ? and email is not null and blocked_at is null`,
        [JSON.stringify({ siteId, customerId, kind }), siteId, customerId],
      );
      return rows.length > 0;
    },
  };
}
