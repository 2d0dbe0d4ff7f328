import { fillEmail, oneLine } from '../../mail/email.ts';
import { centerAddressOf, chooseLanguage, type OutgoingMail } from '../../mail/outgoing.ts';
import { templates } from '../../mail/templates.ts';
import type { SiteSettings } from '../settings/settings.ts';
import type { SignInStore } from '../sign-in/sign-in.store.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { MailingKind, MailingsStore } from './mailings.admin.store.ts';

interface Dependencies {
  mailings: MailingsStore;
  sites: SitesStore;
  signInStore: SignInStore;
  mail: OutgoingMail;
  baseUrl: string;
}

export const careTemplates = { sign_in: 'sign-in-invitation', new_password: 'password-invitation' } as const;

/**
 * The center's address with the email filled in. No token: an email that nobody asked for is read when its reader finds the
 * time, and by then a token would be dead.
 */
export const invitationLink = (center: string, email: string, kind: MailingKind): string =>
  `${center}#cc/${kind === 'sign_in' ? 'email' : 'password'}/${encodeURI(email)}`;

/** Sends the next few of an email to many. */
export function sendMailing({ mailings }: Pick<Dependencies, 'mailings'>) {
  return async ({ siteId, mailingId }: { siteId: string; mailingId: string }): Promise<void> => {
    const mailing = await mailings.find(siteId, mailingId);
    if (!mailing || mailing.finished_at || mailing.stopped_at) return;
    await mailings.goOn(mailing, await mailings.next(mailing));
  };
}

/** Sends one customer the way into the center. */
export function sendCareEmail({ sites, signInStore, mail, baseUrl }: Omit<Dependencies, 'mailings'>) {
  return async (job: { siteId: string; customerId: string; kind: MailingKind }): Promise<void> => {
    const { siteId, customerId, kind } = job;
    const [site, customer] = [await sites.find(siteId), await signInStore.findCustomer(siteId, customerId)];
    if (!site || !customer?.email || customer.blocked_at) return;
    await mail.deliver({
      siteId,
      settings: site.settings,
      template: careTemplates[kind],
      language: chooseLanguage(customer.locale, site.settings.language),
      to: { email: customer.email, customerId },
      values: { link: invitationLink(centerAddressOf(baseUrl, siteId, site.settings), customer.email, kind) },
    });
  };
}

/** What such an email says, filled for an example. */
export function previewCareEmail(site: { id: string; settings: SiteSettings }, kind: MailingKind, baseUrl: string) {
  const { settings } = site;
  const email = 'ann@example.com';
  const center = centerAddressOf(baseUrl, site.id, settings);
  const filled = fillEmail(templates[settings.language][careTemplates[kind]], {
    ...{ headline: settings.headline, centerAddress: center, email, link: invitationLink(center, email, kind) },
    ...{ buttonColour: settings.gradient[0], onButtonColour: settings.onGradient },
  });
  return { ...filled, subject: oneLine(filled.subject) };
}
