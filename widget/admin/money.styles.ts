/** Panels of customers' money: cards, credit memos. */
import { css } from 'lit';

export const moneyStyles = css`
  .panel {
    display: grid;
    gap: 1em;
    padding: 1.25em;
    border: 1px solid var(--_outline);
    border-radius: 10px;
    background: var(--_page);
    scroll-margin: 1em;
  }
  .panel h3:focus {
    outline: none;
  }
  .panel form {
    max-width: 42em;
  }
  .hint + .credit-line {
    margin-top: 0.75em;
  }
  .entry {
    display: grid;
    min-width: 0;
  }
  .entry > * {
    grid-area: 1 / 1;
    min-width: 0;
  }
  .entry > slot {
    display: block;
  }
  .entry[aria-busy] {
    min-height: 15.5em;
  }
  .entry-wait {
    display: grid;
    gap: 1.1em;
    align-content: start;
  }
  .entry-wait .skeleton {
    height: 4em;
  }
  .credit-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 9em;
    gap: 0.2em 1em;
    align-items: center;
    padding: 0.5em 0;
    border-top: 1px solid var(--_border);
  }
  .credit-line input[type='text'] {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .credit-line > .field-error {
    grid-column: 1 / -1;
    text-align: end;
    margin: 0;
  }
`;
