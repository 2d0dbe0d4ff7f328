import { hashOf } from '../../http/transport.ts';
import type { OutgoingMail } from '../../mail/outgoing.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import { makeLinkToken } from '../sign-in/secrets.ts';
import type { LinkKind, StaffStore } from './staff.store.ts';

interface Dependencies {
  staff: StaffStore;
  sites: SitesStore;
  mail: OutgoingMail;
  baseUrl: string;
}

const templateOf = {
  invitation: 'staff-invitation',
  new_password: 'staff-new-password',
  address: 'staff-address',
} as const satisfies Partial<Record<LinkKind, string>>;

/** Where a link of the staff opens. */
export const staffLinkAddress = (baseUrl: string, siteId: string, token: string): string =>
  `${baseUrl}/admin/${siteId}#/link/${token}`;

/** Makes a link of the staff and sends it: only its hash is kept, so that neither the queue nor a log ever holds it. */
export function sendStaffEmail({ staff, sites, mail, baseUrl }: Dependencies) {
  return async ({ siteId, linkId }: { siteId: string; linkId: string }): Promise<void> => {
    const [site, link] = [await sites.find(siteId), await staff.findLink(siteId, linkId)];
    if (!site || !link?.email || link.used_at || link.is_expired || link.kind === 'first_owner') return;
    // An address that nobody of the staff has gets nothing, and whoever asked is not told.
    if (link.kind === 'new_password' && !(await staff.findByEmail(siteId, link.email))) return;
    const { token, secret } = makeLinkToken(link.id);
    await staff.armLink(link, hashOf(secret));
    await mail.deliver({
      siteId,
      settings: site.settings,
      template: templateOf[link.kind],
      language: site.settings.language,
      to: { email: link.email, customerId: null },
      values: { link: staffLinkAddress(baseUrl, siteId, token) },
    });
  };
}
