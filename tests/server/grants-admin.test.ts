/** Levels of a customer, given and ended by the staff. */
import { v7 as newId } from 'uuid';
import { beforeAll, expect, test } from 'vitest';
import { settlePurchases } from '../../server/features/grants/settle.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCustomer,
  aGrant,
  anOrder,
  aProduct,
  aProgram,
  aSite,
  aSubscription,
  days,
  signedIn,
} from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aDesk() {
  const siteId = await aSite(app);
  const support = await aStaffMember(app, siteId, 'support');
  const ann = await aCustomer(app, siteId);
  const program = await aProgram(app, siteId, { name: 'Studio Membership' });
  const read = async () =>
    (await support.call('GET /admin/customers/:customerId/grants', { params: { customerId: ann.id } })).grants;
  return { siteId, support, ann, ...program, read };
}

test('each says where it came from, in words a person knows', async () => {
  const { siteId, support, ann, levelId, read } = await aDesk();
  const productId = await aProduct(app, siteId, 'Studio');
  await app.db('product_level').insert({ site_id: siteId, product_id: productId, level_id: levelId });
  const subscriptionId = await aSubscription(app, ann, { product_id: productId, started_at: days(-1) });
  const orderId = await anOrder(app, ann, { number: 'KQ-77', placed_at: days(-2) });
  await app.db('purchase_order_line').where({ order_id: orderId }).update({ product_id: productId });
  await settlePurchases(app.db, siteId);
  await aGrant(app, ann, levelId, { source_kind: 'import', source_id: 't-9', since: days(-3), until: days(-1) });
  await support.call('POST /admin/customers/:customerId/grants', {
    params: { customerId: ann.id },
    body: { levelId, note: 'Came by phone' },
  });
  expect(await read()).toMatchObject([
    {
      ...{ level: 'Studio', program: 'Studio Membership', state: 'holds', note: 'Came by phone', untilAt: null },
      source: { kind: 'admin', name: 'Sam Ott', id: null },
    },
    { source: { kind: 'subscription', name: 'Studio', id: subscriptionId }, state: 'holds' },
    { source: { kind: 'order', name: 'KQ-77', id: orderId }, state: 'holds' },
    { source: { kind: 'import', name: 't-9' }, state: 'ended' },
  ]);
});

test('one by hand opens at once what it is for, until its last moment', async () => {
  const { support, ann, levelId, programId, read } = await aDesk();
  const params = { customerId: ann.id };
  const untilAt = days(30).toISOString();
  const { id } = await support.call('POST /admin/customers/:customerId/grants', { params, body: { levelId, untilAt } });
  const visitor = await signedIn(app, ann);
  expect((await visitor.call('GET /programs')).mine).toMatchObject([{ programId, source: 'admin', endedAt: null }]);
  const longer = days(60).toISOString();
  const extend = { params: { ...params, grantId: id }, body: { untilAt: longer } };
  expect(await support.call('PATCH /admin/customers/:customerId/grants/:grantId', extend)).toEqual({
    id,
    isNew: false,
  });
  const [grant] = await read();
  expect(Date.parse(grant!.untilAt!)).toBe(Date.parse(longer));
});

test('two by hand of one level are two', async () => {
  const { support, ann, levelId, read } = await aDesk();
  const params = { customerId: ann.id };
  const { id } = await support.call('POST /admin/customers/:customerId/grants', { params, body: { levelId } });
  const end = { params: { ...params, grantId: id }, body: { note: 'By mistake' } };
  await support.call('POST /admin/customers/:customerId/grants/:grantId/end', end);
  await support.call('POST /admin/customers/:customerId/grants', { params, body: { levelId } });
  expect(await read()).toMatchObject([
    { state: 'holds' },
    { state: 'ended', endedWhy: 'admin', endedNote: 'By mistake' },
  ]);
});

test('one that was bought stays as it is, and lasts longer by another beside it', async () => {
  const { siteId, support, ann, levelId, read } = await aDesk();
  const bought = await aGrant(app, ann, levelId, { until: days(3) });
  const answer = await support.call('PATCH /admin/customers/:customerId/grants/:grantId', {
    params: { customerId: ann.id, grantId: bought },
    body: { untilAt: null },
  });
  expect(answer.isNew).toBe(true);
  expect(await read()).toMatchObject([
    { id: answer.id, untilAt: null, source: { kind: 'admin' } },
    { id: bought, source: { kind: 'purchase' } },
  ]);
  expect((await app.db('level_grant').where({ site_id: siteId, id: bought }).first()).until).not.toBeNull();
});

