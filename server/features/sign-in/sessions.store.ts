import type { Knex } from 'knex';

interface Revocation {
  siteId: string;
  customerId: string;
  /** The session that stays; `null`: none. */
  keep: string | null;
  why: string;
}

/**
 * Ends a customer's sessions, in a transaction of the caller's. Raising the epoch comes first: a sign-in that has looked at
 * its proof and not started its session yet is refused when it does.
 */
export async function revokeSessions(trx: Knex, { siteId, customerId, keep, why }: Revocation): Promise<void> {
  await trx('customer').where({ site_id: siteId, id: customerId }).increment('sign_in_epoch', 1);
  const query = trx('auth_session').where({ site_id: siteId, customer_id: customerId }).whereNull('revoked_at');
  if (keep !== null) void query.whereNot({ id: keep });
  await query.update({ revoked_at: trx.fn.now(), revoked_why: why });
}
