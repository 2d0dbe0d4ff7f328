/** The HTTP server: takes requests in, and gives pages a place beside the API. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toAnswer, type RecordedRequest } from './answering.ts';
import type { Answer } from './idempotency.ts';
import { HungUp } from './misbehaviour.ts';
import schema from './stripe-schema.json' with { type: 'json' };

/** Answers a request for a page and says so by true, or leaves it to others. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

interface Inside {
  answer: (request: IncomingMessage, record: RecordedRequest, form: string) => Promise<Answer>;
  requests: RecordedRequest[];
}

const mostBytes = 1_000_000;

export function createDoor({ answer, requests }: Inside) {
  const handlers: PageHandler[] = [];
  let taken = 0;

  const take = async (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/v1/') && (await showPage(handlers, request, response))) return;
    if (request.method === 'OPTIONS') return allow(response);
    const record = describe(request, requests.length + 1);
    requests.push(record);
    response.once('finish', () => (record.status = response.statusCode));
    try {
      const form = await readBody(request);
      send(response, await answer(request, record, form), record.id);
    } catch (error) {
      if (error instanceof HungUp) response.destroy();
      else send(response, toAnswer(error), record.id);
    }
  };

  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });

  return {
    onRequest: (handler: PageHandler): void => void handlers.push(handler),
    url: () => `http://127.0.0.1:${taken}`,

    /** Any free port, or the one it had before, unless one is given. */
    listen: (port = taken) =>
      new Promise<{ host: string; port: number; url: string }>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          ({ port: taken } = server.address() as AddressInfo);
          resolve({ host: '127.0.0.1', port: taken, url: `http://127.0.0.1:${taken}` });
        });
      }),

    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function showPage(handlers: PageHandler[], request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  for (const handler of handlers) if (await handler(request, response)) return true;
  return false;
}

function describe({ method = '', url = '', headers }: IncomingMessage, count: number): RecordedRequest {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const id = `req_${String(count).padStart(14, '0')}`;
  const key = method === 'POST' ? headers['idempotency-key'] : undefined;
  const idempotencyKey = typeof key === 'string' && key ? key : undefined;
  return { id, method, path, query, endpoint: undefined, parameters: {}, idempotencyKey, status: 0 };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new HungUp();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Pages of any origin may ask: what they may do is what their key opens. */
const crossOrigin = { 'Access-Control-Allow-Origin': '*' };

function allow(response: ServerResponse): void {
  response.writeHead(204, {
    ...crossOrigin,
    'Access-Control-Allow-Headers': 'authorization, content-type, stripe-version, idempotency-key',
    'Access-Control-Allow-Methods': 'GET, POST',
  });
  response.end();
}

function send(response: ServerResponse, { status, body, headers }: Answer, id: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Request-Id': id,
    'Stripe-Version': schema.apiVersion,
    ...crossOrigin,
    ...headers,
  });
  response.end(body);
}
