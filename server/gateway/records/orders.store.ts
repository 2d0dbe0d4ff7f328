import type { Knex } from 'knex';
import type { OrderRecord } from '../gateway.ts';
import { saveLinks } from './links.store.ts';
import { findOwners } from './owners.store.ts';
import { findIds, freeNumber, rowsBinding, rowsSql, saveLines, upsert, type Outcome } from './upsert.store.ts';

const columns = {
  customer_id: 'uuid',
  placed_at: 'timestamptz',
  currency: 'text',
  subtotal_cents: 'bigint',
  discount_cents: 'bigint',
  tax_cents: 'bigint',
  total_cents: 'bigint',
  paid_cents: 'bigint',
  billing_address: 'text[]',
};

const table = {
  table: 'purchase_order',
  given: { ...columns, number: 'text', subscription: 'text' },
  columns: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, `r.${name}`])),
    number: freeNumber('purchase_order'),
    subscription_id: 's.id',
  },
  frozen: ['number'],
  joins: 'left join subscription s on s.site_id = w.site_id and s.provider_id = r.subscription',
};

/** Orders with their lines. Refunds and the card come with the payments. */
export async function saveOrders(trx: Knex, siteId: string, records: OrderRecord[]): Promise<Outcome> {
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'order', records);
  const kept = records.flatMap((record) => {
    const customerId = ownerOf(record);
    return customerId === undefined ? [] : [{ record, customerId }];
  });
  const taken = await takeOverOrders(
    trx,
    siteId,
    kept.map(({ record }) => record),
  );
  const saved = await upsert(trx, siteId, kept.map(toRow), table);
  const providerIds = kept.map(({ record }) => record.providerId);
  const ids = await findIds(trx, siteId, 'purchase_order', providerIds);
  const lists = kept.map(({ record }) => ({
    ownerId: ids.get(record.providerId) ?? '',
    lines: record.lines.map(({ productId, title, quantity, unitCents, totalCents }) => ({
      ...{ product_provider_id: productId, title, quantity, unit_cents: unitCents, total_cents: totalCents },
    })),
  }));
  const lines = await saveLines(trx, siteId, lists, {
    table: 'purchase_order_line',
    owner: 'order_id',
    columns: { unit_cents: 'r.unit_cents', product_id: 'p.id' },
    joins: 'left join product p on p.site_id = w.site_id and p.provider_id = r.product_provider_id',
  });
  await saveLinks(
    trx,
    siteId,
    kept.flatMap(({ record: { providerId, invoiceId, paymentIds }, customerId }) =>
      // The invoice that an order was made from needs no link to it.
      [...paymentIds, ...(invoiceId && invoiceId !== providerId ? [invoiceId] : [])].map((id) => ({
        ...{ provider_id: id, customer_id: customerId, order_id: ids.get(providerId) ?? null },
      })),
    ),
  );
  return { changed: taken + saved + lines, problems, newcomers };
}

/**
 * An order that was made from an invoice, until the checkout that the invoice came from was known to be complete: it is the
 * same act of buying, so it goes on as the checkout's, and what it opened stays open.
 */
async function takeOverOrders(trx: Knex, siteId: string, records: OrderRecord[]): Promise<number> {
  const rows = records.flatMap(({ providerId, number, invoiceId }, position) =>
    invoiceId && invoiceId !== providerId ? [{ provider_id: providerId, number, invoice: invoiceId, position }] : [],
  );
  const given = { provider_id: 'text', number: 'text', invoice: 'text', position: 'integer' };
  const { rowCount } = await trx.raw(
    `update purchase_order o set provider_id = own.provider_id, number = own.number from (
      select w.site_id, r.provider_id, r.invoice, ${freeNumber('purchase_order')} as number from ${rowsSql(given)}
      where not exists (
        select from purchase_order known where known.site_id = w.site_id and known.provider_id = r.provider_id)) own
    where o.site_id = own.site_id and o.provider_id = own.invoice`,
    rowsBinding(siteId, rows),
  );
  return rowCount as number;
}

const toRow = ({ record, customerId }: { record: OrderRecord; customerId: string }) => ({
  provider_id: record.providerId,
  customer_id: customerId,
  number: record.number,
  placed_at: record.placedAt,
  currency: record.currency,
  subtotal_cents: record.subtotalCents,
  discount_cents: record.discountCents,
  tax_cents: record.taxCents,
  total_cents: record.totalCents,
  paid_cents: record.paidCents,
  billing_address: record.billingAddress,
  subscription: record.subscriptionId,
});

/** After payments came: what was paid back of an order, and the card that paid it, unless one is known. */
export async function tellOrdersOfPayments(trx: Knex, siteId: string, paymentProviderIds: string[]): Promise<void> {
  await trx.raw(
    `update purchase_order o set refunded_cents = told.refunded,
      payment_method_id = coalesce(o.payment_method_id, told.card)
    from (
      select y.order_id, sum(y.refunded_cents)::bigint as refunded,
        (array_agg(y.payment_method_id order by y.at, y.id)
          filter (where y.state <> 'failed' and y.payment_method_id is not null))[1] as card
      from payment y
      where y.site_id = ? and y.order_id in (
        select p.order_id from payment p where p.site_id = ? and p.provider_id = any(?))
      group by y.order_id) told
    where o.site_id = ? and o.id = told.order_id
      and (o.refunded_cents, o.payment_method_id) is distinct from
        (told.refunded, coalesce(o.payment_method_id, told.card))`,
    [siteId, siteId, paymentProviderIds, siteId],
  );
}
