/** The links of emails: what one would do, and using it. */
import { timingSafeEqual } from 'node:crypto';
import { AppError } from '../../http/errors.ts';
import { hashOf } from '../../http/transport.ts';
import { normaliseEmail } from './email-address.ts';
import { readLinkToken } from './secrets.ts';
import type { Caller, SignInFacts } from './sign-in-facts.ts';
import { mostEmailTries, type Attempt, type Purpose, type SignInCustomer, type SignInStore } from './sign-in.store.ts';

export type LinkState = 'ready' | 'email_needed' | 'used' | 'expired' | 'unknown';

export type EmailedLinks = ReturnType<typeof emailedLinks>;

export function emailedLinks({ store, facts: { fail, count } }: { store: SignInStore; facts: SignInFacts }) {
  /** Finds the attempt a link belongs to and says what using it here would do. Changes nothing. */
  async function inspect(
    caller: Caller,
    token: string,
    purpose: Purpose,
  ): Promise<{ attempt: Attempt | undefined; state: LinkState }> {
    const { attemptId, secret } = readLinkToken(token);
    const attempt = await store.find(caller.site.id, attemptId);
    const fits =
      attempt?.token_hash && timingSafeEqual(attempt.token_hash, hashOf(secret)) && attempt.purpose === purpose;
    if (!fits) return { attempt: undefined, state: 'unknown' };
    if (attempt.used_at) return { attempt, state: 'used' };
    if (attempt.closed_why || attempt.email_tries >= mostEmailTries) return { attempt, state: 'unknown' };
    if (attempt.is_expired) return { attempt, state: 'expired' };
    const isSameBrowser = caller.binding !== undefined && timingSafeEqual(hashOf(caller.binding), attempt.binding_hash);
    return { attempt, state: isSameBrowser ? 'ready' : 'email_needed' };
  }

  /** The attempt of a link that may be used here and now; refuses with what is wrong otherwise. */
  async function openLink(
    caller: Caller,
    purpose: Purpose,
    token: string,
    typedEmail: string | undefined,
  ): Promise<Attempt> {
    const method = purpose === 'sign_in' ? 'link' : purpose;
    await count(caller, { linkByNetwork: `${caller.site.id}:${caller.client.network}` }, { method });
    const { attempt, state } = await inspect(caller, token, purpose);
    const facts = { method, ...(attempt && { login: attempt.email, customerId: attempt.customer_id }) };
    if (!attempt || state === 'unknown') return fail(caller, new AppError('link_unknown', 410), 'link_unknown', facts);
    if (state === 'used') return fail(caller, new AppError('link_used', 410), 'link_used', facts);
    if (state === 'expired') return fail(caller, new AppError('link_expired', 410), 'link_expired', facts);
    if (state === 'email_needed') {
      if (typedEmail === undefined) throw new AppError('email_needed', 409);
      // Counted before it is compared, so that many tries at once are no more than three either.
      const isCounted = await store.countEmailTry(caller.site.id, attempt.id);
      if (!isCounted) return fail(caller, new AppError('link_unknown', 410), 'link_unknown', facts);
      if (normaliseEmail(typedEmail) !== attempt.email) {
        return fail(caller, new AppError('email_mismatch', 403), 'link_email_wrong', facts);
      }
    }
    return attempt;
  }

  const failUsed = (caller: Caller, attempt: Attempt, method: string): Promise<never> =>
    fail(caller, new AppError('link_used', 410), 'link_used', { login: attempt.email, method });

  /** Whom an email was sent to. Nobody any more when its address has become somebody else's since. */
  async function findReceiver(siteId: string, { email, customer_id }: Attempt): Promise<SignInCustomer | undefined> {
    const customer = await store.findCustomerByEmail(siteId, email);
    return customer?.id === customer_id ? customer : undefined;
  }

  /** Of either kind of link. */
  async function checkLink(caller: Caller, token: string): Promise<LinkState> {
    await count(caller, { linkByNetwork: `${caller.site.id}:${caller.client.network}` }, { method: 'link' });
    const signIn = await inspect(caller, token, 'sign_in');
    const { attempt, state } = signIn.attempt ? signIn : await inspect(caller, token, 'new_password');
    if (attempt) await store.noteCheck(caller.site.id, attempt.id, caller.client);
    return state;
  }

  return { checkLink, openLink, failUsed, findReceiver };
}
