/**
 * A stateful double of the part of Stripe's HTTP API that the product uses. The real `stripe` package talks to it, so the
 * demo and the tests run the code of production:
 *
 *     const sandbox = createStripeSandbox();
 *     sandbox.add(aCustomer({ email: 'ada@example.com' }));
 *     const stripe = new Stripe('sk_test_any', { ...(await sandbox.listen()), protocol: 'http' });
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkKey } from './keys.ts';
import { invalidRequest, serverError, StripeRefusal, unknownUrl } from './errors.ts';
import { createMisbehaviour, HungUp, type Trouble } from './misbehaviour.ts';
import { routes } from './routes.ts';
import { addObject, createState, type StoredObject } from './state.ts';
import schema from './stripe-schema.json' with { type: 'json' };
import { readParameters, type Endpoint, type Parameters } from './validate.ts';

/** One request as it came, and how it was answered: 0 when the connection was ended without an answer. */
export interface RecordedRequest {
  id: string;
  method: string;
  path: string;
  query: string;
  endpoint: Endpoint | undefined;
  parameters: Parameters;
  status: number;
}

export interface SandboxOptions {
  /** The most requests a second before 429 is answered. Stripe's own limit for test keys is 25. */
  requestsPerSecond?: number;
  /** The only keys accepted; any test key when this is absent. */
  keys?: string[];
}

export type StripeSandbox = ReturnType<typeof createStripeSandbox>;

const patterns = (Object.keys(routes) as Endpoint[]).map((endpoint) => {
  const [method, path = ''] = endpoint.split(' ');
  return { endpoint, method, path: new RegExp(`^${path.replace(':id', '([^/]+)')}$`) };
});

export function createStripeSandbox({ requestsPerSecond, keys }: SandboxOptions = {}) {
  const state = createState();
  const requests: RecordedRequest[] = [];
  const misbehaviour = createMisbehaviour({ requestsPerSecond });

  const answer = async (request: IncomingMessage, record: RecordedRequest) => {
    checkKey(request.headers.authorization, keys);
    await misbehaviour.meet();
    checkVersion(request.headers['stripe-version']);
    const found = findRoute(record);
    if (!found) throw unknownUrl(record.method, record.path);
    record.endpoint = found.endpoint;
    record.parameters = readParameters(found.endpoint, record.query);
    return routes[found.endpoint]({ state, path: record.path, id: found.id, parameters: record.parameters });
  };

  const server = createServer((request, response) => {
    const record = describe(request, requests.length + 1);
    requests.push(record);
    response.once('finish', () => (record.status = response.statusCode));
    answer(request, record).then(
      (body) => send(response, { status: 200, body, id: record.id }),
      (error: unknown) => sendError(response, error, record.id),
    );
  });

  return {
    /** All objects, by kind and id. */
    state,
    /** Every request since the start, the newest last. Tests may empty it. */
    requests,
    /** Adds an object, or replaces the one with its id. */
    add: (...objects: StoredObject[]): void => objects.forEach((object) => addObject(state, object)),
    /** The next so many requests meet this. */
    announceTrouble: (count: number, trouble: Trouble): void => misbehaviour.announce(count, trouble),
    limitRequestsPerSecond: (most: number): void => misbehaviour.limit(most),

    /** Any free port unless one is given. The answer fits the options of the `stripe` package. */
    listen: (port = 0) =>
      new Promise<{ host: string; port: number; url: string }>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          const { port: taken } = server.address() as AddressInfo;
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

function describe({ method = '', url = '' }: IncomingMessage, count: number): RecordedRequest {
  const [path = '', query = ''] = url.split(/\?(.*)/s);
  const id = `req_${String(count).padStart(14, '0')}`;
  return { id, method, path, query, endpoint: undefined, parameters: {}, status: 0 };
}

function findRoute({ method, path }: RecordedRequest): { endpoint: Endpoint; id: string } | undefined {
  for (const pattern of patterns) {
    const found = pattern.method === method ? pattern.path.exec(path) : null;
    if (found) return { endpoint: pattern.endpoint, id: decodeURIComponent(found[1] ?? '') };
  }
  return undefined;
}

/** Objects here have one shape, that of the version which the installed `stripe` package asks for. */
function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === schema.apiVersion) return;
  throw invalidRequest(
    `Invalid Stripe API version: ${String(version)}. This sandbox speaks ${schema.apiVersion} only.`,
  );
}

function sendError(response: ServerResponse, error: unknown, id: string): void {
  if (error instanceof HungUp) {
    response.destroy();
    return;
  }
  // A mistake in the sandbox must not look like one of Stripe's.
  if (!(error instanceof StripeRefusal)) console.error(error);
  const refusal = error instanceof StripeRefusal ? error : serverError();
  send(response, { status: refusal.status, headers: refusal.headers, body: refusal, id });
}

function send(
  response: ServerResponse,
  { status, body, id, headers = {} }: { status: number; body: unknown; id: string; headers?: Record<string, string> },
): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Request-Id': id,
    'Stripe-Version': schema.apiVersion,
    ...headers,
  });
  response.end(JSON.stringify(body));
}
