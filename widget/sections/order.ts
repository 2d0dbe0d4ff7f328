import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Order } from '../../server/features/orders/orders.contract.ts';
import { define } from '../elements.ts';
import { bill, type BillLine, type BillSum, billStyles } from '../parts/bill.ts';
import { cardName } from '../parts/card-name.ts';
import { fact, factStyles } from '../parts/fact.ts';
import { singleHeading, singleHeadingStyles } from '../parts/single-heading.ts';
import { Section } from '../section.ts';
import { countryNames } from './address-lines.ts';
import { orderState } from './order-row.ts';

/** One order with its lines and sums. */
class OrderSection extends Section<Order> {
  static override readonly sheet = css`
    ${singleHeadingStyles}
    ${billStyles}
    ${factStyles}
    .order-address span {
      display: block;
    }
  `;

  protected load(): Promise<Order> {
    return this.around.call('GET /orders/:orderId', { params: { orderId: this.placeId! } });
  }

  protected renderHeading(order: Order | undefined): TemplateResult {
    const title = order ? msg(str`Order ${order.number}`) : msg('Order');
    const heading = order || this.problem ? this.heading(title) : undefined;
    return singleHeading({ href: this.around.hrefOf({ section: 'orders' }), list: msg('Orders'), heading });
  }

  protected renderData(order: Order): TemplateResult {
    const { format } = this.around;
    return html`<p class="muted">${format.fullDate(order.placedAt)} ${orderState(order, this.around)}</p>
      ${bill(
        order.lines.map((line) => this.lineOf(line, order.currency)),
        this.sumsOf(order),
      )}
      <dl class="facts">
        ${order.card ? fact(msg('Paid with'), cardName(order.card)) : nothing}
        ${
          order.billingAddress?.length
            ? fact(
                msg('Billing address'),
                html`<span class="order-address"
                  >${order.billingAddress.map((line) => html`<span>${line.replace(/^[A-Z]{2}$/, countryNames(format.locale))}</span>`)}</span
                >`,
              )
            : nothing
        }
      </dl>`;
  }

  private lineOf({ title, quantity, unitCents, totalCents }: Order['lines'][number], currency: string): BillLine {
    const { format } = this.around;
    const each = quantity === 1 ? '' : msg(str`${quantity} × ${format.amount(unitCents, currency)}`);
    return { title, each, amount: format.amount(totalCents, currency) };
  }

  private sumsOf(order: Order): BillSum[] {
    const sum = (name: string, amount: number) => ({ name, amount: this.around.format.amount(amount, order.currency) });
    return [
      ...(order.subtotalCents === order.totalCents ? [] : [sum(msg('Subtotal'), order.subtotalCents)]),
      ...(order.discountCents ? [sum(msg('Discount'), -order.discountCents)] : []),
      ...(order.taxCents ? [sum(msg('Tax'), order.taxCents)] : []),
      { ...sum(msg('Total'), order.totalCents), isTotal: true },
      ...(order.refundedCents ? [sum(msg('Refunded'), -order.refundedCents)] : []),
    ];
  }
}

define('customer-center-order', OrderSection);
