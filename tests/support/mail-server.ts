/** A real mail server on this computer, which keeps what it is sent and says no when it is told to. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterAll, onTestFinished } from 'vitest';

export interface Letter extends Email {
  /** As it came over the wire. */
  raw: string;
  /** Whom the envelope names. */
  recipients: string[];
}

/** An answer of the server: `550 no such user`. */
type Answer = `${number} ${string}` | undefined;

export interface MailServer {
  url: string;
  /** Newest first. */
  letters: Letter[];
  /** Asked at each step; an answer is a no. */
  rules: {
    sender?: () => Answer;
    recipient?: (address: string) => Answer;
    message?: (recipients: string[]) => Answer | Promise<Answer>;
  };
  /** How often a message was begun, taken or not. */
  tries: number;
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
  let { server, port } = await listen(0);
  const mail: MailServer = {
    url: `smtp://localhost:${port}`,
    letters: [],
    rules: {},
    tries: 0,
    goDown: () => new Promise((closed) => server.close(() => closed())),
    async comeBack() {
      ({ server, port } = await listen(port));
    },
  };
  try {
    onTestFinished(mail.goDown);
  } catch {
    // Outside of a test.
    afterAll(mail.goDown);
  }
  return mail;

  async function listen(at: number) {
    const smtp = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      closeTimeout: 20,
      disableReverseLookup: true,
      onMailFrom: (_address, _session, done) => done(toError(mail.rules.sender?.())),
      onRcptTo: ({ address }, _session, done) => done(toError(mail.rules.recipient?.(address))),
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        const recipients = envelope.rcptTo.map(({ address }) => address);
        const decide = mail.rules.message;
        mail.tries += 1;
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => void receive(Buffer.concat(chunks), recipients, decide).then(done));
      },
    });
    // A client that is killed in the middle is no fault of the server.
    smtp.on('error', () => undefined);
    await new Promise<void>((ready) => smtp.listen(at, '127.0.0.1', ready));
    return { server: smtp, port: (smtp.server.address() as AddressInfo).port };
  }

  async function receive(
    bytes: Buffer,
    recipients: string[],
    decide: MailServer['rules']['message'],
  ): Promise<Error | null> {
    const refusal = toError(await decide?.(recipients));
    if (refusal) return refusal;
    const parsed = await PostalMime.parse(bytes);
    mail.letters.unshift({ ...parsed, raw: bytes.toString('latin1'), recipients });
    return null;
  }
}

function toError(answer: Answer): Error | null {
  if (answer === undefined) return null;
  return Object.assign(new Error(answer.slice(4)), { responseCode: Number(answer.slice(0, 3)) });
}

/** The code and the link of a letter. */
export function readLetter({ text = '' }: Pick<Letter, 'text'>) {
  const code = /^\d{6}$/m.exec(text)?.[0] ?? '';
  const link = /^https?:\S+#cc\/\S+$/m.exec(text)?.[0] ?? '';
  return { code, link, token: link.split('/').at(-1) ?? '' };
}
