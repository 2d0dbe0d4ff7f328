import { chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';

interface Dependencies {
  signInStore: SignInStore;
  sites: SitesStore;
  mail: OutgoingMail;
}

/** Tells a customer that their password was changed, so that it is not changed behind their back. */
export function sendPasswordChangedEmail({ signInStore, sites, mail }: Dependencies) {
  return async ({ siteId, customerId }: { siteId: string; customerId: string }): Promise<void> => {
    const site = await sites.find(siteId);
    const customer = await signInStore.findCustomer(siteId, customerId);
    if (!site || !customer?.email) return;
    const to = { email: customer.email, customerId };
    const { settings } = site;
    const language = chooseLanguage(customer.locale, settings.language);
    await mail.deliver({ siteId, settings, template: 'password-changed', language, to, values: {} });
  };
}
