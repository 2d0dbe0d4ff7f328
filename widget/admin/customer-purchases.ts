import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { Purchases } from '../../server/features/customers/customers.admin.contract.ts';
import { takeReturn } from '../card-return.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { formatFor } from '../format.ts';
import { cardName } from '../parts/card-name.ts';
import './change-card.ts';
import type { CustomerCards, RunningSubscription } from './change-card.ts';
import type { Desk } from './desk.ts';
import { sentenceFor } from './error-sentences.ts';
import { DeskElement } from './form.ts';
import './issue-credit.ts';
import { deskButton, group } from './parts/controls.ts';
import { table, type Column } from './parts/table.ts';
import { dateWords } from './parts/words.ts';

type Subscription = Purchases['subscriptions'][number];
type Invoice = Purchases['invoices'][number];

interface Bought {
  bought: Purchases;
  cards: CustomerCards;
}

type Doing =
  { what: 'card'; row: Subscription; subscription: RunningSubscription } | { what: 'credit'; invoice: Invoice };

const { amount } = formatFor(navigator.language);
const stateWords = (state: string): string => state.replaceAll('_', ' ');
const toneOf = (state: string): string =>
  /failed|open|uncollectible/.test(state) ? 'danger' : /active|paid|succeeded|trial/.test(state) ? 'success' : '';
/** What the date beside a state means. */
const dayWords: Record<string, string> = { trial: 'until', payment_failed: 'fix by', paused: 'until' };
const pill = (state: string) => html`<span class="pill ${toneOf(state)}">${stateWords(state)}</span>`;

/** Broken between its words only. */
const cardWords = (card: Subscription['card']) => (card ? html`<span class="words">${cardName(card)}</span>` : html`–`);

const subscriptionColumns: Column<Subscription>[] = [
  { label: 'Name', cell: ({ name }) => name },
  {
    label: 'State',
    cell: ({ state, stateAt }) =>
      html`${pill(state)} ${stateAt ? `${dayWords[state] ?? ''} ${dateWords(stateAt)}` : nothing}`,
  },
  { label: 'Next payment', cell: ({ nextPaymentAt }) => dateWords(nextPaymentAt) },
  { label: 'Card', cell: ({ card }) => cardWords(card) },
  {
    label: 'Price',
    isNumber: true,
    cell: ({ priceCents, currency, interval }) => `${amount(priceCents, currency)} / ${interval}`,
  },
];

const invoiceColumns: Column<Invoice>[] = [
  { label: 'Number', cell: ({ number }) => number },
  { label: 'Issued', cell: ({ at }) => dateWords(at) },
  { label: 'State', cell: ({ status }) => pill(status) },
  {
    label: 'Due',
    isNumber: true,
    cell: ({ dueCents, currency }) => (dueCents === 0 ? '–' : amount(dueCents, currency)),
  },
  { label: 'Total', isNumber: true, cell: ({ totalCents, currency }) => amount(totalCents, currency) },
];

/** What a customer bought, the newest of each kind, and what staff do with its cards and invoices. Part of their record. */
export class CustomerPurchases extends DeskElement {
  private opener: Element | null = null;

  @state() private found: Bought | undefined;
  @state() private problem: string | undefined;
  @state() private doing: Doing | undefined;

