/** express-session and its store run only here, and only where a session begins or ends. */
import { randomBytes } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Config } from '../config.ts';
import { cookieNames, cookieOptions, hashOf } from './transport.ts';

export interface HttpExchange {
  request: Request;
  response: Response;
}

declare module 'express-session' {
  interface SessionData {
    /** The row of `auth_session` or `staff_session`; all else about a session stands there. */
    authSessionId: string;
  }
}

interface Cookie {
  name: 'session' | 'staff';
  maxHours: number;
  sameSite: 'lax' | 'strict';
}

export function sessionCookie(
  pool: Pool,
  config: Pick<Config, 'isSecure' | 'sessionSecrets'>,
  { name: kind, maxHours, sameSite }: Cookie,
) {
  const name = cookieNames(config)[kind];
  const options = { ...cookieOptions(config), sameSite };
  const run = expressSession(pool, {
    name,
    secret: config.sessionSecrets,
    cookie: { ...options, maxAge: maxHours * 3_600_000 },
  });
  const forget = (response: Response): void => void response.clearCookie(name, options);

  return {
    forget,

    /** A new session id, stored before `writeRow` is told its hash. When either fails no cookie is sent. */
    async write(exchange: HttpExchange, id: string, writeRow: (sidHash: Buffer) => Promise<unknown>): Promise<void> {
      const { request } = exchange;
      await runSession(run, exchange);
      try {
        await settle((done) => request.session.regenerate(done));
        request.session.authSessionId = id;
        await settle((done) => request.session.save(done));
        await writeRow(hashOf(request.sessionID));
      } catch (error) {
        // Without the session object express-session sends no cookie with the error that follows.
        Reflect.deleteProperty(request, 'session');
        throw error;
      }
    },

    async destroy(exchange: HttpExchange): Promise<void> {
      await runSession(run, exchange);
      await settle((done) => exchange.request.session.destroy(done));
      forget(exchange.response);
    },
  };
}

function expressSession(
  pool: Pool,
  options: Pick<session.SessionOptions, 'name' | 'secret' | 'cookie'>,
): RequestHandler {
  const Store = connectPgSimple(session);
  return session({
    ...(options as session.SessionOptions),
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
  });
}

async function runSession(run: RequestHandler, { request, response }: HttpExchange): Promise<void> {
  if (request.session) return;
  await settle((done) => void run(request, response, done));
}

const settle = (start: (done: (error?: unknown) => void) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    start((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('the session store failed', { cause: error }));
    }),
  );
