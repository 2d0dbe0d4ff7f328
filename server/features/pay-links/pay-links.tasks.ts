import { moneyText } from '../../currency.ts';
import { centerAddressOf, chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import type { WhichInvoice } from '../invoices/paying.store.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { PayLinkTokens } from './pay-link-tokens.ts';
import type { PayLinksStore } from './pay-links.store.ts';

interface Dependencies {
  store: PayLinksStore;
  sites: SitesStore;
  signInStore: SignInStore;
  tokens: PayLinkTokens;
  mail: OutgoingMail;
  baseUrl: string;
}

/** Sends the link that pays an invoice, unless it is paid by now or the customer is not to be written to any more. */
export function sendPayLink({ store, sites, signInStore, tokens, mail, baseUrl }: Dependencies) {
  return async (which: WhichInvoice): Promise<void> => {
    const { siteId, customerId, invoiceId } = which;
    const [site, customer, invoice] = await Promise.all([
      sites.find(siteId),
      signInStore.findCustomer(siteId, customerId),
      store.find(which),
    ]);
    if (!site || !customer?.email || customer.blocked_at || invoice?.state !== 'open') return;
    const { settings } = site;
    const language = chooseLanguage(customer.locale, settings.language);
    const center = centerAddressOf(baseUrl, siteId, settings);
    await mail.deliver({
      ...{ siteId, settings, language, template: 'pay-link', to: { email: customer.email, customerId } },
      values: {
        number: invoice.number,
        amount: moneyText(invoice.dueCents, invoice.currency, language),
        payLink: await tokens.link(center, which),
        link: `${center}#cc/invoices/${invoiceId}`,
      },
    });
  };
}
