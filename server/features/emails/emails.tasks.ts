import { centerAddressOf, chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import type { PayLinkTokens } from '../pay-links/pay-link-tokens.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { noticeFactsStore } from './notice-facts.store.ts';
import { noticeValues } from './notice-words.ts';
import type { NoticesStore } from './notices.store.ts';

interface Dependencies {
  sites: SitesStore;
  signInStore: SignInStore;
  notices: NoticesStore;
  noticeFacts: ReturnType<typeof noticeFactsStore>;
  tokens: PayLinkTokens;
  mail: OutgoingMail;
  baseUrl: string;
}

/** Sends one email about money or cards, unless it is sent already or no longer true. */
export function sendNotice({ sites, signInStore, notices, noticeFacts, tokens, mail, baseUrl }: Dependencies) {
  return async ({ siteId, emailId }: { siteId: string; emailId: string }): Promise<void> => {
    const notice = await notices.take(siteId, emailId);
    if (!notice) return;
    const [site, customer, facts] = await Promise.all([
      sites.find(siteId),
      signInStore.findCustomer(siteId, notice.customerId),
      noticeFacts.find(siteId, notice),
    ]);
    const isWanted = site?.settings.emails[notice.kind] && customer?.email && !customer.blocked_at;
    if (!isWanted || !facts) return notices.drop(siteId, emailId);
    const { email } = customer as { email: string };
    const center = centerAddressOf(baseUrl, siteId, site.settings);
    const { invoiceId } = facts;
    const payLink = invoiceId === null ? '' : await tokens.link(center, { siteId, invoiceId });
    const language = chooseLanguage(customer.locale, site.settings.language);
    await mail.deliverQueued(emailId, {
      siteId,
      settings: site.settings,
      template: notice.kind,
      language,
      to: { email, customerId: customer.id },
      values: noticeValues(notice.kind, facts, { language, addresses: { center, email, payLink } }),
    });
  };
}
