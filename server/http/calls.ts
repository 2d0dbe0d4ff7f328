/**
 * Mounting what is neither a customer's nor everyone's: calls of the site's staff and of the vendor's own server. Both are
 * rare beside page views, so each endpoint, GETs too, is a plain function.
 */
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { Pool } from 'pg';
import type { Config } from '../config.ts';
import { completeSettings } from '../features/settings/settings.ts';
import { describeClient, type Client } from './client.ts';
import {
  roles,
  type Audience,
  type Contract,
  type Endpoint,
  type ParsedOf,
  type ReplyOf,
  type Role,
} from './endpoint.ts';
import type { ErrorCode } from './error-codes.ts';
import { AppError, signedOut } from './errors.ts';
import { openGate, type Gate } from './gate.ts';
import { checkIds, nothing, readIdempotencyKey, sendJson, type CallContext, type OneWish } from './mount.ts';
import { refuseForgedCall } from './origins.ts';
import { isCompleteSession, isOpenSession } from './staff-session.ts';
import { hashOf, sessionReader } from './transport.ts';

/** A member of the staff who is signed in. */
export interface Staff {
  id: string;
  role: Role;
  email: string;
  name: string;
  sessionId: string;
  /** Has proved who they are within the last ten minutes. */
  isConfirmed: boolean;
  /** Owners and admins need one. */
  hasSecondFactor: boolean;
  /** The one-time code was given in this session, or none is needed. */
  isComplete: boolean;
}

/** Beside the parsed request; `customer` is whose session's cookie the vendor's server has passed on, if any. */
export interface VendorCall extends CallContext {
  customer: Gate['caller'];
}

export interface StaffCall extends CallContext {
  staff: Staff;
}

/** One function an endpoint, GETs too. */
export type CallHandlers<C, Call> = {
  [Name in keyof C]: (
    call: ParsedOf<Name, C[Name]> & Call & (C[Name] extends { idempotent: true } ? OneWish : unknown),
  ) => Promise<ReplyOf<C[Name]>>;
};

type ContractFor<Who extends Audience> = Contract & Record<string, { audience: Who }>;
type Parsed = { params: Record<string, string>; query: unknown; body: unknown };

interface Options {
  router: Router;
  pool: Pool;
  config: Pick<Config, 'baseUrl' | 'isSecure' | 'sessionSecrets' | 'sessionIdleHours' | 'sessionMaxHours'>;
}

interface Ways<Call extends CallContext> {
  /** Who calls; throws when they may not. Before anything of the request is parsed. */
  open: (request: Request, response: Response, endpoint: Endpoint) => Promise<Call>;
  /** Runs the handler, with what stands around it. */
  run?: (call: Call & Parsed, endpoint: Endpoint, handle: () => Promise<unknown>) => Promise<unknown>;
}

function addRoutes<Call extends CallContext>(
  router: Router,
  contract: Contract,
  handlers: object,
  { open, run = (_call, _endpoint, handle) => handle() }: Ways<Call>,
): void {
  for (const [name, endpoint] of Object.entries<Endpoint>(contract)) {
    const [method, path = ''] = name.split(' ') as ['GET', string];
    const handler = (handlers as Record<string, (call: object) => Promise<unknown>>)[name];
    const answer: RequestHandler = async (request, response) => {
      const caller = await open(request, response, endpoint);
      const query = (endpoint.query ?? nothing).parse(request.query);
      const body = method === 'GET' ? undefined : (endpoint.body ?? nothing).parse(request.body ?? {});
      const wish = endpoint.idempotent && { idempotencyKey: readIdempotencyKey(request) };
      const call = { ...caller, params: request.params as Record<string, string>, query, body, ...wish };
      sendJson(response, JSON.stringify(await run(call, endpoint, async () => handler?.(call))));
    };
    const steps = [answer];
    if (method !== 'GET') steps.unshift(express.json({ limit: endpoint.maxBody ?? '100kb', strict: true }));
    if (path.includes(':')) steps.unshift(checkIds);
    router[method.toLowerCase() as 'get'](`/api/v1/:site${path}`, ...steps);
  }
}

