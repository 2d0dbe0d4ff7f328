import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { button } from '../parts/button.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';
import { everything, isWhole, type PaymentFilter, paymentFilter, queryOf, readFilter } from './payment-filter.ts';
import { paymentTable, paymentTableStyles } from './payment-table.ts';

interface Loaded {
  readonly items: Payment[];
  readonly next: string | null;
  /** What was asked for; another one than now while the answer is on its way. */
  readonly filter: PaymentFilter;
}

/** Every payment with its card and result, newest first. */
class Payments extends Section<Loaded> {
  static override readonly sheet = css`
    ${paymentTableStyles}
    .payment-filter {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.75em;
    }
    .payment-choices {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.75em 1.5em;
    }
    .payment-periods {
      display: flex;
      flex-wrap: wrap;
      gap: 0.4em;
      min-width: 0;
      border: 0;
    }
    .payment-period {
      position: relative;
      display: flex;
      align-items: center;
      min-height: 44px;
      margin: 0;
      padding: 0 0.95em;
      border: 1px solid var(--_border);
      border-radius: 44px;
      font-weight: 400;
      white-space: nowrap;
      cursor: pointer;
    }
    .payment-period:hover {
      border-color: var(--_outline);
    }
    .payment-period:has(:checked) {
      border-color: var(--_accent);
      background: var(--_accent);
      color: var(--_on-accent);
      font-weight: 600;
    }
    .payment-period:has(:focus-visible) {
      outline: 2px solid var(--_link);
      outline-offset: 2px;
    }
    .payment-result {
      display: flex;
      align-items: center;
      gap: 0.75em;
    }
    .payment-result label {
      margin: 0;
    }
    .payment-result select {
      width: auto;
      min-width: 9em;
    }
    .payment-dates {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 9em), 1fr));
      gap: 0.75em;
      max-width: 30em;
    }
    .payments-none {
      justify-items: center;
      display: grid;
      gap: 0.75em;
    }
    .payments-none .button {
      color: var(--_text);
    }
    @media (forced-colors: active) {
      .payment-period:has(:checked) {
        outline: 2px solid;
      }
    }
    @container center (max-width: 35em) {
      .payment-result,
      .payment-result select {
        flex: 1;
      }
      .payment-period {
        padding: 0 0.8em;
      }
    }
  `;

  @state() private filter = everything;

  protected async load(): Promise<Loaded> {
    const { data, filter } = this;
    const page = await this.around.call('GET /payments', { query: queryOf(filter) });
    if (data && data.filter !== filter) this.around.announce(msg('The list is updated.'));
    return { ...page, filter };
  }

  protected renderHeading(data: Loaded | undefined): TemplateResult {
    const isWithout = data?.filter === everything && !data.items.length;
    // Beside the heading, so that a failure to load leaves the filter and what is typed in it.
    return html`${this.heading(msg('Payments'))}
    ${
      isWithout
        ? nothing
        : paymentFilter({ filter: this.filter, dateError: this.fieldErrors['to'], onChange: this.choose })
    }`;
  }

  protected renderData({ items, next, filter }: Loaded): TemplateResult {
    if (!items.length) return this.renderNone(filter);
    return html`${paymentTable(items, this.around.format, filter !== this.filter)} ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>`;
  }

  private renderNone(filter: PaymentFilter): TemplateResult {
    if (filter === everything)
      return empty('payments', msg('Every payment will appear here, with its card and result.'));
    return html`<div class="empty payments-none" part="empty">
      <p>${msg('No payment fits this choice.')}</p>
      ${button({ label: msg('Show all payments'), kind: 'secondary', onClick: this.showAll })}
    </div>`;
  }

  private readonly choose = (event: Event): void => {
    const filter = readFilter(event.currentTarget as HTMLFormElement);
    const isBackwards = filter.from && filter.to && filter.to < filter.from;
    this.fieldErrors = isBackwards ? { to: msg('This day is before the first one.') } : {};
    this.filter = filter;
    if (!isBackwards && isWhole(filter)) this.reload();
  };

  private readonly showAll = (): void => {
    this.querySelector('form')?.reset();
    this.filter = everything;
    this.fieldErrors = {};
    this.querySelector<HTMLElement>('h2')?.focus();
    this.reload();
  };

  private async loadMore(): Promise<void> {
    const before = this.data!;
    const page = await this.around.call('GET /payments', {
      query: { ...queryOf(before.filter), after: before.next! },
    });
    // Another choice was made meanwhile: these belong to the list before.
    if (this.data === before) this.data = { ...before, items: [...before.items, ...page.items], next: page.next };
  }
}

define('customer-center-payments', Payments);
