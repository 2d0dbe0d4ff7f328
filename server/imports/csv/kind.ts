import type { Cells, Writing } from './cells.ts';
import type { Catalogue } from './catalogue.ts';
import type { Statements } from './statements.store.ts';

/** What happened to one customer, order, enrollment or grant. */
export type Outcome = 'new' | 'changed' | 'unchanged';

/** A row as it is read: what of the file belongs together has one key. */
export interface Read<Value> {
  key: string;
  value: Value;
  /** What of the row can't be imported, though the rest is. */
  remark?: string | undefined;
}

/** All rows of one key, folded into what is to be stored. */
export interface Item<Value> {
  key: string;
  /** The first of its rows. */
  line: number;
  value: Value;
}

export interface SaveContext {
  siteId: string;
  statements: Statements;
  catalogue: Catalogue;
  /** What an earlier, rolled back batch of a dry run would have made. */
  wouldExist: (values: string[]) => Promise<Set<string>>;
}

export interface Saved {
  /** One for each item, in their order, or the reason why it can't be. */
  outcomes: (Outcome | { reason: string })[];
  /** By the number of the item: what of it can't be stored, though the rest is. */
  remarks?: Map<number, string>;
  /** Names of what was made on the way, such as `customer ann@example.com`: see `wouldExist`. */
  made: string[];
}

/** One of the things a file can hold. */
export interface Kind<Field extends string = string, Value = unknown> {
  /** In the plural, for the report. */
  name: string;
  headings: Record<Field, string[]>;
  required: readonly (readonly Field[])[];
  /** Throws `BadRow`, or `LeftOut` for a row that is none of ours. */
  read: (cells: Cells<Field>, help: { catalogue: Catalogue; writing: Writing }) => Read<Value>;
  /** Which of its fellows a bad row takes with it: an order without one of its lines would be a wrong order. */
  keyOfBad?: (cells: Cells<Field>) => string;
  /** What one more row of the same key adds. Throws `BadRow`. */
  fold: (value: Value, more: Value) => Value;
  /** Throws `BadRow` when all rows together still lack something. */
  check?: (value: Value) => void;
  save: (items: Item<Value>[], context: SaveContext) => Promise<Saved>;
}
