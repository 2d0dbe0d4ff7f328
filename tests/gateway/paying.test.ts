/** Paying an invoice: once, whatever happens between us and the provider. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { aVisitor } from '../support/visitor.ts';
import { payLinkTokens } from '../../server/features/pay-links/pay-link-tokens.ts';
import { aBuyer, anOpenInvoice, startShop, type Buyer, type Shop } from '../support/payments.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});

const pay = (
  { visitor }: Pick<Buyer, 'visitor'>,
  invoiceId: string,
  more: { paymentMethodId?: string | null; idempotencyKey?: string } = {},
) => {
  const { paymentMethodId = null, idempotencyKey = randomUUID() } = more;
  return visitor.ask('POST /invoices/:invoiceId/pay', {
    params: { invoiceId },
    body: { paymentMethodId },
    idempotencyKey,
  });
};

/** Charges of somebody that took money. */
const chargesOf = async ({ account }: Pick<Buyer, 'account'>) =>
  (await shop.stripe.charges.list({ customer: account, limit: 100 })).data.filter(
    ({ status }) => status === 'succeeded',
  );

const stateOf = async ({ visitor }: Pick<Buyer, 'visitor'>, invoiceId: string) =>
  (await visitor.call('GET /invoices/:invoiceId', { params: { invoiceId } })).state;

/** What is under way is looked at again at once, and not in half a minute. */
async function resume(): Promise<void> {
  await shop.app.db.raw(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await shop.app.work();
}

const onlyPaying = ({ path }: { path: string }) => path.endsWith('/pay');

describe('with a saved card', () => {
  test('the default card pays what is due, and the screen says so at once', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    expect(await buyer.visitor.call('GET /invoices/:invoiceId', { params: { invoiceId: id } })).toMatchObject({
      ...{ isPayable: true, dueCents: 4900 },
    });
    expect(await pay(buyer, id)).toMatchObject({
      status: 200,
      body: { state: 'paid', amountCents: 4900, currency: 'EUR', reason: null, fields: null },
    });
    const paid = await buyer.visitor.call('GET /invoices/:invoiceId', { params: { invoiceId: id } });
    expect(paid).toMatchObject({
      state: 'paid',
      isPayable: false,
      payments: [{ state: 'succeeded', amountCents: 4900 }],
    });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('another saved card pays when it is chosen', async () => {
    const buyer = await aBuyer(shop, 'pm_card_chargeCustomerFail', 'pm_card_mastercard');
    const { id } = await anOpenInvoice(shop, buyer);
    expect((await pay(buyer, id)).body).toMatchObject({ state: 'declined', reason: 'The card was declined.' });
    expect(await stateOf(buyer, id)).toBe('open');
    const paymentMethodId = await buyer.cardId(1);
    expect((await pay(buyer, id, { paymentMethodId })).body).toMatchObject({ state: 'paid' });
    const { payments } = await buyer.visitor.call('GET /invoices/:invoiceId', { params: { invoiceId: id } });
    expect(payments.map(({ state, card }) => [state, card?.brand])).toEqual([
      ['succeeded', 'mastercard'],
      ['failed', 'visa'],
    ]);
  });

  test('where the bank asks, the browser is told how, and afterwards what became of it is read', async () => {
    const buyer = await aBuyer(shop, 'pm_card_authenticationRequired');
    const { id, providerId } = await anOpenInvoice(shop, buyer);
    const { body } = await pay(buyer, id);
    expect(body).toMatchObject({
      state: 'bank',
      fields: { script: `${shop.url}/endive/stripe.js`, publishableKey: 'pk_test_events1234' },
    });
    const settle = () => buyer.visitor.call('POST /invoices/:invoiceId/settle', { params: { invoiceId: id } });
    expect(await settle()).toMatchObject({ state: 'bank' });
    const intent = body.fields?.clientSecret.split('_secret')[0] ?? '';
    shop.sandbox.completeAuthentication(intent, false);
    expect(await settle()).toMatchObject({ state: 'declined', reason: 'The bank could not confirm that it was you.' });
    const again = await pay(buyer, id);
    expect(again.body.state).toBe('bank');
    shop.sandbox.completeAuthentication(intent, true);
    expect(await settle()).toMatchObject({ state: 'paid' });
    expect(await stateOf(buyer, id)).toBe('paid');
    expect((await shop.stripe.invoices.retrieve(providerId)).status).toBe('paid');
  });

  test('what is not open, not theirs or not there is refused, and no key is needed for what is not asked', async () => {
    const [buyer, other] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    const { id } = await anOpenInvoice(shop, buyer);
    expect(await pay(other, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await pay(buyer, id, { paymentMethodId: await other.cardId(0) })).toMatchObject({ status: 404 });
    expect(await pay(buyer, id, { idempotencyKey: 'short' })).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'Idempotency-Key' }] },
    });
    await pay(buyer, id);
    expect(await pay(buyer, id)).toMatchObject({ status: 409, body: { code: 'invoice_not_open' } });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('an amount or a currency in what is sent is refused', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    for (const more of [{ amountCents: 1 }, { currency: 'IDR' }, { price: 'price_1' }, { discount: 'all' }]) {
      const answer = await buyer.visitor.send({
        method: 'POST',
        path: `/api/v1/${shop.siteId}/invoices/${id}/pay`,
        body: { paymentMethodId: null, ...more },
      });
      expect(answer.status).toBe(422);
    }
    expect(await stateOf(buyer, id)).toBe('open');
  });
});

