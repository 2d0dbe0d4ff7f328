import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { signedOut } from '../../http/errors.ts';
import { lockAddresses, moveCustomer } from '../customers/move-customer.store.ts';
import { revokeSessions } from '../sign-in/sessions.store.ts';

interface Claim {
  siteId: string;
  /** Who proved the address. */
  customerId: string;
  /** In which they did. */
  sessionId: string;
  email: string;
}

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
     * stays as it is: a block is not to be walked around. Throws `signed_out` when the session was revoked meanwhile, as by
     * somebody who claimed the address of the one who claims.
     */
    move: ({ siteId, customerId, sessionId, email }: Claim): Promise<number> =>
      db.transaction(async (trx) => {
        await lockAddresses(trx, siteId, 'to claim one');
        // In one order, so that two who claim each other's address wait instead of locking each other out.
        const both = await trx('customer')
          .where({ site_id: siteId })
          .where((query) => {
            const holder = trx('claimed_email').select('customer_id').where({ site_id: siteId, email });
            void query.where({ id: customerId }).orWhere({ email }).orWhereIn('id', holder);
          })
          .orderBy('id')
          .forUpdate()
          .select('id', 'email', 'blocked_at');
        const isBlocked = both.some((each) => each.id === customerId && each.blocked_at);
        const session = { site_id: siteId, id: sessionId, revoked_at: null };
        if (isBlocked || !(await trx('auth_session').where(session).first())) throw signedOut();
        const other = both.find(({ id }) => id !== customerId);
        if (other?.blocked_at) return 0;
        // What was bought with an address that is but a further one of somebody stays theirs.
        const orders = other?.email === email ? await moveAll(trx, { siteId, from: other.id, to: customerId }) : 0;
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
        await trx.raw(`select graphile_worker.add_job('send-address-claimed-emails', ?::json, max_attempts => 8)`, [
          JSON.stringify({ siteId, customerId, email }),
        ]);
        return orders;
      }),
  };
}

async function moveAll(trx: Knex, { siteId, from, to }: { siteId: string; from: string; to: string }): Promise<number> {
  await revokeSessions(trx, { siteId, customerId: from, keep: null, why: 'address_claimed' });
  const [count] = await trx('purchase_order').where({ site_id: siteId, customer_id: from }).count();
  await moveCustomer(trx, { siteId, from, to });
  await trx('customer')
    .where({ site_id: siteId, id: from })
    .update({ email: null, username: null, password_hash: null, tags: '{}', fields: '{}' });
  return Number(count?.count ?? 0);
}
