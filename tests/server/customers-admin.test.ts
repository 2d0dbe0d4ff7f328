import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  aGrant,
  anInvoice,
  anOrder,
  aProgram,
  aSite,
  aSubscription,
  readEmail,
  signedIn,
} from '../support/builders.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
let support: StaffMember;

beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
  support = await aStaffMember(app, siteId, 'support');
});

const find = async (search: string) => (await support.call('GET /admin/customers', { query: { search } })).items;

describe('finding somebody', () => {
  test.each([
    ['the whole address', 'maria.lindqvist@customers.example'],
    ['the address in capitals', 'MARIA.LINDQVIST@customers.example'],
    ['how the address begins', 'maria.l'],
    ['the name', 'Maria Lindqvist'],
    ['how the name begins', 'mar'],
    ['the last name', 'lindq'],
    ['the username', 'marzipan'],
    ['the number of an order', 'kq-777-x'],
    ['the last four of a card', '0777'],
  ])('by %s', async (_, search) => {
    siteId = await aSite(app);
    support = await aStaffMember(app, siteId, 'support');
    const email = 'maria.lindqvist@customers.example';
    const maria = await aCustomer(app, siteId, {
      email,
      firstName: 'Maria',
      lastName: 'Lindqvist',
      username: 'marzipan',
    });
    await anOrder(app, maria, { number: 'KQ-777-X' });
    await aCard(app, maria, { last4: '0777' });
    const other = await aCustomer(app, siteId, { email: 'zoe@customers.example', firstName: 'Zoe', lastName: 'Adams' });
    await anOrder(app, other, { number: 'ZZ-1' });
    expect((await find(search)).map(({ id }) => id)).toEqual([maria.id]);
  });

  test('a wildcard finds what has one, and not everybody', async () => {
    expect(await find('%')).toEqual([]);
    expect(await find('_')).toEqual([]);
  });

  test('never anybody of another site', async () => {
    const other = await aSite(app);
    await aCustomer(app, other, { email: 'elsewhere@customers.example' });
    expect(await find('elsewhere@customers.example')).toEqual([]);
  });
});

describe('lists', () => {
  test('by level, by state and by tag, a page at a time', async () => {
    const site = await aSite(app);
    const staff = await aStaffMember(app, site, 'support');
    const { levelId } = await aProgram(app, site);
    const people = [];
    for (let count = 0; count < 22; count++) people.push(await aCustomer(app, site));
    const [holder, former, debtor] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0]];
    await aGrant(app, holder, levelId);
    await aGrant(app, former, levelId, { ended_at: new Date() });
    await anInvoice(app, debtor);
    await app
      .db('customer')
      .where({ id: holder.id })
      .update({ tags: ['vip'] });
    const ids = async (query: Record<string, string>) =>
      (await staff.call('GET /admin/customers', { query })).items.map(({ id }) => id);
    expect(await ids({ levelId })).toEqual([holder.id]);
    expect(await ids({ state: 'unpaid' })).toEqual([debtor.id]);
    expect(await ids({ tag: 'vip' })).toEqual([holder.id]);
    expect(await ids({ tag: 'vip', state: 'unpaid' })).toEqual([]);
    const first = await staff.call('GET /admin/customers');
    const second = await staff.call('GET /admin/customers', { query: { after: first.next ?? '' } });
    expect([first.items.length, second.items.length, second.next]).toEqual([20, 2, null]);
  });
});

describe('one customer', () => {
  test('stands there with devices, sign-ins, emails and purchases', async () => {
    const ann = await aCustomer(app, siteId);
    await signedIn(app, ann);
    await aCard(app, ann);
    await aSubscription(app, ann);
    await anOrder(app, ann);
    const params = { customerId: ann.id };
    const record = await support.call('GET /admin/customers/:customerId', { params });
    expect(record).toMatchObject({ email: ann.email, hasPassword: false, devices: [{ method: 'code' }] });
    expect(record.lastSignedInAt).not.toBeNull();
    const events = await support.call('GET /admin/customers/:customerId/sign-ins', { params });
    expect(events.items.map(({ kind }) => kind)).toEqual(['signed_in', 'email_asked']);
    const emails = await support.call('GET /admin/customers/:customerId/emails', { params });
    expect(emails.items).toMatchObject([{ template: 'sign-in', status: 'sent' }]);
    const bought = await support.call('GET /admin/customers/:customerId/purchases', { params });
    expect(bought).toMatchObject({
      subscriptions: [{ name: 'Studio Membership', state: 'active', card: { last4: '4242' } }],
      orders: [{ state: 'paid' }],
      cards: [{ isDefault: true }],
    });
  });

  test('who is blocked is out at once, can’t come back, and can be let in again', async () => {
    const ann = await aCustomer(app, siteId);
    const visitor = await signedIn(app, ann);
    const params = { customerId: ann.id };
    await support.call('POST /admin/customers/:customerId/block', { params, body: { why: 'Chargebacks' } });
    expect(await visitor.ask('GET /overview')).toMatchObject({ status: 401 });
    expect(await support.call('GET /admin/customers/:customerId', { params })).toMatchObject({
      blockedWhy: 'Chargebacks',
    });
    await support.call('POST /admin/customers/:customerId/unblock', { params });
    await (await signedIn(app, ann)).call('GET /overview');
  });
});

