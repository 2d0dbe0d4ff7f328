import type { Knex } from 'knex';
import type { Client } from '../../http/client.ts';
import { signedOut } from '../../http/errors.ts';
import { authEvents } from './auth-events.store.ts';
import { revokeSessions } from './sessions.store.ts';
import { signInStore } from './sign-in.store.ts';

interface Change {
  siteId: string;
  customerId: string;
  hash: string;
  client: Client;
  /** An emailed link, which is used up, or the session that asked, which alone stays signed in. */
  proof: { attemptId: string } | { sessionId: string };
}

export type PasswordChange = ReturnType<typeof passwordChange>;

/**
 * Changes a password with all that belongs to it in one transaction: the proof, the other sessions, open emails, the record
 * and the job for the email that tells of it. `false`: the link was used meanwhile. Throws `signed_out` when the session was
 * revoked meanwhile: whoever was signed out everywhere sets no password any more.
 */
export function passwordChange(db: Knex) {
  return async (change: Change): Promise<boolean> => {
    try {
      await db.transaction((trx) => apply(trx, change));
      return true;
    } catch (error) {
      if (error instanceof UsedMeanwhile) return false;
      throw error;
    }
  };
}

/** Takes back what the transaction has done so far. */
class UsedMeanwhile extends Error {}

async function apply(trx: Knex, { siteId, customerId, hash, client, proof }: Change): Promise<void> {
  const isByLink = 'attemptId' in proof;
  // Takes the customer's row first, as every revoking does, so that the two wait for one another.
  await revokeSessions(trx, { siteId, customerId, keep: isByLink ? null : proof.sessionId, why: 'password_changed' });
  if (isByLink) {
    if (!(await signInStore(trx).use(siteId, proof.attemptId))) throw new UsedMeanwhile();
  } else {
    const own = { site_id: siteId, id: proof.sessionId, revoked_at: null };
    if (!(await trx('auth_session').where(own).first())) throw signedOut();
  }
  await trx('customer').where({ site_id: siteId, id: customerId }).update({ password_hash: hash });
  await signInStore(trx).closeOpen(siteId, customerId);
  const method = isByLink ? 'new_password' : undefined;
  await authEvents(trx).record({ siteId, kind: 'password_set', method, customerId, client });
  await trx.raw(
    `select graphile_worker.add_job('send-password-changed-email', ?::json, max_attempts => 8, job_key => ?)`,
    [JSON.stringify({ siteId, customerId }), `password-changed ${siteId} ${customerId}`],
  );
}
