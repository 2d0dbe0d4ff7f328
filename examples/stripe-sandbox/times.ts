/** Time as Stripe counts it. */
import type Stripe from 'stripe';

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

/** How often the price is charged. */
export function intervalOf({ recurring }: Stripe.Price): { interval: Interval; count: number } {
  return { interval: (recurring?.interval ?? 'month') as Interval, count: recurring?.interval_count ?? 1 };
}

export type Interval = 'day' | 'week' | 'month' | 'year';

/**
 * When the period that begins then is over. Counted from the anchor, so that a month of 28 days does not shorten those
 * after it.
 */
export function periodEnd(price: Stripe.Price, { anchor, start }: { anchor: number; start: number }): number {
  const { interval, count } = intervalOf(price);
  for (let periods = 1; ; periods++) {
    const end = seconds(after(dateOf(anchor), periods * count, interval));
    if (end > start) return end;
  }
}
