/** What a subscription or payment plan is called on every screen. */
import { msg, str } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import type { Subscription } from '../../server/features/subscriptions/subscriptions.contract.ts';
import type { Format } from '../format.ts';
import { pill, type Tone } from '../parts/pill.ts';
import { priceWords } from './price-words.ts';

const tones: Record<Subscription['state'], Tone> = {
  active: 'success',
  trial: 'success',
  ends: 'warning',
  paused: 'plain',
  payment_failed: 'danger',
  ended: 'plain',
  paid_off: 'plain',
};

export const hasStopped = ({ state }: Subscription): boolean => state === 'ended' || state === 'paid_off';

function stateWords({ state, stateAt }: Subscription, format: Format): string {
  const date = stateAt && format.date(stateAt);
  switch (state) {
    case 'active':
      return msg('Active');
    case 'trial':
      return msg('Trial');
    case 'ends':
      return date ? msg(str`Ends on ${date}`) : msg('Ends');
    case 'paused':
      return date ? msg(str`Paused until ${date}`) : msg('Paused');
    case 'payment_failed':
      return date ? msg(str`Payment failed, fix by ${date}`) : msg('Payment failed');
    case 'ended':
      return msg('Ended');
    case 'paid_off':
      return msg('Paid off');
  }
}

export const statePill = (subscription: Subscription, format: Format): TemplateResult =>
  pill(stateWords(subscription, format), tones[subscription.state]);

/** What the state means for the person, in a sentence; empty when the words say it all. */
/** @param canPay there is an invoice to pay, which mends it */
export function stateSentence({ state, stateAt }: Subscription, format: Format, canPay: boolean): string {
  const date = stateAt && format.date(stateAt);
  if (!date) return state === 'paused' ? msg('Nothing is charged while it is paused.') : '';
  switch (state) {
    case 'trial':
      return msg(str`The trial runs until ${date}.`);
    case 'ends':
      return msg(str`Ends on ${date}. You keep access until then.`);
    case 'paused':
      return msg(str`Nothing is charged until ${date}.`);
    case 'payment_failed':
      return canPay
        ? msg(str`The last payment did not go through. Pay by ${date} to keep it.`)
        : msg(str`The last payment did not go through. Write to us by ${date} to keep it.`);
    case 'ended':
      return msg(str`Ended on ${date}.`);
    case 'paid_off':
      return msg(str`The last payment was made on ${date}. Nothing is left to pay.`);
    case 'active':
      return '';
  }
}

/** €29 a month, €29 every 3 months */
export const price = ({ priceCents, interval, ...rest }: Subscription, format: Format): string =>
  priceWords({ ...rest, cents: priceCents, intervalUnit: interval }, format);

export const planStyles = css`
  .marks {
    display: flex;
    gap: 4px;
    max-width: 22em;
    margin-top: 0.45em;
  }
  .marks i {
    flex: 1 1 0;
    max-width: 2.6em;
    height: 0.5em;
    border-radius: 1em;
    box-shadow: inset 0 0 0 1px var(--_outline);
  }
  .marks i.filled {
    background: var(--_accent);
    box-shadow: none;
  }
  .marks.stopped i.filled {
    background: var(--_muted);
  }
`;

/** Payments made and to come, as filled and empty marks with the same in words; under `planStyles`. */
export function planMarks(subscription: Subscription, format: Format): TemplateResult {
  const { paid, total, remainingCents } = subscription.plan!;
  const count = msg(str`${paid} of ${total} paid`);
  const left = msg(str`${format.money(remainingCents, subscription.currency)} left`);
  const marks = Array.from(
    { length: Math.min(total, 60) },
    (_, at) => html`<i class=${at < paid ? 'filled' : ''}></i>`,
  );
  return html`<div class="plan">
    <span>${remainingCents > 0 ? `${count}, ${left}` : count}</span>
    <div class="marks ${hasStopped(subscription) ? 'stopped' : ''}" aria-hidden="true">${marks}</div>
  </div>`;
}
