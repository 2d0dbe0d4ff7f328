/** Tables, whose rows are cards of their own where it is narrow. */
import { css } from 'lit';

export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
  }
  th {
    text-align: start;
    font-size: 0.88em;
    font-weight: 600;
    color: var(--_muted);
  }
  th,
  td {
    padding: 0.6em 0.75em;
    vertical-align: baseline;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 0;
  }
  th:last-child,
  td:last-child {
    padding-inline-end: 0;
  }
  tbody tr {
    border-top: 1px solid var(--_border);
  }
  .number {
    text-align: end;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  td:first-child > div {
    min-width: 6em;
  }
  td:first-child > div:has(> br) {
    min-width: 15em;
  }
  summary {
    white-space: nowrap;
    cursor: pointer;
  }
  td .button,
  td .link {
    min-height: 32px;
    padding-block: 0.1em;
    white-space: nowrap;
  }
  td .link {
    margin-block: -0.25em;
  }
  td .check {
    align-items: center;
    padding: 0;
  }
  td .check label {
    white-space: nowrap;
  }
  th,
  .pill,
  .words {
    overflow-wrap: normal;
  }
  td .line {
    flex-wrap: nowrap;
  }
  @media (max-width: 45em) {
    thead {
      display: none;
    }
    table,
    tbody,
    tr,
    td {
      display: block;
    }
    tbody tr {
      padding: 0.7em 0;
    }
    tbody tr:first-child {
      border-top: 0;
      padding-top: 0;
    }
    td .line {
      flex-wrap: wrap;
    }
    td {
      display: grid;
      grid-template-columns: 5.6em minmax(0, 1fr);
      gap: 0.6em;
      align-items: baseline;
      padding: 0.2em 0;
    }
    td:has(> div:empty) {
      display: none;
    }
    td::before {
      content: attr(data-label);
      color: var(--_muted);
      font-size: 0.92em;
    }
    td:first-child,
    td[data-label=''] {
      display: block;
    }
    td:first-child {
      font-weight: 600;
    }
    td:first-child :is(.muted, .pill, code),
    td:first-child br ~ * {
      font-weight: 400;
    }
    td:first-child > div,
    td:first-child > div:has(> br) {
      min-width: 0;
    }
    td:first-child::before,
    td[data-label='']::before {
      content: none;
    }
    td .line,
    td .link {
      margin-block: 0;
      column-gap: 1.25em;
    }
    td.number {
      text-align: start;
    }
    td .button,
    td .link {
      min-height: 44px;
    }
  }
`;
