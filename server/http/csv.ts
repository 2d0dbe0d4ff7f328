import { stringify } from 'csv-stringify/sync';

/**
 * Where a spreadsheet would begin a formula: at the start of a cell, and after every line break, tab, comma and semicolon,
 * since a program may split the file in another way than it was written. Spaces and a byte order mark before it are
 * skipped by some. The wide forms of the signs count as the signs.
 */
const formula = /(?<=^|[\r\n\t,;])(?!(?<=\r)\n)(?=[\s\uFEFF\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\0])/g;

/** The text with a `'` before whatever would run when it is opened. */
const withoutFormulas = (text: string): string => text.replace(formula, "'");

/** Rows of a CSV file by RFC 4180; no cell of them is a formula. The first rows of a file need `csvStart` before them. */
export function csvRows(rows: string[][]): string {
  const safe = rows.map((row) => row.map(withoutFormulas));
  // By itself it quotes for the ends of lines it writes, and not for those that others know.
  return stringify(safe, { record_delimiter: 'windows', quoted_match: /[\r\n\t;]/ });
}

/** Spreadsheets take a file for UTF-8 that begins with this. */
export const csvStart = '\uFEFF';
