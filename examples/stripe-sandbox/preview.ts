/** The invoice that a subscription will have next, without anything being done. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { makeDraft } from './invoices.ts';
import { lineOfItem, lineOfSubscription, pendingItems } from './lines.ts';
import type { StripeRequests } from './requests.ts';
import { idOf } from './state.ts';
import { changedItems, prorations, type ItemChange } from './subscription-changes.ts';
import { makeItem, parentOf } from './subscriptions.ts';
import { periodEnd } from './times.ts';
import { need, type World } from './world.ts';

type Told = StripeRequests['POST /v1/invoices/create_preview'];
type Details = NonNullable<Told['subscription_details']>;

const hour = 3600;

/** @throws StripeRefusal when nothing will be billed */
export function previewInvoice(world: World, told: Told): Stripe.Invoice {
  const schedule = told.schedule
    ? need(world, 'subscription_schedule', told.schedule, { param: 'schedule' })
    : undefined;
  const subscriptionId = told.subscription ?? idOf(schedule?.subscription);
  if (subscriptionId !== undefined) {
    const running = need(world, 'subscription', subscriptionId, { param: 'subscription' });
    return ofSubscription(world, running, told.subscription_details ?? {});
  }
  const customer = need(world, 'customer', idOf(schedule?.customer) ?? told.customer ?? '', { param: 'customer' });
  const now = schedule?.phases[0]?.start_date ?? world.now();
  const phaseItems = schedule?.phases[0]?.items.map(({ price, quantity }) => ({ price: idOf(price), quantity }));
  const items = (phaseItems ?? (told.subscription_details?.items as ItemChange[] | undefined) ?? []).map((item) =>
    makeItem('sub_upcoming', {
      price: need(world, 'price', item.price ?? '', { param: 'subscription_details[items][0][price]' }),
      quantity: item.quantity,
      start: now,
    }),
  );
  const pending = pendingItems(world, customer.id);
  if (!items.length && !pending.length) throw nothingUpcoming(customer.id);
  return upcoming(world, { customerId: customer.id, at: now }, (invoiceId) => [
    ...pending.map((item) => lineOfItem(item, invoiceId)),
    ...items.map((item) =>
      lineOfSubscription(world, { subscription: 'sub_upcoming', item, isTrial: false }, invoiceId),
    ),
  ]);
}

function ofSubscription(world: World, running: Stripe.Subscription, details: Details): Stripe.Invoice {
  const customerId = idOf(running.customer) ?? '';
  const willEnd = details.cancel_at_period_end ?? running.cancel_at_period_end;
  const current = running.items.data[0]?.current_period_end ?? world.now();
  if (running.ended_at !== null || willEnd || (running.cancel_at ?? Infinity) <= current)
    throw nothingUpcoming(customerId);
  const items = details.items ? changedItems(world, running, details.items) : running.items.data;
  const isNow = details.trial_end === 'now' && running.status === 'trialing';
  const changes =
    details.items && details.proration_behavior !== 'none'
      ? prorations(world, running, items, details.proration_date)
      : [];
  const pending = [...pendingItems(world, customerId), ...changes];
  const next = items.map((item) => nextPeriod(item, { running, now: isNow ? world.now() : undefined }));
  return upcoming(world, { customerId, at: next[0]?.current_period_start ?? world.now(), running }, (invoiceId) => [
    ...pending.map((item) => lineOfItem(item, invoiceId)),
    ...next.map((item) => lineOfSubscription(world, { subscription: running.id, item, isTrial: false }, invoiceId)),
  ]);
}

/** The period after the one that the item is in, or the one that would begin now. */
function nextPeriod(
  item: Stripe.SubscriptionItem,
  { running, now }: { running: Stripe.Subscription; now: number | undefined },
): Stripe.SubscriptionItem {
  const start = now ?? item.current_period_end;
  const end = periodEnd(item.price, { anchor: now ?? running.billing_cycle_anchor, start });
  return { ...item, current_period_start: start, current_period_end: end };
}

interface Coming {
  customerId: string;
  at: number;
  running?: Stripe.Subscription;
}

function upcoming(
  world: World,
  { customerId, at, running }: Coming,
  lines: (invoiceId: string) => Stripe.InvoiceLineItem[],
): Stripe.Invoice {
  const customer = need(world, 'customer', customerId, { param: 'customer' });
  const draft = makeDraft(world, {
    customer,
    lines,
    more: {
      billing_reason: 'upcoming',
      created: at,
      next_payment_attempt: at + hour,
      parent: running ? parentOf(running) : null,
      period_end: at,
      ...(running && { default_payment_method: idOf(running.default_payment_method) ?? null }),
    },
  });
  const balanceAfter = Math.min(0, customer.balance + draft.total);
  return Object.assign(draft, { id: draft.id?.replace('in_', 'upcoming_in_'), ending_balance: balanceAfter });
}

const nothingUpcoming = (customerId: string) =>
  invalidRequest(`No upcoming invoices for customer: '${customerId}'`, {
    code: 'invoice_upcoming_none',
    status: 404,
  });
