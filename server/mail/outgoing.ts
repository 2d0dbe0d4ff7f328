import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Config } from '../config.ts';
import type { SiteSettings } from '../features/settings/settings.ts';
import type { Language } from '../http/values.ts';
import { EmptyField, fillEmail } from './email.ts';
import { MailRefused, type Mailer } from './mailer.ts';
import { templates, type TemplateName } from './templates.ts';

export interface Outgoing {
  siteId: string;
  settings: SiteSettings;
  template: TemplateName;
  /** Of whoever reads it, see `chooseLanguage`. */
  language: Language;
  /** `customerId`: whom the email is about, if anybody yet. */
  to: { email: string; customerId: string | null };
  /** Where an answer goes; absent: to the sender. */
  replyTo?: string;
  /** Merge fields of this email; those every email has are added. */
  values: Record<string, string>;
}

export type Outcome = { status: 'sent' } | { status: 'held' | 'refused'; reason: string };

export type OutgoingMail = ReturnType<typeof outgoingMail>;

interface Dependencies {
  db: Knex;
  mailer: Mailer;
  config: Pick<Config, 'baseUrl' | 'mailFrom'>;
}

/** The page on which a site's center stands: where every emailed link opens. */
export const centerAddressOf = (baseUrl: string, siteId: string, { centerAddress }: SiteSettings): string =>
  centerAddress ?? `${baseUrl}/c/${siteId}`;

/** The first wish, a language with or without a region, in which emails are written; the last one always is. */
export function chooseLanguage(...wishes: [...(string | null | undefined)[], Language]): Language {
  const known = wishes.map((wish) => wish?.slice(0, 2)).find((wish) => wish === 'en' || wish === 'de');
  return known ?? 'en';
}

/** Fills, sends and keeps a row of every email: not its text, but what it was, to whom, and what became of it. */
export function outgoingMail({ db, mailer, config }: Dependencies) {
  /** What becomes of an email; throws only what another try may mend. */
  async function attempt(outgoing: Outgoing, messageId?: string): Promise<Outcome> {
    const { siteId, settings, template, to, language, replyTo, values } = outgoing;
    const common = {
      headline: settings.headline,
      centerAddress: centerAddressOf(config.baseUrl, siteId, settings),
      email: to.email,
      buttonColour: settings.gradient[0],
      onButtonColour: settings.onGradient,
    };
    try {
      const filled = fillEmail(templates[language][template], { ...common, ...values });
      const from = { name: settings.senderName ?? settings.headline, address: config.mailFrom };
      const optional = { ...(replyTo !== undefined && { replyTo }), ...(messageId !== undefined && { messageId }) };
      await mailer.send({ from, to: to.email, ...optional, ...filled });
      return { status: 'sent' };
    } catch (error) {
      if (error instanceof EmptyField) return { status: 'held', reason: error.field };
      if (error instanceof MailRefused) return { status: 'refused', reason: error.message };
      throw error;
    }
  }

  const columnsOf = (outcome: Outcome) => ({
    status: outcome.status,
    reason: 'reason' in outcome ? outcome.reason.slice(0, 500) : null,
    sent_at: outcome.status === 'sent' ? db.fn.now() : null,
  });

  return {
    /** Throws only what another try may mend; an empty field or a final no of the mail server is an outcome. */
    async deliver(outgoing: Outgoing): Promise<Outcome> {
      const { siteId, template, to } = outgoing;
      const outcome = await attempt(outgoing);
      const about = { template, recipient: to.email, customer_id: to.customerId };
      await db('email').insert({ site_id: siteId, id: newId(), ...about, ...columnsOf(outcome) });
      return outcome;
    },

    /** One that waits as a row already. Sent twice, as after the end of this process in between, it is the same email. */
    async deliverQueued(emailId: string, outgoing: Outgoing): Promise<Outcome> {
      const { siteId, to } = outgoing;
      const outcome = await attempt(outgoing, `${emailId}@${new URL(config.baseUrl).hostname}`);
      await db('email')
        .where({ site_id: siteId, id: emailId })
        .update({ recipient: to.email, ...columnsOf(outcome) });
      return outcome;
    },
  };
}
