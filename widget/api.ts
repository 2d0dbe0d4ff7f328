/** Typed calls to the server. Types only: no schema code reaches the bundle. The one place in the widget that fetches. */
import type { Api } from '../server/contract.ts';
import type { ErrorCode, ErrorReply } from '../server/http/error-codes.ts';
import type { ReplyOf, RequestOf } from '../server/http/endpoint.ts';

type Argument<C, Name extends keyof C> =
  Record<never, never> extends RequestOf<Name, C[Name]>
    ? [request?: RequestOf<Name, C[Name]>]
    : [request: RequestOf<Name, C[Name]>];

/** `call('GET /orders/:orderId', { params: { orderId } })` gives the reply, or throws an `ApiError`. */
export type Call<C = Api> = <Name extends keyof C & string>(
  name: Name,
  ...request: Argument<C, Name>
) => Promise<ReplyOf<C[Name]>>;

/** A refusal by the server, or `unreachable` when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode | 'unreachable',
    readonly details: Partial<ErrorReply> = {},
  ) {
    super(code);
  }
}

/**
 * Address of an endpoint behind `server`, which may be an origin, a path of a reverse proxy, or a WordPress address with
 * plain permalinks, whose path travels in `rest_route`.
 */
export function endpointUrl(server: string, path: string): URL {
  const url = new URL(server);
  const route = url.searchParams.get('rest_route');
  if (route === null) url.pathname = url.pathname.replace(/\/+$/, '') + path;
  else url.searchParams.set('rest_route', route.replace(/\/+$/, '') + path);
  return url;
}

/** Address of one call: an endpoint's path with its query. */
export function callUrl(server: string, site: string, path: string, query: Query = {}): URL {
  const url = endpointUrl(server, `/api/v1/${encodeURIComponent(site)}${path}`);
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(key, value);
  }
  return url;
}

type Query = Record<string, string | undefined>;

/** Calls the API of one site. `server` is an absolute address, see `endpointUrl`. */
export function connect<C = Api>(server: string, site: string): Call<C> {
  return async (name, ...[request]) => {
    const { params, query, body, idempotencyKey } = (request ?? {}) as {
      params?: Record<string, string>;
      query?: Query;
      body?: unknown;
      idempotencyKey?: string;
    };
    const [method, template] = name.split(' ') as [string, string];
    const path = template.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''));
    const url = callUrl(server, site, path, query);
    const unsafe = method !== 'GET';
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        credentials: 'include',
        signal: AbortSignal.timeout(30_000),
        // Only on calls that change something: on a GET a header of our own would cost a preflight.
        ...(unsafe && {
          headers: {
            'content-type': 'application/json',
            'x-cc': '1',
            ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
          },
          body: JSON.stringify(body ?? {}),
        }),
      });
    } catch {
      throw new ApiError('unreachable');
    }
    // Anything but JSON comes from something that stands in between: a proxy, a captive portal, a wrong address.
    const reply = (await response.json().catch(() => null)) as ErrorReply | null;
    if (!response.ok || !reply) throw new ApiError(reply?.code ?? 'unreachable', reply ?? {});
    return reply as never;
  };
}
