import type { RequestHandler } from 'express';
import type { Config } from '../config.ts';
import { AppError } from './errors.ts';

/**
 * Refuses calls that did not come over https where the server's address is https: browsers would drop the cookies, and
 * signing in would seem to work and not stay. The usual cause is a proxy that does not send X-Forwarded-Proto.
 */
export function requireHttps({ isSecure }: Pick<Config, 'isSecure'>): RequestHandler {
  return (request, _response, next) => {
    if (isSecure && !request.secure) throw new AppError('insecure_connection', 400);
    next();
  };
}
