import type Stripe from 'stripe';
import { schedulePhase, subscriptionSchedule } from '../objects/subscriptions.ts';
import { idOf } from '../state.ts';
import type { Book } from './book.ts';
import { after, dateOf, seconds } from '../times.ts';
import { end, intervalOf, payUntil, subscribe, type Beginning } from './subscriptions.ts';

/** A payment plan: so many payments, the first one now, and then it ends by itself. */
export function planPayments(book: Book, { payments, ...told }: Beginning & { payments: number }): Stripe.Subscription {
  const begun = subscribe(book, told);
  const ends = seconds(after(told.since, payments, intervalOf(told.price)));
  const schedule = subscriptionSchedule({
    id: book.id('sub_sched'),
    customer: told.person.id,
    created: begun.created,
    subscription: begun.id,
    current_phase: { start_date: begun.start_date, end_date: ends },
    phases: [schedulePhase(told.price, { start_date: begun.start_date, end_date: ends })],
  });
  Object.assign(begun, { schedule: schedule.id, cancel_at: ends });
  book.add(schedule);
  return begun;
}

/** The last payment is made and its time is over: plan and subscription end. */
export function completePlan(book: Book, begun: Stripe.Subscription): void {
  const schedule = book.state.subscription_schedule.get(idOf(begun.schedule) ?? '');
  const ends = schedule?.phases.at(-1)?.end_date ?? begun.created;
  payUntil(book, begun, dateOf(ends - 1));
  end(begun, dateOf(ends));
  if (schedule) Object.assign(schedule, { status: 'completed', completed_at: ends, current_phase: null });
}
