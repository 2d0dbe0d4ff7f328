/** The port through which email leaves. */

export interface Message {
  /** The same for the same email, however often it is sent: mail programs show one of them. Without the angle brackets. */
  messageId?: string;
  /** Name and address apart, so that neither can break the header. */
  from: { name: string; address: string };
  to: string;
  /** Where an answer goes; nobody: to the sender. */
  replyTo?: string;
  subject: string;
  html: string;
  text: string;
}

export interface Mailer {
  /** Resolves when the mail server has taken the message; throws `MailRefused` when it never will. */
  send(message: Message): Promise<void>;
  close(): void;
}

/** The mail server said no for good, as to an address that does not exist. Any other failure is worth another try. */
export class MailRefused extends Error {}
