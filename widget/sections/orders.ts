import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../server/features/orders/orders.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { FilteredList, type FilterQuery } from './filtered-list.ts';
import './order.ts';
import { orderRow } from './order-row.ts';

/** Orders, newest first; below them, the way to bring those bought with another address. */
class Orders extends FilteredList<OrderSummary> {
  @state() private isClaiming = false;

  protected ask(query: FilterQuery) {
    return this.around.call('GET /orders', { query });
  }

  protected headingText(): string {
    return msg('Orders');
  }

  protected renderItem(order: OrderSummary): TemplateResult {
    return orderRow(order, this.around);
  }

  protected renderEmpty(): TemplateResult {
    return empty('orders', msg('Everything you buy will appear here, with its receipt details.'));
  }

  protected renderEnd(): TemplateResult {
    return this.isClaiming
      ? html`<customer-center-claim
          .around=${this.around}
          .onClaimed=${() => this.reload()}
          .onDone=${this.finishClaim}
        ></customer-center-claim>`
      : html`<div class="muted small">
          ${msg('Is one missing that you bought with another email address?')}
          ${button({ label: msg('Add an order from another address'), kind: 'link', onClick: this.startClaim })}
        </div>`;
  }

  private readonly startClaim = (): void =>
    void this.act(async () => {
      await import('./claim.ts');
      this.isClaiming = true;
    });

  private readonly finishClaim = (): void => {
    this.isClaiming = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('.muted > .link')?.focus());
  };
}

define('customer-center-orders', Orders);
