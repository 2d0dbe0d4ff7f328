import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { InvoicePage, InvoiceSummary } from '../../server/features/invoices/invoices.contract.ts';
import { define } from '../elements.ts';
import { empty } from '../parts/empty.ts';
import { failureNotice } from '../parts/failure.ts';
import { pill } from '../parts/pill.ts';
import { showMore } from '../parts/show-more.ts';
import { Section } from '../section.ts';
import { dueWords, invoiceState } from './invoice-words.ts';
import './invoice.ts';

/** Unpaid invoices first, the one that waits longest on top; then the others, newest first. */
class Invoices extends Section<InvoicePage> {
  static override readonly sheet = css`
    .invoices-open {
      display: grid;
      gap: 0.75em;
    }
    .invoice-open {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.2em 1.25em;
      align-items: baseline;
      color: inherit;
      text-decoration: none;
    }
    .invoice-open:hover {
      border-color: var(--_outline);
    }
    .invoice-due {
      font-size: 1.375em;
      font-weight: 650;
      line-height: 1.2;
    }
    .invoice-open > .pill {
      justify-self: end;
    }
    .invoice-part {
      grid-column: 1 / -1;
    }
    .invoice-stopped {
      color: var(--_muted);
    }
    @container center (max-width: 35em) {
      .invoice-open {
        grid-template-columns: minmax(0, 1fr);
      }
      .invoice-open > .pill {
        justify-self: start;
        order: -2;
      }
      .invoice-due {
        order: -1;
        margin-bottom: 0.1em;
        text-align: start;
      }
    }
  `;

  protected load(): Promise<InvoicePage> {
    return this.around.call('GET /invoices');
  }

  protected renderHeading(): TemplateResult {
    return this.heading(msg('Invoices'));
  }

  protected renderData({ open, items, next }: InvoicePage): TemplateResult {
    if (!open.length && !items.length) {
      return empty('invoices', msg('What you are asked to pay will appear here, and stay when it is paid.'));
    }
    return html`${open.length ? this.renderOpen(open) : html`<p class="muted">${msg('Nothing to pay.')}</p>`}
      ${open.length && items.length ? html`<h3 part="heading">${msg('Earlier')}</h3>` : nothing}
      ${
        items.length
          ? html`<ul class="rows">
              ${items.map((invoice) => this.renderRow(invoice))}
            </ul>`
          : nothing
      }
      ${failureNotice(this.failure)}
      <div class="more">${showMore(next, this.isBusy, () => void this.act(() => this.loadMore()))}</div>`;
  }

  private renderOpen(open: InvoiceSummary[]): TemplateResult {
    return html`<ul class="invoices-open" aria-label=${msg('To pay')}>
      ${open.map((invoice) => html`<li>${this.renderCard(invoice)}</li>`)}
    </ul>`;
  }

  private renderCard(invoice: InvoiceSummary): TemplateResult {
    const { format } = this.around;
    const { currency, totalCents, dueCents } = invoice;
    const tone = invoice.isOverdue ? 'danger' : 'warning';
    return html`<a class="card invoice-open" part="card" href=${this.hrefOf(invoice)}>
      <span class="row-title">${invoice.title}</span>
      <span class="money invoice-due">${format.amount(dueCents, currency)}</span>
      <span class="muted">${invoice.number} · ${format.date(invoice.issuedAt)}</span>
      ${pill(dueWords(invoice.dueAt, invoice.isOverdue, format), tone)}
      ${
        dueCents < totalCents
          ? html`<span class="muted small invoice-part"
              >${msg(str`${format.money(totalCents - dueCents, currency)} of ${format.money(totalCents, currency)} is paid.`)}</span
            >`
          : nothing
      }
    </a>`;
  }

  private renderRow(invoice: InvoiceSummary): TemplateResult {
    const { format } = this.around;
    return html`<li>
      <a class="row" part="row" href=${this.hrefOf(invoice)}>
        <span class="row-title">${invoice.title}</span>
        <span class="money ${invoice.state === 'paid' ? '' : 'invoice-stopped'}"
          >${format.amount(invoice.totalCents, invoice.currency)}</span
        >
        <span class="muted"
          ><span class="nowrap">${format.date(invoice.issuedAt)}</span> ·
          <span class="nowrap">${invoice.number}</span></span
        >
        <span class="money">${invoiceState(invoice)}</span>
      </a>
    </li>`;
  }

  private hrefOf({ id }: InvoiceSummary): string {
    return this.around.hrefOf({ section: 'invoices', id });
  }

  private async loadMore(): Promise<void> {
    const { open, items, next } = this.data!;
    const page = await this.around.call('GET /invoices', { query: { after: next! } });
    this.data = { open, items: [...items, ...page.items], next: page.next };
  }
}

define('customer-center-invoices', Invoices);
