/** What customers do with their cards, through the provider, and read back from it. */
import { randomUUID } from 'node:crypto';
import type Stripe from 'stripe';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  aBuyer,
  anOpenInvoice,
  aPrice,
  aRunningSubscription,
  startShop,
  takeIn,
  type Buyer,
  type Shop,
} from '../support/payments.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});

const key = () => ({ idempotencyKey: randomUUID() });
const methodsOf = async ({ visitor }: Pick<Buyer, 'visitor'>) => (await visitor.call('GET /payment-methods')).methods;
const at = (paymentMethodId: string) => ({ params: { paymentMethodId } });

/** The card that the provider has for a subscription of its own. */
const pinnedTo = async (subscription: string) =>
  (await shop.stripe.subscriptions.retrieve(subscription)).default_payment_method;
const defaultOf = async ({ account }: Pick<Buyer, 'account'>) => {
  const customer = await shop.stripe.customers.retrieve(account);
  return 'deleted' in customer ? null : customer.invoice_settings.default_payment_method;
};

async function resume(): Promise<void> {
  await shop.app.db.raw(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await shop.app.work();
}

describe('adding a card', () => {
  const begin = ({ visitor }: Pick<Buyer, 'visitor'>) => visitor.call('POST /payment-methods/card-entries', key());
  const finish = ({ visitor }: Pick<Buyer, 'visitor'>, entry: string) =>
    visitor.ask('POST /payment-methods/card-entries/finish', { body: { entry } });
  const enter = (entry: string, card: string) =>
    shop.stripe.setupIntents
      .confirm(entry, { payment_method: card, return_url: 'https://shop.example' })
      .catch(() => undefined);

  test('begun in the provider’s fields it is on the list when it is finished, with what can be paid', async () => {
    const buyer = await aBuyer(shop);
    await anOpenInvoice(shop, buyer);
    const { entry, fields } = await begin(buyer);
    expect(fields).toMatchObject({ script: `${shop.url}/endive/stripe.js`, publishableKey: 'pk_test_events1234' });
    expect((await finish(buyer, entry)).body).toEqual({
      ...{ state: 'unfinished', paymentMethodId: null, reason: null, openInvoices: 1 },
    });
    await enter(entry, 'pm_card_visa');
    const { body } = await finish(buyer, entry);
    const [method] = await methodsOf(buyer);
    expect(body).toEqual({ state: 'added', paymentMethodId: method?.id, reason: null, openInvoices: 1 });
    expect(method?.card).toMatchObject({ brand: 'visa', last4: '4242' });
  });

  test('D11: refused, or refused by its bank, it says why; confirmed by its bank it is added', async () => {
    const buyer = await aBuyer(shop);
    const refused = await begin(buyer);
    await enter(refused.entry, 'pm_card_chargeDeclinedExpiredCard');
    expect((await finish(buyer, refused.entry)).body).toMatchObject({
      state: 'failed',
      reason: 'The card has expired.',
    });
    const asked = await begin(buyer);
    await enter(asked.entry, 'pm_card_authenticationRequired');
    expect((await finish(buyer, asked.entry)).body).toMatchObject({ state: 'unfinished' });
    shop.sandbox.completeAuthentication(asked.entry, false);
    expect((await finish(buyer, asked.entry)).body).toMatchObject({
      ...{ state: 'failed', reason: 'The bank could not confirm that it was you.' },
    });
    await enter(asked.entry, 'pm_card_authenticationRequired');
    shop.sandbox.completeAuthentication(asked.entry, true);
    expect((await finish(buyer, asked.entry)).body).toMatchObject({ state: 'added' });
    expect(await methodsOf(buyer)).toHaveLength(1);
  });

  test('D9: one that another customer has begun is not there', async () => {
    const [buyer, other] = [await aBuyer(shop), await aBuyer(shop)];
    const { entry } = await begin(other);
    await enter(entry, 'pm_card_visa');
    expect((await finish(buyer, entry)).status).toBe(404);
    expect((await finish(buyer, 'seti_nobodys')).status).toBe(404);
    expect(await methodsOf(buyer)).toEqual([]);
  });

  test('who has no record at the provider yet gets one, once', async () => {
    const { app, siteId, stripe } = shop;
    const buyer = await aBuyer(shop);
    await app.db('customer_provider_account').where({ site_id: siteId, customer_id: buyer.id }).delete();
    const [one, two] = await Promise.all([begin(buyer), begin(buyer)]);
    const accounts = await app.db('customer_provider_account').where({ customer_id: buyer.id }).pluck('provider_id');
    expect(accounts).toHaveLength(1);
    const intents = await Promise.all([one, two].map(({ entry }) => stripe.setupIntents.retrieve(entry)));
    expect(intents.map(({ customer }) => customer)).toEqual([accounts[0], accounts[0]]);
    expect(await stripe.customers.retrieve(accounts[0])).toMatchObject({ email: buyer.email });
  });

  test('on the provider’s own page, which leads back to the site alone', async () => {
    const buyer = await aBuyer(shop);
    const host = (returnTo: string) =>
      buyer.visitor.ask('POST /payment-methods/hosted-card-entries', { body: { returnTo }, ...key() });
    const back = `${shop.app.url}/c/${shop.siteId}#cc/payment-methods`;
    const { body } = await host(back);
    expect(body.url).toContain(`${shop.url}/checkout/`);
    const [session] = (await shop.stripe.checkout.sessions.list({ customer: buyer.account })).data;
    expect(session).toMatchObject({ mode: 'setup', cancel_url: back });
    expect(session?.success_url).toContain('?checkout_session={CHECKOUT_SESSION_ID}#cc/payment-methods');
    shop.sandbox.completeCheckout(session?.id ?? '', { paymentMethod: 'pm_card_visa' });
    expect((await finish(buyer, session?.id ?? '')).body).toMatchObject({ state: 'added' });
    for (const elsewhere of ['https://evil.example/', 'https://shop.example.evil.example/']) {
      expect(await host(elsewhere)).toMatchObject({ status: 422, body: { fields: [{ path: 'returnTo' }] } });
    }
  });

  test('nobody tries many cards', async () => {
    const buyer = await aBuyer(shop);
    for (let count = 0; count < 20; count++) await begin(buyer);
    expect(await buyer.visitor.ask('POST /payment-methods/card-entries', key())).toMatchObject({ status: 429 });
  });
});

describe('editing a card', () => {
  test('expiry and name change here and there', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const id = await buyer.cardId(0);
    const body = { expiresMonth: 11, expiresYear: 2041, name: 'Ada L.' };
    await buyer.visitor.call('PATCH /payment-methods/:paymentMethodId', { ...at(id), body });
    expect(await methodsOf(buyer)).toMatchObject([{ name: 'Ada L.', card: { expiresMonth: 11, expiresYear: 2041 } }]);
    expect(await shop.stripe.paymentMethods.retrieve(buyer.attached[0] ?? '')).toMatchObject({
      card: { exp_year: 2041 },
    });
  });

  test('a month that is over is refused', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const id = await buyer.cardId(0);
    const body = { expiresMonth: 1, expiresYear: 2020, name: 'Ada' };
    expect(await buyer.visitor.ask('PATCH /payment-methods/:paymentMethodId', { ...at(id), body })).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'expiresMonth' }] } },
    });
  });
});

