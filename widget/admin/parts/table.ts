import { html, nothing, type TemplateResult } from 'lit';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => unknown;
  /** Numbers and money stand at the end of their column. */
  readonly isNumber?: boolean;
}

interface TableOptions<Row> {
  /** What is listed, for people who hear the page. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What stands there when there is nothing, and what the next step is. */
  readonly empty: unknown;
}

/** A table that becomes a list of cards on a phone, where each value has its column's name beside it. */
export function table<Row>({ caption, columns, rows, empty }: TableOptions<Row>): TemplateResult {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<table>
    <caption class="hidden">
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map(({ label, isNumber }) =>
          // What only holds buttons has no name.
          label === '' ? html`<td></td>` : html`<th scope="col" class=${isNumber ? 'number' : nothing}>${label}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${columns.map(
              ({ label, cell, isNumber }) =>
                html`<td data-label=${label} class=${isNumber ? 'number' : nothing}><div>${cell(row)}</div></td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
