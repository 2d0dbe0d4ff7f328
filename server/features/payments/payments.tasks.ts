import { centerAddressOf, chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { PaymentsExports } from './payments-export.store.ts';
import { paymentsFileRows, paymentsFileStart } from './payments-file.ts';

interface Dependencies {
  exports: PaymentsExports;
  sites: SitesStore;
  signInStore: SignInStore;
  mail: OutgoingMail;
  baseUrl: string;
}

/**
 * Makes the file of a customer with very many payments and tells them by email. The link leads to the center, where only
 * they can open it: no address carries a secret. Tried again, it keeps a file that is finished and begins any other anew.
 */
export function makePaymentsExport({ exports, sites, signInStore, mail, baseUrl }: Dependencies) {
  return async ({ siteId, exportId }: { siteId: string; exportId: string }): Promise<void> => {
    const wanted = await exports.find(siteId, exportId);
    const site = await sites.find(siteId);
    if (!wanted || !site) return;
    // Switched off meanwhile: nobody could open it, and it must not stand in the way of the next.
    if (!(site.settings.switches.center && site.settings.switches.orderHistory)) return exports.drop(wanted);
    if (!wanted.isFinished) {
      let content = paymentsFileStart;
      for await (const payments of exports.pages(wanted)) content += paymentsFileRows(payments);
      await exports.finish(wanted, content);
    }
    const customer = await signInStore.findCustomer(siteId, wanted.customerId);
    if (!customer?.email || customer.blocked_at) return;
    const center = centerAddressOf(baseUrl, siteId, site.settings);
    await mail.deliver({
      siteId,
      settings: site.settings,
      template: 'payments-export',
      language: chooseLanguage(customer.locale, site.settings.language),
      to: { email: customer.email, customerId: customer.id },
      values: { link: `${center}#cc/payments/${exportId}` },
    });
  };
}
