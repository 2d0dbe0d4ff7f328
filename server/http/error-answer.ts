import type { ErrorRequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { v4 as newToken } from 'uuid';
import { ZodError } from 'zod';
import { AppError, notFound } from './errors.ts';

/** The last handler: turns whatever was thrown into a reply. What we did not expect is logged, and only its id is shown. */
export function answerError(logger: Logger): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const error = toAppError(thrown, logger, request.id);
    const { retryAfterSeconds } = error.details;
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds));
    send(response, error);
  };
}

function send(response: Response, error: AppError): void {
  response.status(error.status).setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(error.toReply()));
}

function toAppError(thrown: unknown, logger: Logger, request: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof ZodError) return new AppError('invalid_request', 422, { fields: thrown.issues.map(toField) });
  const { status, type } = thrown as { status?: number; type?: string };
  if (type === 'entity.too.large') return new AppError('body_too_large', 413);
  // What express itself refuses: JSON that is none, a bad encoding, an address that cannot be decoded.
  if (status === 404) return notFound();
  if (status !== undefined && status >= 400 && status < 500) {
    return new AppError('invalid_request', status, { fields: [{ path: '', message: type ?? 'malformed' }] });
  }
  // Text that PostgreSQL cannot hold or read, as a NUL or a day that never was: whoever sent it is told, and nobody else.
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && /^22\w{3}$/.test(code)) {
    return new AppError('invalid_request', 422, {
      fields: [{ path: '', message: 'holds a value that is out of range' }],
    });
  }
  const id = newToken();
  if (isDatabaseAway(thrown)) {
    logger.warn({ id, request, reason: String(thrown) }, 'the database did not answer');
    return new AppError('unavailable', 503, { id, retryAfterSeconds: 5 });
  }
  logger.error({ id, request, err: withoutValues(thrown) }, 'request failed');
  return new AppError('internal', 500, { id });
}

/** What finds the fault. PostgreSQL's errors also quote the row, which is a customer's. */
function withoutValues(thrown: unknown): object {
  const { name, message, stack, code, table, constraint } = thrown as Error & Record<string, unknown>;
  return { type: name, message, stack, code, table, constraint };
}

function toField(issue: ZodError['issues'][number]): { path: string; message: string } {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
  return { path: [...issue.path, ...unknown.slice(0, 1)].join('.'), message: issue.message };
}

/**
 * Codes of PostgreSQL, pg and Node for a database that is down, starting, full, too slow, handing over to another or
 * entangled with itself: all of them pass.
 */
export function isDatabaseAway(thrown: unknown): boolean {
  const { code, message } = thrown as { code?: string; message?: string };
  if (code && /^(08|40|53|57)|^25006$|^ECONN|^ETIMEDOUT$|^EPIPE$|^EHOSTUNREACH$|^ENOTFOUND$|^EAI_AGAIN$/.test(code))
    return true;
  return /timeout|Connection terminated|connection error and is not queryable|Client was closed|a pool after calling end/.test(
    message ?? '',
  );
}
