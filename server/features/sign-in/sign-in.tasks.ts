import type { OutgoingMail } from '../../mail/outgoing.ts';
import { centerAddressOf, chooseLanguage } from '../../mail/outgoing.ts';
import { hashOf } from '../../http/transport.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { AuthEvents } from './auth-events.store.ts';
import { hashPassword } from './passwords.ts';
import { makeCode, makeLinkToken } from './secrets.ts';
import type { Attempt, Purpose, SignInStore } from './sign-in.store.ts';

interface Dependencies {
  store: SignInStore;
  sites: SitesStore;
  events: AuthEvents;
  mail: OutgoingMail;
  baseUrl: string;
}

const templateOf = {
  sign_in: 'sign-in',
  new_password: 'new-password',
  confirmation: 'confirmation',
  claim: 'claim',
} as const;
const placeOf = { sign_in: 'sign-in', new_password: 'new-password', confirmation: '', claim: '' } as const;
const hasCode = (purpose: Purpose) => purpose !== 'new_password';
const hasLink = (purpose: Purpose) => purpose === 'sign_in' || purpose === 'new_password';

/**
 * Sends the email an attempt asked for. Link and code are made here and only their hashes are kept, so that neither the
 * queue nor a log ever holds them; a second try after a failure makes new ones.
 */
export function sendSignInEmail({ store, sites, events, mail, baseUrl }: Dependencies) {
  return async ({ siteId, attemptId }: { siteId: string; attemptId: string }): Promise<void> => {
    const attempt = await store.find(siteId, attemptId);
    const site = await sites.find(siteId);
    if (!attempt || !site || attempt.used_at || attempt.closed_why || attempt.is_expired) return;
    const customer = attempt.customer_id
      ? await store.findCustomer(siteId, attempt.customer_id)
      : await store.findCustomerByEmail(siteId, attempt.email);
    const mayBeNew = attempt.registration !== null;
    const template = mayBeNew && !customer ? 'registration' : templateOf[attempt.purpose];
    if ((!customer && !mayBeNew) || customer?.blocked_at) {
      const cause = customer ? 'customer_blocked' : 'customer_unknown';
      // As long as for somebody else: what a browser is told of its tries must not depend on who there is.
      await store.arm(attempt, { customerId: customer?.id ?? null, tokenHash: null, codeHash: null });
      await store.closeOlder(attempt);
      await events.record({ ...about(attempt), cause, customerId: customer?.id ?? null });
      return;
    }

    const code = makeCode();
    const { token, secret } = makeLinkToken(attempt.id);
    await store.arm(attempt, {
      customerId: customer?.id ?? null,
      tokenHash: hasLink(attempt.purpose) ? hashOf(secret) : null,
      codeHash: hasCode(attempt.purpose) ? await hashPassword(code) : null,
    });
    await store.closeOlder(attempt);

    const center = centerAddressOf(baseUrl, siteId, site.settings);
    const outcome = await mail.deliver({
      siteId,
      settings: site.settings,
      template,
      language: chooseLanguage(customer?.locale, attempt.language, site.settings.language),
      // The address that was typed: it may be one of several that a customer has.
      to: { email: attempt.email, customerId: customer?.id ?? null },
      values: { code, link: `${center}#cc/${placeOf[attempt.purpose]}/${token}` },
    });
    if (outcome.status === 'refused') {
      await events.record({
        ...about(attempt),
        cause: 'email_bounced',
        customerId: customer?.id ?? null,
        detail: outcome.reason,
      });
    }
  };
}

const about = ({ site_id, email, purpose }: Attempt) =>
  ({ siteId: site_id, kind: 'sign_in_failed', method: purpose, login: email }) as const;
