import { css, html, type TemplateResult } from 'lit';

export const factStyles = css`
  .facts {
    display: grid;
    gap: 0.9em 2em;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 14em), 1fr));
  }
  .facts dt {
    color: var(--_muted);
    font-size: 0.875em;
  }
  .facts dd {
    margin-top: 0.1em;
  }
`;

/** A name and what it is; belongs into a `<dl class="facts">`, under `factStyles`. */
export const fact = (name: string, value: unknown): TemplateResult =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
