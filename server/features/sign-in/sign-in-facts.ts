/** What every way of signing in shares: counting its tries, and writing down why it was refused. */
import type { Client } from '../../http/client.ts';
import { AppError } from '../../http/errors.ts';
import { TooManyRequests, type Limiter } from '../../http/limits.ts';
import type { SupportCodes } from '../access/support-codes.store.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { AuthEvents, Cause } from './auth-events.store.ts';

/** Where a call comes from. */
export interface Caller {
  site: { id: string; settings: SiteSettings };
  client: Client;
  /** What the browser's attempt cookie holds; undefined in a browser that asked for nothing. */
  binding: string | undefined;
}

export type SignInFacts = ReturnType<typeof signInFacts>;

interface Dependencies {
  events: AuthEvents;
  limiter: Limiter;
  codes: SupportCodes;
}

export function signInFacts({ events, limiter, codes }: Dependencies) {
  /**
   * Records why, then refuses with an answer that does not tell more than it must. It carries a support code, whoever it
   * is: that of an address nobody has looks like any other.
   */
  async function fail(
    caller: Caller,
    error: AppError,
    cause: Cause,
    facts: { login?: string; customerId?: string | null; method?: string } = {},
  ): Promise<never> {
    const kind = facts.method === 'new_password' ? 'new_password_failed' : 'sign_in_failed';
    const siteId = caller.site.id;
    const authEventId = await events.record({ siteId, kind, cause, client: caller.client, ...facts });
    const { login, customerId } = facts;
    const refusal = { siteId, refused: 'sign_in' as const, reason: cause, login, customerId: customerId ?? null };
    const supportCode = await codes.make({ ...refusal, authEventId });
    throw new AppError(error.code, error.status, { ...error.details, supportCode });
  }

  /** Counts a try; a refusal is written down like any other cause. */
  async function count(
    caller: Caller,
    keys: Parameters<Limiter['count']>[0],
    facts: { login?: string; method?: string },
  ) {
    try {
      await limiter.count(keys);
    } catch (error) {
      // Only the first refusal of a time: a flood is one fact, and must not fill the table it is written into.
      if (error instanceof TooManyRequests && error.isFirst) await fail(caller, error, 'too_many_requests', facts);
      throw error;
    }
  }

  async function requireMethod(caller: Caller, method: 'email' | 'password', login?: string): Promise<void> {
    if (caller.site.settings.signInMethods[method]) return;
    const facts = { method, ...(login !== undefined && { login }) };
    await fail(caller, new AppError('sign_in_method_off', 403), 'sign_in_method_off', facts);
  }

  return { fail, count, requireMethod };
}
