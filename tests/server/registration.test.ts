import { v7 as newId } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aProgram, aSite, readEmail, turn } from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

let counter = 0;
const aNewAddress = () => `new${++counter}@people.example`;

async function aSiteThatRegisters(isOpen = true): Promise<string> {
  const siteId = await aSite(app, {}, ['https://shop.example']);
  await turn(app, siteId, { registration: isOpen });
  await app.db('rate_limit').delete();
  return siteId;
}

const customerOf = (siteId: string, email: string) => app.db('customer').where({ site_id: siteId, email }).first();

/** By the code of the email. */
async function confirm(visitor: Visitor, email: string) {
  await app.work();
  return visitor.call('POST /sign-in/code', { body: { code: readEmail(app, email).code } });
}

test('somebody new proves their address, is a customer from then on, and is signed in', async () => {
  const siteId = await aSiteThatRegisters();
  const visitor = aVisitor(app, siteId);
  const email = aNewAddress();
  await visitor.call('POST /sign-in/registration', { body: { email: email.toUpperCase(), firstName: 'Nora' } });
  expect(await customerOf(siteId, email)).toBeUndefined();
  expect(await confirm(visitor, email)).toEqual({ landing: { to: 'center' } });
  expect(await customerOf(siteId, email)).toMatchObject({ first_name: 'Nora', created_from: 'registration' });
  expect((await visitor.call('GET /profile')).email).toBe(email);
  expect(readEmail(app, email).letter.subject).toBe('Welcome to Kiln & Quill: confirm your email');
});

test('by the link too, and twice makes one customer', async () => {
  const siteId = await aSiteThatRegisters();
  const email = aNewAddress();
  const [one, two] = [aVisitor(app, siteId), aVisitor(app, siteId)];
  for (const visitor of [one, two]) await visitor.call('POST /sign-in/registration', { body: { email } });
  await app.work();
  const [first, second] = app.mailbox.letters().filter(({ to }) => to === email);
  const token = (letter: typeof first) => /#cc\/sign-in\/(\S+)/.exec(letter!.text)![1]!;
  // Each in the browser that asked; the second email is the newer letter.
  const answers = await Promise.all([
    one.ask('POST /sign-in/link', { body: { token: token(second) } }),
    two.ask('POST /sign-in/link', { body: { token: token(first) } }),
  ]);
  expect(answers.some(({ status }) => status === 200)).toBe(true);
  expect(await app.db('customer').where({ site_id: siteId, email })).toHaveLength(1);
});

test('an address that somebody has signs them in and changes neither name nor account', async () => {
  const siteId = await aSiteThatRegisters();
  const ann = await aCustomer(app, siteId, { firstName: 'Ann' });
  const visitor = aVisitor(app, siteId);
  const unknown = aNewAddress();
  const ask = (email: string) => visitor.ask('POST /sign-in/registration', { body: { email, firstName: 'Eve' } });
  const [known, other] = [await ask(ann.email), await ask(unknown)];
  expect(known.body).toEqual(other.body);
  await app.work();
  expect(readEmail(app, ann.email).letter.subject).toBe('Log in to Kiln & Quill');
  await confirm(visitor, ann.email);
  expect(await customerOf(siteId, ann.email)).toMatchObject({ id: ann.id, first_name: 'Ann' });
});

test('a blocked customer does not come in by registering', async () => {
  const siteId = await aSiteThatRegisters();
  const { programId, levelId } = await aProgram(app, siteId, { slug: 'club', has_registration: true });
  await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
  const eve = await aCustomer(app, siteId, { blocked: true });
  const visitor = aVisitor(app, siteId);
  await visitor.call('POST /sign-in/registration', { body: { email: eve.email, program: 'club' } });
  await app.work();
  expect(app.mailbox.letters().filter(({ to }) => to === eve.email)).toEqual([]);
  expect((await visitor.ask('POST /sign-in/code', { body: { code: '123456' } })).status).toBe(401);
});

test('a program gives its level and tags, and says where one lands', async () => {
  const siteId = await aSiteThatRegisters(false);
  const { programId, levelId } = await aProgram(app, siteId, { slug: 'club', has_registration: true });
  const { programId: others, levelId: byTag } = await aProgram(app, siteId);
  await app.db('level_rule').insert({ site_id: siteId, id: newId(), level_id: byTag, kind: 'tag', tag: 'new' });
  const page = 'https://shop.example/welcome';
  await app
    .db('program')
    .where({ id: programId })
    .update({ sign_up_level_id: levelId, sign_up_tags: ['club', 'new'], sign_up_page: page });
  const email = aNewAddress();
  const visitor = aVisitor(app, siteId);
  expect((await visitor.call('GET /boot', { query: { program: 'club' } })).site).toMatchObject({
    registration: true,
    program: 'Studio Membership',
  });
  await visitor.call('POST /sign-in/registration', { body: { email, program: 'club' } });
  expect(await confirm(visitor, email)).toEqual({ landing: { to: 'page', url: page } });
  const customer = await customerOf(siteId, email);
  expect(customer.tags).toEqual(['club', 'new']);
  const { mine } = await visitor.call('GET /programs');
  expect(mine).toHaveLength(2);
  expect(mine).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ programId, source: 'registration' }),
      expect.objectContaining({ programId: others, source: 'rule' }),
    ]),
  );
});

test('where neither site nor program allow it, it is refused and nothing is sent', async () => {
  const siteId = await aSiteThatRegisters(false);
  await aProgram(app, siteId, { slug: 'closed' });
  const visitor = aVisitor(app, siteId);
  const email = aNewAddress();
  for (const program of [undefined, 'closed', 'no-such-program']) {
    expect(await visitor.ask('POST /sign-in/registration', { body: { email, program } })).toMatchObject({
      status: 403,
      body: { code: 'registration_off' },
    });
    expect((await visitor.call('GET /boot', program ? { query: { program } } : {})).site.registration).toBe(false);
  }
  await app.work();
  expect(app.mailbox.letters().filter(({ to }) => to === email)).toEqual([]);
});

test('a program that takes no registrations gives nothing where the site takes them', async () => {
  const siteId = await aSiteThatRegisters();
  const { programId, levelId } = await aProgram(app, siteId, { slug: 'closed' });
  await app
    .db('program')
    .where({ id: programId })
    .update({ sign_up_level_id: levelId, sign_up_tags: ['club'] });
  const visitor = aVisitor(app, siteId);
  const email = aNewAddress();
  await visitor.call('POST /sign-in/registration', { body: { email, program: 'closed' } });
  await confirm(visitor, email);
  expect((await visitor.call('GET /programs')).mine).toEqual([]);
  expect((await customerOf(siteId, email)).tags).toEqual([]);
});
