/** What somebody tries who wants another's money, another's card, or the same thing twice. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { payLinkTokens } from '../../server/features/pay-links/pay-link-tokens.ts';
import { connectionsStore } from '../../server/gateway/connections.store.ts';
import { gatewaysOf } from '../../server/gateway/gateways.ts';
import { keepService } from '../../server/gateway/keep.service.ts';
import { locks } from '../../server/locks.ts';
import { secretBox } from '../../server/secret-box.ts';
import { aBuyer, anOpenInvoice, aRunningSubscription, startShop, type Buyer, type Shop } from '../support/payments.ts';
import { accountId } from '../support/provider.ts';
import { aStaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});

const at = (paymentMethodId: string) => ({ params: { paymentMethodId } });
const key = (idempotencyKey = randomUUID()) => ({ idempotencyKey });
const onlyPaying = ({ path }: { path: string }) => path.endsWith('/pay');

const pay = ({ visitor }: Pick<Buyer, 'visitor'>, invoiceId: string, idempotencyKey = randomUUID()) =>
  visitor.ask('POST /invoices/:invoiceId/pay', {
    params: { invoiceId },
    body: { paymentMethodId: null },
    idempotencyKey,
  });

const chargesOf = async ({ account }: Pick<Buyer, 'account'>) =>
  (await shop.stripe.charges.list({ customer: account, limit: 100 })).data.filter(
    ({ status }) => status === 'succeeded',
  );

const linkTo = (invoiceId: string) =>
  payLinkTokens(shop.app.config.secretsKeys).sign({ siteId: shop.siteId, invoiceId });

/** What is under way is looked at again at once, and not in half a minute. */
async function resume(): Promise<void> {
  await shop.app.db.raw(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await shop.app.work();
}

const lookAt = ({ visitor }: Pick<Buyer, 'visitor'>, operationId: string) =>
  visitor.call('GET /operations/:operationId', { params: { operationId } });

describe('what is written down of a wish', () => {
  test('no secret of a payment lies in the database, and who asks again is told what is true by then', async () => {
    const buyer = await aBuyer(shop, 'pm_card_authenticationRequired');
    const { id } = await anOpenInvoice(shop, buyer);
    const wish = randomUUID();
    const { body } = await pay(buyer, id, wish);
    expect(body).toMatchObject({ state: 'bank', fields: { clientSecret: expect.stringContaining('_secret_') } });
    const kept = await shop.app.db('operation').where({ customer_id: buyer.id });
    expect(JSON.stringify(kept)).not.toContain('_secret_');
    // Nor does whoever looks on read one.
    expect(JSON.stringify(await lookAt(buyer, body.operationId ?? ''))).not.toContain('_secret_');
    const same = await pay(buyer, id, wish);
    expect(same.body).toEqual(body);
    shop.sandbox.completeAuthentication(body.fields?.clientSecret.split('_secret')[0] ?? '', true);
    expect((await pay(buyer, id, wish)).body).toMatchObject({
      ...{ state: 'paid', operationId: body.operationId, fields: null },
    });
  });

  test('a key is a wish of one kind and of one customer', async () => {
    const staff = await aStaffMember(shop.app, shop.siteId, 'support');
    const [one, other] = [await aBuyer(shop), await aBuyer(shop)];
    const idempotencyKey = randomUUID();
    const entries = [];
    for (const { id: customerId } of [one, other])
      entries.push(
        await staff.ask('POST /admin/customers/:customerId/card-entries', { params: { customerId }, idempotencyKey }),
      );
    expect(entries.map(({ status }) => status)).toEqual([200, 200]);
    expect(entries[0]?.body.entry).not.toBe(entries[1]?.body.entry);
    expect((await one.visitor.ask('POST /payment-methods/card-entries', { idempotencyKey })).status).toBe(200);
    const returnTo = `${shop.app.url}/c/${shop.siteId}`;
    const hosted = (to: string) =>
      one.visitor.ask('POST /payment-methods/hosted-card-entries', { body: { returnTo: to }, idempotencyKey });
    expect((await hosted(returnTo)).status).toBe(200);
    expect(await hosted(`${returnTo}?other`)).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });
});

describe('what is interrupted', () => {
  test('a card that was removed after it has paid does not make a refusal of the payment', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    shop.sandbox.announceTrouble(2, 'server error after commit', onlyPaying);
    const wish = randomUUID();
    const { body } = await pay(buyer, id, wish);
    expect(body.state).toBe('checking');
    await shop.stripe.paymentMethods.detach(buyer.attached[0] ?? '');
    await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: buyer.account }]);
    await resume();
    expect(await lookAt(buyer, body.operationId ?? '')).toMatchObject({ isSettled: true, payment: { state: 'paid' } });
    expect((await pay(buyer, id, wish)).body).toMatchObject({ state: 'paid' });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('what was to be paid with one card is not paid with the one that is the default by then', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id } = await anOpenInvoice(shop, buyer);
    await shop.sandbox.stopAnswering();
    const { body } = await pay(buyer, id);
    expect(body.state).toBe('checking');
    await shop.sandbox.answerAgain();
    await shop.stripe.customers.update(buyer.account, {
      invoice_settings: { default_payment_method: buyer.attached[1] ?? '' },
    });
    await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: buyer.account }]);
    await resume();
    expect(await lookAt(buyer, body.operationId ?? '')).toMatchObject({ isSettled: true, payment: { state: 'paid' } });
    const [charge] = await chargesOf(buyer);
    expect(charge?.payment_method).toBe(buyer.attached[0]);
  });

  test('refused when it goes on, the same key is told why, as who asks at once is', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id: subscriptionId, providerId } = await aRunningSubscription(shop, buyer);
    const card = at(await buyer.cardId(1));
    const use = (idempotencyKey: string) =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/use', {
        ...{ ...card, body: { scope: 'one', subscriptionId }, idempotencyKey },
      });
    const wish = randomUUID();
    await shop.sandbox.stopAnswering();
    expect((await use(wish)).body).toMatchObject({ isDone: false });
    await shop.sandbox.answerAgain();
    await shop.stripe.subscriptions.cancel(providerId);
    await resume();
    const late = await use(wish);
    const atOnce = await use(randomUUID());
    expect(late).toMatchObject({ status: 422, body: { fields: [{ path: 'subscriptionId' }] } });
    expect([late.status, late.body]).toEqual([atOnce.status, atOnce.body]);
  });

  test('refused when it goes on, the same key is told so', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    await aRunningSubscription(shop, buyer);
    const [first, second] = [await buyer.cardId(0), await buyer.cardId(1)];
    const wish = randomUUID();
    const use = () =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/use', {
        ...at(second),
        body: { scope: 'all' },
        ...key(wish),
      });
    await shop.sandbox.stopAnswering();
    expect((await use()).body).toMatchObject({ isDone: false });
    await shop.sandbox.answerAgain();
    await shop.stripe.paymentMethods.detach(buyer.attached[1] ?? '');
    await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: buyer.account }]);
    await resume();
    expect((await use()).status).toBe(404);
    expect((await buyer.visitor.ask('GET /payment-methods')).body.methods.map(({ id }) => id)).toEqual([first]);
  });

  test('a card that the provider has no longer is refused, and keeps nobody from using another', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard', 'pm_card_amex');
    await aRunningSubscription(shop, buyer);
    await shop.stripe.paymentMethods.detach(buyer.attached[1] ?? '');
    const use = async (index: number) =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/use', {
        ...at(await buyer.cardId(index)),
        body: { scope: 'all' },
        ...key(),
      });
    expect(await use(1)).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    expect((await use(2)).body).toMatchObject({ isDone: true });
    const remove = await buyer.visitor.ask('POST /payment-methods/:paymentMethodId/remove', {
      ...at(await buyer.cardId(2)),
      body: { replaceWith: await buyer.cardId(1) },
      ...key(),
    });
    expect(remove).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
  });

  test('an invoice that the provider no longer has is not under way for days', async () => {
    const admin = await aStaffMember(shop.app, shop.siteId, 'admin');
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id, providerId } = await anOpenInvoice(shop, buyer);
    shop.sandbox.state.invoice.delete(providerId);
    expect((await pay(buyer, id)).body).toMatchObject({ state: 'open', amountCents: 4900 });
    // Nor is a wish that was on its way when it went.
    await shop.sandbox.stopAnswering();
    const { operationId = '' } = (await pay(buyer, id)).body;
    await shop.sandbox.answerAgain();
    await resume();
    expect(await lookAt(buyer, operationId ?? '')).toMatchObject({ isSettled: true, payment: { state: 'open' } });

    await shop.app.db('invoice').where({ id }).update({ status: 'paid', due_cents: 0 });
    const credited = await admin.ask('POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos', {
      params: { customerId: buyer.id, invoiceId: id },
      body: { lines: [{ lineId: 'il_gone', cents: 100 }], reason: 'returned', memo: 'Back', to: 'card' },
      ...key(),
    });
    expect(credited).toMatchObject({ status: 422, body: { fields: [{ path: 'lines' }] } });
  });

  test('what nobody can finish is given up in the end, and no longer stands in the way', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    await aRunningSubscription(shop, buyer);
    await shop.sandbox.stopAnswering();
    const use = async () =>
      buyer.visitor.ask('POST /payment-methods/:paymentMethodId/use', {
        ...at(await buyer.cardId(1)),
        body: { scope: 'all' },
        ...key(),
      });
    const { operationId = '' } = (await use()).body;
    await shop.app.db('operation').where({ id: operationId }).update({ tries: 23 });
    await resume();
    await shop.sandbox.answerAgain();
    expect(await lookAt(buyer, operationId)).toMatchObject({ isSettled: true });
    expect((await use()).body).toMatchObject({ isDone: true });
  });

  test('what lost its job, because the server was stopped in the middle too often, is taken up again', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    await shop.sandbox.stopAnswering();
    const { operationId = '' } = (await pay(buyer, id)).body;
    await shop.sandbox.answerAgain();
    const { db } = shop.app;
    await db('operation')
      .where({ id: operationId })
      .update({ created_at: new Date(Date.now() - 3_600_000) });
    await db.raw('update graphile_worker._private_jobs set attempts = max_attempts, run_at = now()');
    await shop.app.work();
    expect(await pay(buyer, id)).toMatchObject({ status: 409, body: { code: 'in_progress' } });
    await db.raw(`select graphile_worker.add_job('sweep-operations')`);
    await shop.app.work();
    expect(await lookAt(buyer, operationId ?? '')).toMatchObject({ isSettled: true, payment: { state: 'paid' } });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });
});

