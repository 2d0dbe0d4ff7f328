import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCard, aCustomer, anOrder, aSite, days, signedIn } from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

test('every order is found page by page, once, newest first, also those of one instant', async () => {
  const owner = await aCustomer(app, await aSite(app));
  const instant = days(-7);
  const ids: string[] = [];
  for (let index = 0; index < 45; index++)
    ids.push(await anOrder(app, owner, { placed_at: index < 25 ? instant : days(-10 - index) }));
  const visitor = await signedIn(app, owner);
  const found: string[] = [];
  let after: string | null | undefined;
  do {
    const page = await visitor.call('GET /orders', after ? { query: { after } } : {});
    expect(page.items.length).toBeLessThanOrEqual(20);
    found.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(found).toEqual([...ids.slice(0, 25).reverse(), ...ids.slice(25)]);
});

test('a page key that is none is refused and named', async () => {
  const visitor = await signedIn(app, await aCustomer(app, await aSite(app)));
  for (const after of ['x', '2026-01-01', "2026-01-01T00:00:00Z_'; drop table site", '9'.repeat(30)]) {
    expect(await visitor.ask('GET /orders', { query: { after } })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'after' }] },
    });
  }
});

test('orders older than the site shows are hidden in the list and in the detail', async () => {
  const owner = await aCustomer(app, await aSite(app, { orderHistoryMonths: 12 }));
  const young = await anOrder(app, owner, { placed_at: days(-300) });
  const old = await anOrder(app, owner, { placed_at: days(-400) });
  const visitor = await signedIn(app, owner);
  expect((await visitor.call('GET /orders')).items.map(({ id }) => id)).toEqual([young]);
  expect((await visitor.ask('GET /orders/:orderId', { params: { orderId: old } })).status).toBe(404);
  expect((await visitor.call('GET /overview')).recentOrders).toHaveLength(1);
});

test.each([
  [{ paid_cents: 0 }, 'open'],
  [{}, 'paid'],
  [{ refunded_cents: 1000 }, 'partly_refunded'],
  [{ refunded_cents: 4200 }, 'refunded'],
])('an order with %j reads %s', async (fields, state) => {
  const owner = await aCustomer(app, await aSite(app));
  await anOrder(app, owner, fields);
  expect((await (await signedIn(app, owner)).call('GET /orders')).items).toMatchObject([{ state }]);
});

test('a detail has lines, sums, card and, where the site shows it, the billing address', async () => {
  for (const isShown of [true, false]) {
    const site = await aSite(app);
    const owner = await aCustomer(app, site);
    const { settings } = await app.db('site').where({ id: site }).first();
    settings.switches.billingInformation = isShown;
    await app
      .db('site')
      .where({ id: site })
      .update({ settings: JSON.stringify(settings) });
    const orderId = await anOrder(app, owner, {
      payment_method_id: await aCard(app, owner),
      discount_cents: 300,
      tax_cents: 670,
      billing_address: ['Ann Lee', 'Lindenallee 1'],
    });
    const order = await (await signedIn(app, owner)).call('GET /orders/:orderId', { params: { orderId } });
    expect(order).toMatchObject({
      lines: [{ title: 'Hand-building for beginners', quantity: 1, totalCents: 4200 }],
      discountCents: 300,
      taxCents: 670,
      card: { last4: '4242' },
    });
    expect(order.billingAddress).toEqual(isShown ? ['Ann Lee', 'Lindenallee 1'] : null);
  }
});

test('an order without lines goes by its number', async () => {
  const owner = await aCustomer(app, await aSite(app));
  const id = await anOrder(app, owner, { number: 'KQ-lonely' });
  await app.db('purchase_order_line').where({ order_id: id }).delete();
  expect((await (await signedIn(app, owner)).call('GET /orders')).items).toMatchObject([
    { title: 'KQ-lonely', moreLines: 0 },
  ]);
});
