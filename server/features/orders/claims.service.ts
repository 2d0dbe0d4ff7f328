import type { Client } from '../../http/client.ts';
import { AppError, invalid } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import { hashOf } from '../../http/transport.ts';
import type { AuthEvents } from '../sign-in/auth-events.store.ts';
import { findByCode, triesLeftOf } from '../sign-in/code-tries.ts';
import { parseEmail } from '../sign-in/email-address.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { ClaimsStore } from './claims.store.ts';

interface Dependencies {
  claims: ClaimsStore;
  signInStore: SignInStore;
  events: AuthEvents;
  limiter: Limiter;
}

interface Claimant {
  site: { id: string };
  customer: { id: string; sessionId: string };
  client: Client;
}

export type ClaimsService = ReturnType<typeof claimsService>;

/** Brings what was bought with another address to the customer who proves that it is theirs. */
export function claimsService({ claims, signInStore, events, limiter }: Dependencies) {
  /** The code belongs to the session that asked for it. */
  const bindingOf = ({ customer }: Claimant) => hashOf(customer.sessionId);

  return {
    /** Sends the code to any address: the answer must not tell whether somebody bought with it. */
    async ask(caller: Claimant, typed: string): Promise<void> {
      const { site, customer, client } = caller;
      const email = parseEmail(typed);
      if (await claims.isOwn(site.id, customer.id, email))
        throw invalid('email', 'is an address of this account already');
      await limiter.count({
        claimByCustomer: `${site.id}:${customer.id}`,
        emailByNetwork: `${site.id}:${client.network}`,
        emailByAddress: `${site.id}:${email}`,
        emailBySite: site.id,
      });
      const about = { siteId: site.id, customerId: customer.id, client, method: 'claim' };
      await events.record({ ...about, kind: 'email_asked', login: email });
      await signInStore.ask({
        site_id: site.id,
        purpose: 'claim',
        email,
        customer_id: customer.id,
        binding_hash: bindingOf(caller),
      });
    },

    /** Throws `code_wrong` unless the code is the one sent. */
    async claim(caller: Claimant, code: string): Promise<{ email: string; orders: number }> {
      const { site, customer, client } = caller;
      await limiter.count({ confirmationBySession: customer.sessionId });
      const attempts = await signInStore.countCodeTry(site.id, 'claim', bindingOf(caller));
      const attempt = await findByCode(attempts, code);
      const isUsed = attempt && (await signInStore.use(site.id, attempt.id));
      if (!isUsed) {
        const about = { siteId: site.id, customerId: customer.id, client };
        await events.record({ ...about, kind: 'confirmation_failed', cause: 'code_wrong', method: 'claim' });
        throw new AppError('code_wrong', 401, { triesLeft: triesLeftOf(attempts) });
      }
      const orders = await claims.move({
        ...{ siteId: site.id, customerId: customer.id, sessionId: customer.sessionId },
        email: attempt.email,
      });
      return { email: attempt.email, orders };
    },
  };
}
