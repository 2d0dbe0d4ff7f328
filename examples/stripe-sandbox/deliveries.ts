/** Events on their way to the vendor's endpoints, signed and repeated like Stripe's, and as unreliable as one likes. */
import { createHmac } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type Stripe from 'stripe';
import type { State } from './state.ts';

/** What goes wrong on the way. Chances lie between 0 and 1, and come out the same for the same seed. */
export interface Weather {
  /** Sent twice. */
  duplicate?: number;
  /** Not sent at all before `redeliver`. */
  drop?: number;
  delayMillis?: number;
  /** So many wait for one another, and leave in any order. */
  shuffle?: number;
  seed?: number;
  /** How often an endpoint that does not answer 2xx is asked before Stripe gives up until `redeliver`. */
  attempts?: number;
}

interface Job {
  event: Stripe.Event;
  endpointId: string;
  notBefore: number;
  isDropped: boolean;
}

export interface Undelivered {
  eventId: string;
  endpointId: string;
}

const calm = { duplicate: 0, drop: 0, delayMillis: 0, shuffle: 1, seed: 1, attempts: 8 };
/** So long a shuffle waits for more events. */
const gatherMillis = 30;
const answerMillis = 10_000;

/** @param changed is told when an event has arrived */
export function createDeliveries(state: State, changed: () => void) {
  let weather = calm;
  let random = randomOf(calm.seed);
  let underWay = 0;
  const closing = new AbortController();
  let waiting: (() => void)[] = [];
  const queues = new Map<string, Job[]>();
  const lost: Job[] = [];
  /** What has not arrived, whether it is on its way or lost. */
  const unfinished = new Set<Job>();

  const enqueue = (job: Job): void => {
    underWay++;
    unfinished.add(job);
    const queue = queues.get(job.endpointId);
    if (queue) queue.push(job);
    else {
      queues.set(job.endpointId, [job]);
      void empty(job.endpointId);
    }
  };

  const done = (): void => {
    if (--underWay) return;
    for (const tell of waiting) tell();
    waiting = [];
  };

  /** One after another, so that without weather they arrive in their order. */
  const empty = async (endpointId: string): Promise<void> => {
    const queue = queues.get(endpointId) ?? [];
    // What is emitted by the same piece of work belongs together.
    await Promise.resolve();
    while (queue.length) {
      if (queue.length < weather.shuffle) await pause(gatherMillis);
      const [job] = queue.splice(Math.floor(random() * Math.min(weather.shuffle, queue.length)), 1);
      if (!job) break;
      await pause(job.notBefore - Date.now());
      if (await attempt(job)) done();
      else void repeat(job);
    }
    queues.delete(endpointId);
  };

  const pause = async (millis: number): Promise<void> => {
    if (millis > 0) await wait(millis, undefined, { signal: closing.signal }).catch(() => undefined);
  };

  const repeat = async (job: Job): Promise<void> => {
    for (let count = 1; count < weather.attempts; count++) {
      await pause(Math.min(25 * 2 ** count, 2000));
      if (await attempt(job)) return done();
    }
    lost.push(job);
    done();
  };

  /** Whether nothing is left to do for it. */
  const attempt = async (job: Job): Promise<boolean> => {
    const endpoint = state.webhook_endpoint.get(job.endpointId);
    if (closing.signal.aborted) return true;
    if (job.isDropped) {
      lost.push(job);
      return true;
    }
    if (!endpoint || endpoint.status !== 'enabled') return unfinished.delete(job);
    const status = await post(endpoint, job.event, closing.signal);
    if (status < 200 || status > 299) return false;
    job.event.pending_webhooks = Math.max(0, job.event.pending_webhooks - 1);
    changed();
    return unfinished.delete(job);
  };

  return {
    /** From now on; what is not named is as it should be. */
    change(switches: Weather): void {
      weather = { ...calm, ...switches };
      random = randomOf(weather.seed);
    },

    /** To every endpoint that wants its type. */
    deliver(event: Stripe.Event): void {
      for (const { id } of wanting(state, event)) {
        event.pending_webhooks++;
        const job = { event, endpointId: id, notBefore: Date.now() + weather.delayMillis };
        enqueue({ ...job, isDropped: random() < weather.drop });
        // Counted as pending once, however often it arrives.
        if (random() < weather.duplicate) enqueue({ ...job, isDropped: false });
      }
    },

    /** What was dropped and what was given up is sent again, in calm weather. */
    redeliver(): void {
      for (const job of lost.splice(0)) {
        unfinished.delete(job);
        enqueue({ ...job, notBefore: 0, isDropped: false });
      }
    },

    /** @returns what each endpoint that wants it has answered; 0 when it could not be reached */
    send: (event: Stripe.Event): Promise<number[]> =>
      Promise.all(wanting(state, event).map((endpoint) => post(endpoint, event, closing.signal))),

    /** Resolves when nothing is on its way; what was dropped does not count. */
    settled: () => new Promise<void>((resolve) => (underWay ? waiting.push(resolve) : resolve())),

    /** Nothing is sent any more. */
    close: (): void => closing.abort(),

    /** What has not arrived, to be kept in a file. */
    save: (): Undelivered[] => [...unfinished].map(({ event, endpointId }) => ({ eventId: event.id, endpointId })),
    /** From a file; sent by `redeliver`. */
    load(kept: Undelivered[]): void {
      for (const { eventId, endpointId } of kept) {
        const event = state.event.get(eventId);
        if (event) lost.push({ event, endpointId, notBefore: 0, isDropped: false });
      }
    },
  };
}

function wanting(state: State, { type }: Stripe.Event): Stripe.WebhookEndpoint[] {
  return [...state.webhook_endpoint.values()].filter(
    ({ status, enabled_events }) =>
      status === 'enabled' && (enabled_events.includes(type) || enabled_events.includes('*')),
  );
}

/** Its status, and 0 when there is none. */
async function post(
  { url, secret = '' }: Stripe.WebhookEndpoint,
  event: Stripe.Event,
  closing: AbortSignal,
): Promise<number> {
  const body = JSON.stringify(event, null, 2);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Stripe-Signature': sign(body, secret),
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body,
      // Stripe does not follow redirects.
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(answerMillis)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 0;
  }
}

/** As the header `Stripe-Signature` has it, of this very moment: a clock that was moved does not make it too old. */
export function sign(body: string, secret: string, timestamp = Math.floor(Date.now() / 1000)): string {
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${mac}`;
}

/** Numbers between 0 and 1, the same ones for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
