import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Config } from '../../config.ts';
import { cookieNames, cookieOptions } from '../../http/transport.ts';
import { makeBinding } from './secrets.ts';

/**
 * Remembers for ten minutes which browser asked for an email, so that the code works there only and the link needs no
 * address typed there. The one cookie a visitor who is not signed in ever gets.
 */
export function createAttemptCookie(config: Pick<Config, 'isSecure'>) {
  const name = cookieNames(config).attempt;
  const options = { ...cookieOptions(config), maxAge: 10 * 60 * 1000 };

  const read = (request: Request): string | undefined => {
    const value = parseCookie(request.headers.cookie ?? '')[name];
    return value !== undefined && /^[A-Za-z0-9_-]{32}$/.test(value) ? value : undefined;
  };

  return {
    read,
    /** The same binding again while one is open, so that a code from any of the last emails works. */
    ensure(request: Request, response: Response): string {
      const binding = read(request) ?? makeBinding();
      response.cookie(name, binding, options);
      return binding;
    },
    forget(request: Request, response: Response): void {
      if (read(request) !== undefined) response.clearCookie(name, cookieOptions(config));
    },
  };
}
