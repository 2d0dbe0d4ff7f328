import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pool } from 'pg';
import { AppError } from './errors.ts';

const minutes = (count: number) => count * 60;

/**
 * How often what may be tried: points in a time of so many seconds. Counted in PostgreSQL, so that a restart or a second
 * process forgets nothing. No limit counts by the address of a victim alone where that would lock them out: emails asked
 * for an address are limited, passwords and links are limited by where the tries come from.
 */
export const limits = {
  emailByAddress: { points: 5, duration: minutes(15) },
  emailByNetwork: { points: 20, duration: minutes(15) },
  emailBySite: { points: 3000, duration: minutes(60) },
  passwordByLoginAndNetwork: { points: 10, duration: minutes(15) },
  passwordByNetwork: { points: 60, duration: minutes(15) },
  passwordBySite: { points: 6000, duration: minutes(60) },
  codeByNetwork: { points: 30, duration: minutes(15) },
  linkByNetwork: { points: 60, duration: minutes(15) },
  confirmationBySession: { points: 10, duration: minutes(15) },
  changeBySession: { points: 20, duration: minutes(15) },
  questionByCustomer: { points: 5, duration: minutes(24 * 60) },
  claimByCustomer: { points: 10, duration: minutes(24 * 60) },
  cardEntryByCustomer: { points: 20, duration: minutes(60) },
  paymentByCustomer: { points: 30, duration: minutes(60) },
  providerByCustomer: { points: 120, duration: minutes(15) },
  payLinkByNetwork: { points: 60, duration: minutes(15) },
  staffPasswordByNetwork: { points: 30, duration: minutes(15) },
  staffPasswordByLoginAndNetwork: { points: 10, duration: minutes(15) },
  staffCodeByStaff: { points: 10, duration: minutes(15) },
  sitemapBySite: { points: 6, duration: minutes(15) },
  pageCheckBySite: { points: 60, duration: minutes(15) },
  refusalByNetwork: { points: 30, duration: minutes(15) },
  supportCodeByNetwork: { points: 60, duration: minutes(15) },
  reportByNetwork: { points: 10, duration: minutes(15) },
  reportBySite: { points: 600, duration: minutes(60) },
} as const;

export type LimitName = keyof typeof limits;

/** Tells the first refusal of a time from those that follow, which need not be written down again. */
export class TooManyRequests extends AppError {
  constructor(
    millis: number,
    readonly isFirst: boolean,
  ) {
    super('too_many_requests', 429, { retryAfterSeconds: Math.ceil(millis / 1000) });
  }
}

export type Limiter = ReturnType<typeof createLimiter>;

export function createLimiter(pool: Pool) {
  const limiters = Object.fromEntries(
    Object.entries(limits).map(([name, { points, duration }]) => [
      name,
      new RateLimiterPostgres({
        storeClient: pool,
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration,
        clearExpiredByTimeout: false,
      }),
    ]),
  ) as Record<LimitName, RateLimiterPostgres>;

  return {
    /** Counts one try for each key, the given order; throws `too_many_requests` at the first that is used up. */
    async count(keys: Partial<Record<LimitName, string>>): Promise<void> {
      for (const [name, key] of Object.entries(keys)) {
        try {
          await limiters[name as LimitName].consume(key);
        } catch (reason) {
          if (!(reason instanceof RateLimiterRes)) throw reason;
          const isFirst = reason.consumedPoints === limits[name as LimitName].points + 1;
          throw new TooManyRequests(reason.msBeforeNext, isFirst);
        }
      }
    },

    /** Forgets the tries of a key, as after a success. */
    async forgive(name: LimitName, key: string): Promise<void> {
      await limiters[name].delete(key);
    },
  };
}
