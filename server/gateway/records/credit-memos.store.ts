import type { Knex } from 'knex';
import type { CreditMemoRecord, Problem } from '../gateway.ts';
import { findOwners } from './owners.store.ts';
import { findIds, freeNumber, rowsBinding, rowsSql, upsert, type Outcome, type Row } from './upsert.store.ts';

const columns = {
  customer_id: 'uuid',
  issued_at: 'timestamptz',
  reason: 'text',
  currency: 'text',
  total_cents: 'bigint',
  left_cents: 'bigint',
};

const table = {
  table: 'credit_memo',
  given: { ...columns, number: 'text', invoice: 'text' },
  columns: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, `r.${name}`])),
    number: freeNumber('credit_memo'),
    invoice_id: 'i.id',
  },
  frozen: ['number'],
  joins: 'left join invoice i on i.site_id = w.site_id and i.provider_id = r.invoice',
};

/** Credit memos and where they were used; one that was taken back goes. */
export async function saveCreditMemos(trx: Knex, siteId: string, records: CreditMemoRecord[]): Promise<Outcome> {
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'credit_memo', records);
  const kept = records.filter((record) => !record.isVoid && ownerOf(record) !== undefined);
  const rows = kept.map((record) => ({
    provider_id: record.providerId,
    customer_id: ownerOf(record),
    number: record.number,
    invoice: record.invoiceId,
    issued_at: record.issuedAt,
    reason: record.reason,
    currency: record.currency,
    total_cents: record.totalCents,
    left_cents: record.leftCents,
  }));
  const removed = await removeVoid(trx, siteId, records);
  const saved = await upsert(trx, siteId, rows, table);
  const uses = await saveUses(trx, siteId, kept);
  const absent = await aboutInvoices(trx, siteId, kept);
  return { changed: removed + saved + uses, problems: [...problems, ...absent], newcomers };
}

const removeVoid = (trx: Knex, siteId: string, records: CreditMemoRecord[]): Promise<number> =>
  trx('credit_memo')
    .where({ site_id: siteId })
    .whereIn(
      'provider_id',
      records.filter(({ isVoid }) => isVoid).map(({ providerId }) => providerId),
    )
    .delete();

/** It is money owed, so it is shown; but somebody should know. */
async function aboutInvoices(trx: Knex, siteId: string, kept: CreditMemoRecord[]): Promise<Problem[]> {
  const invoiceIds = kept.map(({ invoiceId }) => invoiceId);
  const known = await findIds(trx, siteId, 'invoice', invoiceIds);
  return kept
    .filter(({ invoiceId }) => !known.has(invoiceId))
    .map(({ providerId, invoiceId }) => ({
      kind: 'credit_memo',
      providerId,
      reason: `Its invoice ${invoiceId} is not here: it is shown without`,
    }));
}

async function saveUses(trx: Knex, siteId: string, kept: CreditMemoRecord[]): Promise<number> {
  const rows: Row[] = kept.flatMap(({ providerId, uses }) =>
    uses.map(({ invoiceId, at, cents }) => ({ memo: providerId, invoice: invoiceId, at, cents })),
  );
  const named = `${rowsSql({ memo: 'text', invoice: 'text', at: 'timestamptz', cents: 'bigint' })}
    join credit_memo c on c.site_id = w.site_id and c.provider_id = r.memo
    join invoice i on i.site_id = w.site_id and i.provider_id = r.invoice`;
  const written = await trx.raw(
    `insert into credit_memo_use (site_id, credit_memo_id, invoice_id, at, cents)
    select w.site_id, c.id, i.id, min(r.at), sum(r.cents) from ${named} group by w.site_id, c.id, i.id
    on conflict (site_id, credit_memo_id, invoice_id) do update set at = excluded.at, cents = excluded.cents
    where (credit_memo_use.at, credit_memo_use.cents) is distinct from (excluded.at, excluded.cents)`,
    rowsBinding(siteId, rows),
  );
  const ids = await findIds(
    trx,
    siteId,
    'credit_memo',
    kept.map(({ providerId }) => providerId),
  );
  const undone = await trx.raw(
    `delete from credit_memo_use u where u.site_id = ? and u.credit_memo_id = any(?)
      and not exists (select from ${named} where c.id = u.credit_memo_id and i.id = u.invoice_id)`,
    [siteId, [...ids.values()], ...rowsBinding(siteId, rows)],
  );
  return (written.rowCount as number) + (undone.rowCount as number);
}