test('one that the staff ends closes at once, and its purchase does not open it again', async () => {
  const { siteId, support, ann, levelId, read } = await aDesk();
  const productId = await aProduct(app, siteId, 'Studio');
  await app.db('product_level').insert({ site_id: siteId, product_id: productId, level_id: levelId });
  await aSubscription(app, ann, { product_id: productId });
  await settlePurchases(app.db, siteId);
  const [grant] = await read();
  const params = { customerId: ann.id, grantId: grant!.id };
  await support.call('POST /admin/customers/:customerId/grants/:grantId/end', { params, body: {} });
  const [ended] = await read();
  expect(ended).toMatchObject({ state: 'ended', endedWhy: 'admin' });
  await support.call('POST /admin/customers/:customerId/grants/:grantId/end', { params, body: { note: 'Again' } });
  await settlePurchases(app.db, siteId);
  expect(await read()).toEqual([ended]);
});

test('what a rule waits for opens the rest with it, and ends it', async () => {
  const { siteId, support, ann, levelId, read } = await aDesk();
  const { levelId: second } = await aProgram(app, siteId, { name: 'Second' });
  const rule = { kind: 'after', after_level_id: levelId, after_days: 7 };
  await app.db('level_rule').insert({ site_id: siteId, id: newId(), level_id: second, ...rule });
  const params = { customerId: ann.id };
  const { id } = await support.call('POST /admin/customers/:customerId/grants', { params, body: { levelId } });
  expect(await read()).toMatchObject([
    { id, state: 'holds' },
    { program: 'Second', state: 'not_open_yet', source: { kind: 'rule', name: 'Studio' } },
  ]);
  const end = { params: { ...params, grantId: id }, body: {} };
  await support.call('POST /admin/customers/:customerId/grants/:grantId/end', end);
  expect(await read()).toMatchObject([{ id, state: 'ended' }]);
});

test.each([
  ['levelId', { levelId: '01920000-0000-7000-8000-000000000000' }],
  ['untilAt', { untilAt: days(-1).toISOString() }],
  ['untilAt', { untilAt: '2030-01-01' }],
  ['note', { note: 'x'.repeat(1001) }],
])('refuses %s %j', async (path, change) => {
  const { support, ann, levelId, read } = await aDesk();
  const answer = await support.ask('POST /admin/customers/:customerId/grants', {
    params: { customerId: ann.id },
    body: { levelId, ...change },
  });
  expect(answer).toMatchObject({ status: 422, body: { fields: [{ path }] } });
  expect(await read()).toEqual([]);
});

test("another customer's, or another site's, is not there", async () => {
  const { siteId, support, ann, levelId } = await aDesk();
  const bo = await aCustomer(app, siteId);
  const grantId = await aGrant(app, bo, levelId, { source_kind: 'admin' });
  const elsewhere = await aSite(app);
  const stranger = await aCustomer(app, elsewhere);
  const foreign = await aGrant(app, stranger, (await aProgram(app, elsewhere)).levelId);
  for (const params of [
    { customerId: ann.id, grantId },
    { customerId: stranger.id, grantId: foreign },
    { customerId: ann.id, grantId: foreign },
  ]) {
    const body = { untilAt: null };
    const answers = [
      await support.ask('PATCH /admin/customers/:customerId/grants/:grantId', { params, body }),
      await support.ask('POST /admin/customers/:customerId/grants/:grantId/end', { params, body: {} }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  }
  const params = { customerId: stranger.id };
  expect((await support.ask('GET /admin/customers/:customerId/grants', { params })).status).toBe(404);
  expect((await support.ask('POST /admin/customers/:customerId/grants', { params, body: { levelId } })).status).toBe(
    404,
  );
});

test('who gives and ends one is in the audit trail with the customer', async () => {
  const { siteId, support, ann, levelId } = await aDesk();
  const params = { customerId: ann.id };
  const { id } = await support.call('POST /admin/customers/:customerId/grants', { params, body: { levelId } });
  await support.call('POST /admin/customers/:customerId/grants/:grantId/end', {
    params: { ...params, grantId: id },
    body: {},
  });
  expect(await app.db('audit_entry').where({ site_id: siteId, customer_id: ann.id }).orderBy('at')).toMatchObject([
    { action: 'Gave a level', actor_id: support.id, outcome: 'done' },
    { action: 'Ended a level', actor_id: support.id, outcome: 'done' },
  ]);
});
