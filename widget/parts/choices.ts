import { css, html, nothing, type TemplateResult } from 'lit';

export const choiceStyles = css`
  .choices {
    display: grid;
    gap: 0.5em;
    border: 0;
    min-width: 0;
  }
  .choices legend {
    padding: 0;
    margin-bottom: 0.5em;
    font-weight: 600;
  }
  .choice {
    position: relative;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 0.85em;
    min-height: max(44px, 3.25em);
    margin: 0;
    padding: 0.65em 1em;
    border: 1px solid var(--_border);
    border-radius: var(--_small-radius);
    background: var(--_background);
    font-weight: 400;
    font-size: 1em;
    cursor: pointer;
  }
  .choice:hover {
    border-color: var(--_outline);
  }
  .choice:has(:checked) {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  .choice:has(:focus-visible) {
    outline: 2px solid var(--_link);
    outline-offset: 2px;
  }
  .choice-mark {
    width: 1.2em;
    height: 1.2em;
    border: 1px solid var(--_outline);
    border-radius: 50%;
  }
  :checked + .choice-mark {
    border: 0.38em solid var(--_accent);
  }
  .choice small {
    display: block;
    color: var(--_muted);
    font-size: 0.875em;
  }
  @container center (max-width: 17em) {
    .choice {
      grid-template-columns: auto minmax(0, 1fr);
    }
    .choice > :last-child {
      grid-column: 2;
    }
  }
`;

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly end?: TemplateResult | undefined;
}

/** 05/31, which tells a renewed card from the one before */
export const expiryText = ({ expiresMonth, expiresYear }: { expiresMonth: number; expiresYear: number }): string =>
  [expiresMonth, expiresYear % 100].map((number) => `${number}`.padStart(2, '0')).join('/');

/** One of several, as radio buttons with room for a thumb; under `choiceStyles`. */
export const choices = (options: {
  name: string;
  legend: string;
  choices: Choice[];
  chosen: string;
  onChoose: (value: string) => void;
}): TemplateResult =>
  html`<fieldset class="choices">
    <legend>${options.legend}</legend>
    ${options.choices.map(
      ({ value, label, hint, end }) =>
        html`<label class="choice" part="choice">
          <input
            class="hidden"
            type="radio"
            name=${options.name}
            value=${value}
            .checked=${value === options.chosen}
            @change=${() => options.onChoose(value)}
          />
          <i class="choice-mark"></i>
          <span>${label}${hint ? html`<small>${hint}</small>` : nothing}</span>
          ${end ?? nothing}
        </label>`,
    )}
  </fieldset>`;