test('a payment is told of while an import keeps everybody from writing records', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { id, providerId } = await anOpenInvoice(shop, buyer);
  await shop.app.db.transaction(async (importing) => {
    await importing.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.records, shop.siteId]);
    expect(await pay(buyer, id)).toMatchObject({ status: 200, body: { state: 'paid' } });
  });
  // The provider's event tells the rest.
  await shop.keeping.refresh(shop.siteId, [{ kind: 'invoice', providerId }]);
  expect(await buyer.visitor.call('GET /invoices/:invoiceId', { params: { invoiceId: id } })).toMatchObject({
    state: 'paid',
  });
});

describe('addresses to come back to', () => {
  test.each([
    'javascript:alert(1)//',
    'data:text/html,x',
    'blob:ORIGIN/1234',
    'view-source:ORIGIN/',
    'ORIGIN@evil.example/',
    'ORIGIN.evil.example/',
    '//evil.example/',
    'ftp://localhost/',
  ])('%s leads nowhere', async (form) => {
    const buyer = await aBuyer(shop);
    const returnTo = form.replace('ORIGIN', shop.app.url);
    const answer = await buyer.visitor.ask('POST /payment-methods/hosted-card-entries', {
      body: { returnTo },
      ...key(),
    });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'returnTo' }] } });
  });
});

