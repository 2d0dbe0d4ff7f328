import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCard, aCustomer, anInvoice, anOrder, aSite, aSubscription, days, signedIn } from '../support/builders.ts';
import { aVisitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

const monthOf = (date: Date) => ({ expires_month: date.getUTCMonth() + 1, expires_year: date.getUTCFullYear() });

async function visitorWith(setUp: (owner: Awaited<ReturnType<typeof aCustomer>>) => Promise<unknown>) {
  const owner = await aCustomer(app, await aSite(app));
  await setUp(owner);
  return signedIn(app, owner);
}

test('money trouble comes first: failed payments, then cards that expire before they are needed', async () => {
  const visitor = await visitorWith(async (owner) => {
    const expired = await aCard(app, owner, { is_default: false, ...monthOf(days(-60)) });
    await aCard(app, owner);
    await aSubscription(app, owner);
    await aSubscription(app, owner, { payment_method_id: expired, price_cents: 500 });
    await aSubscription(app, owner, { payment_failed_at: days(-1), fix_by_at: days(6), price_cents: 700 });
  });
  const { attention, nextPayments } = await visitor.call('GET /overview');
  expect(attention).toMatchObject([
    { kind: 'payment_failed', amountCents: 700 },
    { kind: 'card_expiring', card: { last4: '4242' } },
  ]);
  expect(nextPayments.map(({ amountCents }) => amountCents).sort()).toEqual([2900, 500]);
});

test('a failed payment names the oldest open invoice of its subscription', async () => {
  const owner = await aCustomer(app, await aSite(app));
  const failing = await aSubscription(app, owner, { payment_failed_at: days(-9), fix_by_at: days(6) });
  await anInvoice(app, owner, { subscription_id: failing, status: 'paid', issued_at: days(-30) });
  const oldest = await anInvoice(app, owner, { subscription_id: failing, issued_at: days(-9) });
  await anInvoice(app, owner, { subscription_id: failing, issued_at: days(-2) });
  const visitor = await signedIn(app, owner);
  expect((await visitor.call('GET /overview')).attention).toMatchObject([{ invoiceId: oldest }]);
  const params = { subscriptionId: failing };
  expect(await visitor.call('GET /subscriptions/:subscriptionId', { params })).toMatchObject({ invoiceId: oldest });
});

test('a card is good until the end of its month', async () => {
  const dueBefore = await visitorWith(async (owner) => {
    await aCard(app, owner, monthOf(days(62)));
    await aSubscription(app, owner, { current_period_end_at: days(20) });
  });
  expect((await dueBefore.call('GET /overview')).attention).toEqual([]);
  const dueAfter = await visitorWith(async (owner) => {
    await aCard(app, owner, monthOf(days(62)));
    await aSubscription(app, owner, { current_period_end_at: days(200), interval_unit: 'year' });
  });
  expect((await dueAfter.call('GET /overview')).attention).toMatchObject([{ kind: 'card_expiring' }]);
});

test('an ended or paused subscription needs nothing, whatever its card', async () => {
  const visitor = await visitorWith(async (owner) => {
    await aCard(app, owner, monthOf(days(-60)));
    await aSubscription(app, owner, { ended_at: days(-1) });
    await aSubscription(app, owner, { paused_at: days(-1) });
  });
  expect(await visitor.call('GET /overview')).toMatchObject({ attention: [], nextPayments: [] });
});

test('the next five payments, soonest first, and the last three orders', async () => {
  const visitor = await visitorWith(async (owner) => {
    for (let index = 0; index < 7; index++) {
      await aSubscription(app, owner, { current_period_end_at: days(30 - index), price_cents: index });
      await anOrder(app, owner, { placed_at: days(-index), total_cents: index, paid_cents: index });
    }
  });
  const { nextPayments, recentOrders } = await visitor.call('GET /overview');
  expect(nextPayments.map(({ amountCents }) => amountCents)).toEqual([6, 5, 4, 3, 2]);
  expect(recentOrders?.map(({ totalCents }) => totalCents)).toEqual([0, 1, 2]);
});

test('a customer who bought nothing gets empty lists', async () => {
  const visitor = await visitorWith(async () => undefined);
  expect(await visitor.call('GET /overview')).toEqual({
    attention: [],
    nextPayments: [],
    recentOrders: [],
    courses: [],
    offers: [],
  });
});

test('orders switched off are not in the overview, nor among the sections', async () => {
  const site = await aSite(app);
  const { settings } = await app.db('site').where({ id: site }).first();
  settings.switches.orderHistory = false;
  await app
    .db('site')
    .where({ id: site })
    .update({ settings: JSON.stringify(settings) });
  const owner = await aCustomer(app, site);
  await anOrder(app, owner);
  const boot = await (await signedIn(app, owner)).call('GET /boot', { query: { first: 'overview' } });
  expect(boot.overview?.recentOrders).toBeNull();
  expect(boot.site.sections).not.toContain('orders');
});

test('boot: with the center off, signing in goes on and no section is there', async () => {
  const site = await aSite(app);
  const { settings } = await app.db('site').where({ id: site }).first();
  settings.switches.center = false;
  await app
    .db('site')
    .where({ id: site })
    .update({ settings: JSON.stringify(settings) });
  const visitor = await signedIn(app, await aCustomer(app, site, { username: 'annlee' }));
  const boot = await visitor.call('GET /boot', { query: { first: 'overview' } });
  expect(boot).toMatchObject({
    customer: { firstName: 'Ann' },
    overview: null,
    site: { sections: [], signInMethods: { username: true } },
  });
});

test('D19: boot hands out public fields only', async () => {
  const site = await aSite(app, { name: 'internal name', headline: 'Kiln & Quill' }, [
    'https://secret-staging.vendor.example',
  ]);
  const boot = await aVisitor(app, site).call('GET /boot');
  expect(boot.customer).toBeNull();
  expect(JSON.stringify(boot)).not.toMatch(/internal name|secret-staging|respectWantedPage|postLoginPage|switches/);
});

test('boot: on a page of another site, browsers keep no cookie, so it says to use the hosted page', async () => {
  const site = await aSite(app);
  const boot = await aVisitor(app, site, { 'sec-fetch-site': 'cross-site' }).call('GET /boot');
  expect(boot).toMatchObject({ transport: 'hosted', site: { hostedPage: `${app.url}/c/${site}` } });
});

test('boot: initials come from the names, else from the address; billing information off hides the address', async () => {
  const site = await aSite(app);
  const nameless = await aCustomer(app, site, { firstName: '', lastName: '', email: 'zoe@customers.example' });
  expect((await (await signedIn(app, nameless)).call('GET /boot')).customer).toMatchObject({
    initials: 'Z',
    email: 'zoe@customers.example',
    maySetPassword: true,
  });
  const { settings } = await app.db('site').where({ id: site }).first();
  settings.switches.billingInformation = false;
  await app
    .db('site')
    .where({ id: site })
    .update({ settings: JSON.stringify(settings) });
  const ann = await aCustomer(app, site, { firstName: 'ann', lastName: 'lee', password: 'a long enough phrase' });
  expect((await (await signedIn(app, ann)).call('GET /boot')).customer).toMatchObject({
    initials: 'AL',
    email: null,
    maySetPassword: false,
  });
});
