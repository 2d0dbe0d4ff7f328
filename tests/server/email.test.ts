/** Emails over a real mail server: what they look like (E12), and what happens when it is away or says no (R9). */
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { escapeHtml } from '../../server/http/html.ts';
import { smtpMailer } from '../../server/mail/smtp.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, type TestCustomer } from '../support/builders.ts';
import { readLetter, startMailServer, type Letter, type MailServer } from '../support/mail-server.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const baseUrl = 'https://account.vendor.example';

let app: TestApp;
let mail: MailServer;

beforeAll(async () => {
  mail = await startMailServer();
  app = await startApp({ config: { baseUrl }, mailer: smtpMailer(mail.url) });
});

beforeEach(async () => {
  mail.letters.length = 0;
  mail.tries = 0;
  mail.rules = {};
  await app.db('graphile_worker._private_jobs').delete();
  await app.db('rate_limit').delete();
});

async function aVisitorAndCustomer(headline = 'Kiln & Quill', names: { firstName?: string; lastName?: string } = {}) {
  const siteId = await aSite(app, { headline }, [app.url]);
  const customer = await aCustomer(app, siteId, names);
  return { visitor: aVisitor(app, siteId), customer };
}

const ask = (visitor: Visitor, { email }: TestCustomer) => visitor.ask('POST /sign-in/email', { body: { email } });

/** Runs the jobs that are due, and comes back when it is written down how each of them ended. */
async function work(): Promise<void> {
  await app.work();
  await vi.waitUntil(async () => (await jobs()).every(({ locked_at }) => locked_at === null));
}

/** Jobs that failed wait; this is later. */
async function workLater(): Promise<void> {
  await app.db('graphile_worker._private_jobs').update({ run_at: app.db.fn.now() });
  await work();
}

const jobs = (): Promise<{ attempts: number; last_error: string; locked_at: Date | null }[]> =>
  app.db('graphile_worker._private_jobs').select('*');
const rows = ({ id }: TestCustomer): Promise<{ status: string; reason: string; template: string }[]> =>
  app.db('email').where({ customer_id: id }).orderBy('created_at');

async function aLetter(headline?: string, names?: { firstName?: string; lastName?: string }) {
  const { visitor, customer } = await aVisitorAndCustomer(headline, names);
  await ask(visitor, customer);
  await work();
  expect(mail.letters).toHaveLength(1);
  return { letter: mail.letters[0] as Letter, customer };
}

const headerNames = ({ raw }: Letter) =>
  [...(raw.split('\r\n\r\n')[0] ?? '').matchAll(/^([\w-]+):/gm)].map(([, name]) => name).sort();