export type VendorMount = ReturnType<typeof createVendorMount>;

interface VendorOptions extends Options {
  /** Told of calls with a key that is not the site's. */
  onKeyRefused: (siteId: string, client: Client) => Promise<void>;
}

/** Adds what the vendor's own server may call with the site's secret key. */
export function createVendorMount({ router, pool, config, onKeyRefused }: VendorOptions) {
  const gate = openGate(pool, { idleHours: config.sessionIdleHours, maxHours: config.sessionMaxHours });
  const readSession = sessionReader(config);
  const open = async (request: Request, response: Response): Promise<VendorCall> => {
    const [sid, key] = [readSession(request), request.get('x-cc-proxy-key')];
    const opened = await gate({
      gateSite: request.params.site as string,
      gateSid: sid === undefined ? null : hashOf(sid),
      gateOrigin: null,
      gateProxyKey: hashOf(key ?? ''),
    });
    if (!opened) throw new AppError('site_unknown', 404);
    if (!opened.proxyKeyFits) {
      if (key !== undefined) await onKeyRefused(opened.siteId, describeClient(request));
      throw new AppError('proxy_key_wrong', 401);
    }
    const client = describeClient(request, request.get('x-cc-client-ip'));
    return {
      site: { id: opened.siteId, settings: opened.settings },
      client,
      customer: opened.caller,
      request,
      response,
    };
  };
  return <const C extends ContractFor<'vendor'>>(contract: C, handlers: CallHandlers<C, VendorCall>): void =>
    addRoutes(router, contract, handlers, { open });
}

export type StaffMount = ReturnType<typeof createStaffMount>;

interface StaffOptions extends Options {
  /** Writes down what is about to be done, before it is; the answer is told what became of it. */
  beginAudit: (entry: AuditBeginning) => Promise<(outcome: 'done' | ErrorCode) => Promise<void>>;
}

export interface AuditBeginning {
  siteId: string;
  staff: Pick<Staff, 'id' | 'email'>;
  action: string;
  customerId: string | null;
  details: Record<string, unknown>;
}

/** Adds what the staff of a site may call: with a cookie of its own, from the server's own pages only. */
export function createStaffMount({ router, pool, config, beginAudit }: StaffOptions) {
  const find = findStaff({ pool, config });
  const open = async (request: Request, response: Response, endpoint: Endpoint): Promise<StaffCall> => {
    const { site, staff } = await find(request);
    if (!staff.isComplete && !endpoint.beforeSecondFactor) throw new AppError('second_factor_needed', 403);
    if (roles.indexOf(staff.role) < roles.indexOf(endpoint.audience as Role))
      throw new AppError('role_not_enough', 403);
    if (endpoint.confirmed && !staff.isConfirmed) throw new AppError('confirmation_needed', 403);
    return { site, staff, client: describeClient(request), request, response };
  };
  const run: Ways<StaffCall>['run'] = async (call, { audit }, handle) => {
    if (audit === undefined) return handle();
    const details = { ...call.params, ...withoutSecrets(call.body) };
    const customerId = call.params.customerId ?? null;
    delete details.site;
    const end = await beginAudit({ siteId: call.site.id, staff: call.staff, action: audit, customerId, details });
    try {
      const reply = await handle();
      await end('done');
      return reply;
    } catch (error) {
      await end(error instanceof AppError ? error.code : 'internal').catch(() => undefined);
      throw error;
    }
  };
  return <const C extends ContractFor<Role>>(contract: C, handlers: CallHandlers<C, StaffCall>): void =>
    addRoutes(router, contract, handlers, { open, run });
}

/** Who of the staff of the site in the address asks, if anybody, from a page of the server's own. */
function lookForStaff({ pool, config }: Omit<Options, 'router'>) {
  const readSession = sessionReader(config, 'staff');
  const find = staffGate(pool);
  return (request: Request) => {
    refuseOtherPages(request, config.baseUrl);
    const sid = readSession(request);
    return find(request.params.site as string, sid === undefined ? null : hashOf(sid));
  };
}

