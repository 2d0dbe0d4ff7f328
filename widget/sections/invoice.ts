import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Invoice } from '../../server/features/invoices/invoices.contract.ts';
import { state } from '../decorators.ts';
import { define } from '../elements.ts';
import { bill, type BillSum, billStyles } from '../parts/bill.ts';
import { notice } from '../parts/notice.ts';
import { pill } from '../parts/pill.ts';
import { safeUrl } from '../safe-url.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { singleHeading, singleHeadingStyles } from '../parts/single-heading.ts';
import { Section } from '../section.ts';
import { dueWords, invoiceState } from './invoice-words.ts';
import { paymentRow } from './payment-row.ts';

/** Paying comes when there is something to pay. */
const loadPaying = () => import('./pay.ts');

/** One invoice: what is due, its lines, and the attempts to pay it. */
class InvoiceSection extends Section<Invoice> {
  static override readonly sheet = css`
    ${singleHeadingStyles}
    ${billStyles}
    .invoice-pay {
      display: grid;
      gap: 1.25em;
    }
    .invoice-ask {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0.5em 1em;
    }
    .invoice-amount {
      font-size: 1.75em;
      font-weight: 650;
      line-height: 1.2;
      text-align: start;
    }
    .invoice-links {
      display: flex;
      flex-wrap: wrap;
      gap: 0 1.5em;
    }
  `;

  @state() private canPay = false;
  @state() private isPaid = false;
  @state() private isOther = false;

  protected async load(): Promise<Invoice> {
    const params = { invoiceId: this.placeId! };
    const invoice = await this.around.call('GET /invoices/:invoiceId', { params });
    // From the bank, which asked on a page of its own.
    const isBack = /[?&](payment_intent|setup_intent|checkout_session)=/.test(location.search);
    if (invoice.isPayable || isBack) void this.allowPaying(invoice, isBack).catch(String);
    return invoice;
  }

  protected renderHeading(invoice: Invoice | undefined): TemplateResult {
    const title = invoice ? msg(str`Invoice ${invoice.number}`) : msg('Invoice');
    const heading = invoice || this.problem ? this.heading(title) : undefined;
    return singleHeading({ href: this.around.hrefOf({ section: 'invoices' }), list: msg('Invoices'), heading });
  }

  protected renderData(invoice: Invoice): TemplateResult {
    const { format } = this.around;
    const isOpen = invoice.state === 'open';
    return html`<p class="muted">
        ${msg(str`Issued on ${format.fullDate(invoice.issuedAt)}`)} ${isOpen ? nothing : invoiceState(invoice)}
      </p>
      ${this.isPaid ? notice({ kind: 'success', text: msg('Paid. Thank you.') }) : nothing}
      ${
        this.isOther
          ? html`<a class="link" part="link" href=${this.around.hrefOf({ section: 'payment-methods' })}
              >${msg('Use this card for what comes next, too')}</a
            >`
          : nothing
      }
      ${isOpen ? this.renderDue(invoice) : this.renderStopped(invoice)}
      ${bill(
        invoice.lines.map(({ title, quantity, totalCents }) => ({
          title,
          each: quantity === 1 ? '' : msg(str`Quantity ${quantity}`),
          amount: format.amount(totalCents, invoice.currency),
        })),
        this.sumsOf(invoice),
      )}
      ${this.renderLinks(invoice)} ${this.renderPayments(invoice)}`;
  }

  private renderDue(invoice: Invoice): TemplateResult {
    const { dueCents, currency, dueAt, isOverdue, isPayable } = invoice;
    const { format } = this.around;
    return html`<div class="card invoice-pay" part="card">
      <div class="invoice-ask">
        <div>
          <p class="muted small">${msg('To pay')}</p>
          <p class="money invoice-amount">${format.amount(dueCents, currency)}</p>
        </div>
        ${pill(dueWords(dueAt, isOverdue, format), isOverdue ? 'danger' : 'warning')}
      </div>
      ${isPayable ? this.renderPaying(invoice) : nothing}
    </div>`;
  }

  private renderPaying(invoice: Invoice): TemplateResult {
    if (!this.canPay) return skeletonRows(2);
    return html`<customer-center-pay
      .around=${this.around}
      .invoice=${invoice}
      .onPaid=${this.paid}
    ></customer-center-pay>`;
  }

  private readonly paid = (isOther: boolean): void => {
    this.isOther = isOther;
    this.isPaid = true;
    this.isArriving = true;
    this.reload();
  };

  /** Without the script of paying the invoice is all there is, and the provider's page of it. */
  private async allowPaying({ isPayable, state }: Invoice, isBack: boolean): Promise<void> {
    const { takeReturn } = await loadPaying();
    this.canPay = true;
    if (isPayable || !isBack) return;
    takeReturn();
    this.isPaid = state === 'paid';
  }

  private renderLinks(invoice: Invoice): TemplateResult {
    const pdf = safeUrl(invoice.pdfUrl);
    const page = safeUrl(invoice.hostedUrl);
    return html`<p class="invoice-links">
      ${pdf ? html`<a part="link" class="link" href=${pdf} download>${msg('Download PDF')}</a>` : nothing}
      ${page ? html`<a part="link" class="link" href=${page}>${msg('View on the provider’s page')}</a>` : nothing}
    </p>`;
  }

  private renderStopped({ state }: Invoice): TemplateResult | typeof nothing {
    if (state === 'paid') return nothing;
    return html`<p>
      ${
        state === 'void'
          ? msg('This invoice was withdrawn. Nothing has to be paid.')
          : msg('This invoice was written off. Nobody expects it to be paid any more.')
      }
    </p>`;
  }

  private sumsOf({ totalCents, dueCents, currency, state }: Invoice): BillSum[] {
    const sum = (name: string, amount: number) => ({ name, amount: this.around.format.amount(amount, currency) });
    const total = { ...sum(msg('Total'), totalCents), isTotal: true };
    return state === 'open' && dueCents < totalCents
      ? [total, sum(msg('Paid'), dueCents - totalCents), sum(msg('To pay'), dueCents)]
      : [total];
  }

  private renderPayments({ payments, currency, state }: Invoice): TemplateResult | typeof nothing {
    if (!payments.length && state !== 'open') return nothing;
    return html`<h3 part="heading">${msg('Payments')}</h3>
      ${
        payments.length
          ? html`<ul class="rows">
              ${payments.map((payment) => paymentRow({ ...payment, currency }, this.around))}
            </ul>`
          : html`<p class="muted">${msg('No payment yet.')}</p>`
      }`;
  }
}

define('customer-center-invoice', InvoiceSection);
