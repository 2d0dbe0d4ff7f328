import type { Knex } from 'knex';
import type { WhichInvoice } from '../invoices/paying.store.ts';
import { cardEnds } from '../payment-methods/card.store.ts';
import type { LinkedTo } from './pay-link-tokens.ts';
import type { LinkedInvoice } from './pay-links.contract.ts';

export type PayLinksStore = ReturnType<typeof payLinksStore>;

export function payLinksStore(db: Knex) {
  return {
    /** Whose it is now: two records of one person may have become one since. Nobody's while they are blocked. */
    async owner({ siteId, invoiceId }: LinkedTo): Promise<WhichInvoice | undefined> {
      const row = await db('invoice as i')
        .join('customer as c', (join) => void join.on('c.site_id', 'i.site_id').andOn('c.id', 'i.customer_id'))
        .where({ 'i.site_id': siteId, 'i.id': invoiceId })
        .whereNull('c.blocked_at')
        .first('i.customer_id');
      return row && { siteId, invoiceId, customerId: row.customer_id };
    },

    /** With the default card that it can be paid with: not one that has expired, which the bank would refuse. */
    async find({ siteId, customerId, invoiceId }: WhichInvoice): Promise<LinkedInvoice | undefined> {
      const { rows } = await db.raw(
        `select json_build_object('number', i.number, 'issuedAt', i.issued_at,
          'totalCents', i.total_cents, 'dueCents', i.due_cents, 'currency', i.currency, 'state', i.status,
          'lines', (select coalesce(json_agg(json_build_object('title', l.title, 'quantity', l.quantity,
              'totalCents', l.total_cents) order by l.position), '[]')
            from invoice_line l where l.site_id = i.site_id and l.invoice_id = i.id),
          'card', (select json_build_object('brand', m.brand, 'last4', m.last4) from payment_method m
            where m.site_id = i.site_id and m.customer_id = i.customer_id and m.is_default and m.removed_at is null
              and m.provider_account_id is not null and ${cardEnds} > now())) as invoice
        from invoice i
        where i.site_id = :siteId and i.id = :invoiceId and i.customer_id = :customerId and i.provider_id is not null`,
        { siteId, customerId, invoiceId },
      );
      return rows[0]?.invoice;
    },

    /** Asks for the job that sends the link. Gives the address, unless there is nobody to send it to. */
    async askForEmail(which: WhichInvoice): Promise<string | undefined> {
      const { rows } = await db.raw(
        `select email, graphile_worker.add_job('send-pay-link', :which::json, max_attempts => 8)
         from customer where site_id = :siteId and id = :customerId and email is not null and blocked_at is null`,
        { ...which, which: JSON.stringify(which) },
      );
      return rows[0]?.email;
    },
  };
}
