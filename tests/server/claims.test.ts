import { beforeAll, expect, test } from 'vitest';
import { movedTables } from '../../server/features/customers/move-customer.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  aGrant,
  anAddress,
  anEnrollment,
  anInvoice,
  anOrder,
  aPayment,
  aPhone,
  aProgram,
  aSite,
  aSubscription,
  readEmail,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aVisit() {
  const siteId = await aSite(app);
  const ann = await aCustomer(app, siteId);
  const guest = await aCustomer(app, siteId, { email: `guest-${siteId}@people.example`, firstName: 'Annie' });
  return { siteId, ann, guest, visitor: await signedIn(app, ann) };
}

async function claim(visitor: Visitor, email: string) {
  await visitor.call('POST /orders/claim/email', { body: { email } });
  await app.work();
  return visitor.call('POST /orders/claim', { body: { code: readEmail(app, email).code } });
}

async function fillCupboard(owner: TestCustomer): Promise<void> {
  const card = await aCard(app, owner);
  const subscription = await aSubscription(app, owner, { payment_method_id: card });
  const order = await anOrder(app, owner, { subscription_id: subscription });
  const invoice = await anInvoice(app, owner);
  await aPayment(app, owner, { order_id: order, invoice_id: invoice });
  await anAddress(app, owner);
  await aPhone(app, owner, { is_default: true });
}

