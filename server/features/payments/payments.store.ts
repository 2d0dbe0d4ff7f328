import { dayParams, isWithinDays, pageParams, pageSql, reading } from '../../http/reading.ts';
import type { Page } from '../../http/values.ts';
import { isWithinHistory } from '../orders/orders.store.ts';
import { cardSql } from '../payment-methods/card.store.ts';
import type { Payment } from './payments.contract.ts';

interface PaymentsFilter {
  state?: Payment['state'] | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

interface PaymentsQuery extends PaymentsFilter {
  after?: string | undefined;
}

const title = `coalesce(
  (select p.name from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
    where s.site_id = y.site_id and s.id = y.subscription_id),
  (select l.title from purchase_order_line l where l.site_id = y.site_id and l.order_id = y.order_id
    order by l.position limit 1),
  (select l.title from invoice_line l where l.site_id = y.site_id and l.invoice_id = y.invoice_id
    order by l.position limit 1),
  (select i.number from invoice i where i.site_id = y.site_id and i.id = y.invoice_id),
  (select o.number from purchase_order o where o.site_id = y.site_id and o.id = y.order_id))`;

/** Payments of the caller that fit the filter, within the time the site shows; ends in its `where`. */
export const ownPayments = `payment y where y.site_id = caller.site_id and y.customer_id = caller.customer_id
  and ${isWithinHistory('y.at')}
  and (:state::text is null or y.state = :state::text)
  and ${isWithinDays('y.at')}`;

/** One of them, as the contract has it. */
export const paymentItem = `json_build_object('id', y.id, 'at', y.at, 'amountCents', y.amount_cents,
  'currency', y.currency, 'state', y.state, 'reason', y.reason, 'title', ${title},
  'card', ${cardSql('y.site_id', 'y.payment_method_id')})`;

export const filterParams = ({ state, ...days }: PaymentsFilter) => ({ state: state ?? null, ...dayParams(days) });

export const paymentList = reading<Page<Payment>, { query: PaymentsQuery }>(
  pageSql({ from: ownPayments, at: 'y.at', id: 'y.id', item: paymentItem }),
  ({ query }) => ({ ...pageParams({ query }), ...filterParams(query) }),
);
