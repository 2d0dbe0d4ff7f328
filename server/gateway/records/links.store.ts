/** What payments and invoices belong to, written down by those who know it before they come. */
import type { Knex } from 'knex';
import { rowsBinding, rowsSql } from './upsert.store.ts';

export interface Link {
  provider_id: string;
  customer_id: string;
  invoice_id: string | null;
  order_id: string | null;
}

/** Adds to what is known and takes nothing away. */
export async function saveLinks(
  trx: Knex,
  siteId: string,
  links: (Partial<Link> & Pick<Link, 'provider_id' | 'customer_id'>)[],
): Promise<void> {
  const unique = [...new Map(links.map((link) => [link.provider_id, link])).values()];
  await trx.raw(
    `insert into provider_link (site_id, provider_id, customer_id, invoice_id, order_id)
    select w.site_id, r.provider_id, r.customer_id, r.invoice_id, r.order_id
    from ${rowsSql({ provider_id: 'text', customer_id: 'uuid', invoice_id: 'uuid', order_id: 'uuid' })}
    on conflict (site_id, provider_id) do update set customer_id = excluded.customer_id,
      invoice_id = coalesce(excluded.invoice_id, provider_link.invoice_id),
      order_id = coalesce(excluded.order_id, provider_link.order_id)
    where (provider_link.customer_id, provider_link.invoice_id, provider_link.order_id) is distinct from
      (excluded.customer_id, coalesce(excluded.invoice_id, provider_link.invoice_id),
        coalesce(excluded.order_id, provider_link.order_id))`,
    rowsBinding(siteId, unique),
  );
}

export async function findLinks(trx: Knex, siteId: string, providerIds: string[]): Promise<Map<string, Link>> {
  const rows: Link[] = await trx('provider_link').where({ site_id: siteId }).whereIn('provider_id', providerIds);
  return new Map(rows.map((row) => [row.provider_id, row]));
}
