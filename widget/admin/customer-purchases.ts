import { html, nothing, type TemplateResult } from 'lit';
import type { Purchases } from '../../server/features/customers/customers.admin.contract.ts';
import { formatFor } from '../format.ts';
import { cardName } from '../parts/card-name.ts';
import { group } from './parts/controls.ts';
import { table } from './parts/table.ts';
import { dateWords } from './parts/words.ts';

const { amount } = formatFor(navigator.language);
const stateWords = (state: string): string => state.replaceAll('_', ' ');
const toneOf = (state: string): string =>
  /failed|open|uncollectible/.test(state) ? 'danger' : /active|paid|succeeded|trial/.test(state) ? 'success' : '';
const pill = (state: string) => html`<span class="pill ${toneOf(state)}">${stateWords(state)}</span>`;

/** What a customer bought, the newest of each kind. */
export const renderPurchases = (bought: Purchases): TemplateResult => html`
  ${group(
    'Subscriptions and payment plans',
    table({
      caption: 'Subscriptions and payment plans',
      rows: bought.subscriptions,
      columns: [
        { label: 'Name', cell: ({ name }) => name },
        {
          label: 'State',
          cell: ({ state, stateAt }) => html`${pill(state)} ${stateAt ? dateWords(stateAt) : nothing}`,
        },
        { label: 'Next payment', cell: ({ nextPaymentAt }) => dateWords(nextPaymentAt) },
        { label: 'Card', cell: ({ card }) => (card ? cardName(card) : '–') },
        {
          label: 'Price',
          isNumber: true,
          cell: ({ priceCents, currency, interval }) => `${amount(priceCents, currency)} / ${interval}`,
        },
      ],
      empty: 'None.',
    }),
  )}
  ${group(
    'Invoices',
    table({
      caption: 'Invoices',
      rows: bought.invoices,
      columns: [
        { label: 'Number', cell: ({ number }) => number },
        { label: 'Issued', cell: ({ at }) => dateWords(at) },
        { label: 'State', cell: ({ status }) => pill(status) },
        {
          label: 'Due',
          isNumber: true,
          cell: ({ dueCents, currency }) => (dueCents === 0 ? '–' : amount(dueCents, currency)),
        },
        { label: 'Total', isNumber: true, cell: ({ totalCents, currency }) => amount(totalCents, currency) },
      ],
      empty: 'None.',
    }),
  )}
  ${group(
    'Orders',
    table({
      caption: 'Orders',
      rows: bought.orders,
      columns: [
        { label: 'Number', cell: ({ number }) => number },
        { label: 'Placed', cell: ({ at }) => dateWords(at) },
        { label: 'What', cell: ({ title }) => title },
        { label: 'State', cell: ({ state }) => pill(state) },
        { label: 'Total', isNumber: true, cell: ({ totalCents, currency }) => amount(totalCents, currency) },
      ],
      empty: 'None.',
    }),
  )}
  ${group(
    'Payments',
    table({
      caption: 'Payments',
      rows: bought.payments,
      columns: [
        { label: 'When', cell: ({ at }) => dateWords(at) },
        {
          label: 'Result',
          cell: ({ state, reason }) => html`${pill(state)} ${reason ?? nothing}`,
        },
        { label: 'Card', cell: ({ card }) => (card ? cardName(card) : '–') },
        { label: 'Amount', isNumber: true, cell: ({ amountCents, currency }) => amount(amountCents, currency) },
      ],
      empty: 'None.',
    }),
  )}
  ${group(
    'Cards',
    table({
      caption: 'Saved cards',
      rows: bought.cards,
      columns: [
        {
          label: 'Card',
          cell: (card) => html`${cardName(card)} ${card.isDefault ? html`<span class="pill">default</span>` : nothing}`,
        },
        {
          label: 'Good until',
          cell: ({ expiresMonth, expiresYear }) => `${String(expiresMonth).padStart(2, '0')}/${expiresYear}`,
        },
      ],
      empty: 'None.',
    }),
  )}
  ${
    bought.creditMemos.length === 0
      ? nothing
      : group(
          'Credit memos',
          table({
            caption: 'Credit memos',
            rows: bought.creditMemos,
            columns: [
              { label: 'Number', cell: ({ number }) => number },
              { label: 'Issued', cell: ({ at }) => dateWords(at) },
              { label: 'Left', isNumber: true, cell: ({ leftCents, currency }) => amount(leftCents, currency) },
              { label: 'Total', isNumber: true, cell: ({ totalCents, currency }) => amount(totalCents, currency) },
            ],
            empty: '',
          }),
        )
  }
`;
