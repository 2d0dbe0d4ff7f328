import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Order } from '../../server/features/orders/orders.contract.ts';
import { define } from '../elements.ts';
import { backLink } from '../parts/back-link.ts';
import { cardName } from '../parts/card-name.ts';
import { fact } from '../parts/fact.ts';
import { Section } from '../section.ts';
import { orderState } from './order-row.ts';

/** One order with its lines and sums. */
class OrderSection extends Section<Order> {
  static override readonly sheet = css`
    .order-sums {
      display: grid;
      gap: 0.3em;
      padding: 1em 1.25em;
    }
    .order-sums div {
      display: flex;
      justify-content: space-between;
      gap: 1em;
    }
    .order-sums dt {
      color: var(--_muted);
    }
    .order-sums .order-total {
      padding-top: 0.5em;
      margin-top: 0.3em;
      border-top: 1px solid var(--_border);
      font-weight: 650;
    }
    .order-total dt {
      color: inherit;
    }
    .order-address span {
      display: block;
    }
  `;

  protected load(): Promise<Order> {
    return this.around.call('GET /orders/:orderId', { params: { orderId: this.placeId! } });
  }

  protected renderHeading(order: Order | undefined): TemplateResult {
    const title = order ? msg(str`Order ${order.number}`) : msg('Order');
    return html`${backLink(this.around.hrefOf({ section: 'orders' }), msg('Orders'))}
    ${order || this.problem ? this.heading(title) : html`<div class="skeleton title-skeleton"></div>`}`;
  }

  protected renderData(order: Order): TemplateResult {
    const { format } = this.around;
    return html`<p class="muted">${format.fullDate(order.placedAt)} ${orderState(order, this.around)}</p>
      <div class="rows">
        <ul>
          ${order.lines.map((line) => this.renderLine(line, order.currency))}
        </ul>
        ${this.renderSums(order)}
      </div>
      <dl class="facts">
        ${order.card ? fact(msg('Paid with'), cardName(order.card)) : nothing}
        ${
          order.billingAddress?.length
            ? fact(
                msg('Billing address'),
                html`<span class="order-address"
                  >${order.billingAddress.map((line) => html`<span>${line}</span>`)}</span
                >`,
              )
            : nothing
        }
      </dl>`;
  }

  private renderLine(line: Order['lines'][number], currency: string): TemplateResult {
    const { format } = this.around;
    const each = line.quantity === 1 ? '' : msg(str`${line.quantity} × ${format.amount(line.unitCents, currency)}`);
    return html`<li class="row" part="row">
      <span class="row-title">${line.title}</span>
      <span class="money">${format.amount(line.totalCents, currency)}</span>
      ${each ? html`<span class="muted">${each}</span>` : nothing}
    </li>`;
  }

  private renderSums(order: Order): TemplateResult {
    const sum = (name: string, amount: number, kind = '') =>
      html`<div class=${kind}>
        <dt>${name}</dt>
        <dd class="money">${this.around.format.amount(amount, order.currency)}</dd>
      </div>`;
    return html`<dl class="order-sums">
      ${order.subtotalCents === order.totalCents ? nothing : sum(msg('Subtotal'), order.subtotalCents)}
      ${order.discountCents ? sum(msg('Discount'), -order.discountCents) : nothing}
      ${order.taxCents ? sum(msg('Tax'), order.taxCents) : nothing}
      ${sum(msg('Total'), order.totalCents, 'order-total')}
      ${order.refundedCents ? sum(msg('Refunded'), -order.refundedCents) : nothing}
    </dl>`;
  }
}

define('customer-center-order', OrderSection);