  @property({ attribute: false }) desk!: Desk;
  @property({ attribute: false }) customerId!: string;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('customerId')) return;
    const { entry } = takeReturn();
    void (entry === null ? this.read() : this.finish(entry));
  }

  private readonly read = async (): Promise<void> => {
    const params = { customerId: this.customerId };
    const { call } = this.desk;
    try {
      const [bought, cards] = await Promise.all([
        call('GET /admin/customers/:customerId/purchases', { params }),
        call('GET /admin/customers/:customerId/payment-methods', { params }),
      ]);
      this.found = { bought, cards };
      this.problem = undefined;
    } catch (error) {
      this.problem = sentenceFor(error);
    }
  };

  /** Back from a bank that has asked on a page of its own. */
  private async finish(entry: string): Promise<void> {
    const params = { customerId: this.customerId };
    await this.act(async () => {
      const wish = { params, body: { entry } };
      const { state: outcome } = await this.desk.call('POST /admin/customers/:customerId/card-entries/finish', wish);
      this.desk.announce(outcome === 'added' ? 'The card is saved.' : 'The card is not saved.');
    });
    await this.read();
  }

  override render(): TemplateResult {
    const { found, problem } = this;
    if (problem !== undefined) {
      return html`<div class="notice danger" role="alert" tabindex="-1">
        <div>${problem}</div>
        ${deskButton({ label: 'Try again', kind: 'secondary', onClick: () => void this.read() })}
      </div>`;
    }
    if (!found) return html`<div class="group" aria-busy="true"><div class="skeleton"></div></div>`;
    return html`${this.renderFailure()} ${this.renderSubscriptions(found)} ${this.renderInvoices(found)}
    ${renderRest(found.bought)}`;
  }

  private renderSubscriptions({ bought, cards }: Bought): TemplateResult {
    const { doing } = this;
    const running = (row: Subscription) =>
      cards.isConnected ? cards.subscriptions.find(({ id }) => id === row.id) : undefined;
    const action: Column<Subscription> = {
      label: '',
      cell: (row) => {
        const subscription = running(row);
        if (!subscription) return nothing;
        const begin = () => this.begin({ what: 'card', row, subscription });
        return deskButton({ label: 'Change card', about: row.name, kind: 'link', onClick: begin });
      },
    };
    const columns = bought.subscriptions.some(running) ? [...subscriptionColumns, action] : subscriptionColumns;
    return group(
      'Subscriptions and payment plans',
      html`${table({ caption: 'Subscriptions and payment plans', rows: bought.subscriptions, columns, empty: 'None.' })}
      ${
        doing?.what === 'card'
          ? html`${keyed(
              doing.row.id,
              html`<cc-admin-change-card
                .desk=${this.desk}
                .customerId=${this.customerId}
                .subscription=${doing.subscription}
                .methods=${cards.methods}
                .next=${nextWords(doing.row)}
                .onChanged=${this.read}
                .onClose=${this.close}
              ></cc-admin-change-card>`,
            )}`
          : nothing
      }`,
    );
  }

  private renderInvoices({ bought, cards }: Bought): TemplateResult {
    const { doing } = this;
    const mayCredit = this.desk.can('admin');
    const actionOf = (invoice: Invoice) => {
      const more = { about: invoice.number, kind: 'link' } as const;
      if (invoice.isPayable)
        return deskButton({ ...more, label: 'Send pay link', onClick: () => void this.sendPayLink(invoice) });
      if (!invoice.isCreditable || !mayCredit) return undefined;
      return deskButton({ ...more, label: 'Credit …', onClick: () => this.begin({ what: 'credit', invoice }) });
    };
    const action: Column<Invoice> = { label: '', cell: (invoice) => actionOf(invoice) ?? nothing };
    const isAny = cards.isConnected && bought.invoices.some(actionOf);
    const columns = isAny ? [...invoiceColumns, action] : invoiceColumns;
    return group(
      'Invoices',
      html`${table({ caption: 'Invoices', rows: bought.invoices, columns, empty: 'None.' })}
      ${
        doing?.what === 'credit'
          ? html`${keyed(
              doing.invoice.id,
              html`<cc-admin-issue-credit
                .desk=${this.desk}
                .customerId=${this.customerId}
                .invoice=${doing.invoice}
                .onChanged=${this.read}
                .onClose=${this.close}
              ></cc-admin-issue-credit>`,
            )}`
          : nothing
      }`,
    );
  }

  private sendPayLink({ id: invoiceId, number }: Invoice): Promise<boolean> {
    return this.act(async () => {
      const params = { customerId: this.customerId, invoiceId };
      const { recipient } = await this.desk.call('POST /admin/customers/:customerId/invoices/:invoiceId/pay-link', {
        ...{ params, body: {} },
      });
      this.desk.announce(`The link that pays ${number} is on its way to ${recipient}.`);
    });
  }

  private begin(doing: Doing): void {
    this.opener = (this.getRootNode() as ShadowRoot).activeElement;
    this.doing = doing;
  }

  /** Back to the button that opened it. */
  private readonly close = async (): Promise<void> => {
    this.doing = undefined;
    await this.updateComplete;
    if (this.opener instanceof HTMLElement) this.opener.focus();
  };
}

/** Next payment: 3 May, €29.00. */
const nextWords = ({ nextPaymentAt, priceCents, currency }: Subscription): string | undefined =>
  nextPaymentAt === null ? undefined : `Next payment: ${dateWords(nextPaymentAt)}, ${amount(priceCents, currency)}.`;

const renderRest = (bought: Purchases): TemplateResult =>
  html`${group(
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
        { label: 'Card', cell: ({ card }) => cardWords(card) },
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
  } `;

define('cc-admin-customer-purchases', CustomerPurchases);
