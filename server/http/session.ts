/**
 * Starting and ending sessions. express-session and its store run only here: reading a session needs nothing but the row
 * of `auth_session`, which also survives what the store cannot prevent, a request in flight that writes a destroyed
 * session back.
 */
import { randomBytes } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Config } from '../config.ts';
import type { Client } from './client.ts';
import { signedOut } from './errors.ts';
import { cookieNames, cookieOptions, hashOf, sessionReader, type TransportName } from './transport.ts';

export type SignInMethod = 'link' | 'code' | 'password';

export interface NewSession {
  siteId: string;
  customerId: string;
  /** The customer's epoch as it was when the proof was looked at. */
  epoch: number;
  method: SignInMethod;
  client: Client;
}

interface HttpExchange {
  request: Request;
  response: Response;
}

export type Sessions = ReturnType<typeof createSessions>;

type SessionConfig = Pick<Config, 'isSecure' | 'sessionSecrets' | 'sessionMaxHours'>;

export function createSessions(pool: Pool, config: SessionConfig) {
  const run = expressSession(pool, config);
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
      await writeSession(run, exchange, id, async (sidHash) => {
        const { rowCount } = await pool.query(
          `with replaced as (
             update auth_session set revoked_at = now(), revoked_why = 'replaced'
             where site_id = $1 and sid_hash = $10 and revoked_at is null
           )
           insert into auth_session (site_id, id, sid_hash, customer_id, transport, method, device, network)
           select c.site_id, $2, $3, c.id, $5, $6, $7, $8 from customer c
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
      await writeSession(run, exchange, sessionId, async (sidHash) => {
        const { rowCount } = await pool.query(
          `update auth_session set sid_hash = $3, confirmed_at = now(), last_seen_at = now()
           where site_id = $1 and id = $2 and revoked_at is null`,
          [siteId, sessionId, sidHash],
        );
        if (rowCount === 0) throw signedOut();
      });
    },

    /** Signs this device out: revoked first, then forgotten. */
    async end({ request, response }: HttpExchange, siteId: string, sessionId: string): Promise<void> {
      await pool.query(
        `update auth_session set revoked_at = now(), revoked_why = 'signed_out'
         where site_id = $1 and id = $2 and revoked_at is null`,
        [siteId, sessionId],
      );
      await runSession(run, { request, response });
      await settle((done) => request.session.destroy(done));
      response.clearCookie(cookieNames(config).session, cookieOptions(config));
    },

    /** Takes the cookie away from a browser whose session was revoked with others. */
    forget(response: Response): void {
      response.clearCookie(cookieNames(config).session, cookieOptions(config));
    },
  };
}

declare module 'express-session' {
  interface SessionData {
    /** The row of `auth_session`; all else about a session stands there. */
    authSessionId: string;
  }
}

function expressSession(pool: Pool, config: SessionConfig): RequestHandler {
  const Store = connectPgSimple(session);
  return session({
    name: cookieNames(config).session,
    secret: config.sessionSecrets,
    store: new Store({
      pool,
      tableName: 'session',
      createTableIfMissing: false,
      disableTouch: true,
      pruneSessionInterval: false,
    }),
    resave: false,
    saveUninitialized: false,
    genid: () => randomBytes(32).toString('base64url'),
    cookie: { ...cookieOptions(config), maxAge: config.sessionMaxHours * 3_600_000 },
  });
}

async function runSession(run: RequestHandler, { request, response }: HttpExchange): Promise<void> {
  if (request.session) return;
  await settle((done) => void run(request, response, done));
}

async function writeSession(
  run: RequestHandler,
  exchange: HttpExchange,
  authSessionId: string,
  writeRow: (sidHash: Buffer) => Promise<unknown>,
): Promise<void> {
  const { request } = exchange;
  await runSession(run, exchange);
  try {
    await settle((done) => request.session.regenerate(done));
    request.session.authSessionId = authSessionId;
    await settle((done) => request.session.save(done));
    await writeRow(hashOf(request.sessionID));
  } catch (error) {
    // Without the session object express-session sends no cookie with the error that follows.
    Reflect.deleteProperty(request, 'session');
    throw error;
  }
}

const settle = (start: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    start((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session store failed', { cause: error }));
    }),
  );
