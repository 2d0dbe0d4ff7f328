import { css, html, nothing, type TemplateResult } from 'lit';

export interface BillLine {
  readonly title: string;
  readonly amount: string;
  /** How many, and what each costs; empty for one. */
  readonly each: string;
}

export interface BillSum {
  readonly name: string;
  readonly amount: string;
  readonly isTotal?: boolean;
}

export const billStyles = css`
  .bill-sums {
    display: grid;
    gap: 0.3em;
    padding: 1em 1.25em;
  }
  .bill-sums div {
    display: flex;
    justify-content: space-between;
    gap: 1em;
  }
  .bill-sums dt {
    color: var(--_muted);
  }
  .bill-sums .bill-total {
    padding-top: 0.5em;
    margin-top: 0.3em;
    border-top: 1px solid var(--_border);
    font-weight: 650;
  }
  .bill-sums .bill-total:first-child {
    padding-top: 0;
    margin-top: 0;
    border-top: 0;
  }
  .bill-total dt {
    color: inherit;
  }
  @container center (max-width: 35em) {
    .bill-sums {
      padding-inline: 1em;
    }
  }
`;

/** Lines with their amounts, and the sums below. Whoever shows it adds `billStyles` to its sheet. */
export const bill = (lines: BillLine[], sums: BillSum[]): TemplateResult =>
  html`<div class="rows">
    <ul>
      ${lines.map(
        ({ title, amount, each }) =>
          html`<li class="row" part="row">
            <span class="row-title">${title}</span>
            <span class="money">${amount}</span>
            ${each ? html`<span class="muted">${each}</span>` : nothing}
          </li>`,
      )}
    </ul>
    <dl class="bill-sums">
      ${sums.map(
        ({ name, amount, isTotal }) =>
          html`<div class=${isTotal ? 'bill-total' : ''}>
            <dt>${name}</dt>
            <dd class="money">${amount}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
