import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

declare module 'http' {
  interface IncomingMessage {
    /** Names the request in the log. */
    id: string;
  }
}

/** One line a request, with nothing in it that signs anybody in: no headers, no query, no body. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    request.id = randomUUID();
    response.once('close', () => {
      const { id, method, originalUrl } = request;
      const [path] = originalUrl.split('?', 1);
      const line = { id, method, path, status: response.statusCode, millis: Math.round(performance.now() - started) };
      logger[line.status < 500 ? 'info' : 'error'](line, response.writableFinished ? 'request' : 'request given up');
    });
    next();
  };
}