describe('D6: the same wish', () => {
  test('asked again is answered as before', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const idempotencyKey = randomUUID();
    const first = await pay(buyer, id, { idempotencyKey });
    expect(await pay(buyer, id, { idempotencyKey })).toMatchObject({ status: 200, body: first.body });
    const other = await anOpenInvoice(shop, buyer);
    expect(await pay(buyer, other.id, { idempotencyKey })).toMatchObject({ status: 422, body: { code: 'key_reused' } });
  });

  test('fifty at once make one charge', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const idempotencyKey = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => pay(buyer, id, { idempotencyKey })));
    const outcomes = new Set(answers.map(({ status, body }) => `${status} ${body.code ?? body.state}`));
    // A customer's limit of tries counts them all, so some may meet that instead.
    for (const outcome of outcomes) expect(['200 paid', '409 in_progress', '429 too_many_requests']).toContain(outcome);
    expect(outcomes).toContain('200 paid');
    expect(await chargesOf(buyer)).toHaveLength(1);
    expect(await pay(buyer, id, { idempotencyKey: randomUUID() })).not.toMatchObject({ body: { state: 'paid' } });
  });

  test('twenty with a key each make one charge, too', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const answers = await Promise.all(Array.from({ length: 20 }, () => pay(buyer, id)));
    expect(answers.filter(({ body }) => body.state === 'paid')).toHaveLength(1);
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('a key of one customer is another wish of another', async () => {
    const [ann, ben] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    const idempotencyKey = randomUUID();
    const [anns, bens] = [await anOpenInvoice(shop, ann), await anOpenInvoice(shop, ben)];
    expect((await pay(ann, anns.id, { idempotencyKey })).body).toMatchObject({ state: 'paid' });
    expect((await pay(ben, bens.id, { idempotencyKey })).body).toMatchObject({ state: 'paid' });
  });
});

describe('D7: no answer', () => {
  const troubles = ['server error after commit', 'hang up after commit', 'hang up'] as const;

  test.each(troubles)(
    '"%s": nobody is told that it failed, it settles by itself, and is charged once',
    async (trouble) => {
      const buyer = await aBuyer(shop, 'pm_card_visa');
      const { id } = await anOpenInvoice(shop, buyer);
      // The package itself asks once more.
      shop.sandbox.announceTrouble(2, trouble, onlyPaying);
      const idempotencyKey = randomUUID();
      const { status, body } = await pay(buyer, id, { idempotencyKey });
      expect([status, body.state]).toEqual([200, expect.stringMatching(/^(checking|paid)$/)]);
      if (body.state === 'checking') {
        const operationId = body.operationId ?? '';
        const look = () => buyer.visitor.call('GET /operations/:operationId', { params: { operationId } });
        expect(await look()).toEqual({ kind: 'pay-invoice', isSettled: false, payment: null });
        expect(await pay(buyer, id, { idempotencyKey })).toMatchObject({
          status: 409,
          body: { code: 'in_progress', operationId },
        });
        expect(await pay(buyer, id)).toMatchObject({ status: 409, body: { code: 'in_progress', operationId } });
        await resume();
        expect(await look()).toMatchObject({ isSettled: true, payment: { state: 'paid', amountCents: 4900 } });
        expect((await pay(buyer, id, { idempotencyKey })).body).toMatchObject({ state: 'paid' });
      }
      expect(await stateOf(buyer, id)).toBe('paid');
      expect(await chargesOf(buyer)).toHaveLength(1);
    },
  );

  test('a provider that failed without doing anything: nothing was charged, and it can be tried again', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    shop.sandbox.announceTrouble(1, 'server error', onlyPaying);
    const { body } = await pay(buyer, id);
    expect(body).toMatchObject({ state: 'checking' });
    await resume();
    const operationId = body.operationId ?? '';
    expect(await buyer.visitor.call('GET /operations/:operationId', { params: { operationId } })).toMatchObject({
      ...{ isSettled: true, payment: { state: 'open' } },
    });
    expect(await chargesOf(buyer)).toHaveLength(0);
    expect((await pay(buyer, id)).body).toMatchObject({ state: 'paid' });
  });

  test('killed right after it was written down, it goes on with the card that was meant', async () => {
    const { app, siteId } = shop;
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id, providerId } = await anOpenInvoice(shop, buyer);
    await shop.sandbox.stopAnswering();
    const { body } = await pay(buyer, id);
    expect(body).toMatchObject({ state: 'checking' });
    await shop.sandbox.answerAgain();
    const operation = { site_id: siteId, id: body.operationId ?? '' };
    expect((await app.db('operation').where(operation).first('steps')).steps).toEqual({ card: await buyer.cardId(0) });
    const card = buyer.attached[1] ?? '';
    await shop.stripe.customers.update(buyer.account, { invoice_settings: { default_payment_method: card } });
    await shop.keeping.refresh(siteId, [{ kind: 'customer', providerId: buyer.account }]);
    await resume();
    expect((await shop.stripe.invoices.retrieve(providerId)).status).toBe('paid');
    const [charge] = await chargesOf(buyer);
    expect(charge?.payment_method).toBe(buyer.attached[0]);
  });

  test('a provider that is down for long: checking until it is back, then paid once', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    await shop.sandbox.stopAnswering();
    const { body } = await pay(buyer, id);
    expect(body).toMatchObject({ state: 'checking', amountCents: 4900 });
    expect(await stateOf(buyer, id)).toBe('open');
    await resume();
    await shop.sandbox.answerAgain();
    await resume();
    expect(await stateOf(buyer, id)).toBe('paid');
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('too many requests are waited for', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    shop.sandbox.announceTrouble(1, 'rate limit', onlyPaying);
    expect((await pay(buyer, id)).body).toMatchObject({ state: 'paid' });
  });

  test('a payment that was made elsewhere meanwhile is not made again', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id, providerId } = await anOpenInvoice(shop, buyer);
    await shop.stripe.invoices.pay(providerId);
    expect(await pay(buyer, id)).toMatchObject({ status: 409, body: { code: 'invoice_not_open' } });
    expect(await stateOf(buyer, id)).toBe('paid');
    expect(await chargesOf(buyer)).toHaveLength(1);
  });
});

