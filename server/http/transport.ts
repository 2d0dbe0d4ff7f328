/**
 * How a session travels between browser and server. Today that is one way, a first-party cookie; a token bound to a key of
 * the browser, for pages on another site, will be read here too and give the same session id.
 */
import { hash } from 'node:crypto';
import { parseCookie } from 'cookie';
import { unsign } from 'cookie-signature';
import type { CookieOptions, Request } from 'express';
import type { Config } from '../config.ts';

export type TransportName = 'cookie';

/** Browsers and express-session disagree about `Secure` on http://localhost, so there the cookies lose it and the prefix. */
export function cookieNames({ isSecure }: Pick<Config, 'isSecure'>) {
  const prefix = isSecure ? '__Host-' : '';
  return { session: `${prefix}cc_sid`, attempt: `${prefix}cc_attempt`, staff: `${prefix}cc_admin` };
}

/**
 * Lax, not Strict: a customer who follows a link onto a guarded page must be recognised by that page's server. Forged
 * calls are kept out by `refuseForgedCall`.
 */
export function cookieOptions({ isSecure }: Pick<Config, 'isSecure'>): CookieOptions {
  return { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' };
}

/** Reads the session id that a request carries, if its signature is one of ours. */
export function sessionReader(
  config: Pick<Config, 'isSecure' | 'sessionSecrets'>,
  cookie: 'session' | 'staff' = 'session',
) {
  const name = cookieNames(config)[cookie];
  return (request: Request): string | undefined => {
    const header = request.headers.cookie;
    const value = header?.includes(name) ? parseCookie(header)[name] : undefined;
    if (!value?.startsWith('s:')) return undefined;
    for (const secret of config.sessionSecrets) {
      const sid = unsign(value.slice(2), secret);
      if (sid !== false) return sid;
    }
    return undefined;
  };
}

/** What stands in the database for a session id, a link or a key. */
export const hashOf = (secret: string | Buffer): Buffer => hash('sha256', secret, 'buffer');

/** Browsers send `Sec-Fetch-Site: cross-site` when the page is on another site; there they keep no cookie of ours. */
export const isCrossSite = (request: Request): boolean => request.get('sec-fetch-site') === 'cross-site';
