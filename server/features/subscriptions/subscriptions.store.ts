import { pageParams, pageSql, reading } from '../../http/reading.ts';
import type { Page } from '../../http/values.ts';
import { cardSql, defaultCardSql } from '../payment-methods/card.store.ts';
import type { Subscription, SubscriptionDetail } from './subscriptions.contract.ts';

/**
 * Subscriptions and plans of the caller with what is computed from them, once and for every screen and email: the state in
 * words with its date, the next payment, and the card that will pay it. Running ones come first: `rank` is when it started,
 * a hundred years later while it runs.
 */
export const ownSubscriptions = `(
  select s.*, p.name, g.name as program, state.word as state, state.at as state_at,
    case when state.word in ('active', 'trial') then s.current_period_end_at end as next_payment_at,
    coalesce(s.payment_method_id, ${defaultCardSql('s.site_id', 's.customer_id')}) as paying_card_id,
    s.started_at + case when state.word in ('ended', 'paid_off') then interval '0' else interval '100 years' end as rank
  from subscription s
  join product p on p.site_id = s.site_id and p.id = s.product_id
  left join program g on g.site_id = p.site_id and g.id = p.program_id
  cross join lateral (select
    case
      when s.kind = 'plan' and s.payments_made >= s.payments_total then 'paid_off'
      when s.ended_at <= now() or s.ends_at <= now() then 'ended'
      when s.payment_failed_at is not null then 'payment_failed'
      when s.ends_at is not null then 'ends'
      when s.paused_at is not null and (s.resumes_at is null or s.resumes_at > now()) then 'paused'
      when s.trial_ends_at > now() then 'trial'
      else 'active' end as word) word
  cross join lateral (select word.word, case word.word
      when 'paid_off' then coalesce((select max(y.at) from payment y where y.site_id = s.site_id
        and y.subscription_id = s.id and y.state = 'succeeded'), s.ended_at, s.current_period_end_at, s.started_at)
      when 'ended' then coalesce(s.ended_at, s.ends_at)
      when 'payment_failed' then s.fix_by_at
      when 'ends' then s.ends_at
      when 'paused' then s.resumes_at
      when 'trial' then s.trial_ends_at end as at) state
  where s.site_id = caller.site_id and s.customer_id = caller.customer_id)`;

/** Oldest open invoice of a subscription: paying it pays what is overdue. */
export const openInvoiceSql = (site: string, customer: string, subscription: string): string =>
  `(select i.id from invoice i where i.site_id = ${site} and i.customer_id = ${customer}
    and i.subscription_id = ${subscription} and i.status = 'open' order by i.issued_at, i.id limit 1)`;

const fields = `
  'id', s.id, 'kind', s.kind, 'name', s.name, 'program', s.program,
  'priceCents', s.price_cents, 'currency', s.currency, 'interval', s.interval_unit, 'intervalCount', s.interval_count,
  'state', s.state, 'stateAt', s.state_at, 'startedAt', s.started_at,
  'nextPaymentAt', s.next_payment_at, 'nextPaymentCents', case when s.next_payment_at is not null then s.price_cents end,
  'card', case when s.state not in ('ended', 'paid_off') then ${cardSql('s.site_id', 's.paying_card_id')} end,
  'plan', case when s.kind = 'plan' then json_build_object('paid', s.payments_made, 'total', s.payments_total,
    'remainingCents', greatest(s.payments_total - s.payments_made, 0) * s.price_cents) end`;

export const subscriptionList = reading<Page<Subscription>, { query: { after?: string | undefined } }>(
  pageSql({
    from: `${ownSubscriptions} s where true`,
    at: 's.rank',
    id: 's.id',
    item: `json_build_object(${fields})`,
  }),
  pageParams,
);

export const subscriptionDetail = reading<SubscriptionDetail, { params: { subscriptionId: string } }>(
  `(select json_build_object(${fields},
      'invoiceId', case when s.state = 'payment_failed' then ${openInvoiceSql('s.site_id', 's.customer_id', 's.id')} end,
      'payments', (select coalesce(json_agg(item), '[]') from (
        select json_build_object('id', y.id, 'at', y.at, 'amountCents', y.amount_cents, 'currency', y.currency,
          'state', y.state, 'reason', y.reason, 'card', ${cardSql('y.site_id', 'y.payment_method_id')}) as item
        from payment y where y.site_id = s.site_id and y.subscription_id = s.id
        order by y.at desc, y.id desc limit 12) last))
    from ${ownSubscriptions} s where s.id = :subscriptionId::uuid)`,
  ({ params }) => ({ subscriptionId: params.subscriptionId }),
);