test('everything bought with a proved address comes along, is audited, and signs in with it too', async () => {
  const { siteId, ann, guest, visitor } = await aVisit();
  await fillCupboard(guest);
  await fillCupboard(ann);
  expect(await claim(visitor, guest.email)).toEqual({ email: guest.email, orders: 1 });
  expect((await visitor.call('GET /orders')).items).toHaveLength(2);
  expect((await visitor.call('GET /subscriptions')).items).toHaveLength(2);
  expect((await visitor.call('GET /payment-methods')).methods.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  expect((await visitor.call('GET /phones')).phones.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  const [entry] = await app.db('audit_entry').where({ site_id: siteId });
  expect(entry).toMatchObject({
    actor_kind: 'customer',
    actor_id: ann.id,
    action: 'address_claimed',
    customer_id: ann.id,
  });
  expect(entry.details).toEqual({ email: guest.email, from: guest.id, orders: 1 });
  const later = await signedIn(app, guest);
  expect((await later.call('GET /profile')).email).toBe(ann.email);
});

test('both addresses are told', async () => {
  const { ann, guest, visitor } = await aVisit();
  await claim(visitor, guest.email);
  await app.work();
  const told = app.mailbox.letters().filter(({ subject }) => subject.startsWith('An address was added'));
  expect(
    told
      .slice(0, 2)
      .map(({ to }) => to)
      .sort(),
  ).toEqual([ann.email, guest.email].sort());
  expect(told[0]?.text).toContain(`${guest.email} was added to your account`);
});

test('a device that was signed in with the other address is signed out', async () => {
  const { guest, visitor } = await aVisit();
  const device = await signedIn(app, guest);
  await claim(visitor, guest.email);
  expect((await device.ask('GET /orders')).status).toBe(401);
});

test('what both have stays once: the further progress, one grant of a source, one phone number', async () => {
  const { siteId, ann, guest, visitor } = await aVisit();
  const course = await anEnrollment(app, ann, { progress_percent: 10 });
  await app
    .db('enrollment')
    .insert({ site_id: siteId, customer_id: guest.id, course_id: course, progress_percent: 80 });
  const { levelId } = await aProgram(app, siteId);
  for (const owner of [ann, guest]) {
    await aGrant(app, owner, levelId, { source_id: 'same' });
    await aPhone(app, owner, { number: '+49 40 1234' });
  }
  await claim(visitor, guest.email);
  expect(await visitor.call('GET /courses')).toMatchObject([{ id: course, progressPercent: 80 }]);
  expect((await visitor.call('GET /programs')).mine).toHaveLength(1);
  expect((await visitor.call('GET /phones')).phones).toHaveLength(1);
});

test('of two grants from one source the one that lasts longer counts', async () => {
  const { siteId, ann, guest, visitor } = await aVisit();
  const day = (days: number) => new Date(Date.now() + days * 86_400_000);
  const { levelId } = await aProgram(app, siteId);
  const { levelId: forEver } = await aProgram(app, siteId);
  const imported = { source_kind: 'import', source_id: '' };
  const until = day(20);
  await aGrant(app, ann, levelId, { ...imported, until: day(-5) });
  await aGrant(app, guest, levelId, { ...imported, until });
  await aGrant(app, ann, forEver, imported);
  await aGrant(app, guest, forEver, { ...imported, ended_at: day(-2), ended_why: 'refunded' });
  await claim(visitor, guest.email);
  const { mine } = await visitor.call('GET /programs');
  expect(mine.map(({ endedAt }) => endedAt)).toEqual([null, null]);
  const untils = mine.map(({ untilAt }) => untilAt && new Date(untilAt));
  expect(untils).toContain(null);
  expect(untils).toContainEqual(until);
});

test('an address nobody bought with is answered the same, and becomes the customer’s too', async () => {
  const { ann, guest, visitor } = await aVisit();
  const stranger = `stranger-${guest.siteId}@people.example`;
  const ask = (email: string) => visitor.call('POST /orders/claim/email', { body: { email } });
  expect(await ask(guest.email)).toEqual(await ask(stranger));
  expect(await claim(visitor, stranger)).toEqual({ email: stranger, orders: 0 });
  const later = await signedIn(app, { ...ann, email: stranger });
  expect((await later.call('GET /profile')).email).toBe(ann.email);
});

test('a wrong code moves nothing, and five end it', async () => {
  const { guest, visitor } = await aVisit();
  await anOrder(app, guest);
  await visitor.call('POST /orders/claim/email', { body: { email: guest.email } });
  await app.work();
  const { code } = readEmail(app, guest.email);
  const wrong = code === '000000' ? '000001' : '000000';
  for (let tries = 4; tries >= 0; tries--) {
    expect(await visitor.ask('POST /orders/claim', { body: { code: wrong } })).toMatchObject({
      status: 401,
      body: { code: 'code_wrong', triesLeft: tries },
    });
  }
  expect((await visitor.ask('POST /orders/claim', { body: { code } })).status).toBe(401);
  expect((await visitor.call('GET /orders')).items).toEqual([]);
});

test('a code works in the session that asked for it, and signs nobody in', async () => {
  const { ann, guest, visitor } = await aVisit();
  const other = await signedIn(app, ann);
  await visitor.call('POST /orders/claim/email', { body: { email: guest.email } });
  await app.work();
  const { code, link } = readEmail(app, guest.email);
  expect(link).toBe('');
  expect((await other.ask('POST /orders/claim', { body: { code } })).status).toBe(401);
  expect((await aVisitor(app, guest.siteId).ask('POST /sign-in/code', { body: { code } })).status).toBe(401);
});

test('an address of one’s own is refused by name, and so is one that is none', async () => {
  const { ann, visitor } = await aVisit();
  for (const email of [ann.email.toUpperCase(), 'nonsense']) {
    expect(await visitor.ask('POST /orders/claim/email', { body: { email } })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'email' }] },
    });
  }
});

test('a blocked customer’s things stay where they are', async () => {
  const { siteId, visitor } = await aVisit();
  const blocked = await aCustomer(app, siteId, { blocked: true });
  await anOrder(app, blocked);
  expect(await claim(visitor, blocked.email)).toEqual({ email: blocked.email, orders: 0 });
  expect(await app.db('claimed_email').where({ site_id: siteId })).toEqual([]);
});

test('every table that belongs to a customer is moved, or is known to stay', async () => {
  const { rows } = await app.pool.query(
    `select table_name from information_schema.columns where table_schema = 'public' and column_name = 'customer_id'`,
  );
  const stay = ['export_file', 'auth_session', 'sign_in_attempt', 'auth_event', 'email', 'audit_entry', 'support_code'];
  expect(rows.map(({ table_name }) => table_name).sort()).toEqual([...movedTables, ...stay].sort());
});
