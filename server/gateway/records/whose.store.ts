import type { Knex } from 'knex';
import type { Bundle } from '../gateway.ts';

/** Our customers whom these records are about, once they are kept. */
export async function customersIn(trx: Knex, siteId: string, { records, gone }: Bundle): Promise<string[]> {
  const idsOf = (found: { providerId: string }[]) => found.map(({ providerId }) => providerId);
  const kinds = ['subscription', 'invoice', 'payment', 'credit_memo'] as const;
  const tables: [table: string, providerIds: string[]][] = [
    ['customer_provider_account', [...idsOf(records.customer), ...idsOf(gone)]],
    ['subscription', idsOf(records.plan.map(({ subscription }) => subscription))],
    // An invoice may have brought an order of its own.
    ['purchase_order', [...idsOf(records.order), ...idsOf(records.invoice)]],
    ...kinds.map((kind): [string, string[]] => [kind, idsOf(records[kind])]),
  ];
  const { rows } = await trx.raw(
    tables
      .map(([table]) => `select customer_id from ${table} where site_id = ? and provider_id = any(?)`)
      .join(' union '),
    tables.flatMap(([, providerIds]) => [siteId, providerIds]),
  );
  return (rows as { customer_id: string }[]).map(({ customer_id }) => customer_id);
}
