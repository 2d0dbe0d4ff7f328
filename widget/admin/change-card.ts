import { html, nothing, type TemplateResult } from 'lit';
import type { AdminApi } from '../../server/admin-contract.ts';
import type { OneCardAnswer } from '../../server/features/payment-methods/payment-methods.admin.contract.ts';
import type { PaymentAnswer } from '../../server/features/operations/operations.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { formatFor } from '../format.ts';
import { cardName } from '../parts/card-name.ts';
import './enter-card.ts';
import { FieldProblem } from './form.ts';
import { MoneyPanel } from './money-panel.ts';
import { deskButton, radios } from './parts/controls.ts';

export type CustomerCards = ReplyOf<AdminApi['GET /admin/customers/:customerId/payment-methods']>;
export type RunningSubscription = CustomerCards['subscriptions'][number];
type Method = CustomerCards['methods'][number];

const { amount: money, date } = formatFor(navigator.language);
/** In place of a card's id. */
const newCard = 'new';

/** The card of one subscription or plan, and of nothing else of the customer's. Part of their record. */
export class ChangeCard extends MoneyPanel<OneCardAnswer> {
  @state() private chosen: string | undefined;
  @state() private when: 'next' | 'now' = 'next';
  @state() private isEntering = false;
  @state() private isSaved = false;

  @property({ attribute: false }) subscription!: RunningSubscription;
  @property({ attribute: false }) methods!: Method[];
  /** What is charged next, in words, where it is known. */
  @property({ attribute: false }) next: string | undefined;

  override render(): TemplateResult {
    return html`<div class="panel">
      <h3 tabindex="-1">Change the card of ${this.subscription.name}</h3>
      ${this.renderStage()}
    </div>`;
  }

  private renderStage(): TemplateResult {
    if (this.answer) return this.renderOutcome(this.answer);
    if (this.isChecking) return html`${this.renderChecking()} ${this.renderFailure()}`;
    if (this.isEntering) {
      return html`<cc-admin-enter-card
        .desk=${this.desk}
        .customerId=${this.customerId}
        .onAdded=${this.added}
        .onCancel=${() => {
          this.isEntering = false;
          void this.focusHeading();
        }}
      ></cc-admin-enter-card>`;
    }
    return this.renderForm();
  }

  private renderForm(): TemplateResult {
    const { overdue, paymentMethodId } = this.subscription;
    const today = this.methods.find(({ id }) => id === paymentMethodId);
    return html`<p>
        ${today ? html`Its card: <strong>${cardName(today.card)}</strong>.` : 'It has no saved card.'}
        ${this.next ?? nothing}
      </p>
      ${this.isSaved ? html`<div class="notice success"><div>The card is saved. Nothing is charged to it yet.</div></div>` : nothing}
      <form class="form" novalidate @submit=${this.submit}>
        ${radios({
          name: 'paymentMethodId',
          label: 'Charge it to',
          value: this.chosen,
          error: this.fieldErrors.paymentMethodId,
          onChange: (value) => this.choose(value),
          choices: [
            ...this.methods.map((method) => ({ value: method.id, label: this.renderMethod(method) })),
            {
              value: newCard,
              label: 'A new card',
              hint: 'With the customer on the phone: they read it out, you type it into the payment provider’s fields.',
            },
          ],
        })}
        ${overdue ? this.renderWhen(overdue) : html`<p class="muted">From the next billing date on. Nothing is overdue, so nothing is charged now.</p>`}
        ${this.renderFailure()}
        <div class="line">
          ${deskButton({ label: this.chosen === newCard ? 'Enter the card' : 'Change card', isBusy: this.isBusy })}
          ${deskButton({ label: 'Cancel', kind: 'secondary', onClick: () => this.onClose() })}
        </div>
      </form>`;
  }

  private renderMethod({ id, card, isDefault, isExpired }: Method): TemplateResult {
    const until = `${String(card.expiresMonth).padStart(2, '0')}/${card.expiresYear}`;
    return html`${cardName(card)}
    ${isExpired ? html`<span class="pill danger">expired ${until}</span>` : html`<span class="pill">until ${until}</span>`}
    ${isDefault ? html`<span class="pill">default</span>` : nothing}
    ${id === this.subscription.paymentMethodId ? html`<span class="pill">its card</span>` : nothing}`;
  }