describe('an email that leads in', () => {
  test('carries the center’s address with theirs filled in, and no secret', async () => {
    const ann = await aCustomer(app, siteId);
    const params = { customerId: ann.id };
    await support.call('POST /admin/customers/:customerId/email', { params, body: { kind: 'sign_in' } });
    await app.work();
    const { letter } = readEmail(app, ann.email);
    expect(letter.text).toContain(`${app.url}/c/${siteId}#cc/email/${ann.email}\n`);
    expect(await app.db('sign_in_attempt').where({ customer_id: ann.id })).toEqual([]);
  });

  test('to many goes once to each who can be reached, after the count was shown', async () => {
    const site = await aSite(app);
    const admin = await aStaffMember(app, site, 'admin');
    const people = [await aCustomer(app, site), await aCustomer(app, site), await aCustomer(app, site)];
    await aCustomer(app, site, { blocked: true });
    const mailing = { kind: 'sign_in' as const, filter: {} };
    const preview = await admin.call('POST /admin/mailings/preview', { body: mailing });
    expect(preview).toMatchObject({ count: 3, subject: 'Your customer center at Kiln & Quill' });
    const surprised = await admin.ask('POST /admin/mailings', { body: { ...mailing, expected: 2 } });
    expect(surprised).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    const { id } = await admin.call('POST /admin/mailings', { body: { ...mailing, expected: 3 } });
    await app.work();
    const got = app.mailbox.letters().filter(({ to }) => people.some(({ email }) => email === to));
    expect(got.map(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort());
    const { items } = await admin.call('GET /admin/mailings');
    expect(items[0]).toMatchObject({ id, handled: 3, expected: 3 });
    expect(items[0]?.finishedAt).not.toBeNull();
  });

  test('to many goes a hundred at a time, and can be stopped', async () => {
    const site = await aSite(app);
    const admin = await aStaffMember(app, site, 'admin');
    await app.pool.query(
      `insert into customer (site_id, id, email, created_from)
       select $1, gen_random_uuid(), 'many' || n || '@customers.example', 'test' from generate_series(1, 150) n`,
      [site],
    );
    const body = { kind: 'new_password' as const, filter: {}, expected: 150 };
    const { id } = await admin.call('POST /admin/mailings', { body });
    await app.work();
    expect((await admin.call('GET /admin/mailings')).items[0]).toMatchObject({ handled: 100, finishedAt: null });
    await admin.call('POST /admin/mailings/:mailingId/stop', { params: { mailingId: id } });
    await app.pool.query(`update graphile_worker._private_jobs set run_at = now()`);
    await app.work();
    expect((await admin.call('GET /admin/mailings')).items[0]).toMatchObject({ handled: 100 });
  });
});

describe('seeing the center as a customer', () => {
  const look = (visitor: StaffMember, customerId: string, path: string, method = 'GET') =>
    visitor.send({
      method,
      path: `/viewing/${customerId}/api/v1/${siteId}${path}`,
      ...(method !== 'GET' && { body: {} }),
    });

  test('shows what they see, with payment details masked, once it stands in the trail', async () => {
    const ann = await aCustomer(app, siteId);
    await aCard(app, ann);
    const order = await anOrder(app, ann);
    const helper = await aStaffMember(app, siteId, 'support');
    expect(await look(helper, ann.id, '/orders')).toMatchObject({ status: 401 });
    await helper.call('POST /admin/customers/:customerId/view', { params: { customerId: ann.id } });
    expect((await look(helper, ann.id, '/orders')).body).toMatchObject({ items: [{ id: order }] });
    const cards = await look(helper, ann.id, '/payment-methods');
    expect(JSON.stringify(cards.body)).not.toContain('4242');
    expect(await look(helper, ann.id, `/boot?first=overview`)).toMatchObject({
      body: { customer: { firstName: 'Ann' } },
    });
    const page = await helper.send({ path: `/admin/${siteId}/view/${ann.id}` });
    expect(page.body).toContain('You see this as a customer does');
  });

  test('changes nothing', async () => {
    const ann = await aCustomer(app, siteId);
    const helper = await aStaffMember(app, siteId, 'support');
    await helper.call('POST /admin/customers/:customerId/view', { params: { customerId: ann.id } });
    for (const [method, path] of [
      ['POST', '/phones'],
      ['PATCH', '/profile'],
      ['POST', '/sign-out'],
    ] as const) {
      expect(await look(helper, ann.id, path, method)).toMatchObject({ status: 403, body: { code: 'read_only' } });
    }
    const { rows } = await app.pool.query('select count(*)::int from auth_session where customer_id = $1', [ann.id]);
    expect(rows[0].count).toBe(0);
  });

  test('is for nobody else: not for a customer, not for who has not given the code, not on another site', async () => {
    const ann = await aCustomer(app, siteId);
    const customer = await signedIn(app, ann);
    const path = `/viewing/${ann.id}/api/v1/${siteId}/orders`;
    expect(await customer.send({ path })).toMatchObject({ status: 401 });
    expect(await aVisitor(app, siteId).send({ path })).toMatchObject({ status: 401 });
    const half = await aStaffMember(app, siteId, 'admin');
    await half.call('POST /admin/customers/:customerId/view', { params: { customerId: ann.id } });
    await app.db('staff_session').where({ id: half.sessionId }).update({ second_factor_at: null });
    expect(await half.send({ path })).toMatchObject({ status: 401 });
    const elsewhere = await aStaffMember(app, await aSite(app), 'owner');
    expect(await elsewhere.send({ path })).toMatchObject({ status: 401 });
  });
});
