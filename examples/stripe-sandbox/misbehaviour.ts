/** What goes wrong between us and Stripe, on demand. */
import { lockTimeout, rateLimited } from './errors.ts';

/**
 * `hang up` ends the connection without an answer, and nothing was done; being slow comes before the usual answer. `after
 * commit`: everything was done, its events are on their way, and the vendor is not told so. A server's error is what its
 * idempotency key answers from then on, in both cases.
 */
export type Trouble =
  | 'rate limit'
  | 'lock timeout'
  | 'server error'
  | 'server error after commit'
  | 'hang up'
  | 'hang up after commit'
  | { slowMillis: number };

export class HungUp extends Error {}

/** @param requestsPerSecond beyond which requests are answered 429 */
export function createMisbehaviour<Asked>({
  requestsPerSecond = Infinity,
}: {
  requestsPerSecond?: number | undefined;
}) {
  const coming: { trouble: Trouble; matches: (asked: Asked) => boolean }[] = [];
  let recent: number[] = [];

  return {
    /** The most requests a second from now on: what came before is not counted. */
    limit(most: number): void {
      requestsPerSecond = most;
      recent = [];
    },

    /** Troubles happen in the order in which they were announced, one a request that they are meant for. */
    announce(count: number, trouble: Trouble, matches: (asked: Asked) => boolean = () => true): void {
      coming.push(...Array.from({ length: count }, () => ({ trouble, matches })));
    },

    /** @throws StripeRefusal when there are too many */
    count(): void {
      const now = performance.now();
      recent = recent.filter((at) => at > now - 1000);
      if (recent.length >= requestsPerSecond) throw rateLimited();
      recent.push(now);
    },

    /**
     * What this request meets later, if anything.
     * @throws StripeRefusal or HungUp when it does not get as far as that
     */
    meet(asked: Asked): Trouble | undefined {
      const next = coming.findIndex(({ matches }) => matches(asked));
      const [{ trouble } = { trouble: undefined }] = next < 0 ? [] : coming.splice(next, 1);
      if (trouble === 'rate limit') throw rateLimited();
      if (trouble === 'lock timeout') throw lockTimeout();
      if (trouble === 'hang up') throw new HungUp();
      return trouble;
    },
  };
}
