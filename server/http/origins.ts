import type { Request, Response } from 'express';
import type { Pool } from 'pg';
import { AppError } from './errors.ts';
import { isCrossSite } from './transport.ts';

/**
 * A call that changes something must come from a script on a page of the site: a header of ours and JSON, which no form
 * can send, and an origin on the list, which no other page can claim.
 */
export function refuseForgedCall(request: Request, isOriginAllowed: boolean): void {
  const comesFromScript = request.get('x-cc') === '1' && request.is('application/json') !== false;
  if (!comesFromScript || isCrossSite(request) || !isOriginAllowed) throw new AppError('origin_refused', 403);
}

/** Lets a page on an origin of the site read the answer. The server's own pages need no leave. */
export function allowOrigin(response: Response, origin: string | undefined, isAllowed: boolean): void {
  if (!origin || !isAllowed) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
}

/** Answers the browser's question before a call from another origin. */
export function answerPreflight(pool: Pool) {
  return async (request: Request<{ site: string }>, response: Response): Promise<void> => {
    const origin = request.get('origin') ?? null;
    const { rowCount } = await pool.query({
      name: 'preflight',
      text: 'select from site_origin where site_id = $1 and origin = $2',
      values: [request.params.site, origin],
    });
    if (rowCount && origin) {
      allowOrigin(response, origin, true);
      response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, PATCH, DELETE');
      response.setHeader('Access-Control-Allow-Headers', 'content-type, x-cc, idempotency-key');
      response.setHeader('Access-Control-Max-Age', '600');
    }
    response.status(204).end();
  };
}
