import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { SubscriptionDetail } from '../../server/features/subscriptions/subscriptions.contract.ts';
import { bankWords } from '../parts/bank-words.ts';
import { cardName } from '../parts/card-name.ts';
import { pill, type Tone } from '../parts/pill.ts';
import type { Surroundings } from '../section.ts';

type Payment = SubscriptionDetail['payments'][number];

/** What became of a payment. */
export function paymentWords(state: Payment['state']): string {
  switch (state) {
    case 'succeeded':
      return msg('Paid');
    case 'failed':
      return msg('Failed');
    case 'refunded':
      return msg('Refunded');
  }
}

const tones: Record<Payment['state'], Tone> = { succeeded: 'success', failed: 'danger', refunded: 'plain' };

/** One payment; with a title where the list does not say what it was for. */
export function paymentRow(payment: Payment, { format }: Surroundings, title?: string): TemplateResult {
  const date = format.date(payment.at);
  const details = [title && date, payment.card && cardName(payment.card), bankWords(payment.reason)]
    .filter(Boolean)
    .join(' · ');
  return html`<li class="row" part="row">
    <span class=${title ? 'row-title' : ''}>${title ?? date}</span>
    <span class="money ${payment.state === 'succeeded' ? '' : 'muted'}"
      >${format.amount(payment.amountCents, payment.currency)}</span
    >
    <span class="muted">${details}</span>
    <span class="money">${pill(paymentWords(payment.state), tones[payment.state])}</span>
  </li>`;
}
