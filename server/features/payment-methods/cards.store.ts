import type { Knex } from 'knex';

export interface Whose {
  siteId: string;
  customerId: string;
}

/** A saved card of a customer, with the names that the provider has for it and for whose it is. */
export interface OwnCard {
  id: string;
  providerId: string;
  accountId: string;
  isDefault: boolean;
  brand: string;
  last4: string;
}

export interface KnownSubscription {
  id: string;
  providerId: string;
  kind: 'subscription' | 'plan';
  name: string;
  paymentsLeft: number | null;
}

export type CardsStore = ReturnType<typeof cardsStore>;

export function cardsStore(db: Knex) {
  return {
    /** Saved, and the provider's: what was only told by a payment can't be charged again. */
    async cards({ siteId, customerId }: Whose): Promise<OwnCard[]> {
      return db('payment_method')
        .where({ site_id: siteId, customer_id: customerId })
        .whereNull('removed_at')
        .whereNotNull('provider_id')
        .whereNotNull('provider_account_id')
        .orderBy([{ column: 'is_default', order: 'desc' }, { column: 'created_at', order: 'desc' }, 'id'])
        .select({
          id: 'id',
          providerId: 'provider_id',
          accountId: 'provider_account_id',
          isDefault: 'is_default',
          brand: 'brand',
          last4: 'last4',
        });
    },

    /** The provider's record of the customer that a card is or was saved under. */
    async accountOf({ siteId, customerId }: Whose, cardId: string): Promise<string | undefined> {
      const row = await db('payment_method')
        .where({ site_id: siteId, customer_id: customerId, id: cardId })
        .whereNotNull('provider_account_id')
        .first('provider_account_id');
      return row?.provider_account_id;
    },

    /** The provider's records of a customer: first the one that was charged last. */
    async accounts({ siteId, customerId }: Whose): Promise<string[]> {
      const { rows } = await db.raw(
        `select a.provider_id from customer_provider_account a
        where a.site_id = :siteId and a.customer_id = :customerId
        order by exists (select from payment_method m where m.site_id = a.site_id
            and m.provider_account_id = a.provider_id and m.is_default and m.removed_at is null) desc,
          a.created_at desc, a.provider_id`,
        { siteId, customerId },
      );
      return rows.map(({ provider_id }: { provider_id: string }) => provider_id);
    },

    async addAccount(
      { siteId, customerId }: Whose,
      account: { id: string; email: string; name: string },
    ): Promise<void> {
      await db('customer_provider_account')
        .insert({
          site_id: siteId,
          provider_id: account.id,
          customer_id: customerId,
          email: account.email,
          name: account.name,
        })
        .onConflict(['site_id', 'provider_id'])
        .ignore();
    },

    async person({ siteId, customerId }: Whose): Promise<{ email: string | null; name: string } | undefined> {
      const row = await db('customer')
        .where({ site_id: siteId, id: customerId })
        .first('email', 'first_name', 'last_name');
      return row && { email: row.email, name: `${row.first_name} ${row.last_name}`.trim() };
    },

    async subscriptions({ siteId, customerId }: Whose): Promise<KnownSubscription[]> {
      const { rows } = await db.raw(
        `select s.id, s.provider_id as "providerId", s.kind, p.name,
          case when s.kind = 'plan' then greatest(s.payments_total - s.payments_made, 0) end as "paymentsLeft"
        from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
        where s.site_id = :siteId and s.customer_id = :customerId and s.provider_id is not null`,
        { siteId, customerId },
      );
      return rows;
    },

    /** By the provider's id. */
    async productNames(siteId: string, providerIds: string[]): Promise<Map<string, string>> {
      const rows: { provider_id: string; name: string }[] = await db('product')
        .where({ site_id: siteId })
        .whereIn('provider_id', providerIds)
        .select('provider_id', 'name');
      return new Map(rows.map(({ provider_id, name }) => [provider_id, name]));
    },

    async openInvoices({ siteId, customerId }: Whose): Promise<number> {
      const [row] = await db('invoice')
        .where({ site_id: siteId, customer_id: customerId, status: 'open' })
        .where('due_cents', '>', 0)
        .whereNotNull('provider_id')
        .count({ count: '*' });
      return Number(row?.count ?? 0);
    },
  };
}
