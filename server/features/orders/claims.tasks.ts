import { chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';

interface Dependencies {
  signInStore: SignInStore;
  sites: SitesStore;
  mail: OutgoingMail;
}

/** Tells both addresses that they belong to one customer now, so that neither is added behind somebody's back. */
export function sendAddressClaimedEmails({ signInStore, sites, mail }: Dependencies) {
  return async ({
    siteId,
    customerId,
    email,
  }: {
    siteId: string;
    customerId: string;
    email: string;
  }): Promise<void> => {
    const site = await sites.find(siteId);
    const customer = await signInStore.findCustomer(siteId, customerId);
    if (!site || !customer) return;
    const { settings } = site;
    const language = chooseLanguage(customer.locale, settings.language);
    for (const to of [customer.email, email]) {
      if (to === null) continue;
      const values = { claimedEmail: email };
      await mail.deliver({
        siteId,
        settings,
        template: 'address-claimed',
        language,
        to: { email: to, customerId },
        values,
      });
    }
  };
}
