/** What goes wrong between us and Stripe, on demand. */
import { setTimeout as wait } from 'node:timers/promises';
import { lockTimeout, rateLimited, serverError } from './errors.ts';

/** `hang up` ends the connection without an answer; being slow comes before the usual answer. */
export type Trouble = 'rate limit' | 'lock timeout' | 'server error' | 'hang up' | { slowMillis: number };

export class HungUp extends Error {}

/** @param requestsPerSecond beyond which requests are answered 429 */
export function createMisbehaviour({ requestsPerSecond = Infinity }: { requestsPerSecond?: number | undefined }) {
  const coming: Trouble[] = [];
  let recent: number[] = [];

  return {
    /** The most requests a second from now on: what came before is not counted. */
    limit(most: number): void {
      requestsPerSecond = most;
      recent = [];
    },

    /** Troubles happen in the order in which they were announced, one a request. */
    announce(count: number, trouble: Trouble): void {
      coming.push(...Array.from({ length: count }, () => trouble));
    },

    /** @throws StripeRefusal or HungUp */
    async meet(): Promise<void> {
      const now = performance.now();
      recent = recent.filter((at) => at > now - 1000);
      if (recent.length >= requestsPerSecond) throw rateLimited();
      recent.push(now);
      const trouble = coming.shift();
      if (trouble === 'rate limit') throw rateLimited();
      if (trouble === 'lock timeout') throw lockTimeout();
      if (trouble === 'server error') throw serverError();
      if (trouble === 'hang up') throw new HungUp();
      if (trouble) await wait(trouble.slowMillis);
    },
  };
}
