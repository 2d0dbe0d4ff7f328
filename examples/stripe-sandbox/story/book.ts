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

/** As Stripe writes instants. */
export const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

export const dateOf = (instant: number): Date => new Date(instant * 1000);

/** So many intervals later. After the 31st comes the last day of a shorter month, as with Stripe. */
export function after(start: Date, count: number, interval: 'day' | 'week' | 'month' | 'year'): Date {
  const date = new Date(start);
  if (interval === 'day' || interval === 'week') {
    date.setUTCDate(date.getUTCDate() + count * (interval === 'week' ? 7 : 1));
    return date;
  }
  const months = date.getUTCMonth() + count * (interval === 'year' ? 12 : 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  date.setUTCMonth(months, Math.min(date.getUTCDate(), lastDay));
  return date;
}
