/**
 * Makes grants and enrollments say what purchases and rules say. Everything here may run any number of times: what is as it
 * should be is not written again.
 */
import type { Knex } from 'knex';
import { locks } from '../../locks.ts';
import { endOf, ofCustomers, purchaseCte } from './purchases.store.ts';
import { settleRulesSql } from './rules.store.ts';

/** So many customers a transaction: none of its statements comes near its time limit. */
const batchSize = 500;

/** A chain of rules, each waiting for the level before, is as long as that at most. */
const longestChain = 30;

interface Whose {
  siteId: string;
  customerIds: string[];
}

/**
 * What purchases of these customers give, or of all of the site, and what the rules make of it. In a transaction that
 * changes purchases it comes last: it waits for others that settle.
 */
export async function settlePurchases(db: Knex, siteId: string, customerIds?: string[]): Promise<void> {
  for await (const batch of customerIds ? inBatches(customerIds) : allCustomers(db, siteId)) {
    await db.transaction(async (trx) => {
      const whose = { siteId, customerIds: batch };
      await takeTurn(trx, siteId);
      await trx.raw(noticeRefundsSql, whose);
      await trx.raw(settleGrantsSql, whose);
      await trx.raw(settleEnrollmentsSql, whose);
      await runRules(trx, whose);
    });
  }
}

/** What the rules give these customers, after their tags or grants changed; last in the transaction that did it. */
export async function settleRules(trx: Knex, siteId: string, customerIds: string[]): Promise<void> {
  if (!(await hasAny(trx, siteId, ['level_rule']))) return;
  await takeTurn(trx, siteId);
  await runRules(trx, { siteId, customerIds });
}

/** Has all of a site settled by a job, after something changed that many customers may have. */
export async function settleSoon(trx: Knex, siteId: string): Promise<void> {
  await trx.raw(`select graphile_worker.add_job('settle-grants', ?::json, job_key => ?)`, [
    JSON.stringify({ siteId }),
    `settle-grants:${siteId}`,
  ]);
}

/** Is there anything that a purchase or a rule could give? */
export const givesAnything = (db: Knex, siteId: string): Promise<boolean> =>
  hasAny(db, siteId, ['product_level', 'product_course', 'level_rule']);

/** Sites that have something to give, by their id. */
export async function sitesThatGive(db: Knex): Promise<string[]> {
  const sites: string[] = await db('site').orderBy('id').pluck('id');
  const giving: string[] = [];
  for (const id of sites) if (await givesAnything(db, id)) giving.push(id);
  return giving;
}

async function hasAny(db: Knex, siteId: string, tables: string[]): Promise<boolean> {
  const some = tables.map((table) => `exists (select from ${table} where site_id = :siteId)`).join(' or ');
  return (await db.raw(`select ${some} as found`, { siteId })).rows[0].found;
}

/** Before the first look at what is there, so that nothing is written that somebody else has outdated meanwhile. */
const takeTurn = (trx: Knex, siteId: string) =>
  trx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.settling, siteId]);

/** A level that a rule gives may be what another rule waits for. */
async function runRules(trx: Knex, whose: Whose): Promise<void> {
  for (let round = 0; round < longestChain; round++) {
    const { changed } = (await trx.raw(settleRulesSql, { ...whose })).rows[0];
    if (changed === 0) return;
  }
}

function* inBatches(customerIds: string[]): Generator<string[]> {
  for (let at = 0; at < customerIds.length; at += batchSize) yield customerIds.slice(at, at + batchSize);
}

async function* allCustomers(db: Knex, siteId: string): AsyncGenerator<string[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const customers = db('customer').where({ site_id: siteId }).where('id', '>', after);
    const ids: string[] = await customers.orderBy('id').limit(batchSize).pluck('id');
    if (ids.length > 0) yield ids;
    if (ids.length < batchSize) return;
    after = ids.at(-1) ?? after;
  }
}

const isGivenBack = '(o.refunded_cents > 0 and o.refunded_cents >= o.paid_cents)';

const noticeRefundsSql = `
  update purchase_order set refunded_at = case when refunded_at is null then now() end
  where site_id = :siteId and id = any(array(
    select o.id from ${ofCustomers('purchase_order')} o where ${isGivenBack} <> (o.refunded_at is not null)))`;

/**
 * What was given back before anybody saw it opens nothing, not even for the days of grace. What the staff has ended stays so.
 * A full join is never a loop in a loop, and what is found is written by its unique key, whatever the planner believes.
 */
