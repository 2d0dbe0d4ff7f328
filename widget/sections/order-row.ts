import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../server/features/orders/orders.contract.ts';
import { pill } from '../parts/pill.ts';
import type { Surroundings } from '../section.ts';

export function orderState(order: OrderSummary, around: Surroundings): TemplateResult | typeof nothing {
  const refunded = around.format.money(order.refundedCents, order.currency);
  switch (order.state) {
    case 'paid':
      return nothing;
    case 'open':
      return pill(msg('Not paid yet'), 'warning');
    case 'partly_refunded':
      return pill(msg(str`${refunded} refunded`));
    case 'refunded':
      return pill(msg('Refunded'));
  }
}

/** One order in a list. */
export function orderRow(order: OrderSummary, around: Surroundings): TemplateResult {
  const { format } = around;
  const more = order.moreLines ? msg(str`and ${order.moreLines} more`) : '';
  return html`<li>
    <a class="row" part="row" href=${around.hrefOf({ section: 'orders', id: order.id })}>
      <span><span class="row-title">${order.title}</span> <span class="muted">${more}</span></span>
      <span class="money">${format.amount(order.totalCents, order.currency)}</span>
      <span class="muted"
        ><span class="nowrap">${format.date(order.placedAt)}</span> · <span class="nowrap">${order.number}</span></span
      >
      <span class="money">${orderState(order, around)}</span>
    </a>
  </li>`;
}
