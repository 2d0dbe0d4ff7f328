import { msg, str } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { PaymentMethod } from '../../server/features/payment-methods/payment-methods.contract.ts';
import { ApiError } from '../api.ts';
import { property, state } from '../decorators.ts';
import { define } from '../elements.ts';
import { FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { cardName } from '../parts/card-name.ts';
import { choices, expiryText } from '../parts/choices.ts';
import { failureNotice } from '../parts/failure.ts';
import { notice } from '../parts/notice.ts';
import { Section, type Surroundings } from '../section.ts';
import { newWish } from '../wish.ts';
import './open-invoices.ts';

/** Removes a card. What it pays moves to another one first: a removal never stops anything by silence. */
class RemoveCard extends FormElement {
  private wish = newWish();

  @state() private isNeeded = false;
  @state() private chosen = '';
  /** Took its place, and something is still to pay. */
  @state() private successor: PaymentMethod | undefined;

  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) method!: PaymentMethod;
  /** The other cards, which can take its place. */
  @property({ attribute: false }) others: PaymentMethod[] = [];
  @property({ attribute: false }) onAdd!: () => void;
  @property({ attribute: false }) onDone!: (sentence?: string) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.isNeeded ||= this.method.pays.length > 0;
    this.chosen ||= this.usable[0]?.id ?? '';
  }

  private get usable(): PaymentMethod[] {
    return this.others.filter(({ isExpired }) => !isExpired);
  }

  override render(): TemplateResult {
    const name = cardName(this.method.card);
    if (this.successor) return this.renderDone(this.successor, msg(str`${name} is removed.`));
    return html`<h3 part="heading" tabindex="-1" data-focus>${msg(str`Remove ${name}?`)}</h3>
      <form class="section-form" novalidate @submit=${this.submit}>
        ${this.renderWhat()} ${failureNotice(this.failure)}
        <div class="actions">
          ${
            this.isNeeded && !this.usable.length
              ? button({ label: msg('Add a card'), onClick: () => this.onAdd() })
              : button({ label: msg('Remove'), kind: 'danger', isBusy: this.isBusy })
          }
          ${button({ label: msg('Keep it'), kind: 'link', onClick: () => this.onDone() })}
        </div>
      </form>`;
  }

  private renderDone(method: PaymentMethod, sentence: string): TemplateResult {
    return html`<h3 part="heading" tabindex="-1" data-focus>${sentence}</h3>
      <customer-center-open-invoices .around=${this.around} .method=${method}></customer-center-open-invoices>
      <div>${button({ label: msg('Done'), kind: 'secondary', onClick: () => this.onDone(sentence) })}</div>`;
  }

  private renderWhat(): TemplateResult {
    if (!this.isNeeded)
      return html`<p>${msg('Nothing is charged to this card. Past payments and receipts stay as they are.')}</p>`;
    const names = this.method.pays.map(({ name }) => name);
    const pays = names.length
      ? msg(str`This card pays for ${this.around.format.list(names)}.`)
      : msg('Something that is due depends on this card.');
    if (!this.usable.length) {
      return notice({
        kind: 'warning',
        text: html`${pays} ${msg('Add another card first; then this one can be removed.')}`,
      });
    }
    return html`<p>${pays} ${msg('Another card takes its place first, so nothing stops.')}</p>
      ${choices({
        name: 'replaceWith',
        legend: msg('From then on charge'),
        chosen: this.chosen,
        onChoose: (id) => (this.chosen = id),
        choices: [
          ...this.usable.map(({ id, card, isDefault }) => ({
            value: id,
            label: cardName(card),
            hint: isDefault ? msg('Your default card') : undefined,
            end: html`<span class="muted">${expiryText(card)}</span>`,
          })),
        ],
      })}
      <p>${button({ label: msg('Add another card instead'), kind: 'link', onClick: () => this.onAdd() })}</p>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async () => {
      const body = this.isNeeded ? { replaceWith: this.chosen } : {};
      try {
        const { isDone, openInvoices } = await this.around.call('POST /payment-methods/:paymentMethodId/remove', {
          params: { paymentMethodId: this.method.id },
          body,
          idempotencyKey: this.wish,
        });
        Section.changedAt = Date.now();
        if (openInvoices) {
          this.successor = this.others.find(({ id }) => id === this.chosen);
          return this.focusNewView();
        }
        const name = cardName(this.method.card);
        this.onDone(
          isDone
            ? msg(str`${name} is removed.`)
            : msg(str`${name} is being removed. It stays in the list until everything has moved.`),
        );
      } catch (error) {
        if (!(error instanceof ApiError) || error.code === 'unreachable') throw error;
        this.wish = newWish();
        if (error.code !== 'card_needed' || this.isNeeded) throw error;
        this.isNeeded = true;
        await this.focusNewView();
      }
    });
  };
}

define('customer-center-remove-card', RemoveCard);
