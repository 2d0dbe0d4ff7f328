/**
 * Who is calling, and may they: one piece of SQL that every call to a site's API begins with. A reading carries it inside
 * its own statement; everything else runs it once before its handler.
 */
import type { Pool } from 'pg';
import { completeSettings, type SiteSettings } from '../features/settings/settings.ts';
import { isOnAtFirst, switchesFor, type SwitchName } from '../features/settings/switches.ts';
import { numberParams } from './reading.ts';

export interface SessionLimits {
  idleHours: number;
  maxHours: number;
}

/** What the gate needs to know of a request. Hashes, since no secret is stored or compared in clear. */
export interface GateParams {
  gateSite: string;
  gateSid: Buffer | null;
  gateOrigin: string | null;
  gateProxyKey: Buffer | null;
}

/**
 * CTEs `gate` (the site; empty when unknown), `caller` (empty when signed out, revoked, too old or blocked) and `seen`,
 * which moves "last seen" at most every five minutes.
 */
export function gateCtes({ idleHours, maxHours }: SessionLimits): string {
  return `
    gate as (
      select site.id as site_id, site.settings,
        exists (select from site_origin o where o.site_id = site.id and o.origin = :gateOrigin) as origin_allowed
      from site where site.id = :gateSite
    ),
    caller as (
      select s.site_id, s.customer_id, s.id as session_id, s.confirmed_at, s.last_seen_at, gate.settings
      from gate
      join auth_session s on s.site_id = gate.site_id and s.sid_hash = :gateSid::bytea
      join customer c on c.site_id = s.site_id and c.id = s.customer_id
      where s.revoked_at is null and c.blocked_at is null
        and s.created_at > now() - interval '${maxHours} hours'
        and s.last_seen_at > now() - interval '${idleHours} hours'
    ),
    seen as (
      update auth_session s set last_seen_at = now() from caller
      where s.site_id = caller.site_id and s.id = caller.session_id
        and caller.last_seen_at < now() - interval '5 minutes'
    )`;
}

/** SQL that is true while a switch and all it needs are on. */
export const switchSql = (settings: string, name: SwitchName): string =>
  `(${switchesFor(name)
    .map((each) => ownSwitchSql(settings, each))
    .join(' and ')})`;

/** The same of the switch alone, for what goes on while the center is off. A site older than the switch has it as new ones do. */
export const ownSwitchSql = (settings: string, name: SwitchName): string =>
  `coalesce((${settings} #>> '{switches,${name}}')::boolean, ${isOnAtFirst(name)})`;

export interface Gate {
  siteId: string;
  settings: SiteSettings;
  originAllowed: boolean;
  /** `null`: the call carried no key. */
  proxyKeyFits: boolean | null;
  caller: { customerId: string; sessionId: string; isConfirmed: boolean } | null;
}

/**
 * Runs the gate alone, for calls that are not readings. `undefined`: there is no such site. When a key was last used is
 * written down to the hour, so that a busy one costs no write a call.
 */
export function openGate(pool: Pool, limits: SessionLimits) {
  // Not in readings: every page view would pay for it, and nobody uses a center without ever signing in.
  const { text, names } = numberParams(`
    with ${gateCtes(limits)},
    used as (
      update site_secret set last_used_at = now()
      where site_id = :gateSite and kind = 'proxy' and secret_hash = :gateProxyKey::bytea
        and (last_used_at is null or last_used_at < now() - interval '1 hour')
    ),
    origin_seen as (
      update site_origin o set last_seen_at = now() from gate
      where o.site_id = gate.site_id and o.origin = :gateOrigin
        and (o.last_seen_at is null or o.last_seen_at < now() - interval '1 hour')
    )
    select gate.site_id, gate.settings, gate.origin_allowed, caller.customer_id, caller.session_id,
      caller.confirmed_at > now() - interval '10 minutes' as is_confirmed,
      case when :gateProxyKey::bytea is not null then exists (
        select from site_secret k
        where k.site_id = gate.site_id and k.kind = 'proxy' and k.secret_hash = :gateProxyKey::bytea
      ) end as proxy_key_fits
    from gate left join caller on true`);
  return async (params: GateParams): Promise<Gate | undefined> => {
    const values = names.map((name) => params[name as keyof GateParams]);
    const row = (await pool.query({ name: 'gate', text, values })).rows[0];
    if (!row) return undefined;
    return {
      siteId: row.site_id,
      settings: completeSettings(row.settings),
      originAllowed: row.origin_allowed,
      proxyKeyFits: row.proxy_key_fits,
      caller: row.customer_id && {
        customerId: row.customer_id,
        sessionId: row.session_id,
        isConfirmed: row.is_confirmed,
      },
    };
  };
}