/** The same; throws `signed_out` for nobody. */
function findStaff(options: Omit<Options, 'router'>) {
  const look = lookForStaff(options);
  return async (request: Request) => {
    const { site, staff } = await look(request);
    if (!staff) throw signedOut();
    return { site, staff };
  };
}

type PreviewAnswer = (call: { draft: string; method: string; path: string; site: CallContext['site'] }) => object;

/** Answers the preview of a center in place of the site's API: staff only, and nothing in it is of a customer. */
export function answerPreviewCalls(options: Omit<Options, 'router'>, answer: PreviewAnswer): RequestHandler {
  const find = findStaff(options);
  return async (request, response) => {
    const { site, staff } = await find(request);
    if (!staff.isComplete) throw new AppError('second_factor_needed', 403);
    const { method, path, params } = request;
    sendJson(response, JSON.stringify(answer({ draft: params.draft as string, method, path, site })));
  };
}

export interface DoorCall extends CallContext {
  /** Who is signed in already, as far as they are. */
  staff: Staff | undefined;
}

export type StaffDoor = ReturnType<typeof createStaffDoor>;

/** Adds what leads to a session of the staff: from the server's own pages only, but by nobody in particular yet. */
export function createStaffDoor({ router, ...options }: Options) {
  const look = lookForStaff(options);
  const open = async (request: Request, response: Response): Promise<DoorCall> => {
    const { site, staff } = await look(request);
    return { site, staff, client: describeClient(request), request, response };
  };
  return <const C extends ContractFor<'anyone'>>(contract: C, handlers: CallHandlers<C, DoorCall>): void =>
    addRoutes(router, contract, handlers, { open });
}

/** The server's own pages are the only ones that staff use: no other page may even ask. */
export function refuseOtherPages(request: Request, baseUrl: string): void {
  const from = request.get('sec-fetch-site');
  if (from !== undefined && from !== 'same-origin' && from !== 'none') throw new AppError('origin_refused', 403);
  if (request.method !== 'GET' && request.method !== 'HEAD')
    refuseForgedCall(request, request.get('origin') === baseUrl);
}

const staffGate = (pool: Pool) => async (siteId: string, sidHash: Buffer | null) => {
  const { rows } = await pool.query({
    name: 'staff-gate',
    text: `with found as (
        select s.site_id, s.id as session_id, s.last_seen_at, s.confirmed_at, t.id, t.role, t.email, t.name,
          t.totp is not null as has_second_factor, ${isCompleteSession} as is_complete
        from staff_session s join staff t on t.site_id = s.site_id and t.id = s.staff_id
        where s.site_id = $1 and s.sid_hash = $2 and ${isOpenSession}
      ),
      seen as (
        update staff_session s set last_seen_at = now() from found
        where s.site_id = found.site_id and s.id = found.session_id and found.last_seen_at < now() - interval '1 minute'
      )
      select site.id as site_id, site.settings, found.session_id, found.id, found.role, found.email, found.name,
        found.has_second_factor, found.is_complete,
        found.confirmed_at > now() - interval '10 minutes' as is_confirmed
      from site left join found on true where site.id = $1`,
    values: [siteId, sidHash],
  });
  const row = rows[0];
  if (!row) throw new AppError('site_unknown', 404);
  const site = { id: row.site_id as string, settings: completeSettings(row.settings) };
  if (!row.id) return { site, staff: undefined };
  const { id, role, email, name, has_second_factor: hasSecondFactor } = row;
  const staff: Staff = {
    ...{ id, role, email, name, hasSecondFactor, sessionId: row.session_id, isConfirmed: row.is_confirmed },
    isComplete: row.is_complete,
  };
  return { site, staff };
};

/** Of what was sent, as much as the audit trail may hold: no secret, and no long text. */
function withoutSecrets(body: unknown): Record<string, unknown> {
  if (!body || typeof body !== 'object') return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (/password|code|token|secret|pending|key$|^content$/i.test(name)) return [name, '…'];
      const text = JSON.stringify(value) ?? '';
      return [name, text.length > 500 ? `${text.slice(0, 500)}…` : value];
    }),
  );
}
