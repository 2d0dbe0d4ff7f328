import { normaliseEmail } from '../../features/sign-in/email-address.ts';
import { readInstant, type DayOrder } from './dates.ts';
import { readCurrency, readMoney, type DecimalSign } from './money.ts';

/** Why a row is not imported: for the operator, who reads it beside its line. */
export class BadRow extends Error {}

/** A row that is fine and yet is none of ours, as an order that was cancelled; counted by its reason. */
export class LeftOut extends Error {}

/** How the operator said that values are written. */
export interface Writing {
  dates?: DayOrder | undefined;
  decimal?: DecimalSign | undefined;
  /** Of amounts in files without a column for it. */
  currency?: string | undefined;
}

/** Where the fields of a kind stand in a file, and what the file calls them. */
export type Columns<Field extends string> = Partial<Record<Field, { index: number; heading: string }>>;

export type Cells<Field extends string> = ReturnType<typeof cellsOf<Field>>;

/** One row by our names of its fields. What is asked for and can't be read throws a `BadRow` that names the column. */
export function cellsOf<Field extends string>(
  columns: Columns<Field>,
  cells: string[],
  writing: Writing,
  claimed: ReadonlyMap<string, string> = new Map(),
) {
  const has = (field: Field): boolean => columns[field] !== undefined;

  const bad = (field: Field, reason: string): BadRow => new BadRow(`"${columns[field]?.heading ?? field}": ${reason}`);

  /** Trimmed, '' when there is nothing. */
  const raw = (field: Field): string => {
    const column = columns[field];
    return column ? unguard(cells[column.index] ?? '').trim() : '';
  };

  /** Gives what `read` makes of the text, `undefined` of an empty cell. */
  const read = <Value>(field: Field, make: (text: string) => Value): Value | undefined => {
    const text = raw(field);
    if (text === '') return undefined;
    try {
      return make(text);
    } catch (error) {
      throw bad(field, (error as Error).message);
    }
  };

  const need = <Value>(field: Field, value: Value | undefined): Value => {
    if (value === undefined) throw bad(field, 'is empty');
    return value;
  };

  return {
    has,
    bad,
    raw,
    read,
    need,
    /** One line of at most `longest` characters. */
    text: (field: Field, longest: number) => read(field, (text) => readLine(text, longest)),
    /** A further address of a customer reads as the one they sign in with, so that all that is theirs is of one key. */
    email(field: Field) {
      const email = read(field, readEmail);
      return email === undefined ? undefined : (claimed.get(email) ?? email);
    },
    instant: (field: Field) => read(field, (text) => readInstant(text, writing.dates)),
    currency: (field: Field) => read(field, readCurrency) ?? writing.currency,
    money: (field: Field, currency: string, rounds = false) =>
      read(field, (text) => readMoney(text, { currency, rounds, decimal: writing.decimal })),
  };
}

/**
 * Exports put a `'` before what a spreadsheet would take for a formula, ours and WooCommerce's among them. It is no part
 * of the value, as of the phone number `'+49 40 123456`.
 */
const unguard = (cell: string): string => (/^'[=+\-@\t\r\0]/.test(cell) ? cell.slice(1) : cell);

/** Text that is shown on one line. Throws an `Error` that says what is wrong. */
export function readLine(text: string, longest: number): string {
  const line = text.replace(/\s+/g, ' ');
  if (/[\p{Cc}\p{Cs}]/u.test(line)) throw new Error('holds a character that can not be shown');
  if (line.length > longest) throw new Error(`has ${line.length} characters; there is room for ${longest}`);
  return line;
}

function readEmail(text: string): string {
  const email = normaliseEmail(text);
  if (email === undefined) throw new Error(`"${text.slice(0, 100)}" is not an email address`);
  return email;
}

/** A whole number of 0 or more, which some exports write as `2.00`. */
export function readCount(text: string): number {
  const [, digits] = /^(\d{1,9})(?:[.,]0+)?$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`"${text}" is not a whole number`);
  return Number(digits);
}
