import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { SiteSettings } from '../features/settings/settings.ts';
import { switchesFor } from '../features/settings/switches.ts';
import { describeClient, type Client } from './client.ts';
import { isFile, type Contract, type Endpoint, type FileReply, type ParsedOf, type ReplyOf } from './endpoint.ts';
import { AppError, invalid, notFound, signedOut } from './errors.ts';
import { gateCtes, openGate, switchSql, type Gate, type GateParams, type SessionLimits } from './gate.ts';
import { allowOrigin, refuseForgedCall } from './origins.ts';
import { numberParams, type FileContent, type FileReading, type Reading } from './reading.ts';
import { hashOf, isCrossSite, sessionReader } from './transport.ts';
import { maskPayments, viewCtes, viewParams, viewPrefix } from './viewing.ts';

/** What every handler is given beside its parsed request. */
export interface CallContext {
  site: { id: string; settings: SiteSettings };
  client: Client;
  request: Request;
  response: Response;
}

export interface Callers {
  /** `visitor` is who is signed in, if anybody is. */
  anyone: { visitor: Gate['caller'] };
  customer: { customer: { id: string; sessionId: string } };
}

/** Of whom and for whom this mount is; the others have their own, see `calls.ts`. */
type Contracted = Contract & Record<string, { audience: keyof Callers }>;

/** Of an endpoint that is `idempotent`: the caller's name for this one wish. */
export interface OneWish {
  idempotencyKey: string;
}

/** A handler is a function for calls that change something, and a reading for GETs; of a file, one that can make it. */
export type Handlers<C> = {
  [Name in keyof C]: C[Name] extends { audience: infer A extends keyof Callers }
    ? Name extends `GET ${string}`
      ? C[Name] extends { reply: FileReply<infer Data> }
        ? FileReading<Data, ParsedOf<Name, C[Name]> & ReadingContext>
        : Reading<ReplyOf<C[Name]>, ParsedOf<Name, C[Name]> & ReadingContext>
      : (
          call: ParsedOf<Name, C[Name]> &
            Callers[A] &
            CallContext &
            (C[Name] extends { idempotent: true } ? OneWish : unknown),
        ) => Promise<ReplyOf<C[Name]>>
    : never;
};

/** What a reading may know of the request beside its params. */
export interface ReadingContext {
  isCrossSite: boolean;
}

export type Mount = ReturnType<typeof createMount>;

interface MountOptions {
  /** Where the routes of all features go: one router, because each more costs every request behind it. */
  router: Router;
  /** Where staff see what a customer sees, see `viewing.ts`. */
  viewRouter: Router;
  pool: Pool;
  config: Pick<Config, 'baseUrl' | 'isSecure' | 'sessionSecrets' | 'sessionIdleHours' | 'sessionMaxHours'>;
  /** Told of calls refused for their origin, so that a site owner can be told which one to add. */
  onOriginRefused: (siteId: string, origin: string, client: Client) => Promise<void>;
  /** Told of calls with a key that is not the site's, as of an installation that was there before. */
  onKeyRefused: (siteId: string, client: Client) => Promise<void>;
}