const settleGrantsSql = `
  with ${purchaseCte},
  wanted as (
    select distinct on (p.customer_id, pl.level_id, p.source_id) p.customer_id, pl.level_id, p.source_id, p.since,
      over.at as until, p.ended_at, p.is_refunded,
      case when p.ended_at is not null then 'subscription_ended'
        when over.at is distinct from p.ends_at then p.stops_why end as ended_why
    from purchase p
    join product_level pl on pl.site_id = :siteId and pl.product_id = p.product_id
    join level l on l.site_id = pl.site_id and l.id = pl.level_id
    join program g on g.site_id = l.site_id and g.id = l.program_id
    cross join lateral (select ${endOf('p', 'g.grace_days')} as at) over
    order by p.customer_id, pl.level_id, p.source_id, p.since),
  compared as (
    select w.*, m as mine
    from wanted w
    full join (select g.* from ${ofCustomers('level_grant')} g where g.source_kind = 'purchase') m
      on m.customer_id = w.customer_id and m.level_id = w.level_id and m.source_id = w.source_id
    where m.ended_why is distinct from 'admin'),
  due as (
    select customer_id, level_id, source_id, since, until, ended_at, ended_why from compared
    where customer_id is not null and case when (mine).id is null then not is_refunded
      else (since, until, ended_at, ended_why)
        is distinct from ((mine).since, (mine).until, (mine).ended_at, (mine).ended_why) end
    union all
    select (mine).customer_id, (mine).level_id, (mine).source_id, (mine).since, (mine).until, now(), 'purchase_changed'
    from compared
    where customer_id is null and (mine).ended_at is null and coalesce((mine).until, 'infinity') > now())
  insert into level_grant as kept
    (site_id, id, customer_id, level_id, source_kind, source_id, since, until, ended_at, ended_why)
  select :siteId, gen_random_uuid(), customer_id, level_id, 'purchase', source_id, since, until, ended_at, ended_why
  from due
  on conflict (site_id, customer_id, level_id, source_kind, source_id) do update set
    since = excluded.since, until = excluded.until, ended_at = excluded.ended_at, ended_why = excluded.ended_why
  where kept.ended_why is distinct from 'admin'`;

/**
 * The grace of a course is the longest of the programs that its product belongs to; that of what was given back is for whom
 * it has opened the course to.
 */
const settleEnrollmentsSql = `
  with ${purchaseCte},
  sold as materialized (
    select pc.product_id, pc.course_id, coalesce((
      select max(g.grace_days) from program g where g.site_id = :siteId and (g.id = p.program_id or g.id in (
        select l.program_id from product_level pl join level l on l.site_id = pl.site_id and l.id = pl.level_id
        where pl.site_id = :siteId and pl.product_id = p.id))), 0) as grace_days
    from product_course pc join product p on p.site_id = pc.site_id and p.id = pc.product_id
    where pc.site_id = :siteId),
  wanted as (
    select p.customer_id, s.course_id, min(p.since) as since,
      array_agg(p.source_id order by p.since, p.source_id) filter (where not p.is_refunded) as sources,
      array_agg(p.source_id) filter (where p.is_refunded) as refunded
    from purchase p join sold s on s.product_id = p.product_id
    where p.since <= now() and p.ended_at is null and coalesce(${endOf('p', 's.grace_days')}, 'infinity') > now()
    group by p.customer_id, s.course_id),
  compared as (
    select w.*, m as mine
    from wanted w
    full join (select e.* from ${ofCustomers('enrollment')} e) m
      on m.customer_id = w.customer_id and m.course_id = w.course_id
    where m.course_id is null
      or (m.source_kind = 'purchase' and (m.revoked_at is null or m.revoked_why = 'purchase_ended'))),
  due as (
    select customer_id, course_id, since, null::timestamptz as revoked_at,
      case when (mine).source_id = any(sources) then (mine).source_id else sources[1] end as source_id
    from compared
    where sources is not null and ((mine).course_id is null or (mine).revoked_at is not null
      or (mine).source_id <> all(sources || coalesce(refunded, '{}')))
    union all
    select (mine).customer_id, (mine).course_id, (mine).enrolled_at, now(), (mine).source_id from compared
    where sources is null and (mine).revoked_at is null and (mine).source_id <> all(coalesce(refunded, '{}')))
  insert into enrollment as kept
    (site_id, customer_id, course_id, enrolled_at, source_kind, source_id, revoked_at, revoked_why)
  select :siteId, customer_id, course_id, since, 'purchase', source_id, revoked_at,
    case when revoked_at is not null then 'purchase_ended' end
  from due
  on conflict (site_id, customer_id, course_id) do update set
    source_id = excluded.source_id, revoked_at = excluded.revoked_at, revoked_why = excluded.revoked_why
  where kept.source_kind = 'purchase' and (kept.revoked_at is null or kept.revoked_why = 'purchase_ended')`;