describe('an emailed link', () => {
  const linkTo = (invoiceId: string, siteId = shop.siteId) =>
    payLinkTokens(shop.app.config.secretsKeys).sign({ siteId, invoiceId });
  const stranger = () => aVisitor(shop.app, shop.siteId);

  test('shows and pays its invoice, signed out, and nothing else', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const token = await linkTo(id);
    const visitor = stranger();
    const opened = await visitor.call('POST /pay-links/open', { body: { token } });
    expect(opened).toMatchObject({
      ...{ state: 'open', dueCents: 4900, lines: [{ title: 'Kiln hire' }], card: { brand: 'visa', last4: '4242' } },
    });
    expect(JSON.stringify(opened)).not.toContain(buyer.email);
    expect((await visitor.ask('GET /invoices')).status).toBe(401);
    const idempotencyKey = randomUUID();
    expect(await visitor.call('POST /pay-links/pay', { body: { token }, idempotencyKey })).toMatchObject({
      state: 'paid',
    });
    expect(await visitor.call('POST /pay-links/open', { body: { token } })).toMatchObject({
      state: 'paid',
      dueCents: 0,
    });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test('offers no card that has expired', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const whose = { site_id: shop.siteId, id: await buyer.cardId(0) };
    await shop.app.db('payment_method').where(whose).update({ expires_month: 10, expires_year: 2020 });
    expect(await stranger().call('POST /pay-links/open', { body: { token: await linkTo(id) } })).toMatchObject({
      ...{ state: 'open', card: null },
    });
  });

  test('with another card, which is not saved', async () => {
    const buyer = await aBuyer(shop);
    const { id } = await anOpenInvoice(shop, buyer);
    const token = await linkTo(id);
    const visitor = stranger();
    const { fields } = await visitor.call('POST /pay-links/fields', { body: { token } });
    const [intent = ''] = fields.clientSecret.split('_secret');
    await shop.stripe.paymentIntents.confirm(intent, {
      payment_method: 'pm_card_mastercard',
      return_url: 'https://shop.example',
    });
    expect(await visitor.call('POST /pay-links/settle', { body: { token } })).toMatchObject({ state: 'paid' });
    expect(await stateOf(buyer, id)).toBe('paid');
    expect((await buyer.visitor.call('GET /payment-methods')).methods).toEqual([]);
  });

  test('that was changed, made for another site or is too old is refused', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    const token = await linkTo(id);
    const other = payLinkTokens([new Uint8Array(32).fill(9)]);
    const ask = (given: string) => stranger().ask('POST /pay-links/open', { body: { token: given } });
    const unknown = [
      `${token.slice(0, -3)}abc`,
      await linkTo(id, 'other-site'),
      await other.sign({ siteId: shop.siteId, invoiceId: id }),
    ];
    for (const given of unknown)
      expect(await ask(given)).toMatchObject({ status: 404, body: { code: 'link_unknown' } });
    const [header = '', payload = ''] = token.split('.');
    const nobody = Buffer.from('{"alg":"none","typ":"pay-link+jwt"}').toString('base64url');
    expect((await ask(`${nobody}.${payload}.`)).status).toBe(404);
    expect((await ask(`${header}.${payload}.`)).status).toBe(404);
  });
});
