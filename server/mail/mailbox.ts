import { v7 as newId } from 'uuid';
import type { Mailer, Message } from './mailer.ts';

export interface Letter extends Message {
  id: string;
  sentAt: Date;
}

export interface Mailbox extends Mailer {
  /** Newest first. */
  letters(): readonly Letter[];
}

/** Keeps the last hundred emails in memory instead of sending them: for the demo and for tests. */
export function createMailbox(): Mailbox {
  const letters: Letter[] = [];
  return {
    async send(message) {
      letters.unshift({ ...message, id: newId(), sentAt: new Date() });
      letters.length = Math.min(letters.length, 100);
    },
    letters: () => letters,
    close: () => undefined,
  };
}
