/** What rules give as SQL: a level for a tag, or so many days after another level. */
import { ofCustomers } from './purchases.store.ts';

const byTag = `
  select c.id as customer_id, r.level_id, r.id::text as source_id, null::timestamptz as since, null::timestamptz as until,
    null::timestamptz as ended_at
  from customer c join level_rule r on r.site_id = c.site_id and r.kind = 'tag' and r.tag = any(c.tags)
  where c.site_id = :siteId and c.id = any(cast(:customerIds as uuid[]))`;

/** One that ends before the days are over never opens. */
const byLevel = `
  select b.customer_id, r.level_id, r.id || ':' || b.id, opens.at, b.until, b.ended_at
  from held b
  join level_rule r on r.site_id = b.site_id and r.kind = 'after' and r.after_level_id = b.level_id
  cross join lateral (select b.since + make_interval(days => r.after_days) as at) opens
  where coalesce(least(b.until, b.ended_at), 'infinity') > opens.at`;

/**
 * One round: gives, changes and ends, and says how many rows it `changed`. A tag that comes back opens its level anew. What
 * has not opened yet and never will is taken away altogether, and what was over before the rule was there is not begun.
 */
export const settleRulesSql = `
  with held as materialized (select g.* from ${ofCustomers('level_grant')} g),
  compared as materialized (
    select w.*, m as mine, coalesce(w.since, case when m.ended_at is null then m.since end, now()) as starts,
      case when w.ended_at is not null then 'rule_ended' end as ended_why
    from (${byTag} union all ${byLevel}) w
    full join (select * from held where source_kind = 'rule') m
      on m.customer_id = w.customer_id and m.level_id = w.level_id and m.source_id = w.source_id
    where m.ended_why is distinct from 'admin'),
  due as (
    select customer_id, level_id, source_id, starts, until, ended_at, ended_why from compared
    where customer_id is not null and case when (mine).id is null then coalesce(least(until, ended_at), 'infinity') > now()
      else (starts, until, ended_at, ended_why)
        is distinct from ((mine).since, (mine).until, (mine).ended_at, (mine).ended_why) end
    union all
    select (mine).customer_id, (mine).level_id, (mine).source_id, (mine).since, (mine).until, now(), 'rule_ended'
    from compared
    where customer_id is null and (mine).ended_at is null and (mine).since <= now()
      and coalesce((mine).until, 'infinity') > now()),
  given as (
    insert into level_grant as kept
      (site_id, id, customer_id, level_id, source_kind, source_id, since, until, ended_at, ended_why)
    select :siteId, gen_random_uuid(), customer_id, level_id, 'rule', source_id, starts, until, ended_at, ended_why
    from due
    on conflict (site_id, customer_id, level_id, source_kind, source_id) do update set
      since = excluded.since, until = excluded.until, ended_at = excluded.ended_at, ended_why = excluded.ended_why
    where kept.ended_why is distinct from 'admin'
    returning 1),
  removed as (
    delete from level_grant where site_id = :siteId and id = any(array(
      select (mine).id from compared
      where customer_id is null and (mine).ended_at is null and (mine).since > now()))
    returning 1)
  select (select count(*) from given)::int + (select count(*) from removed)::int as changed`;
