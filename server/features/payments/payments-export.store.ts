import type { Knex } from 'knex';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import { AppError } from '../../http/errors.ts';
import { switchSql } from '../../http/gate.ts';
import { firstPlace, numberParams, reading } from '../../http/reading.ts';
import { mostAtOnce, type ExportFilter, type Payment } from './payments.contract.ts';
import { filterParams, ownPayments, paymentItem } from './payments.store.ts';

/** What fits into one answer. `isWhole` is false when there is more. */
export const paymentsAtOnce = reading<{ items: Payment[]; isWhole: boolean }, { query: ExportFilter }>(
  `(select json_build_object('isWhole', count(*) <= ${mostAtOnce},
      'items', coalesce(json_agg(item order by at desc, id desc), '[]'))
    from (
      select ${paymentItem} as item, y.at, y.id from ${ownPayments}
      order by y.at desc, y.id desc limit ${mostAtOnce + 1}) newest)`,
  ({ query }) => filterParams(query),
);

/** For a day after it was made. */
const isKept = `f.finished_at > now() - interval '24 hours'`;

export const exportedPayments = reading<string, { params: { exportId: string } }>(
  `(select to_json(f.content) from export_file f
    where f.site_id = caller.site_id and f.customer_id = caller.customer_id and f.id = :exportId::uuid and ${isKept})`,
  ({ params }) => ({ exportId: params.exportId }),
);

/** A customer whose export a job makes, in the place of the one who calls; nobody when the site no longer shows it. */
const callerOf = `with caller as (
  select site.id as site_id, :customerId::uuid as customer_id, site.settings
  from site where site.id = :siteId and ${switchSql('site.settings', 'orderHistory')})`;

const countSql = numberParams(`${callerOf}
  select count(*)::int as count from caller, lateral (select from ${ownPayments} limit ${mostAtOnce + 1}) matching`);

const pageSql = numberParams(`${callerOf}
  select page.* from caller, lateral (
    select ${paymentItem} as item, to_json(y.at) #>> '{}' as at, y.id from ${ownPayments}
      and (y.at, y.id) < (:afterAt::timestamptz, :afterId::uuid)
    order by y.at desc, y.id desc limit 1000) page`);

/** More than anybody needs of a day; keeps one customer from filling the table. */
const mostKept = 5;

export interface PaymentsExport {
  siteId: string;
  id: string;
  customerId: string;
  filter: ExportFilter;
  isFinished: boolean;
}

export type PaymentsExports = ReturnType<typeof paymentsExports>;

export function paymentsExports({ db, pool }: { db: Knex; pool: Pool }) {
  const run = async ({ text, names }: typeof countSql, params: Record<string, unknown>) =>
    (
      await pool.query(
        text,
        names.map((name) => params[name]),
      )
    ).rows;

  return {
    async fitsAtOnce(siteId: string, customerId: string, filter: ExportFilter): Promise<boolean> {
      const [row] = await run(countSql, { siteId, customerId, ...filterParams(filter) });
      return row.count <= mostAtOnce;
    },

    /** Has a file made, by a job. One at a time: throws `too_many` while another is being made, or when many are kept. */
    start: (siteId: string, customerId: string, filter: ExportFilter) =>
      db.transaction(async (trx) => {
        await trx('customer').select('id').where({ site_id: siteId, id: customerId }).forUpdate();
        // One that has not come about in an hour never will.
        await trx('export_file')
          .where({ site_id: siteId, customer_id: customerId })
          .whereRaw(
            `created_at < now() - case when finished_at is null then interval '1 hour' else interval '1 day' end`,
          )
          .delete();
        const kept = await trx('export_file').select('finished_at').where({ site_id: siteId, customer_id: customerId });
        if (kept.length >= mostKept || kept.some((row) => row.finished_at === null))
          throw new AppError('too_many', 409);
        const exportId = newId();
        const row = { site_id: siteId, id: exportId, customer_id: customerId, filter: JSON.stringify(filter) };
        await trx('export_file').insert(row);
        await trx.raw(`select graphile_worker.add_job('make-payments-export', ?::json, max_attempts => 8)`, [
          JSON.stringify({ siteId, exportId }),
        ]);
      }),

    async find(siteId: string, id: string): Promise<PaymentsExport | undefined> {
      const row = await db('export_file')
        .select('customer_id', 'filter', 'finished_at')
        .where({ site_id: siteId, id })
        .first();
      if (!row) return undefined;
      return { siteId, id, customerId: row.customer_id, filter: row.filter, isFinished: row.finished_at !== null };
    },

    /** All payments of an export, some at a time: by key, so that the last page costs what the first does. */
    async *pages({ siteId, customerId, filter }: PaymentsExport): AsyncGenerator<Payment[]> {
      let after = firstPlace;
      for (;;) {
        const rows = await run(pageSql, { siteId, customerId, ...filterParams(filter), ...after });
        if (rows.length === 0) return;
        yield rows.map((row) => row.item as Payment);
        const last = rows.at(-1);
        after = { afterAt: last.at, afterId: last.id };
      }
    },

    async drop({ siteId, id }: PaymentsExport): Promise<void> {
      await db('export_file').where({ site_id: siteId, id }).delete();
    },

    async finish({ siteId, id }: PaymentsExport, content: string): Promise<void> {
      await db('export_file').where({ site_id: siteId, id }).update({ content, finished_at: db.fn.now() });
    },
  };
}
