/** Records of the provider that nobody can sign in to yet, because the provider knows no address for them. */
import type { Knex } from 'knex';
import { findClaimed, moveCustomer } from '../../features/customers/move-customer.store.ts';

export interface UnclaimedAccount {
  providerId: string;
  customerId: string;
  name: string;
  createdAt: string;
  orders: number;
  subscriptions: number;
}

/** SQL: nobody signs in to this customer, neither with an address of their own nor with one they claimed. */
export const isNobody = (customer: string): string => `(${customer}.email is null and not exists (
  select from claimed_email e where e.site_id = ${customer}.site_id and e.customer_id = ${customer}.id))`;

/** Newest first. */
export async function listUnclaimed(db: Knex, siteId: string, most = 1000): Promise<UnclaimedAccount[]> {
  const count = (table: string) =>
    `(select count(*)::int from ${table} t where t.site_id = a.site_id and t.customer_id = a.customer_id)`;
  const { rows } = await db.raw(
    `select a.provider_id as "providerId", a.customer_id as "customerId", a.name, a.created_at as "createdAt",
      ${count('purchase_order')} as orders, ${count('subscription')} as subscriptions
    from customer_provider_account a
    join customer c on c.site_id = a.site_id and c.id = a.customer_id
    where a.site_id = ? and ${isNobody('c')}
    order by a.created_at desc, a.provider_id limit ?`,
    [siteId, most],
  );
  return rows;
}

export async function countUnclaimed(db: Knex, siteId: string): Promise<number> {
  const { rows } = await db.raw(
    `select count(*)::int as count from customer_provider_account a
    join customer c on c.site_id = a.site_id and c.id = a.customer_id where a.site_id = ? and ${isNobody('c')}`,
    [siteId],
  );
  return rows[0].count;
}

interface Claim {
  siteId: string;
  providerId: string;
  /** Normalised, and proven by whoever calls this. */
  email: string;
}

/**
 * Gives an unclaimed record to the owner of an address, with all that was bought under it: to the customer who has the
 * address, or else the record's own customer gets it. Gives the id of the customer it belongs to now; `undefined` when
 * there is no such record or it has an owner already. Call it inside of a transaction.
 */
export async function claimAccount(trx: Knex, { siteId, providerId, email }: Claim): Promise<string | undefined> {
  const { rows } = await trx.raw(
    `select c.id from customer_provider_account a
    join customer c on c.site_id = a.site_id and c.id = a.customer_id
    where a.site_id = ? and a.provider_id = ? and ${isNobody('c')}
    for update`,
    [siteId, providerId],
  );
  const nameless: string | undefined = rows[0]?.id;
  if (nameless === undefined) return undefined;
  const [claimed] = await findClaimed(trx, siteId, [email]);
  const key = claimed ? { id: claimed.customerId } : { email };
  const owner = await trx('customer')
    .select('id')
    .where({ site_id: siteId, ...key })
    .forUpdate()
    .first();
  if (owner) {
    await moveCustomer(trx, { siteId, from: nameless, to: owner.id });
    await trx('customer').where({ site_id: siteId, id: nameless }).delete();
  } else await trx('customer').where({ site_id: siteId, id: nameless }).update({ email });
  return owner?.id ?? nameless;
}
