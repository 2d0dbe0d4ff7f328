/** What can be done with saved cards, each step in the place of the list; loaded with the first of them. */
import { msg } from '@lit/localize';
import { css, html, type TemplateResult } from 'lit';
import type { PaymentMethod, EntryAnswer } from '../../server/features/payment-methods/payment-methods.contract.ts';
import type { Place } from '../places.ts';
import type { Surroundings } from '../section.ts';
import { choiceStyles } from '../parts/choices.ts';
import { sectionFormStyles } from '../parts/section-form.styles.ts';
import './add-card.ts';
import { chargeStyles } from './charge-list.ts';
import './edit-card.ts';
import './remove-card.ts';
import './use-card.ts';

export { settleEntry, entryWords } from './add-card.ts';
export { takeReturn } from '../card-return.ts';

export type CardStep =
  | { kind: 'add' }
  | { kind: 'edit' | 'remove'; method: PaymentMethod }
  | { kind: 'use'; method: PaymentMethod; isNew?: boolean; openInvoices?: number };

export interface StepsOptions {
  readonly around: Surroundings;
  readonly methods: PaymentMethod[];
  readonly onAdded: (answer: EntryAnswer) => Promise<void>;
  readonly onAdd: () => void;
  /** Back to the list; read anew when something has changed. */
  readonly onDone: (isChanged: boolean, sentence?: string) => void;
}

const here: Place = { section: 'payment-methods' };

export const stepStyles = css`
  ${sectionFormStyles}
  ${choiceStyles}
  ${chargeStyles}
  .card-step,
  .card-step > * {
    display: grid;
    gap: var(--_gap);
  }
  .step-title {
    font-weight: 600;
    margin-bottom: 0.5em;
  }
`;

export const renderStep = (step: CardStep, options: StepsOptions): TemplateResult =>
  html`<div class="card-step">${renderKind(step, options)}</div>`;

function renderKind(step: CardStep, { around, methods, onAdded, onAdd, onDone }: StepsOptions): TemplateResult {
  switch (step.kind) {
    case 'add':
      return html`<h3 part="heading" tabindex="-1" data-focus>${msg('Add a card')}</h3>
        <customer-center-add-card
          .around=${around}
          .label=${msg('Save card')}
          .place=${here}
          .onAdded=${onAdded}
          .onCancel=${() => onDone(false)}
        ></customer-center-add-card>`;
    case 'edit':
      return html`<customer-center-edit-card
        .around=${around}
        .method=${step.method}
        .onDone=${(isSaved: boolean) => onDone(isSaved, isSaved ? msg('Saved.') : undefined)}
      ></customer-center-edit-card>`;
    case 'remove':
      return html`<customer-center-remove-card
        .around=${around}
        .method=${step.method}
        .others=${methods.filter(({ id }) => id !== step.method.id)}
        .onAdd=${onAdd}
        .onDone=${(sentence?: string) => onDone(sentence !== undefined, sentence)}
      ></customer-center-remove-card>`;
    case 'use':
      return html`<customer-center-use-card
        .around=${around}
        .method=${step.method}
        .isNew=${step.isNew ?? false}
        .onDone=${onDone}
      ></customer-center-use-card>`;
  }
}
