import { msg } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Payment } from '../../server/features/payments/payments.contract.ts';
import type { Format } from '../format.ts';
import { cardName } from '../parts/card-name.ts';
import { paymentState } from './payment-row.ts';

export const paymentTableStyles = css`
  customer-center-payments {
    container: payments / inline-size;
  }
  .payments {
    width: 100%;
    border-collapse: collapse;
    text-align: start;
  }
  .payments[aria-busy='true'] {
    opacity: 0.55;
  }
  .payments th,
  .payments td {
    padding: 0.85em 0;
    padding-inline-end: 1.25em;
    text-align: start;
    vertical-align: baseline;
  }
  .payments :is(th, td):first-child {
    padding-inline-start: 1.25em;
  }
  .payments .money {
    text-align: end;
  }
  .payments th {
    padding-block: 0.75em;
    font-weight: 400;
    font-size: 0.875em;
    color: var(--_muted);
  }
  .payments th:first-child {
    padding-inline-start: 1.43em;
  }
  .payments th:last-child {
    padding-inline-end: 1.43em;
  }
  .payments tbody tr {
    border-top: 1px solid var(--_border);
  }
  .payment-reason::first-letter {
    text-transform: uppercase;
  }
  .payment-unmoved {
    color: var(--_muted);
  }
  @container payments (max-width: 44em) {
    .payments,
    .payments tbody {
      display: block;
    }
    .payments thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .payments tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0.2em 1.25em;
      align-items: baseline;
      padding: 0.95em 1em;
    }
    .payments tbody tr:first-child {
      border-top: 0;
    }
    .payments td,
    .payments td:first-child {
      padding: 0;
    }
    .payments .payment-title {
      order: -3;
    }
    .payments .money {
      order: -2;
    }
    .payment-date {
      order: -1;
    }
    .payment-date,
    .payment-card {
      color: var(--_muted);
      font-size: 0.9375em;
    }
    .payments .payment-state {
      order: -1;
      text-align: end;
    }
  }
`;

/**
 * A table that becomes cards where it is narrow. The roles are spelled out, because browsers drop a table's own ones when
 * it is laid out as something else.
 */
export const paymentTable = (items: Payment[], format: Format, isStale: boolean): TemplateResult =>
  html`<div class="rows">
    <table class="payments" role="table" aria-label=${msg('Payments')} aria-busy=${isStale ? 'true' : 'false'}>
      <thead>
        <tr role="row">
          <th role="columnheader">${msg('Date')}</th>
          <th role="columnheader">${msg('For')}</th>
          <th role="columnheader">${msg('Card')}</th>
          <th role="columnheader">${msg('Result')}</th>
          <th role="columnheader" class="money">${msg('Amount')}</th>
        </tr>
      </thead>
      <tbody>
        ${items.map((payment) => renderPayment(payment, format))}
      </tbody>
    </table>
  </div>`;

const renderPayment = (payment: Payment, format: Format): TemplateResult =>
  html`<tr role="row" part="row">
    <td role="cell" class="payment-date"><span class="nowrap">${format.date(payment.at)}</span></td>
    <td role="cell" class="payment-title">
      <span class="row-title">${payment.title ?? msg('Payment')}</span>
      ${payment.reason ? html`<p class="muted small payment-reason">${payment.reason}</p>` : nothing}
    </td>
    <td role="cell" class="payment-card">${payment.card ? cardName(payment.card) : nothing}</td>
    <td role="cell" class="payment-state">${paymentState(payment.state)}</td>
    <td role="cell" class="money ${payment.state === 'succeeded' ? '' : 'payment-unmoved'}">
      ${format.amount(payment.amountCents, payment.currency)}
    </td>
  </tr>`;
