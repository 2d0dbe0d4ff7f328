import { css } from 'lit';

/** Of the screens about access: pages, post-login page, check and explanation. */
export const accessStyles = css`
  .note {
    --_tone: var(--_warning);
    display: grid;
    gap: 0.9em;
    padding: 1.4em 1.25em;
    border: 1px solid color-mix(in oklab, var(--_tone) 35%, var(--_border));
    border-radius: 12px;
    background: color-mix(in oklab, var(--_tone) 6%, var(--_background));
  }
  .note.success {
    --_tone: var(--_success);
  }
  .note-answer {
    max-width: 42em;
    font-size: 1.3em;
    line-height: 1.35;
    text-wrap: pretty;
  }
  .note-answer:focus {
    outline: none;
  }
  .remedies {
    display: flex;
    flex-wrap: wrap;
    gap: 0.6em;
    align-items: center;
  }
  .remedies > li > p {
    padding: 0.5em 0;
  }
  .checks {
    display: grid;
    counter-reset: check;
  }
  .checks li {
    display: grid;
    grid-template-columns: 4.6em minmax(0, 1fr) auto;
    gap: 0.2em 0.9em;
    align-items: baseline;
    padding: 0.55em 0;
    border-top: 1px solid var(--_border);
  }
  .checks li:first-child {
    border-top: 0;
  }
  .checks-when {
    color: var(--_muted);
    font-size: 0.92em;
    text-align: end;
  }
  .findings {
    display: grid;
  }
  .findings li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.2em 1.25em;
    align-items: center;
    padding: 0.8em 0;
    border-top: 1px solid var(--_border);
  }
  .findings li:first-child {
    border-top: 0;
  }
  .levels {
    display: grid;
    gap: 0.8em 2em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14em), 1fr));
  }
  .levels legend {
    color: var(--_muted);
    font-size: 0.92em;
  }
  .rules {
    display: grid;
    gap: 0.8em;
  }
  .rules > li {
    display: grid;
    gap: 0.75em;
    padding: 0.9em;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .warnings {
    display: grid;
    gap: 0.6em;
    padding-inline-start: 1.2em;
    list-style: disc;
  }
  @media (max-width: 45em) {
    .checks li,
    .findings li {
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
    }
    .checks-when {
      text-align: start;
    }
    .note {
      padding: 1.1em 1em;
    }
  }
`;
