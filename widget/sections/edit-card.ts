import { msg, str } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import type { PaymentMethod } from '../../server/features/payment-methods/payment-methods.contract.ts';
import { property } from '../decorators.ts';
import { adopt, define } from '../elements.ts';
import { FieldError, FormElement } from '../form-element.ts';
import { button } from '../parts/button.ts';
import { cardName } from '../parts/card-name.ts';
import { expiryText } from '../parts/choices.ts';
import { failureNotice } from '../parts/failure.ts';
import { field } from '../parts/field.ts';
import type { Surroundings } from '../section.ts';

const editCardStyles = css`
  .edit-expiry .field-line {
    max-width: 9em;
  }
`;

/** Expiry and name of a card: its number can't be changed, a new number is a new card. */
class EditCard extends FormElement {
  @property({ attribute: false }) around!: Surroundings;
  @property({ attribute: false }) method!: PaymentMethod;
  @property({ attribute: false }) onDone!: (isSaved: boolean) => void;

  override connectedCallback(): void {
    super.connectedCallback();
    adopt(this, editCardStyles);
  }

  override render(): TemplateResult {
    const { card, name } = this.method;
    return html`<h3 part="heading" tabindex="-1" data-focus>${msg(str`Edit ${cardName(card)}`)}</h3>
      <form class="section-form" novalidate @submit=${this.submit}>
        <p class="muted">
          ${msg('A renewed card with the same number gets a new expiry here. A new number is a new card: add it, then use it.')}
        </p>
        <div class="edit-expiry">
          ${field({
            id: 'card-expiry',
            name: 'expiry',
            label: msg('Expires'),
            value: expiryText(card),
            autocomplete: 'cc-exp',
            inputMode: 'numeric',
            hint: msg('Month and year, like 05/31'),
            error: this.fieldErrors['expiry'],
            maxLength: 9,
          })}
        </div>
        ${field({
          id: 'card-name',
          name: 'name',
          label: msg('Name on the card'),
          value: name ?? '',
          autocomplete: 'cc-name',
          error: this.fieldErrors['name'],
          maxLength: 100,
        })}
        ${failureNotice(this.failure)}
        <div class="actions">
          ${button({ label: msg('Save'), isBusy: this.isBusy })}
          ${button({ label: msg('Cancel'), kind: 'link', onClick: () => this.onDone(false) })}
        </div>
      </form>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.send(event.target as HTMLFormElement, async ({ expiry = '', name = '' }) => {
      const body = { ...expiryOf(expiry), name: name.trim() };
      if (!body.name) throw new FieldError('name', msg('Type the name as it stands on the card.'));
      await this.around.call('PATCH /payment-methods/:paymentMethodId', {
        params: { paymentMethodId: this.method.id },
        body,
      });
      this.around.announce(msg('Saved.'));
      this.onDone(true);
    });
  };
}

/** 05/31, 5/2031 */
function expiryOf(typed: string): { expiresMonth: number; expiresYear: number } {
  const [, month = 0, year = 0] = /^\s*(\d{1,2})\s*[/. -]\s*((?:20)?\d\d)\s*$/.exec(typed) ?? [];
  const [expiresMonth, expiresYear] = [+month, +year < 100 ? 2000 + +year : +year];
  if (expiresMonth < 1 || expiresMonth > 12) {
    throw new FieldError('expiry', msg('Type month and year, like 05/31.'));
  }
  if (new Date(expiresYear, expiresMonth) <= new Date()) {
    throw new FieldError(
      'expiry',
      msg('This date is over. A card that has expired is replaced by adding the new one.'),
    );
  }
  return { expiresMonth, expiresYear };
}

define('customer-center-edit-card', EditCard);
