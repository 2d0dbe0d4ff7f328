import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  aPayment,
  aProduct,
  aSite,
  aSubscription,
  days,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import type { Visitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
});

async function aVisit(): Promise<{ owner: TestCustomer; visitor: Visitor }> {
  const owner = await aCustomer(app, siteId);
  return { owner, visitor: await signedIn(app, owner) };
}

const dayOf = (instant: string | null | undefined) =>
  instant ? Math.round((Date.parse(instant) - Date.now()) / 86_400_000) : null;

describe('the state in words', () => {
  test.each<[string, Record<string, unknown>, string, number | null]>([
    ['runs', {}, 'active', null],
    ['is on trial', { trial_ends_at: days(4) }, 'trial', 4],
    ['had a trial', { trial_ends_at: days(-4) }, 'active', null],
    ['was cancelled and still runs', { ends_at: days(20) }, 'ends', 20],
    ['was cancelled on trial', { ends_at: days(4), trial_ends_at: days(4) }, 'ends', 4],
    ['was cancelled and is over', { ends_at: days(-2) }, 'ended', -2],
    ['is paused until a day', { paused_at: days(-1), resumes_at: days(30) }, 'paused', 30],
    ['is paused until resumed', { paused_at: days(-1) }, 'paused', null],
    ['was paused and runs again', { paused_at: days(-40), resumes_at: days(-10) }, 'active', null],
    ['could not be charged', { payment_failed_at: days(-2), fix_by_at: days(5) }, 'payment_failed', 5],
    [
      'could not be charged and was cancelled',
      { payment_failed_at: days(-2), fix_by_at: days(5), ends_at: days(8) },
      'payment_failed',
      5,
    ],
    [
      'could not be charged and is over',
      { payment_failed_at: days(-9), fix_by_at: days(-2), ended_at: days(-2) },
      'ended',
      -2,
    ],
  ])('of a subscription that %s', async (_, fields, state, inDays) => {
    const { owner, visitor } = await aVisit();
    await aSubscription(app, owner, fields);
    const [found] = (await visitor.call('GET /subscriptions')).items;
    expect({ state: found?.state, inDays: dayOf(found?.stateAt) }).toEqual({ state, inDays });
  });

  test.each<[string, Record<string, unknown>, boolean]>([
    ['an active one', {}, true],
    ['one on trial', { trial_ends_at: days(10) }, true],
    ['one whose payment failed: its date is past', { payment_failed_at: days(-2), fix_by_at: days(5) }, false],
    ['a paused one', { paused_at: days(-1) }, false],
    ['one that ends', { ends_at: days(10) }, false],
    ['an ended one', { ended_at: days(-1) }, false],
  ])('%s says whether more will be charged', async (_, fields, isCharged) => {
    const { owner, visitor } = await aVisit();
    await aSubscription(app, owner, fields);
    const [found] = (await visitor.call('GET /subscriptions')).items;
    expect(found?.nextPaymentAt !== null).toBe(isCharged);
    expect(found?.nextPaymentCents).toBe(isCharged ? 2900 : null);
  });

  test('a plan counts its payments and what is left, and is paid off, never ended, after the last', async () => {
    const { owner, visitor } = await aVisit();
    const plan = { kind: 'plan', price_cents: 15_000, payments_total: 6 };
    await aSubscription(app, owner, { ...plan, payments_made: 4 });
    await aSubscription(app, owner, { ...plan, payments_made: 6, ended_at: days(-30) });
    const { items } = await visitor.call('GET /subscriptions');
    expect(items).toMatchObject([
      { kind: 'plan', state: 'active', plan: { paid: 4, total: 6, remainingCents: 30_000 } },
      {
        kind: 'plan',
        state: 'paid_off',
        plan: { paid: 6, total: 6, remainingCents: 0 },
        nextPaymentAt: null,
        card: null,
      },
    ]);
  });
});

test('the card shown is the pinned one, else the default one', async () => {
  const { owner, visitor } = await aVisit();
  await aCard(app, owner);
  const pinned = await aCard(app, owner, { last4: '0005', is_default: false });
  const plain = await aSubscription(app, owner);
  const other = await aSubscription(app, owner, { payment_method_id: pinned });
  const { items } = await visitor.call('GET /subscriptions');
  expect(items.find(({ id }) => id === plain)?.card?.last4).toBe('4242');
  expect(items.find(({ id }) => id === other)?.card?.last4).toBe('0005');
});

test('running ones come first, then the past ones, newest first', async () => {
  const { owner, visitor } = await aVisit();
  const old = await aSubscription(app, owner, { started_at: days(-900) });
  const ended = await aSubscription(app, owner, { started_at: days(-5), ended_at: days(-1) });
  const young = await aSubscription(app, owner, { started_at: days(-10) });
  expect((await visitor.call('GET /subscriptions')).items.map(({ id }) => id)).toEqual([young, old, ended]);
});

test('a detail shows the program and the last twelve payments with card and reason', async () => {
  const { owner, visitor } = await aVisit();
  const card = await aCard(app, owner);
  const product = await aProduct(app, siteId, 'Studio', 'Studio Membership');
  const subscriptionId = await aSubscription(app, owner, { product_id: product });
  for (let month = 1; month <= 14; month++)
    await aPayment(app, owner, { subscription_id: subscriptionId, at: days(-30 * month), payment_method_id: card });
  await aPayment(app, owner, {
    subscription_id: subscriptionId,
    at: days(-1),
    state: 'failed',
    reason: 'The card was declined.',
  });
  await aPayment(app, owner, { at: days(0) });
  const detail = await visitor.call('GET /subscriptions/:subscriptionId', { params: { subscriptionId } });
  expect(detail).toMatchObject({ name: 'Studio', program: 'Studio Membership' });
  expect(detail.payments).toHaveLength(12);
  expect(detail.payments[0]).toMatchObject({ state: 'failed', reason: 'The card was declined.', card: null });
  expect(detail.payments[1]?.card?.last4).toBe('4242');
});

test('money in currencies of zero and three decimals is handed on as whole minor units', async () => {
  const { owner, visitor } = await aVisit();
  await aSubscription(app, owner, { currency: 'JPY', price_cents: 4200 });
  await aSubscription(app, owner, { currency: 'KWD', price_cents: 12_345 });
  const { items } = await visitor.call('GET /subscriptions');
  expect(items.map(({ currency, priceCents }) => `${priceCents} ${currency}`).sort()).toEqual([
    '12345 KWD',
    '4200 JPY',
  ]);
});
