/** What every purchase is worth as SQL: since when it opens what its product grants, and until when. */

/**
 * SQL: rows of a table that belong to the customers a statement is about, customer by customer. `offset 0` keeps the planner
 * at the index by customer, also right after an import, when it does not know yet how many rows there are.
 */
export const ofCustomers = (table: string): string => `
  unnest(cast(:customerIds as uuid[])) as whose (id)
  cross join lateral (select * from ${table} where site_id = :siteId and customer_id = whose.id offset 0)`;

/** SQL: a text as the id that it is, or null, so that it is found by the index of ids. */
export const uuidOf = (text: string): string => `case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  then ${text}::uuid end`;

/**
 * Subscriptions and payment plans. A plan that is paid off was bought for good. The newest settled invoice counts: who has
 * paid one since has made up for an earlier one that was given up.
 */
const subscribed = `
  select s.customer_id, s.id::text as source_id, s.product_id, s.started_at as since,
    case when s.ended_at <= now() and not paid.off then s.ended_at end as ended_at,
    case when not paid.off then least(s.ends_at, case when s.ended_at > now() then s.ended_at end) end as ends_at,
    stop.at as stops_at, stop.why as stops_why, false as is_refunded
  from ${ofCustomers('subscription')} s
  cross join lateral (select s.kind = 'plan' and s.payments_made >= s.payments_total as off) paid
  left join lateral (
    select i.status, coalesce(i.due_at, i.issued_at) as at from invoice i
    where i.site_id = s.site_id and i.subscription_id = s.id and i.status in ('paid', 'uncollectible')
    order by i.issued_at desc, i.id desc limit 1) latest on not paid.off
  left join lateral (
    select given.at, given.why from (values
      (case when s.payment_failed_at is not null then coalesce(s.fix_by_at, s.payment_failed_at) end, 'payment_failed'),
      (case when latest.status = 'uncollectible' then latest.at end, 'uncollectible')) given (at, why)
    where given.at is not null order by given.at limit 1) stop on not paid.off`;

const hasPrice = (which: string): string => `exists (
  select from price r where r.site_id = o.site_id and r.product_id = l.product_id and r.interval_unit is ${which})`;

/** A line of an order that began a subscription is that subscription's, unless what it names is only ever paid once. */
const isPaidOnce = `(
  l.product_id is distinct from s.product_id
  and (not ${hasPrice('not null')} or (o.subscription_id is null and ${hasPrice('null')})))`;

/** Lines of orders that are paid, those that were given back included. */
const ordered = `
  select o.customer_id, o.id::text as source_id, l.product_id, o.placed_at as since, null as ended_at, null as ends_at,
    stop.at as stops_at, stop.why as stops_why, o.refunded_at is not null as is_refunded
  from ${ofCustomers('purchase_order')} o
  cross join lateral (
    select l.product_id from purchase_order_line l
    where l.site_id = o.site_id and l.order_id = o.id and l.product_id is not null offset 0) l
  left join subscription s on s.site_id = o.site_id and s.id = o.subscription_id
  left join lateral (
    select given.at, given.why from (
      select o.refunded_at as at, 'refunded' as why
      union all
      select coalesce(i.due_at, i.issued_at), 'uncollectible' from invoice i
      where i.site_id = o.site_id and i.order_id = o.id and i.status = 'uncollectible') given
    where given.at is not null order by given.at limit 1) stop on true
  where o.paid_cents >= o.total_cents and ${isPaidOnce}`;

/**
 * CTE `purchase`: one row a purchase and product. `ends_at` is when it ends by agreement; `stops_at` since when something is
 * wrong with its money, which a program's grace follows.
 */
export const purchaseCte = `purchase as (${subscribed} union all ${ordered})`;

/** SQL: when it all ends, `null` for never; of a row of `purchase` with so many days of grace. */
export const endOf = (purchase: string, graceDays: string): string =>
  `least(${purchase}.ends_at, ${purchase}.stops_at + make_interval(days => ${graceDays}))`;
