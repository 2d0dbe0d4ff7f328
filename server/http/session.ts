/**
 * Starting and ending sessions of customers. Reading one needs nothing but the row of `auth_session`, which also survives
 * what the store of express-session cannot prevent, a request in flight that writes a destroyed session back.
 */
import type { Response } from 'express';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Config } from '../config.ts';
import type { Client } from './client.ts';
import { signedOut } from './errors.ts';
import { sessionCookie, type HttpExchange } from './session-cookie.ts';
import { hashOf, sessionReader, type TransportName } from './transport.ts';

/** `staff`: a member of the staff whose proved address is the customer's. */
export type SignInMethod = 'link' | 'code' | 'password' | 'staff';

export interface NewSession {
  siteId: string;
  customerId: string;
  /** The customer's epoch as it was when the proof was looked at. */
  epoch: number;
  method: SignInMethod;
  client: Client;
}

export type Sessions = ReturnType<typeof createSessions>;

type SessionConfig = Pick<Config, 'isSecure' | 'sessionSecrets' | 'sessionMaxHours'>;

export function createSessions(pool: Pool, config: SessionConfig) {
  const cookie = sessionCookie(pool, config, { name: 'session', maxHours: config.sessionMaxHours, sameSite: 'lax' });
  const transport: TransportName = 'cookie';
  const readSession = sessionReader(config);

  return {
    /**
     * Signs a customer in. A new session id is made whatever the browser brought, what it was signed in as ends, and both
     * rows are committed before this returns: if either fails, no cookie is sent. Throws `signed_out` when the customer's
     * sessions were revoked, or the customer blocked, since the proof was looked at.
     */
    async start(exchange: HttpExchange, { siteId, customerId, epoch, method, client }: NewSession): Promise<void> {
      const id = newId();
      const brought = readSession(exchange.request);
      await cookie.write(exchange, id, async (sidHash) => {
        const { rowCount } = await pool.query(
          // Who comes from the desk has proved nothing just now: what is dangerous asks them to.
          `with replaced as (
             update auth_session set revoked_at = now(), revoked_why = 'replaced'
             where site_id = $1 and sid_hash = $10 and revoked_at is null
           )
           insert into auth_session (site_id, id, sid_hash, customer_id, transport, method, device, network, confirmed_at)
           select c.site_id, $2, $3, c.id, $5, $6, $7, $8,
             case when $6 = 'staff' then now() - interval '10 minutes' else now() end from customer c
           where c.site_id = $1 and c.id = $4 and c.sign_in_epoch = $9 and c.blocked_at is null for share`,
          [
            ...[siteId, id, sidHash, customerId, transport, method, client.device, client.network, epoch],
            brought === undefined ? null : hashOf(brought),
          ],
        );
        if (rowCount === 0) throw signedOut();
      });
    },

    /** After a proof of identity: a new session id for the same device, confirmed now. */
    async renew(exchange: HttpExchange, siteId: string, sessionId: string): Promise<void> {
      await cookie.write(exchange, sessionId, async (sidHash) => {
        const { rowCount } = await pool.query(
          `update auth_session set sid_hash = $3, confirmed_at = now(), last_seen_at = now()
           where site_id = $1 and id = $2 and revoked_at is null`,
          [siteId, sessionId, sidHash],
        );
        if (rowCount === 0) throw signedOut();
      });
    },

    /** Signs this device out: revoked first, then forgotten. */
    async end(exchange: HttpExchange, siteId: string, sessionId: string): Promise<void> {
      await pool.query(
        `update auth_session set revoked_at = now(), revoked_why = 'signed_out'
         where site_id = $1 and id = $2 and revoked_at is null`,
        [siteId, sessionId],
      );
      await cookie.destroy(exchange);
    },

    /** Takes the cookie away from a browser whose session was revoked with others. */
    forget: (response: Response): void => cookie.forget(response),
  };
}
