/** What is pressed, typed and ticked. */
import { css } from 'lit';

export const controlsStyles = css`
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-height: 40px;
    padding: 0.35em 1.1em;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    font-weight: 600;
    line-height: 1.2;
    text-decoration: none;
  }
  .primary {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .secondary {
    border-color: var(--_outline);
    background: var(--_background);
    color: var(--_text);
  }
  .button.danger {
    background: var(--_danger);
    color: var(--_background);
  }
  .button:hover {
    filter: brightness(1.06);
  }
  :disabled,
  [aria-disabled] {
    opacity: 0.6;
    cursor: default;
  }
  .link {
    display: inline-flex;
    align-items: center;
    min-height: 40px;
    border: 0;
    background: none;
    text-align: start;
    text-decoration: underline;
  }
  label,
  legend {
    display: block;
    font-weight: 600;
    margin-bottom: 0.3em;
  }
  fieldset {
    border: 0;
  }
  input,
  select,
  textarea {
    width: 100%;
    min-height: 40px;
    padding: 0.4em 0.7em;
    border: 1px solid var(--_outline);
    border-radius: var(--_radius);
    background: var(--_background);
    font-size: max(1em, 16px);
    line-height: 1.35;
  }
  input[type='color'] {
    width: 4em;
    padding: 0.2em;
  }
  [aria-invalid] {
    border-color: var(--_danger);
    box-shadow: 0 0 0 1px var(--_danger);
  }
  .field-error {
    color: var(--_danger);
    margin-top: 0.3em;
  }
  .hint {
    font-size: 0.92em;
    margin-top: 0.3em;
    max-width: 60ch;
  }
  .check {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 0.7em;
    align-items: start;
    padding: 0.35em 0;
  }
  .check > input {
    width: 20px;
    min-height: 20px;
    height: 20px;
    margin: 0.15em 0;
    accent-color: var(--_accent);
  }
  .check label {
    margin: 0;
    padding: 0.1em 0;
  }
  .check .hint,
  .check .field-error {
    grid-column: 2;
    margin-top: 0;
  }
  .check .pill {
    margin-inline-start: 0.4em;
    font-weight: 400;
  }
  @media (max-width: 45em) {
    .button,
    .link {
      min-height: 44px;
    }
  }
`;
