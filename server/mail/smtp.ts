import { createTransport } from 'nodemailer';
import { isLocalHost } from '../config.ts';
import { oneLine } from './email.ts';
import { MailRefused, type Mailer } from './mailer.ts';

/**
 * Sends by the vendor's mail server. The time limits keep a job from hanging on a server that is away. These emails sign
 * people in, so they never leave this computer in clear, unless the address says `?requireTLS=false`.
 */
export function smtpMailer(url: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    requireTLS: !isLocalHost(new URL(url).hostname),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ from, to, replyTo, messageId, subject, html, text }) {
      try {
        await transport.sendMail({
          from: { name: asHeader(from.name), address: from.address },
          to: { name: '', address: to },
          ...(messageId !== undefined && { messageId: `<${messageId}>` }),
          ...(replyTo !== undefined && { replyTo: { name: '', address: replyTo } }),
          subject: asHeader(subject),
          html,
          text,
          // So that nobody's notice of absence answers.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        if (isFinal(error as SmtpError)) throw new MailRefused((error as SmtpError).response ?? String(error));
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/** On one line, and without what mail programs would decode into something else. */
const asHeader = (text: string): string => oneLine(text).replaceAll('=?', '= ?');

interface SmtpError {
  command?: string;
  responseCode?: number;
  response?: string;
}

/**
 * A no to this recipient or this message. A no to the login or to the sender is for the operator to mend, and the email
 * is worth another try.
 */
const isFinal = ({ command, responseCode = 0 }: SmtpError): boolean =>
  (command === 'RCPT TO' || command === 'DATA') && responseCode >= 500 && responseCode !== 503;