describe('who is blocked', () => {
  test('is signed out, and an emailed link of theirs uses no card of theirs', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const token = await linkTo(id);
    await shop.app.db('customer').where({ id: buyer.id }).update({ blocked_at: new Date() });
    expect((await pay(buyer, id)).status).toBe(401);
    const stranger = aVisitor(shop.app, shop.siteId);
    const paid = await stranger.ask('POST /pay-links/pay', { body: { token }, ...key() });
    expect(paid).toMatchObject({ status: 404, body: { code: 'link_unknown' } });
    expect(await chargesOf(buyer)).toHaveLength(0);
  });
});

describe('asking often', () => {
  test('one customer does not use up what the provider answers to all', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const settle = async () =>
      (await buyer.visitor.ask('POST /invoices/:invoiceId/settle', { params: { invoiceId: id } })).status;
    expect(await settle()).toBe(200);
    // Their hundred and twenty are nearly used up.
    const spent = await shop.app
      .db('rate_limit')
      .whereLike('key', `providerByCustomer:%${buyer.id}`)
      .update({ points: 119 });
    expect(spent).toBe(1);
    expect([await settle(), await settle()]).toEqual([200, 429]);
    const uses = await buyer.visitor.ask('POST /payment-methods/:paymentMethodId/uses', at(await buyer.cardId(0)));
    expect(uses.status).toBe(429);
  });

  test('card fields of an emailed link are not handed out without end, from however many networks', async () => {
    const buyer = await aBuyer(shop);
    const token = await linkTo((await anOpenInvoice(shop, buyer)).id);
    const statuses: number[] = [];
    for (let round = 0; round < 21; round++) {
      const visitor = aVisitor(shop.app, shop.siteId, { 'x-forwarded-for': `192.0.2.${round + 1}` });
      statuses.push((await visitor.ask('POST /pay-links/fields', { body: { token } })).status);
    }
    expect(statuses.at(0)).toBe(200);
    expect(statuses.at(-1)).toBe(429);
  });
});

