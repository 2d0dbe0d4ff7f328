import type { OutgoingMail } from '../../mail/outgoing.ts';
import type { SitesStore } from '../sites/sites.store.ts';
import type { ProgramsStore, Question } from './programs.store.ts';

interface Dependencies {
  programs: ProgramsStore;
  sites: SitesStore;
  mail: OutgoingMail;
  /** Who reads it when the site names nobody. */
  mailFrom: string;
}

/** Sends the vendor what a customer asked about a program; an answer goes to the customer. */
export function sendProgramQuestion({ programs, sites, mail, mailFrom }: Dependencies) {
  return async ({ siteId, customerId, programId, message }: Question): Promise<void> => {
    const site = await sites.find(siteId);
    const question = await programs.findQuestion(siteId, customerId, programId);
    if (!site || !question?.email) return;
    const { program, email, name } = question;
    await mail.deliver({
      siteId,
      settings: site.settings,
      template: 'program-question',
      language: site.settings.language,
      to: { email: site.settings.contactEmail ?? mailFrom, customerId },
      replyTo: email,
      values: { program, customer: name || email, customerEmail: email, message },
    });
  };
}