describe('D8: using a card', () => {
  /** A subscription of every kind: by default, pinned, in its trial, paused, past due, yet to begin, and a plan. */
  async function somebodyWithAll() {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard', 'pm_card_amex');
    const { stripe } = shop;
    const [, , pinned = ''] = buyer.attached;
    const free = await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const own = await aRunningSubscription(shop, buyer, { name: 'Journal', default_payment_method: pinned });
    const trial = await aRunningSubscription(shop, buyer, { name: 'Archive', trial_period_days: 14 });
    const paused = await aRunningSubscription(shop, buyer, { name: 'Circle' });
    await stripe.subscriptions.update(paused.providerId, { pause_collection: { behavior: 'void' } });
    const plan = await aRunningSubscription(shop, buyer, { name: 'Bindery', default_payment_method: pinned });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: plan.providerId });
    const [phase] = schedule.phases;
    await stripe.subscriptionSchedules.update(schedule.id, {
      end_behavior: 'cancel',
      phases: [
        {
          start_date: phase?.start_date ?? 0,
          end_date: (phase?.start_date ?? 0) + 170 * 86_400,
          items: [{ price: String((phase?.items[0]?.price as { id?: string }).id ?? phase?.items[0]?.price) }],
          default_payment_method: pinned,
        },
      ],
    });
    const price = await aPrice(shop, 'Raku', 5900);
    const later = await stripe.subscriptionSchedules.create({
      customer: buyer.account,
      start_date: Math.floor(Date.now() / 1000) + 20 * 86_400,
      end_behavior: 'release',
      phases: [{ items: [{ price: price.id }], duration: { interval: 'month', interval_count: 1 } }],
    });
    await takeIn(shop, buyer);
    return { buyer, free, own, trial, paused, plan, schedule: schedule.id, later: later.id };
  }

  test('the list tells first what will move, with amounts, dates and the cards of today', async () => {
    const { buyer, free, own, trial, paused, plan } = await somebodyWithAll();
    const { charges } = await buyer.visitor.call(
      'POST /payment-methods/:paymentMethodId/uses',
      at(await buyer.cardId(1)),
    );
    const byName = Object.fromEntries(charges.map((each) => [each.name, each]));
    expect(byName).toMatchObject({
      Studio: { subscriptionId: free.id, state: 'active', amountCents: 2900, isPinned: false, card: { last4: '4242' } },
      Journal: { subscriptionId: own.id, isPinned: true, card: { brand: 'amex' } },
      Archive: { subscriptionId: trial.id, state: 'trial', nextAt: expect.any(String) },
      Circle: { subscriptionId: paused.id, state: 'paused', nextAt: null },
      Bindery: { subscriptionId: plan.id, kind: 'plan', paymentsLeft: expect.any(Number), isPinned: true },
    });
    expect(charges.find(({ state }) => state === 'scheduled')).toMatchObject({
      amountCents: 5900,
      subscriptionId: null,
    });
    expect(charges.every(({ isMovable }) => isMovable)).toBe(true);
    const dates = charges.map(({ nextAt }) => nextAt ?? 'no date');
    expect(dates).toEqual(dates.toSorted());
  });

  test('what ends before its next payment is listed without an amount', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const ending = await aRunningSubscription(shop, buyer, { name: 'Letters' });
    const { cancel_at } = await shop.stripe.subscriptions.update(ending.providerId, { cancel_at_period_end: true });
    await takeIn(shop, buyer);
    const whose = at(await buyer.cardId(0));
    const { charges } = await buyer.visitor.call('POST /payment-methods/:paymentMethodId/uses', whose);
    const nextAt = new Date((cancel_at ?? 0) * 1000).toISOString();
    expect(charges).toMatchObject([{ name: 'Letters', state: 'ends', amountCents: null, nextAt }]);
  });

  test.each([
    ['paid by usage', { recurring: { interval: 'month', interval_count: 1, usage_type: 'metered' } }],
    ['in tiers', { unit_amount: null }],
  ])('what is %s has no one amount, and keeps nobody from using or removing a card', async (_how, price) => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { providerId } = await aRunningSubscription(shop, buyer, { name: 'Kiln' });
    const [item] = shop.sandbox.state.subscription.get(providerId)?.items.data ?? [];
    Object.assign(item ?? {}, { price: { ...item?.price, ...price } });
    const [old, other] = [await buyer.cardId(0), await buyer.cardId(1)];
    const uses = await buyer.visitor.call('POST /payment-methods/:paymentMethodId/uses', at(other));
    expect(uses.charges).toMatchObject([{ name: 'Kiln', amountCents: null, nextAt: expect.any(String) }]);
    const remove = (more: object) =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/remove', { ...at(old), body: more, ...key() });
    expect(await remove({})).toMatchObject({ status: 409, body: { code: 'card_needed' } });
    const wish = { ...at(other), body: { scope: 'all' as const }, ...key() };
    expect(await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', wish)).toMatchObject({
      isDone: true,
    });
    expect(await pinnedTo(providerId)).toBe(buyer.attached[1]);
    expect((await remove({})).body).toMatchObject({ isDone: true });
  });

  test('for all: the default and each of them is written, and read back as it will really be charged', async () => {
    const { buyer, schedule, later, ...all } = await somebodyWithAll();
    const id = await buyer.cardId(1);
    const [, card] = buyer.attached;
    const answer = await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', {
      ...at(id),
      body: { scope: 'all' },
      ...key(),
    });
    expect(answer).toMatchObject({ isDone: true, openInvoices: 0 });
    expect(answer.charges.map(({ card: face }) => face?.brand)).toEqual(answer.charges.map(() => 'mastercard'));
    expect(await defaultOf(buyer)).toBe(card);
    for (const { providerId } of Object.values(all)) expect(await pinnedTo(providerId)).toBe(card);
    const phases = (await shop.stripe.subscriptionSchedules.retrieve(schedule)).phases;
    expect(phases.map(({ default_payment_method: own }) => own)).toEqual([card]);
    expect(await shop.stripe.subscriptionSchedules.retrieve(later)).toMatchObject({
      default_settings: { default_payment_method: card },
    });
    const [first] = await methodsOf(buyer);
    expect(first).toMatchObject({ id, isDefault: true });
    expect(first?.pays.map(({ name }) => name).sort()).toEqual(['Archive', 'Bindery', 'Circle', 'Journal', 'Studio']);
  });

  test('for one: others are as they were', async () => {
    const { buyer, free, own, trial } = await somebodyWithAll();
    await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', {
      ...at(await buyer.cardId(1)),
      body: { scope: 'one', subscriptionId: free.id },
      ...key(),
    });
    expect(await pinnedTo(free.providerId)).toBe(buyer.attached[1]);
    expect(await pinnedTo(own.providerId)).toBe(buyer.attached[2]);
    expect(await pinnedTo(trial.providerId)).toBeNull();
    expect(await defaultOf(buyer)).toBe(buyer.attached[0]);
  });

  test('for what comes: what there is keeps the card that it has', async () => {
    const { buyer, free, own } = await somebodyWithAll();
    await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', {
      ...at(await buyer.cardId(1)),
      body: { scope: 'future' },
      ...key(),
    });
    expect(await defaultOf(buyer)).toBe(buyer.attached[1]);
    expect(await pinnedTo(free.providerId)).toBe(buyer.attached[0]);
    expect(await pinnedTo(own.providerId)).toBe(buyer.attached[2]);
  });

  test('stopped in the middle it goes on by itself, and leaves out what is done', async () => {
    const { buyer, ...all } = await somebodyWithAll();
    const writes = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path.startsWith('/v1/subscriptions/');
    // Two are written, then nothing gets through any more.
    const seen = new Set<string>();
    let isCut = true;
    const isLate = (request: { id: string; method: string; path: string }) =>
      isCut && writes(request) && seen.add(request.id).size > 2;
    shop.sandbox.announceTrouble(50, 'hang up', isLate);
    const answer = await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', {
      ...at(await buyer.cardId(1)),
      body: { scope: 'all' },
      ...key(),
    });
    expect(answer.isDone).toBe(false);
    isCut = false;
    shop.sandbox.requests.length = 0;
    await resume();
    const { isSettled } = await buyer.visitor.call('GET /operations/:operationId', {
      params: { operationId: answer.operationId },
    });
    expect(isSettled).toBe(true);
    for (const name of ['free', 'own', 'trial', 'paused', 'plan'] as const)
      expect(await pinnedTo(all[name].providerId)).toBe(buyer.attached[1]);
    expect(shop.sandbox.requests.filter(writes)).toHaveLength(3);
  });

  test('what the provider failed to write is written by the next try', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { providerId } = await aRunningSubscription(shop, buyer);
    shop.sandbox.announceTrouble(2, 'server error', ({ path }) => path === `/v1/subscriptions/${providerId}`);
    const wish = { ...at(await buyer.cardId(1)), body: { scope: 'all' as const }, ...key() };
    const answer = await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', wish);
    expect(answer.isDone).toBe(false);
    await resume();
    expect([await pinnedTo(providerId), await defaultOf(buyer)]).toEqual([buyer.attached[1], buyer.attached[1]]);
    expect(await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', wish)).toMatchObject({
      isDone: true,
    });
  });

  test('who has two records at the provider is told what can’t move', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const second = await shop.stripe.customers.create({ email: buyer.email, name: 'Ada Ash' });
    const method = await shop.stripe.paymentMethods.attach('pm_card_amex', { customer: second.id });
    await shop.stripe.customers.update(second.id, { invoice_settings: { default_payment_method: method.id } });
    await aRunningSubscription(shop, { account: second.id }, { name: 'Journal' });
    const { charges } = await buyer.visitor.call(
      'POST /payment-methods/:paymentMethodId/uses',
      at(await buyer.cardId(1)),
    );
    expect(charges.map(({ name, isMovable }) => [name, isMovable]).sort()).toEqual([
      ['Journal', false],
      ['Studio', true],
    ]);
  });

  test('a card that is no customer’s own, and one that is not there, are not used', async () => {
    const [buyer, other] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    const { id } = await aRunningSubscription(shop, other, {});
    const use = (body: object, paymentMethodId: string) =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/use', {
        ...at(paymentMethodId),
        body: body as never,
        ...key(),
      });
    expect((await use({ scope: 'all' }, await other.cardId(0))).status).toBe(404);
    const theirs = await use({ scope: 'one', subscriptionId: id }, await buyer.cardId(0));
    expect(theirs).toMatchObject({ status: 422, body: { fields: [{ path: 'subscriptionId' }] } });
    expect((await use({ scope: 'one' }, await buyer.cardId(0))).status).toBe(422);
    expect((await use({ scope: 'all', subscriptionId: id }, await buyer.cardId(0))).status).toBe(422);
  });
});

