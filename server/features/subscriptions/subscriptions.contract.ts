import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, cents, currency, id, instant, page, pageQuery } from '../../http/values.ts';

/**
 * What a customer reads, computed by the server once; `stateAt` is the date that belongs to it:
 * `trial` until it ends · `ends` on · `paused` until (or `null`: until resumed) · `payment_failed` fix by · `ended` on ·
 * `paid_off` on (a payment plan whose last payment is made). `null` with `active`.
 */
export const subscriptionState = z.enum(['active', 'trial', 'ends', 'paused', 'payment_failed', 'ended', 'paid_off']);

export const subscription = z.strictObject({
  id,
  /** A `subscription` renews until it ends; a `plan` is a fixed number of payments. */
  kind: z.enum(['subscription', 'plan']),
  name: z.string(),
  /** Name of the membership it belongs to, if any. */
  program: z.string().nullable(),
  priceCents: cents,
  currency,
  interval: z.enum(['day', 'week', 'month', 'year']),
  /** Every how many intervals. */
  intervalCount: z.int(),
  state: subscriptionState,
  stateAt: instant.nullable(),
  startedAt: instant,
  /** `null` when nothing more will be charged, or when the last payment failed and has to be mended first. */
  nextPaymentAt: instant.nullable(),
  nextPaymentCents: cents.nullable(),
  /** The card the next payment will use: its own if one is pinned, else the customer's default. */
  card: card.nullable(),
  /** Of a plan: how many payments are made, how many there are, and what is left to pay. `null` for a subscription. */
  plan: z.strictObject({ paid: z.int(), total: z.int(), remainingCents: cents }).nullable(),
});
export type Subscription = z.output<typeof subscription>;

export const subscriptionPayment = z.strictObject({
  id,
  at: instant,
  amountCents: cents,
  currency,
  state: z.enum(['succeeded', 'failed', 'refunded']),
  /** Why it failed, in words of the bank; `null` otherwise. */
  reason: z.string().nullable(),
  card: card.nullable(),
});

export const subscriptionDetail = subscription.extend({
  /** While its payment has failed: the open invoice that is overdue. `null` when there is none. */
  invoiceId: id.nullable(),
  /** The last twelve payments, newest first. */
  payments: z.array(subscriptionPayment),
});
export type SubscriptionDetail = z.output<typeof subscriptionDetail>;

export const subscriptionsContract = {
  'GET /subscriptions': {
    audience: 'customer',
    switch: 'center',
    summary: 'Subscriptions and payment plans: running ones first, past and ended ones too',
    query: pageQuery,
    reply: page(subscription),
  },
  'GET /subscriptions/:subscriptionId': {
    audience: 'customer',
    switch: 'center',
    summary: 'One subscription or payment plan with its last payments',
    reply: subscriptionDetail,
  },
} as const satisfies Contract;
