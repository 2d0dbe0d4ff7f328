import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { SubscriptionDetail } from '../../server/features/subscriptions/subscriptions.contract.ts';
import { cardName } from '../parts/card-name.ts';
import { pill } from '../parts/pill.ts';
import type { Surroundings } from '../section.ts';

type Payment = SubscriptionDetail['payments'][number];

/** What became of a payment. */
function paymentState(state: Payment['state']): TemplateResult {
  switch (state) {
    case 'succeeded':
      return pill(msg('Paid'), 'success');
    case 'failed':
      return pill(msg('Failed'), 'danger');
    case 'refunded':
      return pill(msg('Refunded'));
  }
}

/** One payment; with a title where the list does not say what it was for. */
export function paymentRow(payment: Payment, { format }: Surroundings, title?: string): TemplateResult {
  const date = format.date(payment.at);
  const details = [title && date, payment.card && cardName(payment.card), payment.reason].filter(Boolean).join(' · ');
  return html`<li class="row" part="row">
    <span class=${title ? 'row-title' : ''}>${title ?? date}</span>
    <span class="money ${payment.state === 'succeeded' ? '' : 'muted'}"
      >${format.amount(payment.amountCents, payment.currency)}</span
    >
    <span class="muted">${details}</span>
    <span class="money">${paymentState(payment.state)}</span>
  </li>`;
}