describe('D13: removing a card', () => {
  const remove = async (buyer: Buyer, index: number, more: { replaceWith?: string } = {}) =>
    buyer.visitor.ask('POST /payment-methods/:paymentMethodId/remove', {
      ...at(await buyer.cardId(index)),
      body: more,
      ...key(),
    });

  test('one that nothing depends on goes', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    await aRunningSubscription(shop, buyer);
    expect((await remove(buyer, 1)).body).toEqual({ isDone: true, openInvoices: 0 });
    expect((await methodsOf(buyer)).map(({ card }) => card.brand)).toEqual(['visa']);
    expect((await shop.stripe.paymentMethods.retrieve(buyer.attached[1] ?? '')).customer).toBeNull();
  });

  test('one that something due depends on stays, and what depends on it is named', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const refused = await remove(buyer, 0);
    expect(refused).toMatchObject({
      ...{ status: 409, body: { code: 'card_needed', fields: [{ path: id, message: 'Studio' }] } },
    });
    expect(await methodsOf(buyer)).toHaveLength(1);
  });

  test('with another in its place everything moves first', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const free = await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const own = await aRunningSubscription(shop, buyer, {
      name: 'Journal',
      default_payment_method: buyer.attached[0] ?? '',
    });
    const replaceWith = await buyer.cardId(1);
    await anOpenInvoice(shop, buyer);
    // What a card could not pay the next one can, at once.
    expect((await remove(buyer, 0, { replaceWith })).body).toEqual({ isDone: true, openInvoices: 1 });
    expect(await defaultOf(buyer)).toBe(buyer.attached[1]);
    expect([await pinnedTo(free.providerId), await pinnedTo(own.providerId)]).toEqual([null, buyer.attached[1]]);
    const [left] = await methodsOf(buyer);
    expect(left).toMatchObject({ id: replaceWith, isDefault: true, pays: [{}, {}] });
  });

  test.each(['of the customer', 'of the subscription'])(
    'nor one that was saved years ago as the source %s',
    async (of) => {
      const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
      const { providerId } = await aRunningSubscription(shop, buyer);
      const [old = '', other = ''] = buyer.attached;
      const person = shop.sandbox.state.customer.get(buyer.account) as Stripe.Customer;
      const isCustomers = of === 'of the customer';
      const settings = { default_payment_method: isCustomers ? null : other };
      Object.assign(person.invoice_settings, settings);
      const holder = isCustomers ? person : shop.sandbox.state.subscription.get(providerId)!;
      Object.assign(holder, { default_source: old });
      await takeIn(shop, buyer);
      expect(await remove(buyer, 0)).toMatchObject({ status: 409, body: { code: 'card_needed' } });
      const replaceWith = await buyer.cardId(1);
      expect((await remove(buyer, 0, { replaceWith })).body).toMatchObject({ isDone: true });
      expect(isCustomers ? await defaultOf(buyer) : await pinnedTo(providerId)).toBe(other);
    },
  );

  test('nor one that pays only what comes after the first hundred', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { providerId } = await aRunningSubscription(shop, buyer);
    const { subscription } = shop.sandbox.state;
    const one = subscription.get(providerId)!;
    const [card = '', other = ''] = buyer.attached;
    // The list begins with what is newest.
    for (let count = 0; count < 100; count++)
      shop.sandbox.add({
        ...one,
        id: `sub_${buyer.account}${count}`,
        created: one.created + 10,
        default_payment_method: other,
      });
    Object.assign(one, { default_payment_method: card });
    expect(await remove(buyer, 0)).toMatchObject({ status: 409, body: { code: 'card_needed', fields: [{}] } });
  });

  test('it does not take its own place, nor does somebody else’s', async () => {
    const [buyer, other] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    await aRunningSubscription(shop, buyer);
    for (const replaceWith of [await buyer.cardId(0), await other.cardId(0)]) {
      expect(await remove(buyer, 0, { replaceWith })).toMatchObject({
        status: 422,
        body: { fields: [{ path: 'replaceWith' }] },
      });
    }
  });
});