/** What a person sees, and what mail programs take their preview from. */
const visibleText = ({ html = '' }: Letter) =>
  html
    .replace(/<head>[^]*<\/head>|<!--[^]*?-->|<[^>]+>/g, ' ')
    .replace(/&#?\w+;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('E12: no name breaks an email', () => {
  const names = [
    'Kiln & Quill',
    'Kiln\r\nBcc: evil@evil.example',
    'Kiln\r\n\r\n<script>alert(1)</script>',
    'Kiln\nSubject: Your prize',
    '"Kiln" <evil@evil.example>, x',
    '<script>alert(1)</script>',
    `"><img src=x onerror='alert(1)'>`,
    '{{code}} {{link}}',
    'Töpferei „Ton & Tinte“ 陶芸 🏺',
    'سوق الطين',
    '\u202Eelpmaxe.live\u202C',
    '=?utf-8?B?SGFja2Vk?=',
    'K'.repeat(100),
  ];

  test.each(names)('%j as headline and as name of the customer', async (name) => {
    const { letter, customer } = await aLetter(name, { firstName: name, lastName: name });
    const { code, token } = readLetter(letter);
    const line = name.replace(/[\u202c\u202e]/g, '').replace(/\p{Cc}+/gu, ' ');
    expect(headerNames(letter)).toEqual(
      ['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To'].sort(),
    );
    expect(letter.from).toMatchObject({ name: line.replace('=?', '= ?'), address: 'hello@vendor.example' });
    expect(letter.to).toMatchObject([{ address: customer.email }]);
    expect(letter.recipients).toEqual([customer.email]);
    expect(letter.subject).toBe(`Log in to ${line.replace('=?', '= ?')}`);
    expect(letter.text?.split('\n')[0]).toBe(line);
    expect(letter.html).toContain(`<title>${escapeHtml(line)}</title>`);
    expect(letter.html).not.toMatch(/<script|<img|<evil@|onerror='/);
    for (const secret of [code, token]) expect(letter.subject).not.toContain(secret);
  });

  test('the code is in the email, and in nothing that shows before it is opened', async () => {
    const { letter } = await aLetter();
    const { code, token } = readLetter(letter);
    expect(code).toMatch(/^\d{6}$/);
    expect(token).toMatch(/^[\w-]{64}$/);
    expect(visibleText(letter)).toContain(code);
    expect(visibleText(letter).slice(0, 150)).not.toContain(code);
    expect(visibleText(letter)).not.toContain(token);
    const head = letter.raw.slice(0, letter.raw.indexOf('\r\n\r\n'));
    expect(head).not.toContain(code);
    expect(head).not.toContain(token);
  });

  test('every link is https and leads to the center; nothing is loaded from anywhere', async () => {
    const { letter, customer } = await aLetter();
    const { link } = readLetter(letter);
    const links = [...(letter.html ?? '').matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
    const center = `${baseUrl}/c/${customer.siteId}`;
    expect(links).toEqual([link, center]);
    expect(link.startsWith(`${center}#cc/sign-in/`)).toBe(true);
    expect(letter.html).not.toMatch(/\ssrc=|url\(|@import|<link|background="http/);
    const written = [...(letter.text ?? '').matchAll(/\S+:\/\/\S+/g)].map(([url]) => url);
    expect(written).toEqual([link, center]);
    expect(letter.attachments).toEqual([]);
  });

  test('B12: goes to the address that is stored and to no other, however it was typed', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    for (const typed of [
      ` ${customer.email.toUpperCase()} `,
      `${customer.email},evil@evil.example`,
      `"x" <${customer.email}>`,
    ]) {
      await visitor.ask('POST /sign-in/email', { body: { email: typed } });
      await work();
    }
    expect(mail.letters.flatMap(({ recipients }) => recipients)).toEqual([customer.email]);
  });

  test('B13: links never follow the host of the request', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' };
    await visitor.send({
      method: 'POST',
      path: `/api/v1/${visitor.site}/sign-in/email`,
      body: { email: customer.email },
      headers,
    });
    await work();
    expect(mail.letters[0]?.raw).not.toContain('evil.example');
  });
});

describe('R9: the mail server is away', () => {
  test('the email is sent once it is back, once, and the answer never told', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    const before = await ask(visitor, customer);
    await work();
    await mail.goDown();
    const during = await ask(visitor, customer);
    expect({ status: during.status, body: during.body }).toEqual({ status: before.status, body: before.body });
    for (let attempt = 0; attempt < 3; attempt++) await workLater();
    expect(await jobs()).toMatchObject([
      { attempts: 3, last_error: expect.stringContaining('ECONNREFUSED') as string },
    ]);
    expect(mail.letters).toHaveLength(1);
    await mail.comeBack();
    await workLater();
    await workLater();
    expect(mail.letters).toHaveLength(2);
    expect(await jobs()).toEqual([]);
    expect((await rows(customer)).map(({ status }) => status)).toEqual(['sent', 'sent']);
    await visitor.call('POST /sign-in/code', { body: { code: readLetter(mail.letters[0] as Letter).code } });
  });

  test('what is older than twenty minutes is not sent late', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    await mail.goDown();
    await ask(visitor, customer);
    await work();
    await app
      .db('sign_in_attempt')
      .where({ site_id: customer.siteId })
      .update({ created_at: new Date(Date.now() - 21 * 60_000) });
    await mail.comeBack();
    await workLater();
    expect({ letters: mail.letters, jobs: await jobs() }).toEqual({ letters: [], jobs: [] });
  });

  test('each try waits longer, and after eight nobody tries any more', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    await mail.goDown();
    await ask(visitor, customer);
    let before = 0;
    for (let attempt = 1; attempt <= 8; attempt++) {
      await workLater();
      const [job] = await app
        .db('graphile_worker._private_jobs')
        .select(app.db.raw('extract(epoch from run_at - updated_at)::float as wait'));
      expect(job.wait).toBeGreaterThan(2 * before);
      before = job.wait;
    }
    await workLater();
    expect(await jobs()).toMatchObject([{ attempts: 8 }]);
    await mail.comeBack();
    await workLater();
    expect(mail.letters).toEqual([]);
  });

  test('a connection that the mail server has dropped is replaced', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    await ask(visitor, customer);
    await work();
    await mail.goDown();
    await mail.comeBack();
    await ask(visitor, customer);
    await work();
    expect(mail.letters).toHaveLength(2);
  });

  test.each([
    ['the sender', '550 5.7.1 you may not send as this address'],
    ['the recipient, for now', '450 4.2.0 greylisted'],
  ] as const)('a no to %s is tried again', async (step, answer) => {
    const { visitor, customer } = await aVisitorAndCustomer();
    mail.rules = step === 'the sender' ? { sender: () => answer } : { recipient: () => answer };
    await ask(visitor, customer);
    await work();
    expect({ rows: await rows(customer), letters: mail.letters }).toEqual({ rows: [], letters: [] });
    mail.rules = {};
    await workLater();
    expect(await rows(customer)).toMatchObject([{ status: 'sent' }]);
    expect(mail.letters).toHaveLength(1);
  });
});

