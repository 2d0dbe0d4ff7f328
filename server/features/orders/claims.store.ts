import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { revokeSessions } from '../sign-in/sessions.store.ts';

interface Claim {
  siteId: string;
  /** Who proved the address. */
  customerId: string;
  email: string;
}

interface Move {
  siteId: string;
  from: string;
  to: string;
}

/** Tables whose rows simply change hands. */
const simple = ['subscription', 'purchase_order', 'invoice', 'payment', 'credit_memo'] as const;

/** Tables with one default a customer: what comes is no default where there is one already. */
const withDefault = ['payment_method', 'address', 'phone'] as const;

/** Tables in which both may have the same thing: by what it is the same. The one who has it keeps it. */
const withTwins = {
  phone: 'mine.number = theirs.number',
  enrollment: 'mine.course_id = theirs.course_id',
  level_grant:
    'mine.level_id = theirs.level_id and mine.source_kind = theirs.source_kind and mine.source_id = theirs.source_id',
} as const;

/** Every table that a claim moves; what signs somebody in and what happened in the past stay where they are. */
export const movedTables = [...new Set([...simple, ...withDefault, ...Object.keys(withTwins), 'claimed_email'])];

export type ClaimsStore = ReturnType<typeof claimsStore>;

export function claimsStore(db: Knex) {
  return {
    async isOwn(siteId: string, customerId: string, email: string): Promise<boolean> {
      const own = await db('customer').where({ site_id: siteId, id: customerId, email }).first('id');
      const claimed = await db('claimed_email')
        .where({ site_id: siteId, customer_id: customerId, email })
        .first('email');
      return Boolean(own ?? claimed);
    },

    /**
     * Makes an address the customer's, with all that belongs to whoever had it; gives how many orders came along. The other
     * record stays, empty and without an address, so that what happened with it can still be read. One that is blocked
     * stays as it is: a block is not to be walked around.
     */
    move: ({ siteId, customerId, email }: Claim): Promise<number> =>
      db.transaction(async (trx) => {
        // In one order, so that two who claim each other's address wait instead of locking each other out.
        const both = await trx('customer')
          .where({ site_id: siteId })
          .where((query) => void query.where({ id: customerId }).orWhere({ email }))
          .orderBy('id')
          .forUpdate()
          .select('id', 'blocked_at');
        const other = both.find(({ id }) => id !== customerId);
        if (other?.blocked_at) return 0;
        const orders = other ? await moveAll(trx, { siteId, from: other.id, to: customerId }) : 0;
        await trx('claimed_email')
          .insert({ site_id: siteId, email, customer_id: customerId })
          .onConflict(['site_id', 'email'])
          .merge(['customer_id']);
        await trx('audit_entry').insert({
          site_id: siteId,
          id: newId(),
          actor_kind: 'customer',
          actor_id: customerId,
          action: 'address_claimed',
          customer_id: customerId,
          details: JSON.stringify({ email, from: other?.id ?? null, orders }),
        });
        return orders;
      }),
  };
}

async function moveAll(trx: Knex, move: Move): Promise<number> {
  const { siteId, from, to } = move;
  await revokeSessions(trx, { siteId, customerId: from, keep: null, why: 'address_claimed' });
  const [count] = await trx('purchase_order').where({ site_id: siteId, customer_id: from }).count();
  for (const [table, isSame] of Object.entries(withTwins)) await dropTwins(trx, table, isSame, move);
  for (const table of withDefault) await yieldDefault(trx, table, move);
  for (const table of movedTables) {
    await trx(table).where({ site_id: siteId, customer_id: from }).update({ customer_id: to });
  }
  await trx.raw(
    `update customer mine set
       tags = array(select distinct unnest(mine.tags || theirs.tags) order by 1), fields = theirs.fields || mine.fields,
       first_name = coalesce(nullif(mine.first_name, ''), theirs.first_name),
       last_name = coalesce(nullif(mine.last_name, ''), theirs.last_name)
     from customer theirs
     where mine.site_id = :siteId and mine.id = :to and theirs.site_id = :siteId and theirs.id = :from`,
    { ...move },
  );
  await trx('customer')
    .where({ site_id: siteId, id: from })
    .update({ email: null, username: null, password_hash: null, tags: '{}', fields: '{}' });
  return Number(count?.count ?? 0);
}

/** Progress in a course is the further of the two. */
async function dropTwins(trx: Knex, table: string, isSame: string, move: Move): Promise<void> {
  const both = `mine.site_id = :siteId and mine.customer_id = :to and theirs.site_id = :siteId
    and theirs.customer_id = :from and ${isSame}`;
  if (table === 'enrollment') {
    await trx.raw(
      `update enrollment mine set progress_percent = greatest(mine.progress_percent, theirs.progress_percent),
         revoked_at = case when theirs.revoked_at is null then null else mine.revoked_at end
       from enrollment theirs where ${both}`,
      { ...move },
    );
  }
  await trx.raw(`delete from ${table} theirs using ${table} mine where ${both}`, { ...move });
}

async function yieldDefault(trx: Knex, table: string, { siteId, from, to }: Move): Promise<void> {
  const mine = await trx(table).where({ site_id: siteId, customer_id: to, is_default: true }).first('id');
  if (mine)
    await trx(table).where({ site_id: siteId, customer_id: from, is_default: true }).update({ is_default: false });
}
