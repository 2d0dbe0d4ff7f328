import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { InvoiceSummary } from '../../server/features/invoices/invoices.contract.ts';
import type { PaymentMethod } from '../../server/features/payment-methods/payment-methods.contract.ts';
import { property, state } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { cardName } from '../parts/card-name.ts';
import type { Surroundings } from '../section.ts';
import { dueWords } from './invoice-words.ts';
import './pay.ts';

const openInvoicesStyles = css`
  customer-center-open-invoices {
    display: grid;
    gap: 0.75em;
    margin-top: 0.5em;
  }
  .open-invoice {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.75em 1.25em;
    padding: 1em 1.25em;
  }
  @container center (max-width: 35em) {
    .open-invoice {
      grid-template-columns: minmax(0, 1fr);
      padding: 0.95em 1em;
    }
  }
`;

/** What is owed, to be paid at once with the card that was just chosen. */
class OpenInvoices extends FormElement {
  @state() private open: InvoiceSummary[] = [];

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) method!: PaymentMethod;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, openInvoicesStyles);
    // Without an answer there is still the section of invoices.
    this.around.call('GET /invoices').then(
      ({ open }) => (this.open = open),
      () => undefined,
    );
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open.length) return nothing;
    const { format } = this.around;
    return html`<h3 part="heading">${msg('Still to pay')}</h3>
      <p class="muted">${msg(str`You can pay it now with ${cardName(this.method.card)}.`)}</p>
      <ul class="rows">
        ${this.open.map(
          (invoice) =>
            html`<li class="open-invoice" part="row">
              <div>
                <p class="row-title">${invoice.title}</p>
                <p class="muted small">${invoice.number} · ${dueWords(invoice.dueAt, invoice.isOverdue, format)}</p>
              </div>
              <customer-center-pay
                .around=${this.around}
                .invoice=${invoice}
                .method=${this.method}
                .onPaid=${() => undefined}
              ></customer-center-pay>
            </li>`,
        )}
      </ul>`;
  }
}

define('customer-center-open-invoices', OpenInvoices);
