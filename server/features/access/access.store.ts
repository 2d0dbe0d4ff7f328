import type { Pool } from 'pg';
import { switchSql } from '../../http/gate.ts';
import { numberParams } from '../../http/reading.ts';
import type { Offer } from '../programs/programs.contract.ts';
import { lowestPrice } from '../programs/programs.store.ts';
import type { Facts } from './decide.ts';

/** Bounds of what one statement looks at: more than a site or a customer has. */
const most = { levels: 1000, grants: 500, offers: 50, courses: 20 };

const levelIdsOf = (table: string, key: string) =>
  `(select coalesce(json_agg(x.level_id order by x.level_id), '[]') from ${table} x where ${key})`;

const pageItem = `json_build_object('id', p.id, 'address', p.address, 'externalId', p.external_id, 'title', p.title,
  'rule', p.rule, 'levelIds', ${levelIdsOf('page_level', 'x.site_id = p.site_id and x.page_id = p.id')},
  'refusal', p.refusal, 'refusalPageId', p.refusal_page_id, 'menu', p.menu, 'goneAt', p.gone_at)`;

const courseItem = `json_build_object('id', k.id, 'title', k.title, 'address', k.page_address,
  'levelIds', ${levelIdsOf('level_course', 'x.site_id = k.site_id and x.course_id = k.id')},
  'enrollment', (select json_build_object('enrolledAt', e.enrolled_at, 'revokedAt', e.revoked_at) from enrollment e
    where e.site_id = k.site_id and e.customer_id = caller.customer_id and e.course_id = k.id))`;

const levelItem = `json_build_object('id', l.id, 'slug', l.slug, 'name', l.name, 'programId', l.program_id,
  'program', p.name)`;

const grantItem = `json_build_object('id', g.id, 'levelId', g.level_id, 'sinceAt', g.since, 'untilAt', g.until,
  'endedAt', g.ended_at, 'source', g.source_kind)`;

/** Programs on offer that have one of the levels, with what everybody may know of them. */
const offerItem = `json_build_object('id', p.id, 'program', p.name, 'description', p.description,
  'opens', (
    select coalesce(json_agg(distinct k.title), '[]')
    from level l join level_course lc on lc.site_id = l.site_id and lc.level_id = l.id
    join course k on k.site_id = lc.site_id and k.id = lc.course_id
    where l.site_id = p.site_id and l.program_id = p.id and ${switchSql('gate.settings', 'courseEnrollments')}),
  'price', ${lowestPrice}, 'buyUrl', p.offer_url)`;

/**
 * What `decide` needs, and the programs on offer, as one JSON; of the rows `gate` and `caller`. The limits make PostgreSQL
 * look each thing up by its index: how many addresses are asked about it can't know, and would rather read whole tables.
 */
export const factsSql = `(
  with asked as materialized (
    select :addresses::text[] as addresses, :externalIds::text[] as external_ids, :withLevels::boolean as with_levels
  ),
  named as materialized (
    select p.* from asked cross join unnest(asked.addresses) as wanted cross join lateral (
      select * from page p where p.site_id = gate.site_id and p.address = wanted limit 1) p
    union
    select p.* from asked cross join unnest(asked.external_ids) as wanted cross join lateral (
      select * from page p where p.site_id = gate.site_id and p.external_id = wanted limit 1) p
  ),
  found as materialized (
    select * from named union
    select r.* from named cross join lateral (
      select * from page r where r.site_id = named.site_id and r.id = named.refusal_page_id limit 1) r
  ),
  places as materialized (
    select distinct rtrim(address, '/') as place from (
      select unnest(asked.addresses) as address from asked union all select address from found) every
  ),
  standing as materialized (
    select k.* from places cross join lateral (
      select * from course k where k.site_id = gate.site_id and k.page_address = places.place
      order by k.page_address, k.id limit ${most.courses}) k
  ),
  concerned as materialized (
    select x.level_id from found cross join lateral (
      select * from page_level x where x.site_id = found.site_id and x.page_id = found.id limit ${most.levels}) x
    union
    select x.level_id from standing cross join lateral (
      select * from level_course x where x.site_id = standing.site_id and x.course_id = standing.id limit ${most.levels}) x
    union
    select few.id from asked cross join lateral (
      select l.id from level l where l.site_id = gate.site_id order by l.id limit ${most.levels}) few
    where asked.with_levels
  ),
  levels as materialized (
    select l.* from concerned cross join lateral (
      select * from level l where l.site_id = gate.site_id and l.id = concerned.level_id limit 1) l
  )
  select json_build_object(
    'now', now(),
    'customer', (select json_build_object('id', c.id, 'blockedAt', c.blocked_at) from customer c
      where c.site_id = caller.site_id and c.id = caller.customer_id),
    'pages', (select coalesce(json_agg(${pageItem}), '[]') from found p),
    'courses', (select coalesce(json_agg(${courseItem}), '[]') from standing k),
    'grants', (select coalesce(json_agg(${grantItem}), '[]') from (
      select * from level_grant g where g.site_id = caller.site_id and g.customer_id = caller.customer_id
      limit ${most.grants}) g),
    'levels', (select coalesce(json_agg(${levelItem} order by l.position, l.id), '[]')
      from levels l join program p on p.site_id = l.site_id and p.id = l.program_id),
    'offers', (select coalesce(json_agg(${offerItem} order by p.name, p.id), '[]') from (
      select distinct p.* from levels l join program p on p.site_id = l.site_id and p.id = l.program_id
      where p.is_offered limit ${most.offers}) p))
)`;

/** A refusal of a page by its code; only the caller's own. */
export const ownRefusalSql = `json_build_object('refusal', (
  select json_build_object('code', r.reason, 'title', coalesce(nullif(r.page_title, ''), r.page_address), 'at', r.reason_at,
    'supportCode', r.code)
  from support_code r
  where r.site_id = caller.site_id and r.customer_id = caller.customer_id and r.code = :code and r.refused = 'page'))`;

/** Facts with the programs on offer that have to do with them. */
export interface AccessFacts extends Facts {
  offers: Offer[];
}

export interface Asked {
  addresses: string[];
  externalIds: string[];
  /** All levels of the site, for questions that name some. */
  withLevels: boolean;
}

export type AccessStore = ReturnType<typeof accessStore>;

export function accessStore(pool: Pool) {
  const { text, names } = numberParams(`
    with gate as (select id as site_id, settings from site where id = :siteId),
      caller as (
        select c.site_id, c.id as customer_id from gate
        join customer c on c.site_id = gate.site_id and c.id = :customerId::uuid)
    select ${factsSql}::text as facts from gate left join caller on true`);
  return {
    /** The same facts that a reading gathers, of any customer; `null`: nobody is signed in. */
    async gather(siteId: string, customerId: string | null, asked: Asked): Promise<AccessFacts> {
      const given: Record<string, unknown> = { siteId, customerId, ...asked };
      const { rows } = await pool.query({ name: 'access-facts', text, values: names.map((name) => given[name]) });
      return JSON.parse(rows[0].facts) as AccessFacts;
    },
  };
}