/** Gives `mount(contract, handlers)`, which adds the routes of one feature: checks the caller, parses, handles. */
export function createMount({ router, viewRouter, pool, config, onOriginRefused, onKeyRefused }: MountOptions) {
  const limits: SessionLimits = { idleHours: config.sessionIdleHours, maxHours: config.sessionMaxHours };
  const readSession = sessionReader(config);
  const gate = openGate(pool, limits);
  const viewing: Asking = { prefix: 'view ', ctes: viewCtes, params: viewParams(config), mask: maskPayments };

  const gateParams = (request: Request): GateParams => {
    const sid = readSession(request);
    const key = request.get('x-cc-proxy-key');
    return {
      gateSite: request.params.site as string,
      gateSid: sid === undefined ? null : hashOf(sid),
      gateOrigin: request.get('origin') ?? null,
      gateProxyKey: key === undefined ? null : hashOf(key),
    };
  };

  const asCustomer: Asking = { prefix: '', ctes: gateCtes(limits), params: gateParams, mask: (json) => json };

  const answerReading = (
    { name, endpoint, handler }: NamedReading,
    { prefix, ctes, params: askingParams, mask }: Asking,
  ): RequestHandler => {
    const { sql, params, finish } = handler;
    const { reply } = endpoint;
    const send: (response: Response, json: string, context: object) => void | Promise<void> = isFile(reply)
      ? async (response, json) =>
          sendFile(response, reply, await (handler as FileReading<unknown>).toFile(JSON.parse(json)))
      : finish
        ? (response, json, context) => sendJson(response, JSON.stringify(finish(JSON.parse(json), context)))
        : sendJson;
    const isOn = endpoint.switch ? switchSql('gate.settings', endpoint.switch) : 'true';
    const isDue = endpoint.audience === 'customer' ? `caller.customer_id is not null and ${isOn}` : 'true';
    const { text, names } = numberParams(`
      with ${ctes}
      select gate.origin_allowed, caller.customer_id is not null as signed_in, ${isOn} as is_on,
        case when ${isDue} then ${sql} end::text as reply
      from gate left join caller on true`);
    return async (request, response) => {
      const query = (endpoint.query ?? nothing).parse(request.query);
      const context = { params: request.params, query, isCrossSite: isCrossSite(request) };
      const given: Record<string, unknown> = { ...askingParams(request), ...params?.(context) };
      const { rows } = await pool.query({ name: prefix + name, text, values: names.map((param) => given[param]) });
      const row = rows[0];
      if (!row) throw new AppError('site_unknown', 404);
      allowOrigin(response, request.get('origin'), row.origin_allowed);
      if (endpoint.audience === 'customer') {
        if (!row.signed_in) throw signedOut();
        if (!row.is_on) throw new AppError('switched_off', 403);
      }
      if (row.reply === null) throw notFound();
      await send(response, mask(row.reply), context);
    };
  };

  const answerCall = (endpoint: Endpoint, handle: (call: object) => Promise<unknown>): RequestHandler => {
    return async (request, response) => {
      const opened = await gate(gateParams(request));
      if (!opened) throw new AppError('site_unknown', 404);
      const origin = request.get('origin');
      allowOrigin(response, origin, opened.originAllowed);
      if (opened.proxyKeyFits === false) {
        await onKeyRefused(opened.siteId, describeClient(request));
        throw new AppError('proxy_key_wrong', 401);
      }
      const client = describeClient(request, opened.proxyKeyFits ? request.get('x-cc-client-ip') : undefined);
      const isOriginAllowed = opened.originAllowed || origin === config.baseUrl;
      if (origin && !isOriginAllowed) await onOriginRefused(opened.siteId, origin, client);
      refuseForgedCall(request, isOriginAllowed);
      const caller = checkCaller(endpoint, opened);
      const body: unknown = (endpoint.body ?? nothing).parse(request.body ?? {});
      nothing.parse(request.query);
      const site = { id: opened.siteId, settings: opened.settings };
      const wish = endpoint.idempotent && { idempotencyKey: readIdempotencyKey(request) };
      const call = { params: request.params, body, site, client, request, response, ...caller, ...wish };
      sendJson(response, JSON.stringify(await handle(call)));
    };
  };

  return function mount<const C extends Contracted>(contract: C, handlers: Handlers<C>): void {
    for (const [name, endpoint] of Object.entries<Endpoint>(contract as Contract)) {
      const [method, path] = name.split(' ') as ['GET', string];
      const handler = handlers[name as keyof C] as unknown;
      const steps =
        method === 'GET'
          ? [answerReading({ name, endpoint, handler: handler as Reading<unknown> }, asCustomer)]
          : [readBody, answerCall(endpoint, handler as (call: object) => Promise<unknown>)];
      if (path.includes(':')) steps.unshift(checkIds);
      router[method.toLowerCase() as 'get'](`/api/v1/:site${path}`, ...steps);
      // What is saved as a file is no part of looking on.
      const isShown = method === 'GET' && !(isFile(endpoint.reply) && endpoint.reply.fileName !== null);
      if (isShown) {
        const reading = { name, endpoint, handler: handler as Reading<unknown> };
        viewRouter.get(`${viewPrefix}${path}`, checkIds, answerReading(reading, viewing));
      }
    }
  };
}

interface NamedReading {
  name: string;
  endpoint: Endpoint;
  handler: Reading<unknown>;
}

/** Who asks a reading: the customer, or staff who look on. */
interface Asking {
  /** Tells the statements apart. */
  prefix: string;
  /** CTEs `gate` and `caller`. */
  ctes: string;
  params: (request: Request) => object;
  mask: (json: string) => string;
}

/** Query or body of an endpoint that declares none: unknown fields are refused there too. */
export const nothing = z.strictObject({});

function checkCaller(endpoint: Endpoint, { caller, settings }: Gate): Callers[keyof Callers] {
  if (endpoint.audience === 'anyone') return { visitor: caller };
  if (!caller) throw signedOut();
  if (endpoint.switch && !switchesFor(endpoint.switch).every((name) => settings.switches[name])) {
    throw new AppError('switched_off', 403);
  }
  if (endpoint.confirmed && !caller.isConfirmed) throw new AppError('confirmation_needed', 403);
  return { customer: { id: caller.customerId, sessionId: caller.sessionId } };
}

/** Throws `invalid_request` where it is missing: a wish without a name could be granted twice. */
export function readIdempotencyKey(request: Request): string {
  const key = request.get('idempotency-key') ?? '';
  if (/^[\w-]{16,64}$/.test(key)) return key;
  throw invalid('Idempotency-Key', 'must be a header of 16 to 64 letters, digits, dashes and underscores');
}

const readBody = express.json({ limit: '100kb', strict: true });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Every id in an address is a UUID: anything else names nothing, and never reaches the database. */
export const checkIds: RequestHandler = (request, _response, next) => {
  for (const [name, value] of Object.entries(request.params)) {
    if (name !== 'site' && !uuid.test(String(value))) throw notFound();
  }
  next();
};

export function sendJson(response: Response, json: string): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(json);
}

function sendFile(response: Response, { contentType, fileName }: FileReply, file: FileContent): void {
  const isText = typeof file === 'string';
  response.setHeader('Content-Type', isText ? contentType : file.contentType);
  if (fileName !== null) response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  response.end(isText ? file : file.content);
}
