import type { Knex } from 'knex';
import type { DeskOverview } from './overview.admin.contract.ts';

/** Nobody needs to know more exactly than "1000 and more". */
const capped = (from: string): string => `(select count(*) from (select 1 from ${from} limit 1000) counted)`;

/**
 * What the desk shows first, in one statement. Sign-ins are the only large thing in it: their index by time keeps that to the
 * days shown.
 */
export const deskOverviewOf =
  (db: Knex) =>
  async (siteId: string): Promise<DeskOverview> => {
    const { rows } = await db.raw(
      `with events as materialized (
         select at::date as day, kind, cause, count(*) as n from auth_event
         where site_id = :siteId and at >= current_date - 29 and kind in ('signed_in', 'sign_in_failed')
         group by 1, 2, 3
       ),
       open_invoices as materialized (
         select currency, due_cents, due_at from invoice where site_id = :siteId and status = 'open'
       )
       select json_build_object(
         'signIns', (select json_agg(json_build_object('day', d.day::date, 'worked', coalesce(e.worked, 0),
             'failed', coalesce(e.failed, 0)) order by d.day)
           from generate_series(current_date - 29, current_date, interval '1 day') d(day)
           left join (select day, sum(n) filter (where kind = 'signed_in') as worked,
               sum(n) filter (where kind = 'sign_in_failed') as failed
             from events group by day) e on e.day = d.day::date),
         'causes', (select coalesce(json_agg(item order by n desc, cause), '[]') from (
           select cause, sum(n) as n, json_build_object('cause', cause, 'count', sum(n)) as item
           from events where kind = 'sign_in_failed' and cause is not null group by cause
           order by sum(n) desc limit 8) most),
         'subscriptions', (select json_agg(json_build_object('week', w.week::date,
             'won', (select count(*) from subscription s where s.site_id = :siteId
               and s.started_at >= w.week and s.started_at < w.week + interval '7 days'),
             'lost', (select count(*) from subscription s where s.site_id = :siteId and s.ended_at is not null
               and s.ended_at >= w.week and s.ended_at < w.week + interval '7 days'
               and not (s.kind = 'plan' and s.payments_made >= s.payments_total)))
             order by w.week)
           from generate_series(date_trunc('week', now()) - interval '11 weeks', date_trunc('week', now()),
             interval '7 days') w(week)),
         'unpaid', (select coalesce(json_agg(item order by total desc), '[]') from (
           select sum(due_cents) as total, json_build_object('currency', currency, 'cents', sum(due_cents),
             'invoices', count(*), 'overdueCents', coalesce(sum(due_cents) filter (where due_at < now()), 0)) as item
           from open_invoices group by currency) by_currency),
         'attention', json_build_object(
           'failedPayments', ${capped(`subscription where site_id = :siteId and payment_failed_at is not null
             and ended_at is null`)},
           'refusedEmails', ${capped(`email where site_id = :siteId and status = 'refused'
             and created_at > now() - interval '7 days'`)},
           'heldEmails', ${capped(`email where site_id = :siteId and status = 'held'
             and created_at > now() - interval '7 days'`)},
           'unclaimed', ${capped(`customer c where c.site_id = :siteId and c.email is null and exists (
             select from customer_provider_account a where a.site_id = c.site_id and a.customer_id = c.id)`)},
           'failedJobs', ${capped(`graphile_worker.jobs where attempts >= max_attempts and locked_at is null`)}
         )) as item`,
      { siteId },
    );
    return rows[0].item;
  };
