import { switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import { coursesSql } from '../courses/courses.store.ts';
import { recentOrdersSql } from '../orders/orders.store.ts';
import { cardEnds, cardFields, cardSql } from '../payment-methods/card.store.ts';
import { offersSql } from '../programs/programs.store.ts';
import { openInvoiceSql, ownSubscriptions } from '../subscriptions/subscriptions.store.ts';
import type { Overview } from './overview.contract.ts';

/**
 * Payments that failed first, then unpaid invoices that no failed payment stands for, then cards that will have expired when
 * they are next needed, or within a month.
 */
const attention = `(select coalesce(json_agg(item order by urgency, at), '[]') from (
  select 1 as urgency, own.state_at as at, json_build_object('kind', 'payment_failed', 'subscriptionId', own.id,
    'name', own.name, 'amountCents', own.price_cents, 'currency', own.currency, 'at', own.state_at,
    'invoiceId', ${openInvoiceSql('caller.site_id', 'caller.customer_id', 'own.id')}) as item
  from own where own.state = 'payment_failed'
  union all
  select 2, coalesce(i.due_at, i.issued_at), json_build_object('kind', 'invoice_open', 'invoiceId', i.id,
    'number', i.number, 'amountCents', i.due_cents, 'currency', i.currency, 'at', i.due_at,
    'isOverdue', coalesce(i.due_at, i.issued_at) < now())
  from (select * from invoice i where i.site_id = caller.site_id and i.customer_id = caller.customer_id
      and i.status = 'open' order by i.issued_at, i.id limit 10) i where true
    and not exists (select from own where own.id = i.subscription_id and own.state = 'payment_failed')
  union all
  select 3, ${cardEnds}, json_build_object('kind', 'card_expiring', 'subscriptionId', own.id,
    'name', own.name, 'card', json_build_object(${cardFields}), 'at', ${cardEnds} - interval '1 day')
  from own join payment_method m on m.site_id = caller.site_id and m.id = own.paying_card_id
  where own.state in ('active', 'trial')
    and ${cardEnds} < greatest(own.next_payment_at, now() + interval '31 days')
) needs)`;

const nextPayments = `(select coalesce(json_agg(item), '[]') from (
  select json_build_object('subscriptionId', own.id, 'kind', own.kind, 'name', own.name, 'at', own.next_payment_at,
    'amountCents', own.price_cents, 'currency', own.currency,
    'card', ${cardSql('caller.site_id', 'own.paying_card_id')}) as item
  from own where own.next_payment_at is not null
  order by own.next_payment_at, own.id limit 5) due)`;

/** Also travels inside the boot, so it is an expression over `caller` like any other reading. */
export const overviewSql = `(
  with own as (
    select id, kind, name, price_cents, currency, state, state_at, next_payment_at, paying_card_id
    from ${ownSubscriptions} s)
  select json_build_object('attention', ${attention}, 'nextPayments', ${nextPayments},
    'recentOrders', case when ${switchSql('caller.settings', 'orderHistory')} then ${recentOrdersSql} end,
    'courses', case when ${switchSql('caller.settings', 'courseEnrollments')} then ${coursesSql(3)} end,
    'offers', case when ${switchSql('caller.settings', 'programs')} then ${offersSql(3)} end))`;

export const overviewReading = reading<Overview>(overviewSql);
