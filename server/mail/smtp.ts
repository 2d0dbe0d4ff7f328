import { createTransport } from 'nodemailer';
import { MailRefused, type Mailer } from './mailer.ts';

/** Sends by the vendor's mail server. The time limits keep a job from hanging on a server that is away. */
export function smtpMailer(url: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ from, to, subject, html, text }) {
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, html, text });
      } catch (error) {
        const { responseCode, response } = error as { responseCode?: number; response?: string };
        if (responseCode !== undefined && responseCode >= 500) throw new MailRefused(response ?? String(responseCode));
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
