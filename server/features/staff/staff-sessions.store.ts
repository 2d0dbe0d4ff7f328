import type { Knex } from 'knex';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import type { Client } from '../../http/client.ts';
import { signedOut } from '../../http/errors.ts';
import { sessionCookie, type HttpExchange } from '../../http/session-cookie.ts';

export type StaffSessions = ReturnType<typeof staffSessions>;

/** Sessions of the staff: a cookie of their own, which no page of another site ever sends. */
export function staffSessions(db: Knex, pool: Pool, config: Pick<Config, 'isSecure' | 'sessionSecrets'>) {
  const cookie = sessionCookie(pool, config, { name: 'staff', maxHours: 12, sameSite: 'strict' });
  return {
    /** After the password. The one-time code is still to come for those who have one. */
    async start(exchange: HttpExchange, siteId: string, { staffId, client }: { staffId: string; client: Client }) {
      const id = newId();
      await cookie.write(exchange, id, (sidHash) =>
        db('staff_session').insert({
          ...{ site_id: siteId, id, sid_hash: sidHash, staff_id: staffId },
          ...{ device: client.device, network: client.network },
        }),
      );
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
