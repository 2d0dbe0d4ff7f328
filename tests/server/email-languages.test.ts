/** Which language an email is written in, and that each is there in every language. */
import { readdirSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { language, type Language } from '../../server/http/values.ts';
import { fillEmail } from '../../server/mail/email.ts';
import { chooseLanguage } from '../../server/mail/outgoing.ts';
import { templates, type TemplateName } from '../../server/mail/templates.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aProgram, aSite, readEmail, signedIn, turn } from '../support/builders.ts';
import { aVisitor } from '../support/visitor.ts';

const languages = language.options;
const names = Object.keys(templates.en) as TemplateName[];
const fieldsOf = (text: string) => [...new Set(text.match(/\{\{[\w:]+\}\}/g))].sort();

describe('every email', () => {
  test('has a file for HTML and text in every language, and no file is left over', () => {
    const files = names.flatMap((name) =>
      languages.flatMap((tag) =>
        ['mjml', 'txt'].map((end) => (tag === 'en' ? [name, end] : [name, tag, end]).join('.')),
      ),
    );
    expect(readdirSync('server/mail/messages').sort()).toEqual([...files, 'layout.mjml'].sort());
  });

  test.each(names)('%s has a subject and the same merge fields in every language', (name) => {
    for (const part of ['subject', 'html', 'text'] as const) {
      for (const tag of languages) {
        expect(templates[tag][name][part].trim(), `${part} in ${tag}`).not.toBe('');
        expect(fieldsOf(templates[tag][name][part]), `${part} in ${tag}`).toEqual(fieldsOf(templates.en[name][part]));
      }
    }
  });

  test.each(names)('%s is another text in another language, and says which one it is', (name) => {
    const written = languages.map((tag) => templates[tag][name]);
    for (const part of ['subject', 'html', 'text'] as const) {
      expect(new Set(written.map((template) => template[part])).size).toBe(languages.length);
    }
    for (const tag of languages) expect(templates[tag][name].html).toContain(`<html lang="${tag}"`);
  });

  test('what is filled in never changes the language', () => {
    const values = Object.fromEntries(
      fieldsOf(Object.values(templates.de['sign-in']).join()).map((f) => [f.slice(2, -2), 'x']),
    );
    expect(fillEmail(templates.de['sign-in'], values).subject).toBe('Bei x anmelden');
  });
});

test.each<[Parameters<typeof chooseLanguage>, Language]>([
  [['de-AT', 'en', 'en'], 'de'],
  [['en-GB', 'de', 'de'], 'en'],
  [[null, 'de', 'en'], 'de'],
  [['fr-FR', undefined, 'de'], 'de'],
  [['fr', 'pt', 'en'], 'en'],
])('of the wishes %j the language is %s', (wishes, chosen) => {
  expect(chooseLanguage(...wishes)).toBe(chosen);
});

describe('an email is written', () => {
  let app: TestApp;
  beforeAll(async () => void (app = await startApp()));
  beforeEach(async () => void (await app.db('rate_limit').delete()));

  async function aPerson({ site, own }: { site?: Language; own?: string } = {}) {
    const siteId = await aSite(app, { ...(site && { language: site }) });
    const customer = await aCustomer(app, siteId);
    if (own) await app.db('customer').where({ site_id: siteId, id: customer.id }).update({ locale: own });
    return { siteId, customer, visitor: aVisitor(app, siteId) };
  }

  test.each<[string, { site?: Language; own?: string; asked?: Language }, string]>([
    ['in English when nobody says anything', {}, 'Log in to Kiln & Quill'],
    ['in the language of the site', { site: 'de' }, 'Bei Kiln & Quill anmelden'],
    ['rather in the one of the page', { site: 'en', asked: 'de' }, 'Bei Kiln & Quill anmelden'],
    ['rather in the one of the page, the other way', { site: 'de', asked: 'en' }, 'Log in to Kiln & Quill'],
    ["rather in the customer's own", { site: 'en', asked: 'en', own: 'de-CH' }, 'Bei Kiln & Quill anmelden'],
    [
      "rather in the customer's own, the other way",
      { site: 'de', asked: 'de', own: 'en-IE' },
      'Log in to Kiln & Quill',
    ],
    ['in the next one when theirs is none of ours', { asked: 'de', own: 'fr-FR' }, 'Bei Kiln & Quill anmelden'],
  ])('%s', async (_, { asked, ...facts }, subject) => {
    const { customer, visitor } = await aPerson(facts);
    await visitor.call('POST /sign-in/email', { body: { email: customer.email, ...(asked && { language: asked }) } });
    await app.work();
    const { letter, code } = readEmail(app, customer.email);
    expect(letter.subject).toBe(subject);
    await visitor.call('POST /sign-in/code', { body: { code } });
  });

  test('to set a new password, and after it was changed', async () => {
    const { customer, visitor } = await aPerson();
    await visitor.call('POST /sign-in/new-password/email', { body: { email: customer.email, language: 'de' } });
    await app.work();
    const { letter, token } = readEmail(app, customer.email);
    expect(letter.subject).toBe('Neues Passwort für Kiln & Quill festlegen');
    await app.db('customer').where({ id: customer.id }).update({ locale: 'de-DE' });
    await visitor.call('POST /sign-in/new-password', { body: { token, password: 'blaue Tassen im Regen' } });
    await app.work();
    expect(readEmail(app, customer.email).letter.subject).toBe('Ihr Passwort für Kiln & Quill wurde geändert');
  });

  test('to somebody new, who has chosen nothing', async () => {
    const { siteId, visitor } = await aPerson();
    await turn(app, siteId, { registration: true });
    const email = 'neu@leute.example';
    await visitor.call('POST /sign-in/registration', { body: { email, language: 'de' } });
    await app.work();
    expect(readEmail(app, email).letter.subject).toMatch(/^Willkommen bei Kiln & Quill/);
  });

  test('to the vendor in the language of the site, whatever the customer speaks', async () => {
    const { siteId, customer } = await aPerson({ site: 'de', own: 'en-GB' });
    const visitor = await signedIn(app, customer);
    const { programId } = await aProgram(app, siteId, { name: 'Atelier' });
    await visitor.call('POST /programs/:programId/ask', { params: { programId }, body: { message: 'When?' } });
    await app.work();
    expect(app.mailbox.letters()[0]?.subject).toMatch(/ hat eine Frage zu Atelier$/);
  });

  test('and the answer to the browser tells neither language nor customer', async () => {
    const { customer, visitor } = await aPerson({ own: 'de-DE' });
    const answers = [];
    for (const email of [customer.email, 'nobody@nowhere.example']) {
      for (const asked of [{}, { language: 'de' as const }]) {
        const { status, body } = await visitor.ask('POST /sign-in/email', { body: { email, ...asked } });
        answers.push(JSON.stringify({ status, body }));
      }
    }
    expect(new Set(answers).size).toBe(1);
    const { status } = await visitor.ask('POST /sign-in/email', {
      body: { email: customer.email, language: 'fr' as 'de' },
    });
    expect(status).toBe(422);
  });

  test('the hosted page is in the language of the site', async () => {
    const { siteId } = await aPerson({ site: 'de' });
    const page = await (await fetch(`${app.url}/c/${siteId}`)).text();
    expect(page).toContain('<html lang="de">');
  });
});
