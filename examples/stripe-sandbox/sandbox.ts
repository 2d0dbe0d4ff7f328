/**
 * A stateful double of the part of Stripe's HTTP API that the product uses. The real `stripe` package talks to it, so the
 * demo and the tests run the code of production:
 *
 *     const sandbox = createStripeSandbox();
 *     sandbox.add(aCustomer({ email: 'ada@example.com' }));
 *     const stripe = new Stripe('sk_test_any', { ...(await sandbox.listen()), protocol: 'http' });
 */
import type Stripe from 'stripe';
import { createAnswering, type RecordedRequest } from './answering.ts';
import { browserPages } from './browser/pages.ts';
import { createCard, type TypedCard } from './cards.ts';
import { completeCheckout, type Buyer } from './checkout-completion.ts';
import { openLink } from './checkout-sessions.ts';
import { createClock } from './clock.ts';
import { createDeliveries, type Weather } from './deliveries.ts';
import { nextDue } from './dues.ts';
import { keepEvent, type Cause } from './events.ts';
import { createIdempotency, type KeptAnswer } from './idempotency.ts';
import { answerBank } from './intents.ts';
import { createKeeping } from './keeping.ts';
import { createMisbehaviour, type Trouble } from './misbehaviour.ts';
import { createDoor, type PageHandler } from './door.ts';
import { addObject, createState, type StoredObject } from './state.ts';
import { seconds } from './times.ts';
import type { World } from './world.ts';

export type { RecordedRequest };

export interface SandboxOptions {
  /** The most requests a second before 429 is answered. Stripe's own limit for test keys is 25. */
  requestsPerSecond?: number;
  /** The only keys accepted; any test key when this is absent. */
  keys?: string[];
  /** What becomes of a subscription when the last attempt to charge it has failed. */
  afterLastAttempt?: 'cancel' | 'unpaid';
  /** Where everything is kept, so that a sandbox with the same file goes on from there. In memory only when absent. */
  file?: string;
  /** Where browsers find it, when that is not the address it listens at. */
  origin?: string;
}

export type StripeSandbox = ReturnType<typeof createStripeSandbox>;

export function createStripeSandbox({
  requestsPerSecond,
  keys,
  afterLastAttempt = 'cancel',
  file,
  origin,
}: SandboxOptions = {}) {
  const state = createState();
  const requests: RecordedRequest[] = [];
  const kept = new Map<string, KeptAnswer>();
  const clock = createClock();
  const { now } = clock;
  let cause: Cause | undefined;

  const world: World = {
    state,
    now,
    emit: (type, object, previous) => {
      keeping.changed();
      deliveries.deliver(keepEvent(state, { type, object, previous, cause, created: now() }));
    },
    origin: () => origin ?? door.url(),
    rules: { afterLastAttempt },
    wishes: new Map(),
  };

  const deliveries = createDeliveries(state, () => keeping.changed());
  const keeping = createKeeping(file, { state, clock, deliveries, answers: kept, wishes: world.wishes });
  const misbehaviour = createMisbehaviour<RecordedRequest>({ requestsPerSecond });
  const during = <Value>({ id, idempotencyKey }: RecordedRequest, work: () => Value): Value => {
    cause = { id, idempotency_key: idempotencyKey ?? null };
    try {
      return work();
    } finally {
      cause = undefined;
      keeping.changed();
    }
  };
  const answer = createAnswering({ world, idempotency: createIdempotency(kept, now), misbehaviour, keys, during });
  const door = createDoor({ answer, requests });

  const sandbox = {
    /** All objects, by kind and id. */
    state,
    /** Every request since the start, the newest last. Tests may empty it. */
    requests,
    /** Adds an object, or replaces the one with its id, and tells nobody. */
    add: (...objects: StoredObject[]): void => {
      for (const object of objects) addObject(state, object);
      keeping.changed();
    },
    /** Whether nothing was found in a file: then it is time to tell a story. */
    isNew: keeping.isNew,
    /** The next so many requests meet this, or the next so many of those that match. */
    announceTrouble: (count: number, trouble: Trouble, matches?: (request: RecordedRequest) => boolean): void =>
      misbehaviour.announce(count, trouble, matches),
    limitRequestsPerSecond: (most: number): void => misbehaviour.limit(most),
    /** In seconds: what time it is here. */
    now,
    /** The clock stands from now on, at that instant, and moves by `advance` only. */
    freeze: (at: Date = new Date(now() * 1000)): void => clock.stop(seconds(at)),
    /**
     * Everything that falls due until then happens, in its order and at its time: trials end, periods are renewed and
     * paid an hour later, refused cards are tried again, schedules go on. From then on the clock goes on from there.
     */
    advance: (to: Date): void => {
      for (let due = nextDue(world, seconds(to)); due; due = nextDue(world, seconds(to))) {
        clock.moveTo(due.at);
        due.run();
      }
      clock.moveTo(seconds(to));
      keeping.changed();
    },

    /**
     * The hook for pages: whatever is asked outside of /v1 goes to each handler in turn, until one has answered and says
     * so by true. Nobody has read the request's body before.
     */
    onRequest: (handler: PageHandler): void => door.onRequest(handler),
    /** A payment method that belongs to nobody yet; throws Stripe's refusal when the number or the date is none. */
    createPaymentMethodFromCard: (card: TypedCard): Stripe.PaymentMethod => {
      keeping.changed();
      return createCard(world, card);
    },
    /** The customer's answer to their bank about a payment or setup intent in `requires_action`. */
    completeAuthentication: (intentId: string, isTheirs: boolean): Stripe.PaymentIntent | Stripe.SetupIntent =>
      answerBank(world, intentId, isTheirs),

    /** What goes wrong with events from now on. */
    deliveries: (weather: Weather): void => deliveries.change(weather),
    /** Sends what was dropped, and what no endpoint took. */
    redeliver: (): void => deliveries.redeliver(),
    /** Resolves when no event is on its way. */
    settled: (): Promise<void> => deliveries.settled(),
    /** Signs and sends any event at once, and answers with each endpoint's status. */
    send: (event: Stripe.Event): Promise<number[]> => deliveries.send(event),
    /**
     * Somebody buys in that Checkout session, or follows that payment link and buys. Complete when this returns, unless the
     * bank asks: then its intent is in `requires_action`, and this is to be called again after the answer. Throws Stripe's
     * refusal when the bank says no.
     */
    completeCheckout: (id: string, buyer: Buyer): Stripe.Checkout.Session => completeCheckout(world, id, buyer),
    /** The session of somebody who follows a payment link. */
    openPaymentLink: (id: string): Stripe.Checkout.Session => openLink(world, id),

    /** Any free port unless one is given. The answer fits the options of the `stripe` package. */
    listen: async (port = 0) => {
      const listening = await door.listen(port);
      // What the last one could not tell anybody.
      if (!keeping.isNew) deliveries.redeliver();
      return listening;
    },
    /** Stripe is down: connections are refused until `answerAgain`, on the same port. */
    stopAnswering: () => door.close(),
    answerAgain: () => door.listen(),
    close: async (): Promise<void> => {
      keeping.close();
      deliveries.close();
      await door.close();
    },
  };
  door.onRequest(browserPages(sandbox));
  return sandbox;
}
