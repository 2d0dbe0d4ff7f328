import { pageParams, pageSql, reading } from '../../http/reading.ts';
import type { Page } from '../../http/values.ts';
import { switchSql } from '../../http/gate.ts';
import { cardSql } from '../payment-methods/payment-methods.store.ts';
import type { Order, OrderSummary } from './orders.contract.ts';

/**
 * Orders of the caller, within the time the site shows; ends in its `where`. Conditions on the row around it and not a
 * join, so that PostgreSQL takes the newest from the index instead of sorting all a customer ever ordered.
 */
export const ownOrders = `purchase_order o
  cross join lateral (
    select count(*) as count, (array_agg(l.title order by l.position))[1] as title
    from purchase_order_line l where l.site_id = o.site_id and l.order_id = o.id) lines
  where o.site_id = caller.site_id and o.customer_id = caller.customer_id
    and (caller.settings ->> 'orderHistoryMonths' is null
      or o.placed_at > now() - make_interval(months => (caller.settings ->> 'orderHistoryMonths')::int))`;

/** `key, value, …` of an order's summary, for `json_build_object`. */
const summaryFields = `
  'id', o.id, 'number', o.number, 'placedAt', o.placed_at,
  'title', coalesce(lines.title, o.number), 'moreLines', greatest(lines.count - 1, 0),
  'totalCents', o.total_cents, 'refundedCents', o.refunded_cents, 'currency', o.currency,
  'state', case
    when o.refunded_cents > 0 and o.refunded_cents >= o.paid_cents then 'refunded'
    when o.refunded_cents > 0 then 'partly_refunded'
    when o.paid_cents >= o.total_cents then 'paid'
    else 'open' end`;

export const orderList = reading<Page<OrderSummary>, { query: { after?: string | undefined } }>(
  pageSql({
    from: ownOrders,
    at: 'o.placed_at',
    id: 'o.id',
    item: `json_build_object(${summaryFields})`,
  }),
  pageParams,
);

/** The newest three, for the overview. */
export const recentOrdersSql = `(
  select coalesce(json_agg(item), '[]') from (
    select json_build_object(${summaryFields}) as item from ${ownOrders}
    order by o.placed_at desc, o.id desc limit 3) recent)`;

export const orderDetail = reading<Order, { params: { orderId: string } }>(
  `(select json_build_object(${summaryFields},
      'lines', (select coalesce(json_agg(json_build_object(
          'title', l.title, 'quantity', l.quantity, 'unitCents', l.unit_cents, 'totalCents', l.total_cents)
          order by l.position), '[]')
        from purchase_order_line l where l.site_id = o.site_id and l.order_id = o.id),
      'subtotalCents', o.subtotal_cents, 'discountCents', o.discount_cents, 'taxCents', o.tax_cents,
      'card', ${cardSql('o.site_id', 'o.payment_method_id')},
      'billingAddress', case when ${switchSql('caller.settings', 'billingInformation')} then o.billing_address end)
    from ${ownOrders} and o.id = :orderId::uuid)`,
  ({ params }) => ({ orderId: params.orderId }),
);
