import type { Knex } from 'knex';
import type { InvoiceRecord } from '../gateway.ts';
import { saveLinks } from './links.store.ts';
import { saveOrders } from './orders.store.ts';
import { findOwners } from './owners.store.ts';
import { countPlanPayments } from './subscriptions.store.ts';
import {
  findIds,
  freeNumber,
  rowsBinding,
  rowsSql,
  saveLines,
  together,
  upsert,
  type Outcome,
} from './upsert.store.ts';

const columns = {
  customer_id: 'uuid',
  status: 'text',
  issued_at: 'timestamptz',
  due_at: 'timestamptz',
  currency: 'text',
  total_cents: 'bigint',
  due_cents: 'bigint',
  order_id: 'uuid',
  hosted_url: 'text',
  pdf_url: 'text',
};

const table = {
  table: 'invoice',
  given: { ...columns, number: 'text', subscription: 'text' },
  columns: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, `r.${name}`])),
    number: freeNumber('invoice'),
    subscription_id: 's.id',
  },
  frozen: ['number'],
  merged: { order_id: 'coalesce(excluded.order_id, invoice.order_id)' },
  joins: 'left join subscription s on s.site_id = w.site_id and s.provider_id = r.subscription',
};

/** Invoices with their lines; those that were the act of buying bring their order, unless there is one. */
export async function saveInvoices(trx: Knex, siteId: string, records: InvoiceRecord[]): Promise<Outcome> {
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'invoice', records);
  const kept = records.flatMap((record) => {
    const customerId = ownerOf(record);
    return customerId === undefined ? [] : [{ record, customerId }];
  });
  const { orders, orderIds } = await saveTheirOrders(
    trx,
    siteId,
    kept.map(({ record }) => record),
  );
  const rows = kept.map((each) => ({ ...toRow(each), order_id: orderIds.get(each.record.providerId) ?? null }));
  const saved = await upsert(trx, siteId, rows, table);
  await dropVoidOrders(
    trx,
    siteId,
    kept.map(({ record }) => record),
  );
  const providerIds = kept.map(({ record }) => record.providerId);
  const ids = await findIds(trx, siteId, 'invoice', providerIds);
  const lists = kept.map(({ record }) => ({
    ownerId: ids.get(record.providerId) ?? '',
    lines: record.lines.map(({ title, quantity, totalCents }) => ({ title, quantity, total_cents: totalCents })),
  }));
  const lines = await saveLines(trx, siteId, lists, { table: 'invoice_line', owner: 'invoice_id', columns: {} });
  await saveLinks(
    trx,
    siteId,
    kept.flatMap(({ record: { providerId, paymentIds }, customerId }) =>
      paymentIds.map((id) => ({
        ...{ provider_id: id, customer_id: customerId },
        ...{ invoice_id: ids.get(providerId) ?? null, order_id: orderIds.get(providerId) ?? null },
      })),
    ),
  );
  await countPlanPayments(
    trx,
    siteId,
    records.flatMap(({ subscriptionId }) => subscriptionId ?? []),
  );
  return together(orders, { changed: saved + lines, problems, newcomers });
}

const toRow = ({ record, customerId }: { record: InvoiceRecord; customerId: string }) => ({
  provider_id: record.providerId,
  customer_id: customerId,
  number: record.number,
  status: record.status,
  issued_at: record.issuedAt,
  due_at: record.dueAt,
  currency: record.currency,
  total_cents: record.totalCents,
  due_cents: record.dueCents,
  subscription: record.subscriptionId,
  hosted_url: record.hostedUrl,
  pdf_url: record.pdfUrl,
});

/** The orders that invoices belong to: one that named the invoice, one that began the subscription, or the invoice's own. */
async function saveTheirOrders(trx: Knex, siteId: string, records: InvoiceRecord[]) {
  const orderIds = await findOrders(trx, siteId, records);
  const own = records.flatMap(({ providerId, order }) => (order && !orderIds.has(providerId) ? [order] : []));
  const orders = await saveOrders(trx, siteId, own);
  const ownProviderIds = own.map(({ providerId }) => providerId);
  for (const [providerId, id] of await findIds(trx, siteId, 'purchase_order', ownProviderIds)) {
    orderIds.set(providerId, id);
  }
  return { orders, orderIds };
}

async function findOrders(trx: Knex, siteId: string, records: InvoiceRecord[]): Promise<Map<string, string>> {
  const { rows } = await trx.raw(
    `select r.provider_id, coalesce(l.order_id, began.id) as order_id
    from ${rowsSql({ provider_id: 'text', subscription: 'text' })}
    left join provider_link l on l.site_id = w.site_id and l.provider_id = r.provider_id
    left join subscription s on s.site_id = w.site_id and s.provider_id = r.subscription
    left join lateral (
      select o.id from purchase_order o
      where o.site_id = w.site_id and o.subscription_id = s.id and o.provider_id is distinct from r.provider_id
      order by o.placed_at, o.id limit 1) began on true
    where coalesce(l.order_id, began.id) is not null`,
    rowsBinding(
      siteId,
      records.map(({ providerId, subscriptionId, order }) => ({
        ...{ provider_id: providerId, subscription: order ? subscriptionId : null },
      })),
    ),
  );
  return new Map((rows as { provider_id: string; order_id: string }[]).map((row) => [row.provider_id, row.order_id]));
}

/** The order made from an invoice that was withdrawn before anything was paid: nothing was bought. */
async function dropVoidOrders(trx: Knex, siteId: string, records: InvoiceRecord[]): Promise<void> {
  const withdrawn = records.filter(({ status }) => status === 'void').map(({ providerId }) => providerId);
  const orders: string[] = await trx('purchase_order')
    .where({ site_id: siteId, paid_cents: 0 })
    .whereIn('provider_id', withdrawn)
    .pluck('id');
  if (orders.length === 0) return;
  for (const table of ['invoice', 'payment', 'provider_link']) {
    await trx(table).where({ site_id: siteId }).whereIn('order_id', orders).update({ order_id: null });
  }
  await trx('purchase_order').where({ site_id: siteId }).whereIn('id', orders).delete();
}
