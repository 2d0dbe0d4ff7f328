import type { SiteSettings } from '../settings/settings.ts';

/** What every request for an email is answered, whoever has the address. */
export const emailAsked = ({ senderName, headline }: SiteSettings, mailFrom: string) => ({
  sender: `${senderName ?? headline} <${mailFrom}>`,
  resendAfterSeconds: 30,
});
