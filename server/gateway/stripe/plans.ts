/** Payment plans: subscription schedules that end their subscription after a number of payments. */
import { z } from 'zod';
import type { Interval, Page, PlanRecord } from '../gateway.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, toPage, Unusable, type RawList } from './pages.ts';
import { subscription, toSubscription } from './subscriptions.ts';
import { instant, interval, intervalCount } from './values.ts';

const phase = z.object({
  start_date: instant,
  end_date: instant,
  trial_end: instant.nullish(),
  items: z
    .array(
      z.object({
        price: z.object({
          recurring: z.object({ interval, interval_count: intervalCount }, 'is a price that is paid once'),
        }),
      }),
    )
    .min(1),
});
type Phase = z.output<typeof phase>;

const schedule = z.object({
  id: z.string(),
  status: z.string(),
  phases: z.array(phase),
  subscription: subscription.nullable(),
});
type Schedule = z.output<typeof schedule>;

export async function readPlans(client: StripeClient, after: string | null, since?: string): Promise<Page<PlanRecord>> {
  const list = await client.ask((sdk) =>
    sdk.subscriptionSchedules.list({
      ...placeAfter(after, since),
      expand: ['data.subscription.latest_invoice', 'data.phases.items.price'],
    }),
  );
  return toPlans(client, list);
}

/** Each with its subscription and its prices in it. */
export const toPlans = (client: StripeClient, list: RawList): Promise<Page<PlanRecord>> =>
  toPage({
    kind: 'plan',
    // What ends otherwise than by itself is no plan; a released schedule has let its subscription go on for good.
    concerns: ({ status, end_behavior }) => end_behavior === 'cancel' && status !== 'released',
    shape: schedule,
    list,
    toRecord: (object) => toPlan(client, object),
  });

async function toPlan(client: StripeClient, { id, status, phases, ...rest }: Schedule): Promise<PlanRecord> {
  if (!rest.subscription) {
    const begins = phases[0]?.start_date.slice(0, 10) ?? 'later';
    throw new Unusable(
      status === 'not_started'
        ? `It begins on ${begins}; until then Stripe has no subscription for it`
        : 'It was canceled before it began',
    );
  }
  const record = await toSubscription(client, rest.subscription);
  const paymentsTotal = phases.reduce((sum, each) => sum + paymentsIn(each), 0);
  // It ends by being paid, which its count of payments says; a date beside it would read like a cancellation.
  return { providerId: id, subscription: { ...record, endsAt: null }, paymentsTotal };
}

/** Stripe forgets how many payments were asked for and keeps only the dates. */
export function paymentsIn({ start_date, end_date, trial_end, items: [item] }: Phase): number {
  if (!item) return 0;
  const { interval, interval_count } = item.price.recurring;
  const start = new Date(trial_end && trial_end > start_date ? trial_end : start_date);
  const end = new Date(end_date);
  let payments = 0;
  while (payments < 1000 && addTo(start, interval, interval_count * payments) < end) payments += 1;
  return payments;
}

/** A month after the 31st is the last day of the next, as Stripe counts. */
function addTo(start: Date, unit: Interval, count: number): Date {
  const date = new Date(start);
  if (unit === 'day' || unit === 'week') {
    date.setUTCDate(date.getUTCDate() + count * (unit === 'week' ? 7 : 1));
    return date;
  }
  const months = date.getUTCMonth() + count * (unit === 'year' ? 12 : 1);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), months + 1, 0)).getUTCDate();
  date.setUTCMonth(months, Math.min(date.getUTCDate(), lastDay));
  return date;
}
