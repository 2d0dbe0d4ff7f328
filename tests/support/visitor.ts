/** A browser as the server sees one: keeps cookies, names its page, and holds every reply against the strict contract. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { contract } from '../../server/contract.ts';
import { isFile, type Contract, type Endpoint, type ReplyOf, type RequestOf } from '../../server/http/endpoint.ts';
import type { ErrorReply } from '../../server/http/error-codes.ts';
import type { TestApp } from './app.ts';

type Argument<C, Name extends keyof C> =
  Record<never, never> extends RequestOf<Name, C[Name]>
    ? [request?: RequestOf<Name, C[Name]>]
    : [request: RequestOf<Name, C[Name]>];

export interface Answer<Reply = unknown> {
  status: number;
  headers: Headers;
  setCookies: string[];
  /** The reply, or the refusal. */
  body: Reply & Partial<ErrorReply>;
}

interface RawRequest {
  method?: string;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export type Visitor = ReturnType<typeof aVisitor>;

export const aVisitor = (app: Pick<TestApp, 'url'>, site: string, headers: Record<string, string> = {}) =>
  aCaller(app, site, { contract, headers });

/** Somebody who uses the endpoints of a contract. */
export function aCaller<const C extends Contract>(
  app: Pick<TestApp, 'url'>,
  site: string,
  { contract, headers = {} }: { contract: C; headers?: Record<string, string> },
) {
  const cookies = new Map<string, string>();
  const common: Record<string, string> = {
    'sec-fetch-site': 'same-origin',
    'user-agent': firefoxOnWindows,
    ...headers,
  };

  /** Any request, well formed or not. A header set to the empty text is left out. */
  async function send({ method = 'GET', path, body, headers: more = {} }: RawRequest): Promise<Answer> {
    const unsafe = method !== 'GET' && method !== 'HEAD';
    const all: Record<string, string> = {
      ...common,
      ...(unsafe && { origin: app.url, 'x-cc': '1', 'content-type': 'application/json' }),
      ...(unsafe && { 'idempotency-key': randomUUID() }),
      ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
      ...more,
    };
    const sent = Object.entries(all).filter(([, value]) => value !== '');
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(app.url + path, {
      method,
      headers: Object.fromEntries(sent),
      redirect: 'manual',
      ...(payload !== undefined && { body: payload }),
    });
    const setCookies = response.headers.getSetCookie();
    for (const line of setCookies) keep(line);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      setCookies,
      body: isJson && text ? JSON.parse(text) : text,
    };
  }

  function keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }

  /** Calls an endpoint by its name and gives whatever comes, refusal or reply. */
  async function ask<Name extends keyof C & string>(
    name: Name,
    ...[request]: Argument<C, Name>
  ): Promise<Answer<ReplyOf<C[Name]>>> {
    const {
      params = {},
      query = {},
      body,
      idempotencyKey,
    } = (request ?? {}) as {
      params?: Record<string, string>;
      query?: Record<string, string>;
      body?: unknown;
      idempotencyKey?: string;
    };
    const [method = '', template = ''] = name.split(' ');
    const path = template.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');
    const search = new URLSearchParams(query).toString();
    const answer = await send({
      method,
      path: `/api/v1/${site}${path}${search && `?${search}`}`,
      ...(method !== 'GET' && { body: body ?? {} }),
      ...(idempotencyKey && { headers: { 'idempotency-key': idempotencyKey } }),
    });
    const { reply } = contract[name] as Endpoint;
    if (answer.status === 200 && !isFile(reply)) reply.parse(answer.body);
    return answer as Answer<ReplyOf<C[Name]>>;
  }

  return {
    site,
    cookies,
    send,
    ask,
    /** Calls an endpoint that must succeed. */
    async call<Name extends keyof C & string>(name: Name, ...request: Argument<C, Name>): Promise<ReplyOf<C[Name]>> {
      const answer = await ask(name, ...request);
      expect(answer, name).toMatchObject({ status: 200 });
      return answer.body;
    },
  };
}

export const firefoxOnWindows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0';
