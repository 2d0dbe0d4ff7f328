import type { Knex } from 'knex';
import type { ReplyOf } from '../../http/endpoint.ts';
import { cardEnds, cardFields, defaultCardSql } from './card.store.ts';
import type { Whose } from './cards.store.ts';
import { isConnected } from './connected.store.ts';
import type { paymentMethodsAdminContract } from './payment-methods.admin.contract.ts';

type Cards = ReplyOf<(typeof paymentMethodsAdminContract)['GET /admin/customers/:customerId/payment-methods']>;

export type CardsAdminStore = ReturnType<typeof cardsAdminStore>;

/** The oldest open invoice of a subscription `s`. */
const overdueSql = `(
  select json_build_object('invoiceId', i.id, 'number', i.number, 'amountCents', i.due_cents, 'currency', i.currency)
  from invoice i where i.site_id = s.site_id and i.subscription_id = s.id and i.status = 'open' and i.due_cents > 0
    and i.provider_id is not null
  order by i.issued_at, i.id limit 1)`;

export function cardsAdminStore(db: Knex) {
  return {
    async cards({ siteId, customerId }: Whose): Promise<Cards> {
      const { rows } = await db.raw(
        `select json_build_object('isConnected', ${isConnected(':siteId')},
          'methods', (select coalesce(json_agg(json_build_object('id', m.id, 'card', json_build_object(${cardFields}),
              'isDefault', m.is_default, 'isExpired', ${cardEnds} <= now()) order by m.is_default desc, m.created_at desc), '[]')
            from payment_method m where m.site_id = :siteId and m.customer_id = :customerId and m.removed_at is null),
          'subscriptions', (select coalesce(json_agg(json_build_object('id', s.id, 'name', p.name, 'kind', s.kind,
              'paymentMethodId', coalesce(s.payment_method_id, ${defaultCardSql('s.site_id', 's.customer_id')}),
              'isPinned', s.payment_method_id is not null, 'overdue', ${overdueSql}) order by s.started_at desc, s.id), '[]')
            from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
            where s.site_id = :siteId and s.customer_id = :customerId and s.provider_id is not null
              and s.ended_at is null and (s.kind = 'subscription' or s.payments_made < s.payments_total))) as cards`,
        { siteId, customerId },
      );
      return rows[0].cards;
    },

    /** With the provider's name, and what is overdue of it. */
    async subscription(
      { siteId, customerId }: Whose,
      subscriptionId: string,
    ): Promise<{ providerId: string; overdueInvoiceId: string | null } | undefined> {
      const { rows } = await db.raw(
        `select s.provider_id as "providerId", ${overdueSql} ->> 'invoiceId' as "overdueInvoiceId" from subscription s
        where s.site_id = :siteId and s.customer_id = :customerId and s.id = :subscriptionId and s.provider_id is not null`,
        { siteId, customerId, subscriptionId },
      );
      return rows[0];
    },
  };
}
