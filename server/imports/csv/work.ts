import type { Catalogue } from './catalogue.ts';
import type { Writing } from './cells.ts';
import type { Encoding } from './decoder.ts';
import type { Kind, Outcome } from './kind.ts';
import type { Statements } from './statements.store.ts';

export interface ImportOptions {
  file: string;
  siteId: string;
  encoding: Encoding;
  writing: Writing;
  dryRun: boolean;
  createMissing: boolean;
}

/** What is told while it happens. */
export interface Listener {
  /** A row that is not imported. */
  bad: (line: number, reason: string) => void;
  /** A row that is imported, but for something in it. */
  remark: (line: number, text: string) => void;
  /** A line for the operator: columns that mean nothing, another import that is waited for. */
  note: (text: string) => void;
  /** Rows read, then things stored; a `share` of 1 is all of it. */
  progress: (doing: 'reading' | 'storing', count: number, share: number) => void;
}

export interface Summary extends Record<Outcome, number> {
  rows: number;
  bad: number;
  /** Rows imported in part. */
  partly: number;
  /** How many rows were none of ours, by the reason. */
  leftOut: Map<string, number>;
  /** Made on the way: customers, courses, programs, levels. */
  made: Record<string, number>;
}

/** An import under way. */
export interface Work {
  kind: Kind;
  options: ImportOptions;
  statements: Statements;
  catalogue: Catalogue;
  /** The address that a customer signs in with, by each further one of theirs. */
  claimed: ReadonlyMap<string, string>;
  listener: Listener;
  summary: Summary;
}

/** Tells of something in a row that is not imported, though the rest is. */
export function countPartly(
  { summary, listener }: Pick<Work, 'summary' | 'listener'>,
  line: number,
  text: string,
): void {
  summary.partly++;
  listener.remark(line, text);
}

/** Tells of a row that is not imported, and counts it. */
export function countBad(
  { summary, listener }: Pick<Work, 'summary' | 'listener'>,
  line: number,
  reason: string,
): void {
  summary.bad++;
  listener.bad(line, reason);
}