  private renderWhen({ number, amountCents, currency }: NonNullable<RunningSubscription['overdue']>): TemplateResult {
    const sum = money(amountCents, currency);
    return radios({
      name: 'when',
      label: 'When',
      value: this.when,
      onChange: (value) => (this.when = value as 'next' | 'now'),
      choices: [
        { value: 'next', label: 'On the next billing date', hint: `Invoice ${number} over ${sum} stays open.` },
        {
          value: 'now',
          label: `Overdue now: charge ${sum} at once`,
          hint: `Invoice ${number}, and from then on as usual.`,
        },
      ],
    });
  }

  private renderOutcome({ charge, payment }: OneCardAnswer): TemplateResult {
    return html`<div class="notice success" role="status" tabindex="-1">
        <div>${chargeWords(this.subscription.name, charge)}</div>
      </div>
      ${payment ? renderPayment(payment) : nothing}
      <div class="line">${deskButton({ label: 'Done', kind: 'secondary', onClick: () => this.onClose() })}</div>`;
  }

  private readonly added = async (paymentMethodId: string | null): Promise<void> => {
    await this.onChanged();
    this.isEntering = false;
    this.isSaved = true;
    this.chosen = paymentMethodId ?? undefined;
    // Where a dialog that is cancelled leads back to.
    await this.focusHeading();
    if (paymentMethodId !== null) await this.act(() => this.change(paymentMethodId));
  };

  private choose(value: string): void {
    this.chosen = value;
    this.fieldErrors = {};
  }

  private readonly submit = (event: SubmitEvent): void =>
    this.send(event, async () => {
      const { chosen } = this;
      if (chosen === undefined) throw new FieldProblem('paymentMethodId', 'Choose a card.');
      if (chosen !== newCard) return this.change(chosen);
      this.isEntering = true;
      await this.focusHeading();
    });

  private async change(paymentMethodId: string): Promise<void> {
    const { subscription, when, customerId } = this;
    const card = this.methods.find(({ id }) => id === paymentMethodId)?.card;
    const name = card ? cardName(card) : 'the new card';
    const overdue = when === 'now' ? subscription.overdue : null;
    const sum = overdue && money(overdue.amountCents, overdue.currency);
    const isSure = await this.desk.confirm({
      title: `Charge ${subscription.name} to ${name}?`,
      text:
        sum === null
          ? html`${this.next ?? 'It is used from the next billing date on.'} Nothing is charged now, and nothing else of
            the customer’s changes.`
          : `${sum} that is overdue is charged to it at once, and what comes after as well. Nothing else of the customer’s changes.`,
      action: sum === null ? 'Change card' : `Charge ${sum} now`,
    });
    if (!isSure) return;
    const params = { customerId, subscriptionId: subscription.id };
    const body = { paymentMethodId, when: overdue ? 'now' : 'next' } as const;
    await this.ask((idempotencyKey) =>
      this.desk.call('POST /admin/customers/:customerId/subscriptions/:subscriptionId/card', {
        ...{ params, body, idempotencyKey },
      }),
    );
  }
}

/** Clay Club will be charged to Visa ending 4242 on 3 May, €29. */
function chargeWords(name: string, charge: OneCardAnswer['charge']): string {
  if (!charge?.card) return `The card of ${name} is changed.`;
  const { card, nextAt, amountCents, currency } = charge;
  const sum = amountCents === null ? '' : `, ${money(amountCents, currency)}`;
  return `${charge.name || name} will be charged to ${cardName(card)}${nextAt === null ? '' : ` on ${date(nextAt)}`}${sum}.`;
}

const stays =
  'The invoice stays open: the customer can pay it in their center, or by the payment link in the email about it.';

function renderPayment({ state: outcome, amountCents, currency, reason }: PaymentAnswer): TemplateResult {
  const sum = money(amountCents, currency);
  switch (outcome) {
    case 'paid':
      return html`<div class="notice success">
        <div><strong>Paid.</strong> ${sum} that was overdue.</div>
      </div>`;
    case 'checking':
      return html`<div class="notice warning">
        <div><strong>Checking.</strong> The payment of ${sum} is on its way. The invoice says what became of it.</div>
      </div>`;
    case 'bank':
      return html`<div class="notice warning">
        <div><strong>Not paid yet.</strong> The customer’s bank wants to ask them about ${sum}. ${stays}</div>
      </div>`;
    case 'declined':
    case 'open':
      return html`<div class="notice danger">
        <div><strong>Not paid: ${sum}.</strong> ${reason ?? 'Nothing was charged.'} ${stays}</div>
      </div>`;
  }
}

define('cc-admin-change-card', ChangeCard);
