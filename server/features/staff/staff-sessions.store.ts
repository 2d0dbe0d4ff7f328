import type { Knex } from 'knex';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import type { Client } from '../../http/client.ts';
import { signedOut } from '../../http/errors.ts';
import { sessionCookie, type HttpExchange } from '../../http/session-cookie.ts';
import type { StaffRow } from './staff.store.ts';

export type StaffSessions = ReturnType<typeof staffSessions>;

/** Sessions of the staff: a cookie of their own, which no page of another site ever sends. */
export function staffSessions(db: Knex, pool: Pool, config: Pick<Config, 'isSecure' | 'sessionSecrets'>) {
  const cookie = sessionCookie(pool, config, { name: 'staff', maxHours: 12, sameSite: 'strict' });
  return {
    /**
     * After the password. The one-time code is still to come for those who have one. Throws `signed_out` when the password
     * has become another one since it was looked at, or they are staff no more.
     */
    async start(exchange: HttpExchange, member: StaffRow, client: Client) {
      const id = newId();
      await cookie.write(exchange, id, async (sidHash) => {
        const { rowCount } = await db.raw(
          `insert into staff_session (site_id, id, sid_hash, staff_id, device, network)
           select site_id, ?, ?, id, ?, ? from staff
           where site_id = ? and id = ? and password_hash = ? and removed_at is null for share`,
          [id, sidHash, client.device, client.network, member.site_id, member.id, member.password_hash],
        );
        if (rowCount === 0) throw signedOut();
      });
    },

    /** After another proof: a new session id, confirmed now. */
    async renew(exchange: HttpExchange, siteId: string, sessionId: string, { hasGivenCode = false } = {}) {
      await cookie.write(exchange, sessionId, async (sidHash) => {
        const changed = await db('staff_session')
          .where({ site_id: siteId, id: sessionId })
          .whereNull('revoked_at')
          .update({
            ...{ sid_hash: sidHash, confirmed_at: db.fn.now(), last_seen_at: db.fn.now() },
            ...(hasGivenCode && { second_factor_at: db.fn.now() }),
          });
        if (changed === 0) throw signedOut();
      });
    },

    /** Revoked first, then forgotten. */
    async end(exchange: HttpExchange, siteId: string, sessionId: string): Promise<void> {
      await db('staff_session')
        .where({ site_id: siteId, id: sessionId })
        .update({ revoked_at: db.fn.now(), revoked_why: 'signed_out' });
      await cookie.destroy(exchange);
    },
  };
}
