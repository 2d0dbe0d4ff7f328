import type { Knex } from 'knex';
import type { PaymentRecord } from '../gateway.ts';
import { saveUsedCards } from './cards.store.ts';
import { findLinks, type Link } from './links.store.ts';
import { tellOrdersOfPayments } from './orders.store.ts';
import { findOwners } from './owners.store.ts';
import { upsert, type Outcome } from './upsert.store.ts';

const columns = {
  customer_id: 'uuid',
  at: 'timestamptz',
  amount_cents: 'bigint',
  refunded_cents: 'bigint',
  currency: 'text',
  state: 'text',
  reason: 'text',
};

const table = {
  table: 'payment',
  given: { ...columns, card: 'text', invoice_id: 'uuid', order_id: 'uuid' },
  columns: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, `r.${name}`])),
    payment_method_id: 'm.id',
    invoice_id: 'r.invoice_id',
    order_id: 'coalesce(r.order_id, i.order_id)',
    subscription_id: 'i.subscription_id',
  },
  joins: `left join payment_method m on m.site_id = w.site_id and m.provider_id = r.card
    left join invoice i on i.site_id = w.site_id and i.id = r.invoice_id`,
};

/** Payments, with the card each was made with and what it was for. */
export async function savePayments(trx: Knex, siteId: string, records: PaymentRecord[]): Promise<Outcome> {
  const links = await findLinks(
    trx,
    siteId,
    records.flatMap(({ paymentIds }) => paymentIds),
  );
  const linkOf = ({ paymentIds }: PaymentRecord): Link | undefined =>
    paymentIds.map((id) => links.get(id)).find((link) => link !== undefined);
  const unlinked = records.filter((record) => !linkOf(record));
  const { ownerOf, problems, newcomers } = await findOwners(trx, siteId, 'payment', unlinked);
  const kept = records.flatMap((record) => {
    const link = linkOf(record);
    // What it paid knows better than the payment, which for a guest has only what was typed beside the card.
    const customerId = link?.customer_id ?? ownerOf(record);
    return customerId === undefined ? [] : [{ record, customerId, link }];
  });
  await saveUsedCards(
    trx,
    siteId,
    kept.flatMap(({ record: { card, owner }, customerId }) =>
      card ? [{ card, customerId, accountId: owner.accountId }] : [],
    ),
  );
  const changed = await upsert(trx, siteId, kept.map(toRow), table);
  await tellOrdersOfPayments(
    trx,
    siteId,
    kept.map(({ record }) => record.providerId),
  );
  return { changed, problems, newcomers };
}

function toRow({ record, customerId, link }: { record: PaymentRecord; customerId: string; link: Link | undefined }) {
  return {
    provider_id: record.providerId,
    customer_id: customerId,
    at: record.at,
    amount_cents: record.amountCents,
    refunded_cents: record.refundedCents,
    currency: record.currency,
    state: record.state,
    reason: record.reason,
    card: record.card?.providerId ?? null,
    invoice_id: link?.invoice_id ?? null,
    order_id: link?.order_id ?? null,
  };
}
