import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { OrderSummary } from '../../server/features/orders/orders.contract.ts';
import { define } from '../elements.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';
import './order.ts';
import { orderRow } from './order-row.ts';

interface Loaded {
  readonly items: OrderSummary[];
  readonly next: string | null;
}

/** Orders, newest first. */
class Orders extends Section<Loaded> {
  protected load(): Promise<Loaded> {
    return this.around.call('GET /orders');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Orders'));
  }

  protected renderData({ items, next }: Loaded): TemplateResult {
    if (!items.length) return empty('orders', msg('Everything you buy will appear here, with its receipt details.'));
    return html`<ul class="rows">
        ${items.map((order) => orderRow(order, this.around))}
      </ul>
      ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>`;
  }

  private async loadMore(): Promise<void> {
    const { items, next } = this.data!;
    const page = await this.around.call('GET /orders', { query: { after: next! } });
    this.data = { items: [...items, ...page.items], next: page.next };
  }
}

define('customer-center-orders', Orders);