test('a name on a card keeps to one line', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  for (const name of ['Ada\u0000Ash', 'Ada\r\nBcc: all@evil.example']) {
    const answer = await buyer.visitor.ask('PATCH /payment-methods/:paymentMethodId', {
      ...at(await buyer.cardId(0)),
      body: { expiresMonth: 5, expiresYear: 2035, name },
    });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'name' }] } });
  }
});

test('a line is not credited twice in one memo', async () => {
  const admin = await aStaffMember(shop.app, shop.siteId, 'admin');
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { stripe } = shop;
  const draft = await stripe.invoices.create({ customer: buyer.account, auto_advance: false });
  const invoice = draft.id ?? '';
  for (const amount of [1000, 9000])
    await stripe.invoiceItems.create({ customer: buyer.account, invoice, amount, currency: 'eur' });
  await stripe.invoices.finalizeInvoice(invoice, { auto_advance: false });
  await stripe.invoices.pay(invoice);
  await shop.keeping.refresh(shop.siteId, [{ kind: 'invoice', providerId: invoice }]);
  const { id: invoiceId } = await shop.app.db('invoice').where({ provider_id: invoice }).first('id');
  const params = { customerId: buyer.id, invoiceId };
  const { lines } = await admin.call('GET /admin/customers/:customerId/invoices/:invoiceId/credit', { params });
  const small = lines.find(({ totalCents }) => totalCents === 1000)?.lineId ?? '';
  const body = {
    lines: [1000, 1000].map((cents) => ({ lineId: small, cents })),
    ...({ reason: 'returned', memo: 'Twice', to: 'card' } as const),
  };
  const issued = await admin.ask('POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos', {
    ...{ params, body },
    ...key(),
  });
  expect(issued).toMatchObject({ status: 422, body: { fields: [{ path: 'lines.1.lineId' }] } });
  expect((await stripe.creditNotes.list({ invoice })).data).toHaveLength(0);
});

test('who was deleted at the provider can have a card again', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  await shop.stripe.customers.del(buyer.account);
  await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: buyer.account }]);
  const begun = await buyer.visitor.ask('POST /payment-methods/card-entries', key());
  expect(begun.status).toBe(200);
  const intent = await shop.stripe.setupIntents.confirm(begun.body.entry, { payment_method: 'pm_card_mastercard' });
  expect(intent.customer).not.toBe(buyer.account);
  const { body } = await buyer.visitor.ask('POST /payment-methods/card-entries/finish', {
    body: { entry: begun.body.entry },
  });
  expect(body).toMatchObject({ state: 'added' });
  const uses = await buyer.visitor.ask('POST /payment-methods/:paymentMethodId/uses', at(body.paymentMethodId ?? ''));
  expect(uses).toMatchObject({ status: 200, body: { charges: [] } });
});

