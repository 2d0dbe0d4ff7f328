import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCard, aCustomer, anOrder, aSite, aSubscription, signedIn, type TestCustomer } from '../support/builders.ts';
import type { Visitor } from '../support/visitor.ts';

let app: TestApp;
let ann: TestCustomer;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp();
  ann = await aCustomer(app, await aSite(app));
  await aCard(app, ann);
  await aSubscription(app, ann);
  await anOrder(app, ann);
  visitor = await signedIn(app, ann);
});

test('the boot of a signed-in customer carries settings, customer and overview', async () => {
  const boot = await visitor.call('GET /boot', { query: { first: 'overview' } });
  expect(boot.customer).toMatchObject({ firstName: 'Ann', initials: 'AL', email: ann.email });
  expect(boot.overview?.nextPayments).toMatchObject([{ name: 'Studio Membership', amountCents: 2900, card: { last4: '4242' } }]);
  expect(boot.overview?.recentOrders).toHaveLength(1);
});

test('lists, details, profile and security answer as the contract says', async () => {
  const subscriptions = await visitor.call('GET /subscriptions');
  await visitor.call('GET /subscriptions/:subscriptionId', { params: { subscriptionId: subscriptions.items[0]?.id ?? '' } });
  const orders = await visitor.call('GET /orders');
  await visitor.call('GET /orders/:orderId', { params: { orderId: orders.items[0]?.id ?? '' } });
  expect(await visitor.call('PATCH /profile', { body: { firstName: 'Anna' } })).toMatchObject({ firstName: 'Anna', lastName: 'Lee' });
  expect((await visitor.call('GET /security')).devices).toMatchObject([{ name: 'Firefox on Windows', current: true }]);
});
