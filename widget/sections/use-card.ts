import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { Charge } from '../../server/features/operations/operations.contract.ts';
import type { PaymentMethod } from '../../server/features/payment-methods/payment-methods.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import type { Api } from '../../server/contract.ts';
import { ApiError } from '../api.ts';
import { property, state } from '../decorators.ts';
import { describeError } from '../describe-error.ts';
import { define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { cardName } from '../parts/card-name.ts';
import { choices } from '../parts/choices.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { skeletonRows } from '../parts/skeleton.ts';
import { Section, type Surroundings } from '../section.ts';
import { newWish } from '../wish.ts';
import { chargeList } from './charge-list.ts';
import './open-invoices.ts';
import { pause } from './pause.ts';

type Answer = ReplyOf<Api['POST /payment-methods/:paymentMethodId/use']>;
type Scope = 'all' | 'one' | 'future';

/** Use this card: what will move to it, then what each will really charge. */
class UseCard extends FormElement {
  /** One wish is one change of cards, however often it is sent. */
  private wish = newWish();

  @state() private charges: Charge[] | undefined;
  @state() private isUnread = false;
  @state() private scope: Scope = 'all';
  @state() private answer: Answer | undefined;

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) method!: PaymentMethod;
  /** It was saved a moment ago. */
  @property({ attribute: false }) isNew = false;
  /** Invoices that can be paid with it at once. */
  @property({ attribute: false }) openInvoices = 0;
  @property({ attribute: false }) onDone!: (isChanged: boolean) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.charges) void this.read();
  }

  override render(): TemplateResult {
    const name = cardName(this.method.card);
    if (this.answer) return this.renderDone(this.answer, name);
    return html`<h3 part="heading" tabindex="-1" data-focus>
        ${this.isNew ? msg('Use it for all future payments?') : msg(str`Use ${name}`)}
      </h3>
      ${this.isNew ? notice({ kind: 'success', text: msg(str`${name} is saved.`) }) : nothing}
      ${this.renderChoice(name)}`;
  }

  private renderChoice(name: string): TemplateResult {
    if (this.isUnread) return this.renderUnread();
    if (!this.charges) return skeletonRows(2);
    return html`<form class="section-form" novalidate @submit=${this.submit}>
      ${this.charges.length ? this.renderScopes(this.charges) : html`<p>${msg('Nothing is due at the moment. It will pay for what you buy from now on.')}</p>`}
      ${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: msg(str`Use ${name}`), isBusy: this.isBusy })}
        ${button({ label: this.isNew ? msg('Not now') : msg('Cancel'), kind: 'link', onClick: () => this.leave() })}
      </div>
    </form>`;
  }

  private renderUnread(): TemplateResult {
    return html`${failureNotice(this.failure)}
      <div class="actions">
        ${button({ label: msg('Try again'), kind: 'secondary', onClick: () => void this.read() })}
        ${button({ label: this.isNew ? msg('Not now') : msg('Cancel'), kind: 'link', onClick: () => this.leave() })}
      </div>`;
  }

  private renderScopes(charges: Charge[]): TemplateResult {
    const { format } = this.around;
    const single = charges.filter(({ subscriptionId, isMovable }) => subscriptionId && isMovable);
    return html`${choices({
      name: 'scope',
      legend: msg('What shall it pay?'),
      chosen: this.scope,
      onChoose: (scope) => (this.scope = scope as Scope),
      choices: [
        { value: 'all', label: msg('All of these, and what you buy from now on') },
        ...(single.length ? [{ value: 'one', label: msg('Only one of these') }] : []),
        { value: 'future', label: msg('Only what you buy from now on') },
      ],
    })}
    ${this.scope === 'one' ? this.renderSingles(single) : nothing}
    ${
      this.scope === 'all'
        ? html`<div>
            <p class="step-title">${msg('What will be charged to it')}</p>
            ${chargeList(charges, format, true)}
          </div>`
        : nothing
    }
    ${this.scope === 'future' ? html`<p class="muted">${msg('What runs already stays on the card it has.')}</p>` : nothing}`;
  }

  private renderSingles(single: Charge[]): TemplateResult {
    const { format } = this.around;
    const words = ({ name, amountCents, currency, nextAt }: Charge) =>
      [
        name,
        amountCents === null ? '' : format.money(amountCents, currency),
        nextAt && msg(str`on ${format.date(nextAt)}`),
      ]
        .filter(Boolean)
        .join(', ');
    return html`<div class="field" part="field">
      <label for="use-one" part="label">${msg('Which one?')}</label>
      <select id="use-one" name="subscriptionId" part="input">
        ${single.map((charge) => html`<option value=${charge.subscriptionId!}>${words(charge)}</option>`)}
      </select>
    </div>`;
  }

  private renderDone({ charges, isDone, openInvoices }: Answer, name: string): TemplateResult {
    return html`<h3 part="heading" tabindex="-1" data-focus>${msg('What is charged from now on')}</h3>
      ${
        isDone
          ? notice({ kind: 'success', text: this.doneWords(name) })
          : notice({
              kind: 'info',
              text: msg('Not all of it is changed yet. It goes on by itself; this is how it stands now.'),
            })
      }
      ${
        charges.length
          ? html`<p class="muted small">${msg('Read back from the payment provider:')}</p>
              ${chargeList(charges, this.around.format, false)}`
          : nothing
      }
      ${this.renderInvoices(openInvoices)}
      <div>
        ${button({ label: msg('Done'), kind: openInvoices ? 'secondary' : 'primary', onClick: () => this.onDone(true) })}
      </div>`;
  }

  private doneWords(name: string): string {
    return this.scope === 'one'
      ? msg(str`${name} is the card of this one now.`)
      : msg(str`${name} is your card from now on.`);
  }

  private renderInvoices(count: number): TemplateResult | typeof nothing {
    if (!count) return nothing;
    return html`<customer-center-open-invoices
      .around=${this.around}
      .method=${this.method}
    ></customer-center-open-invoices>`;
  }

  private leave(): void {
    this.onDone(false);
  }

  private async read(): Promise<void> {
    this.isUnread = false;
    this.failure = undefined;
    const { id } = this.method;
    try {
      const { charges } = await this.around.call('POST /payment-methods/:paymentMethodId/uses', {
        params: { paymentMethodId: id },
      });
      this.charges = charges;
    } catch (error) {
      this.failure = await describeError(error);
      this.isUnread = true;
    }
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async ({ subscriptionId }) => {
      const { scope } = this;
      await this.use({ scope, ...(scope === 'one' && { subscriptionId: subscriptionId! }) });
      Section.changedAt = Date.now();
      this.around.announce(this.doneWords(cardName(this.method.card)));
      await this.focusNewView();
      if (!this.answer!.isDone) await this.watch(this.answer!.operationId);
    });
  };

  private async use(body: { scope: Scope; subscriptionId?: string }): Promise<void> {
    const params = { paymentMethodId: this.method.id };
    const { call } = this.around;
    try {
      this.answer = await call('POST /payment-methods/:paymentMethodId/use', {
        params,
        body,
        idempotencyKey: this.wish,
      });
    } catch (error) {
      const { operationId } = error instanceof ApiError ? error.details : {};
      if (!operationId) {
        // A refusal is an answer: the next press is another wish. Without an answer it is the same.
        if (error instanceof ApiError && error.code !== 'unreachable') this.wish = newWish();
        throw error;
      }
      this.answer = { operationId, isDone: false, charges: [], openInvoices: 0 };
    }
  }

  /** Until it is all written; then it is read once more. */
  private async watch(operationId: string): Promise<void> {
    const { call } = this.around;
    for (let tries = 0; tries < 12; tries++) {
      await pause(tries);
      if (!this.isConnected) return;
      const { isSettled } = await call('GET /operations/:operationId', { params: { operationId } });
      if (!isSettled) continue;
      const { charges } = await call('POST /payment-methods/:paymentMethodId/uses', {
        params: { paymentMethodId: this.method.id },
      });
      this.answer = { ...this.answer!, isDone: true, charges };
      return;
    }
  }
}

define('customer-center-use-card', UseCard);
