/** What will be charged, and to which card: the same before cards are changed and read back after it. */
import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Charge } from '../../server/features/operations/operations.contract.ts';
import type { Format } from '../format.ts';
import { cardName } from '../parts/card-name.ts';
import { pill, type Tone } from '../parts/pill.ts';

export const chargeStyles = css`
  .charge-list .row {
    padding: 0.8em 1em;
  }
  .charge-list .row-title {
    margin-inline-end: 0.5em;
  }
`;

function statePill(state: Charge['state']): TemplateResult | typeof nothing {
  const words: Partial<Record<Charge['state'], [string, Tone]>> = {
    trial: [msg('Trial'), 'success'],
    payment_failed: [msg('Payment failed'), 'danger'],
    paused: [msg('Paused'), 'plain'],
    scheduled: [msg('Begins later'), 'plain'],
    ends: [msg('Ends'), 'warning'],
  };
  const [text, tone] = words[state] ?? [];
  return text ? html` ${pill(text, tone)}` : nothing;
}

function when({ nextAt, state }: Charge, format: Format): string {
  if (nextAt) return msg(str`on ${format.date(nextAt)}`);
  if (state === 'payment_failed') return msg('overdue');
  return state === 'paused' ? msg('when it goes on') : msg('no date yet');
}

const left = ({ paymentsLeft }: Charge): string | undefined => {
  if (!paymentsLeft) return undefined;
  return paymentsLeft === 1 ? msg('1 payment left') : msg(str`${paymentsLeft} payments left`);
};

/** `now`: cards as they are before the change, with what will not move. */
export const chargeList = (charges: Charge[], format: Format, now: boolean): TemplateResult =>
  html`<ul class="rows charge-list">
    ${charges.map((charge) => chargeRow(charge, format, now))}
  </ul>`;

function chargeRow(charge: Charge, format: Format, now: boolean): TemplateResult {
  const card = charge.card ? cardName(charge.card) : msg('no card');
  const details = [
    when(charge, format),
    now ? msg(str`now ${card}`) : card,
    left(charge),
    now && charge.isPinned && charge.isMovable && msg('has a card of its own'),
  ];
  return html`<li class="row" part="row">
    <span><span class="row-title">${charge.name}</span>${statePill(charge.state)}</span>
    <span class="money">${charge.amountCents === null ? '' : format.amount(charge.amountCents, charge.currency)}</span>
    <span class="muted">${details.filter(Boolean).join(' · ')}</span>
    ${
      now && !charge.isMovable
        ? html`<span class="muted charge-stays"
            >${msg('Stays on its card: it belongs to an older record at the payment provider. Write to us to move it.')}</span
          >`
        : nothing
    }
  </li>`;
}