test('a card that was removed before it is known to be is removed, and not refused', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
  const wish = randomUUID();
  const cardId = await buyer.cardId(1);
  const remove = () =>
    buyer.visitor.ask('POST /payment-methods/:paymentMethodId/remove', { ...at(cardId), body: {}, ...key(wish) });
  const isAboutIt = ({ method, path }: { method: string; path: string }) =>
    path.endsWith('/detach') || (method === 'GET' && path.includes('/payment_methods/'));
  shop.sandbox.announceTrouble(4, 'server error after commit', isAboutIt);
  expect((await remove()).body).toEqual({ isDone: false, openInvoices: 0 });
  await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: buyer.account }]);
  await resume();
  expect(await remove()).toMatchObject({ status: 200, body: { isDone: true } });
});

test('an emailed link and its customer pay once when both pay at once', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { id } = await anOpenInvoice(shop, buyer);
  const token = await linkTo(id);
  const stranger = aVisitor(shop.app, shop.siteId);
  await Promise.all(
    [1, 2, 3].flatMap(() => [pay(buyer, id), stranger.ask('POST /pay-links/pay', { body: { token }, ...key() })]),
  );
  expect(await chargesOf(buyer)).toHaveLength(1);
});

test.each([
  ['jpy', 500, 500],
  ['kwd', 12_340, 12_340],
  ['isk', 50_000, 500],
  ['ugx', 150_000, 1500],
])('%s: what is paid and credited is what was asked for', async (currency, amount, minor) => {
  const { stripe } = shop;
  const admin = await aStaffMember(shop.app, shop.siteId, 'admin');
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const draft = await stripe.invoices.create({ customer: buyer.account, auto_advance: false, currency });
  const invoice = draft.id ?? '';
  await stripe.invoiceItems.create({ customer: buyer.account, invoice, amount, currency, description: 'Kiln' });
  await stripe.invoices.finalizeInvoice(invoice, { auto_advance: false });
  await shop.keeping.refresh(shop.siteId, [{ kind: 'invoice', providerId: invoice }]);
  const { id: invoiceId } = await shop.app.db('invoice').where({ provider_id: invoice }).first('id');
  const paid = await pay(buyer, invoiceId);
  expect(paid.body).toMatchObject({ state: 'paid', amountCents: minor, currency: currency.toUpperCase() });
  expect((await chargesOf(buyer)).map((charge) => charge.amount)).toEqual([amount]);
  const params = { customerId: buyer.id, invoiceId };
  const { lines } = await admin.call('GET /admin/customers/:customerId/invoices/:invoiceId/credit', { params });
  const credit = (cents: number) =>
    admin.ask('POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos', {
      params,
      body: { lines: [{ lineId: lines[0]?.lineId ?? '', cents }], reason: 'returned', memo: 'Back', to: 'balance' },
      ...key(),
    });
  expect((await credit(minor + 1)).status).toBe(422);
  expect((await credit(minor)).body).toMatchObject({ isDone: true });
  const [note] = (await stripe.creditNotes.list({ invoice })).data;
  expect(note?.amount).toBe(amount);
  expect((await credit(1)).status).toBe(422);
});

test('a reading that was under way while another account was connected brings no card back', async () => {
  const { app, siteId, stripe } = shop;
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { id: added } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: buyer.account });
  const connection = () => app.db('provider_connection').where({ site_id: siteId });
  const secrets = secretBox(app.config.secretsKeys);
  const gateways = gatewaysOf({ connections: connectionsStore(app.db), secrets, stripeUrl: shop.url });
  const of: typeof gateways.of = async (site) => {
    const connected = await gateways.of(site);
    const readAbout: typeof connected.gateway.readAbout = async (mentions) => {
      const bundle = await connected.gateway.readAbout(mentions);
      await connection().update({ account_id: 'acct_another' });
      return bundle;
    };
    return { ...connected, gateway: { ...connected.gateway, readAbout } };
  };
  const slow = keepService({ db: app.db, gateways: { ...gateways, of } });
  try {
    const reading = slow.refresh(siteId, [{ kind: 'customer', providerId: buyer.account }]);
    await expect(reading).rejects.toThrow('connected to another account');
    expect(await app.db('payment_method').where({ site_id: siteId, provider_id: added })).toEqual([]);
  } finally {
    await connection().update({ account_id: accountId });
  }
});

test('D12: after all of this neither a key, a secret nor a link is in the log', () => {
  const log = shop.app.log.join('\n');
  for (const secret of [/[sr]k_test_/, /whsec_/, /_secret_/, /eyJ[\w-]+\.eyJ/, /\b4\d{15}\b/])
    expect(log).not.toMatch(secret);
});
