import { stripeId } from '../objects/given.ts';
import type { StripeSandbox } from '../sandbox.ts';

/** Where a story is written down. Told again in the same order, everything has the same ids and numbers. */
export type Book = ReturnType<typeof openBook>;

export function openBook({ add, state }: Pick<StripeSandbox, 'add' | 'state'>) {
  const counts = new Map<string, number>();
  const count = (name: string) => {
    const next = (counts.get(name) ?? 0) + 1;
    counts.set(name, next);
    return next;
  };
  return {
    add,
    state,
    id: (prefix: string): string => stripeId(prefix, String(count(prefix))),
    /** As printed on papers, counted through. */
    number: (prefix: string): string => `${prefix}-${20_000 + count(`number ${prefix}`)}`,
  };
}