describe('the mail server says no for good', () => {
  test.each([
    ['recipient', '550 5.1.1 no such user here'],
    ['message', '554 5.7.1 this looks like spam'],
  ] as const)('to the %s: it is written down with its words and not tried again', async (step, answer) => {
    const { visitor, customer } = await aVisitorAndCustomer();
    mail.rules = { [step]: () => answer };
    expect((await ask(visitor, customer)).status).toBe(200);
    await work();
    mail.rules = {};
    await workLater();
    expect(await rows(customer)).toMatchObject([{ status: 'refused', reason: answer, template: 'sign-in' }]);
    expect({ letters: mail.letters, jobs: await jobs() }).toEqual({ letters: [], jobs: [] });
    const events = await app.db('auth_event').where({ customer_id: customer.id });
    expect(events).toMatchObject([
      { kind: 'sign_in_failed', cause: 'email_bounced', detail: answer, login: customer.email },
    ]);
  });

  test('to one recipient: the next one gets theirs over the same connection', async () => {
    const { visitor, customer } = await aVisitorAndCustomer();
    const other = await aCustomer(app, customer.siteId);
    mail.rules = { recipient: (address) => (address === customer.email ? '550 unknown' : undefined) };
    await ask(visitor, customer);
    await ask(visitor, other);
    await work();
    expect(mail.letters.map(({ recipients }) => recipients)).toEqual([[other.email]]);
  });
});

test('an email with an empty field is held and not sent; its row names the field', async () => {
  const { visitor, customer } = await aVisitorAndCustomer('  ');
  await ask(visitor, customer);
  await work();
  expect(await rows(customer)).toMatchObject([{ status: 'held', reason: 'headline', sent_at: null }]);
  expect({ letters: mail.letters, jobs: await jobs() }).toEqual({ letters: [], jobs: [] });
});

test('an email that signs somebody in does not leave this computer in clear, unless the operator says so', async () => {
  const elsewhere = mail.url.replace('localhost', '[::ffff:127.0.0.1]');
  const letter = {
    from: { name: '', address: 'a@b.example' },
    to: 'c@d.example',
    subject: 's',
    html: '<p>h',
    text: 't',
  };
  const strict = smtpMailer(elsewhere);
  await expect(strict.send(letter)).rejects.toThrow(/STARTTLS/);
  expect(mail.letters).toEqual([]);
  const lenient = smtpMailer(`${elsewhere}?requireTLS=false`);
  await lenient.send(letter);
  expect(mail.letters).toHaveLength(1);
  for (const mailer of [strict, lenient]) mailer.close();
});
