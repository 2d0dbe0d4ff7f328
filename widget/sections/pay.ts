import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { PaymentAnswer } from '../../server/features/operations/operations.contract.ts';
import type { PaymentMethod, EntryAnswer } from '../../server/features/payment-methods/payment-methods.contract.ts';
import { property, state } from '../decorators.ts';
import { describeError } from '../describe-error.ts';
import { adopt, define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { cardName } from '../parts/card-name.ts';
import { type Choice, choices, choiceStyles, expiryText } from '../parts/choices.ts';
import { failureNotice } from '../parts/failure.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { Section, type Surroundings } from '../section.ts';
import { takeReturn } from '../card-return.ts';
import { settleEntry, entryWords } from './add-card.ts';
import { paymentFlow, type PaymentStage, stageNotice } from './payment-flow.ts';

export { takeReturn } from '../card-return.ts';

const payStyles = css`
  customer-center-pay {
    display: grid;
    gap: 1em;
  }
`;

export interface Payable {
  readonly id: string;
  readonly dueCents: number;
  readonly currency: string;
}

/** Pays one invoice: the default card, another saved one, or a new one; and what became of it. */
class Pay extends FormElement {
  @state() private methods: PaymentMethod[] | undefined;
  @state() private mayAdd = false;
  /** Id of a card. Empty: a new one. */
  @state() private chosen = '';
  @state() private isAdding = false;
  @state() private stage: PaymentStage = 'ready';

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) invoice!: Payable;
  /** Pays with this card at one press; without it there is a choice. */
  @property({ attribute: false }) method: PaymentMethod | undefined;
  /** Told whether another card than the default has paid. */
  @property({ attribute: false }) onPaid!: (isOther: boolean) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, sectionFormStyles);
    adopt(this, choiceStyles);
    adopt(this, payStyles);
    if (this.method) this.chosen = this.method.id;
    else if (!this.methods) void this.begin();
  }

  override render(): TemplateResult {
    const said = stageNotice(this.stage, { lookAgain: () => void this.flow.again() });
    if (said) return said;
    if (this.method) {
      return html`${failureNotice(this.failure)}
        <div>${button({ label: this.amountLabel, isBusy: this.isBusy, onClick: () => void this.pay() })}</div>`;
    }
    if (this.isAdding) return this.renderNewCard();
    return this.methods ? this.renderForm(this.methods) : html`${failureNotice(this.failure)} ${skeletonRows(2)}`;
  }

  private get amountLabel(): string {
    const { dueCents, currency } = this.invoice;
    const amount = this.around.format.money(dueCents, currency);
    return msg(str`Pay ${amount} now`);
  }

  private renderForm(methods: PaymentMethod[]): TemplateResult {
    const saved: Choice[] = methods.map(({ id, card, isDefault, isExpired }) => ({
      value: id,
      label: cardName(card),
      hint: isExpired ? msg('Expired') : isDefault ? msg('Your default card') : undefined,
      end: html`<span class="muted">${expiryText(card)}</span>`,
    }));
    const all = this.mayAdd ? [...saved, { value: '', label: msg('Another card') }] : saved;
    if (!all.length) return html`<p>${msg('There is no card on file to pay this with. Please write to us.')}</p>`;
    return html`<form class="section-form" novalidate @submit=${this.submit}>
      ${
        saved.length
          ? choices({
              name: 'card',
              legend: msg('Pay with'),
              choices: all,
              chosen: this.chosen,
              onChoose: (id) => {
                this.chosen = id;
                this.failure = undefined;
              },
            })
          : nothing
      }
      ${failureNotice(this.failure)}
      ${button({ label: this.chosen ? this.amountLabel : msg('Enter the card'), isBusy: this.isBusy })}
    </form>`;
  }

  private renderNewCard(): TemplateResult {
    return html`<h3 part="heading" tabindex="-1" data-focus>
        ${this.methods?.length ? msg('Another card') : msg('A new card')}
      </h3>
      <p class="muted">${msg('It is saved with your account, so that it can be used again.')}</p>
      <customer-center-add-card
        .around=${this.around}
        .label=${this.amountLabel}
        .place=${{ section: 'invoices', id: this.invoice.id }}
        .onAdded=${this.payWithNew}
        .onCancel=${() => this.closeNewCard()}
      ></customer-center-add-card>`;
  }

  private async begin(): Promise<void> {
    const { entry, isPayment } = takeReturn();
    if (isPayment) void this.flow.settle();
    await this.read();
    if (entry) await this.finishEntry(entry);
  }

  /** The bank was asked about a new card on a page of its own. */
  private async finishEntry(entry: string): Promise<void> {
    try {
      const answer = await settleEntry(this.around, entry);
      this.failure = entryWords(answer);
      if (answer.state !== 'added') return;
      await this.read();
      this.chosen = answer.paymentMethodId ?? this.chosen;
      this.around.announce(msg('The card is saved.'));
    } catch (error) {
      this.failure = await describeError(error);
    }
  }

  private async read(): Promise<void> {
    try {
      const { methods, mayChange } = await this.around.call('GET /payment-methods');
      this.methods = methods;
      this.mayAdd = mayChange;
      const usable = methods.filter(({ isExpired }) => !isExpired);
      this.chosen ||= (usable.find(({ isDefault }) => isDefault) ?? usable[0])?.id ?? '';
    } catch (error) {
      this.failure = await describeError(error);
    }
  }

  private readonly flow = paymentFlow({
    ask: (idempotencyKey) => {
      const params = { invoiceId: this.invoice.id };
      const body = { paymentMethodId: this.chosen || null };
      return this.around.call('POST /invoices/:invoiceId/pay', { params, body, idempotencyKey });
    },
    wish: () => `${this.invoice.id} ${this.chosen}`,
    settle: () => this.around.call('POST /invoices/:invoiceId/settle', { params: { invoiceId: this.invoice.id } }),
    operation: async (operationId): Promise<PaymentAnswer | null> => {
      const { isSettled, payment } = await this.around.call('GET /operations/:operationId', {
        params: { operationId },
      });
      return isSettled ? payment : null;
    },
    isGone: () => !this.isConnected,
    show: (stage, sentence) => this.show(stage, sentence),
  });

  private async show(stage: PaymentStage, sentence?: string): Promise<void> {
    this.stage = stage;
    this.failure = sentence;
    if (stage === 'paid') {
      Section.changedAt = Date.now();
      this.around.announce(msg('Paid. Thank you.'));
    }
    await this.updateComplete;
    const place = stage === 'ready' && sentence ? '[role=alert]' : '[data-focus]';
    this.querySelector<HTMLElement>(place)?.focus();
    // Last: what is around it may be shown anew, without this, and says where the focus goes.
    if (stage === 'paid') this.onPaid(!this.methods?.some(({ id, isDefault }) => isDefault && id === this.chosen));
  }

  private pay(): Promise<void> {
    return this.flow.pay();
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.chosen) void this.pay();
    else {
      this.isAdding = true;
      this.failure = undefined;
      void this.focusNewView();
    }
  };

  private closeNewCard(): void {
    this.isAdding = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(':checked, .button')?.focus());
  }

  private readonly payWithNew = async ({ paymentMethodId }: EntryAnswer): Promise<void> => {
    this.isAdding = false;
    this.chosen = paymentMethodId ?? '';
    await Promise.all([this.read(), this.pay()]);
  };
}

define('customer-center-pay', Pay);
