import type { Knex } from 'knex';
import type { PriceRecord, ProductRecord } from '../gateway.ts';
import { findIds, upsert, type Outcome } from './upsert.store.ts';

export async function saveProducts(trx: Knex, siteId: string, records: ProductRecord[]): Promise<Outcome> {
  const rows = records.map(({ providerId, name }) => ({ provider_id: providerId, name }));
  const given = { name: 'text' };
  return {
    changed: await upsert(trx, siteId, rows, { table: 'product', given, columns: { name: 'r.name' } }),
    problems: [],
    newcomers: [],
  };
}

export async function savePrices(trx: Knex, siteId: string, records: PriceRecord[]): Promise<Outcome> {
  const rows = records.map((record) => ({
    provider_id: record.providerId,
    product: record.productId,
    currency: record.currency,
    unit_cents: record.unitCents,
    interval_unit: record.intervalUnit,
    interval_count: record.intervalCount,
    is_active: record.isActive,
  }));
  const changed = await upsert(trx, siteId, rows, {
    table: 'price',
    given: {
      ...{ product: 'text', currency: 'text', unit_cents: 'bigint' },
      ...{ interval_unit: 'text', interval_count: 'integer', is_active: 'boolean' },
    },
    columns: {
      product_id: 'p.id',
      currency: 'r.currency',
      unit_cents: 'r.unit_cents',
      interval_unit: 'r.interval_unit',
      interval_count: 'r.interval_count',
      is_active: 'r.is_active',
    },
    joins: joinProduct,
  });
  return { changed, problems: await missingProducts(trx, siteId, 'price', records), newcomers: [] };
}

/** Of a row with `product`, as `p`; rows without it fall away. */
export const joinProduct = 'join product p on p.site_id = w.site_id and p.provider_id = r.product';

export async function missingProducts<Kind extends 'price' | 'subscription' | 'plan'>(
  trx: Knex,
  siteId: string,
  kind: Kind,
  records: { providerId: string; productId: string }[],
) {
  const products = records.map(({ productId }) => productId);
  const known = await findIds(trx, siteId, 'product', products);
  return records
    .filter(({ productId }) => !known.has(productId))
    .map(({ providerId, productId }) => ({ kind, providerId, reason: `Its product ${productId} is not here` }));
}
