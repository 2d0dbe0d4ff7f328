import { dayParams, isWithinDays, pageParams, pageSql, reading } from '../../http/reading.ts';
import type { Page } from '../../http/values.ts';
import { switchSql } from '../../http/gate.ts';
import { cardSql } from '../payment-methods/card.store.ts';
import type { Order, OrderSummary } from './orders.contract.ts';

/** Is an instant within the time the site shows? */
export const isWithinHistory = (instant: string): string => `(caller.settings ->> 'orderHistoryMonths' is null
  or ${instant} > now() - make_interval(months => (caller.settings ->> 'orderHistoryMonths')::int))`;

/**
 * Orders of the caller, within the time the site shows, each with its `summary` as the contract has it; ends in its `where`.
 * Conditions on the row around it and not a join, so that PostgreSQL takes the newest from the index instead of sorting all
 * a customer ever ordered.
 */
const ownOrders = `purchase_order o
  cross join lateral (
    select count(*) as count, (array_agg(l.title order by l.position))[1] as title
    from purchase_order_line l where l.site_id = o.site_id and l.order_id = o.id) lines
  cross join lateral (
    select o.id, o.number, o.placed_at as "placedAt",
      coalesce(lines.title, o.number) as title, greatest(lines.count - 1, 0) as "moreLines",
      o.total_cents as "totalCents", o.refunded_cents as "refundedCents", o.currency,
      case
        when o.refunded_cents > 0 and o.refunded_cents >= o.paid_cents then 'refunded'
        when o.refunded_cents > 0 then 'partly_refunded'
        when o.paid_cents >= o.total_cents then 'paid'
        else 'open' end as state) summary
  where o.site_id = caller.site_id and o.customer_id = caller.customer_id
    and ${isWithinHistory('o.placed_at')}`;

interface OrdersQuery {
  after?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const orderList = reading<Page<OrderSummary>, { query: OrdersQuery }>(
  pageSql({
    from: `${ownOrders}
        and ${isWithinDays('o.placed_at')}`,
    at: 'o.placed_at',
    id: 'o.id',
    item: 'row_to_json(summary)',
  }),
  ({ query }) => ({ ...pageParams({ query }), ...dayParams(query) }),
);

/** The newest three, for the overview. */
export const recentOrdersSql = `(
  select coalesce(json_agg(item), '[]') from (
    select row_to_json(summary) as item from ${ownOrders}
    order by o.placed_at desc, o.id desc limit 3) recent)`;

export const orderDetail = reading<Order, { params: { orderId: string } }>(
  `(select row_to_json(detail) from (
    select summary.*,
      (select coalesce(json_agg(json_build_object(
          'title', l.title, 'quantity', l.quantity, 'unitCents', l.unit_cents, 'totalCents', l.total_cents)
          order by l.position), '[]')
        from purchase_order_line l where l.site_id = o.site_id and l.order_id = o.id) as lines,
      o.subtotal_cents as "subtotalCents", o.discount_cents as "discountCents", o.tax_cents as "taxCents",
      ${cardSql('o.site_id', 'o.payment_method_id')} as card,
      case when ${switchSql('caller.settings', 'billingInformation')} then o.billing_address end as "billingAddress"
    from ${ownOrders} and o.id = :orderId::uuid) detail)`,
  ({ params }) => ({ orderId: params.orderId }),
);
