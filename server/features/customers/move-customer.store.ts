/** Two records of one person become one. */
import type { Knex } from 'knex';
import { locks } from '../../locks.ts';
import { settleRules } from '../grants/settle.store.ts';

/** Every table whose rows belong to a customer for good: not what comes from signing in, nor what records the past. */
export const movedTables = [
  'address',
  'phone',
  'payment_method',
  'subscription',
  'purchase_order',
  'invoice',
  'payment',
  'credit_memo',
  'enrollment',
  'level_grant',
  'claimed_email',
  'provider_link',
  'customer_provider_account',
  // What is under way goes on, and finds the cards and invoices that have moved.
  'operation',
] as const;

/** What may exist only once a customer: the one that is there stays. */
const onlyOnce = {
  phone: 'taken.number = mine.number',
  enrollment: 'taken.course_id = mine.course_id',
  level_grant:
    '(taken.level_id, taken.source_kind, taken.source_id) = (mine.level_id, mine.source_kind, mine.source_id)',
} as const;

const withDefault = ['address', 'phone', 'payment_method'] as const;

/**
 * For the transaction that calls it, and before it looks at addresses: who makes customers waits for who claims an address,
 * or one address could become both.
 */
export async function lockAddresses(trx: Knex, siteId: string, why: 'to claim one' | 'to add people'): Promise<void> {
  const lock = why === 'to claim one' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  await trx.raw(`select ${lock}(?, hashtext(?))`, [locks.address, siteId]);
}

interface Move {
  siteId: string;
  from: string;
  to: string;
}

/**
 * Moves all that hangs on one customer to another, who keeps what is their own; the further progress in a course counts,
 * and of two grants from one source the one that lasts longer.
 * Inside of a transaction that has locked both.
 */
export async function moveCustomer(trx: Knex, { siteId, from, to }: Move): Promise<void> {
  await trx.raw(
    `update enrollment taken set progress_percent = greatest(taken.progress_percent, mine.progress_percent),
       revoked_at = case when mine.revoked_at is null then null else taken.revoked_at end,
       revoked_why = case when mine.revoked_at is null then null else taken.revoked_why end,
       (source_kind, source_id) = (
         select kept.source_kind, kept.source_id from (values (taken.source_kind, taken.source_id, taken.revoked_at),
           (mine.source_kind, mine.source_id, mine.revoked_at)) kept (source_kind, source_id, revoked_at)
         -- The one that is open; of two such the one that no purchase closes.
         order by kept.revoked_at is not null, kept.source_kind = 'purchase' limit 1)
     from enrollment mine where mine.site_id = :siteId and mine.customer_id = :from and taken.site_id = :siteId
       and taken.customer_id = :to and taken.course_id = mine.course_id`,
    { siteId, from, to },
  );
  await trx.raw(
    `update level_grant taken set since = least(taken.since, mine.since), until = mine.until, ended_at = mine.ended_at,
       ended_why = mine.ended_why
     from level_grant mine where mine.site_id = :siteId and mine.customer_id = :from and taken.site_id = :siteId
       and taken.customer_id = :to and ${onlyOnce.level_grant}
       and least(mine.until, mine.ended_at, 'infinity') > least(taken.until, taken.ended_at, 'infinity')`,
    { siteId, from, to },
  );
  for (const [table, isSame] of Object.entries(onlyOnce)) {
    await trx.raw(
      `delete from ${table} mine using ${table} taken where mine.site_id = ? and mine.customer_id = ?
        and taken.site_id = mine.site_id and taken.customer_id = ? and ${isSame}`,
      [siteId, from, to],
    );
  }
  for (const table of withDefault) {
    await trx.raw(
      `update ${table} mine set is_default = false where mine.site_id = ? and mine.customer_id = ? and mine.is_default
        and exists (select from ${table} taken
          where taken.site_id = mine.site_id and taken.customer_id = ? and taken.is_default)`,
      [siteId, from, to],
    );
  }
  for (const table of movedTables) {
    await trx(table).where({ site_id: siteId, customer_id: from }).update({ customer_id: to });
  }
  await trx.raw(
    `update customer taken set
       tags = array(select distinct unnest(taken.tags || mine.tags) order by 1), fields = mine.fields || taken.fields,
       first_name = coalesce(nullif(taken.first_name, ''), mine.first_name),
       last_name = coalesce(nullif(taken.last_name, ''), mine.last_name)
     from customer mine
     where taken.site_id = :siteId and taken.id = :to and mine.site_id = :siteId and mine.id = :from`,
    { siteId, from, to },
  );
  await settleRules(trx, siteId, [to]);
}

interface Claimed {
  /** Proved by a customer as another address of theirs. */
  email: string;
  customerId: string;
  /** The address they sign in with. */
  ownEmail: string | null;
}

/** Of some addresses those that are further ones of a customer. Nobody may be made for one of them. */
export async function findClaimed(trx: Knex, siteId: string, emails: string[]): Promise<Claimed[]> {
  return trx('claimed_email as e')
    .join('customer as c', { 'c.site_id': 'e.site_id', 'c.id': 'e.customer_id' })
    .where({ 'e.site_id': siteId })
    .whereIn('e.email', emails)
    .select('e.email', 'c.id as customerId', 'c.email as ownEmail');
}