test('while the site is not connected nothing of it can be done, and the list says so', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { db } = shop.app;
  const [row] = await db('provider_connection').where({ site_id: shop.siteId }).delete().returning('*');
  try {
    expect(await buyer.visitor.call('GET /payment-methods')).toMatchObject({ mayChange: false, methods: [{}] });
    expect(await buyer.visitor.ask('POST /payment-methods/card-entries', key())).toMatchObject({
      ...{ status: 503, body: { code: 'payments_off' } },
    });
  } finally {
    await db('provider_connection').insert(row);
  }
});

test('R8: while the provider is down the list is there, and what can’t be done says that nothing was charged', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const id = await buyer.cardId(0);
  await shop.sandbox.stopAnswering();
  try {
    expect(await methodsOf(buyer)).toHaveLength(1);
    for (const answer of [
      await buyer.visitor.ask('POST /payment-methods/card-entries', key()),
      await buyer.visitor.ask('POST /payment-methods/:paymentMethodId/uses', at(id)),
    ])
      expect(answer).toMatchObject({ status: 503, body: { code: 'provider_unavailable' } });
  } finally {
    await shop.sandbox.answerAgain();
  }
  expect((await buyer.visitor.ask('POST /payment-methods/card-entries', key())).status).toBe(200);
});
