/** What staff do with a customer's cards and invoices, through the provider, and read back from it. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ReplyOf, RequestOf } from '../../server/http/endpoint.ts';
import type { adminContract } from '../../server/admin-contract.ts';
import {
  aBuyer,
  anOpenInvoice,
  aRunningSubscription,
  startShop,
  takeIn,
  type Buyer,
  type Shop,
} from '../support/payments.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor, type Answer } from '../support/visitor.ts';

type Api = typeof adminContract;
const changeCard = 'POST /admin/customers/:customerId/subscriptions/:subscriptionId/card';
const creditLines = 'GET /admin/customers/:customerId/invoices/:invoiceId/credit';
const creditPreview = 'POST /admin/customers/:customerId/invoices/:invoiceId/credit-preview';
const issueMemo = 'POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos';

let shop: Shop;
let helper: StaffMember;
let admin: StaffMember;
beforeAll(async () => {
  shop = await startShop();
  helper = await aStaffMember(shop.app, shop.siteId, 'support');
  admin = await aStaffMember(shop.app, shop.siteId, 'admin');
});

const pinnedTo = async (subscription: string) =>
  (await shop.stripe.subscriptions.retrieve(subscription)).default_payment_method;
const defaultOf = async ({ account }: Pick<Buyer, 'account'>) => {
  const customer = await shop.stripe.customers.retrieve(account);
  return 'deleted' in customer ? null : customer.invoice_settings.default_payment_method;
};
/** Charges of somebody that took money. */
const chargesOf = async ({ account }: Pick<Buyer, 'account'>) =>
  (await shop.stripe.charges.list({ customer: account, limit: 100 })).data.filter(
    ({ status }) => status === 'succeeded',
  );
const cardsOf = ({ id }: Pick<Buyer, 'id'>) =>
  helper.call('GET /admin/customers/:customerId/payment-methods', { params: { customerId: id } });

/** What is under way is looked at again at once, and not in half a minute. */
async function resume(): Promise<void> {
  await shop.app.db.raw(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  await shop.app.work();
}

type Change = { key?: string; by?: StaffMember; when?: 'next' | 'now' };
const change = (
  { id: customerId }: Pick<Buyer, 'id'>,
  { subscriptionId, paymentMethodId }: { subscriptionId: string; paymentMethodId: string },
  { key = randomUUID(), by = helper, when = 'next' }: Change = {},
): Promise<Answer<ReplyOf<Api[typeof changeCard]>>> =>
  by.ask(changeCard, { params: { customerId, subscriptionId }, body: { paymentMethodId, when }, idempotencyKey: key });

/** A subscription with an open invoice: its card was declined when its trial ended. */
async function anOverdueOne(buyer: Buyer, name = 'Clay Club') {
  const { stripe } = shop;
  const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: buyer.account });
  const overdue = await aRunningSubscription(shop, buyer, {
    ...{ name, trial_period_days: 14, default_payment_method: failing.id },
  });
  await stripe.subscriptions.update(overdue.providerId, { trial_end: 'now' });
  await takeIn(shop, buyer);
  return overdue;
}

describe('the card of one subscription', () => {
  test('the record tells which card each is charged to, and what is overdue', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const [, pinned = ''] = buyer.attached;
    const free = await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const own = await aRunningSubscription(shop, buyer, { name: 'Journal', default_payment_method: pinned });
    const overdue = await anOverdueOne(buyer);
    const { isConnected, methods, subscriptions } = await cardsOf(buyer);
    expect(isConnected).toBe(true);
    expect(methods[0]).toMatchObject({ id: await buyer.cardId(0), isDefault: true, isExpired: false });
    expect(Object.fromEntries(subscriptions.map(({ id, ...each }) => [id, each]))).toMatchObject({
      [free.id]: { name: 'Studio', paymentMethodId: await buyer.cardId(0), isPinned: false, overdue: null },
      [own.id]: { name: 'Journal', paymentMethodId: await buyer.cardId(1), isPinned: true, overdue: null },
      [overdue.id]: { isPinned: true, overdue: { amountCents: 2900, currency: 'EUR' } },
    });
  });

  test('from the next billing date: others and the default are as they were, and the answer is the provider’s', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard', 'pm_card_amex');
    const [first, second = '', third = ''] = buyer.attached;
    const free = await aRunningSubscription(shop, buyer, { name: 'Studio' });
    const other = await aRunningSubscription(shop, buyer, { name: 'Archive' });
    const own = await aRunningSubscription(shop, buyer, { name: 'Journal', default_payment_method: third });
    const before = await chargesOf(buyer);
    const answer = await change(buyer, { subscriptionId: free.id, paymentMethodId: await buyer.cardId(1) });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        isDone: true,
        payment: null,
        charge: {
          ...{ subscriptionId: free.id, name: 'Studio', amountCents: 2900, nextAt: expect.any(String) },
          card: { brand: 'mastercard', last4: '4444' },
        },
      },
    });
    expect(await pinnedTo(free.providerId)).toBe(second);
    expect(await pinnedTo(other.providerId)).toBeNull();
    expect(await pinnedTo(own.providerId)).toBe(third);
    expect(await defaultOf(buyer)).toBe(first);
    expect(await chargesOf(buyer)).toHaveLength(before.length);
    const { subscriptions } = await cardsOf(buyer);
    expect(subscriptions.find(({ id }) => id === free.id)).toMatchObject({ paymentMethodId: await buyer.cardId(1) });
  });

  test('what is overdue is charged at once, and nothing else', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const elsewhere = await anOpenInvoice(shop, buyer);
    const { id, providerId } = await anOverdueOne(buyer);
    const answer = await change(buyer, { subscriptionId: id, paymentMethodId: await buyer.cardId(0) }, { when: 'now' });
    expect(answer.body).toMatchObject({
      isDone: true,
      payment: { state: 'paid', amountCents: 2900, currency: 'EUR', reason: null, fields: null },
      charge: { card: { last4: '4242' }, state: 'active' },
    });
    expect(await chargesOf(buyer)).toMatchObject([{ amount: 2900 }]);
    expect(await pinnedTo(providerId)).toBe(buyer.attached[0]);
    const { subscriptions } = await cardsOf(buyer);
    expect(subscriptions.find((each) => each.id === id)).toMatchObject({ overdue: null });
    expect((await shop.stripe.invoices.retrieve(elsewhere.providerId)).status).toBe('open');
  });

  test('while nothing is said of now, what is overdue stays open', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOverdueOne(buyer);
    const { body } = await change(buyer, { subscriptionId: id, paymentMethodId: await buyer.cardId(0) });
    expect(body).toMatchObject({ isDone: true, payment: null, charge: { state: 'payment_failed' } });
    expect(await chargesOf(buyer)).toEqual([]);
  });

  test.each([
    ['pm_card_chargeCustomerFail', 'The card was declined.'],
    ['pm_card_authenticationRequired', expect.stringMatching(/bank/)],
  ])('a payment that does not go through says why, and the card is changed all the same: %s', async (card, reason) => {
    const buyer = await aBuyer(shop, 'pm_card_visa', card);
    const { id, providerId } = await anOverdueOne(buyer);
    const { body } = await change(
      buyer,
      { subscriptionId: id, paymentMethodId: await buyer.cardId(1) },
      { when: 'now' },
    );
    expect(body).toMatchObject({ isDone: true, payment: { state: 'declined', reason, fields: null } });
    expect(await pinnedTo(providerId)).toBe(buyer.attached[1]);
    expect(await chargesOf(buyer)).toEqual([]);
  });

  test('a plan changes with its schedule, which would write its own card over it', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const [first = '', second = ''] = buyer.attached;
    const { stripe } = shop;
    const plan = await aRunningSubscription(shop, buyer, { name: 'Bindery', default_payment_method: first });
    const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: plan.providerId });
    const [phase] = phases;
    const price = phase?.items[0]?.price ?? '';
    await stripe.subscriptionSchedules.update(id, {
      end_behavior: 'cancel',
      phases: [
        {
          start_date: phase?.start_date ?? 0,
          end_date: (phase?.start_date ?? 0) + 170 * 86_400,
          items: [{ price: typeof price === 'string' ? price : price.id }],
          default_payment_method: first,
        },
      ],
    });
    await takeIn(shop, buyer);
    const { body } = await change(buyer, { subscriptionId: plan.id, paymentMethodId: await buyer.cardId(1) });
    expect(body).toMatchObject({ isDone: true, charge: { kind: 'plan', card: { brand: 'mastercard' } } });
    expect(await pinnedTo(plan.providerId)).toBe(second);
    const schedule = await stripe.subscriptionSchedules.retrieve(id);
    expect(schedule.phases.map(({ default_payment_method: own }) => own)).toEqual([second]);
  });

  test('D9: a card of another customer, and one of another record of the provider’s, are refused by name', async () => {
    const [buyer, other] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    const { id: subscriptionId, providerId } = await aRunningSubscription(shop, buyer);
    const second = await shop.stripe.customers.create({ email: buyer.email, name: 'Ada Ash' });
    const method = await shop.stripe.paymentMethods.attach('pm_card_amex', { customer: second.id });
    await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: second.id }]);
    const { id: elsewhere } = await shop.app.db('payment_method').where({ provider_id: method.id }).first('id');
    for (const paymentMethodId of [await other.cardId(0), elsewhere, randomUUID()]) {
      expect(await change(buyer, { subscriptionId, paymentMethodId })).toMatchObject({
        ...{ status: 422, body: { code: 'invalid_request', fields: [{ path: 'paymentMethodId' }] } },
      });
    }
    const theirs = await change(other, { subscriptionId, paymentMethodId: await other.cardId(0) });
    expect(theirs.status).toBe(404);
    expect(await pinnedTo(providerId)).toBeNull();
  });

  test('D6: the same key does it once, and is refused for something else', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id: subscriptionId } = await anOverdueOne(buyer);
    const wish = { subscriptionId, paymentMethodId: await buyer.cardId(0) };
    const key = randomUUID();
    const [one, two] = [
      await change(buyer, wish, { key, when: 'now' }),
      await change(buyer, wish, { key, when: 'now' }),
    ];
    expect(two.body).toEqual(one.body);
    expect(await chargesOf(buyer)).toHaveLength(1);
    expect(await change(buyer, wish, { key, when: 'next' })).toMatchObject({
      ...{ status: 422, body: { code: 'key_reused' } },
    });
  });

  test('D7: interrupted between the card and the payment it goes on by itself, and the same key tells the end', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id: subscriptionId, providerId } = await anOverdueOne(buyer);
    const wish = { subscriptionId, paymentMethodId: await buyer.cardId(0) };
    const key = randomUUID();
    shop.sandbox.announceTrouble(3, 'hang up', ({ path }) => path.endsWith('/pay'));
    const { body } = await change(buyer, wish, { key, when: 'now' });
    expect(body).toMatchObject({ isDone: false, charge: null, payment: null });
    expect(await pinnedTo(providerId)).toBe(buyer.attached[0]);
    expect((await change(buyer, wish, { key, when: 'now' })).body).toMatchObject({ code: 'in_progress' });
    await resume();
    const after = await change(buyer, wish, { key, when: 'now' });
    expect(after.body).toMatchObject({ isDone: true, payment: { state: 'paid' }, charge: { card: { last4: '4242' } } });
    expect(await chargesOf(buyer)).toHaveLength(1);
  });

  test.each(['server error', 'server error after commit', 'hang up after commit'] as const)(
    'D7: the provider fails with “%s” while it is paid: charged once at most, and it comes to an end',
    async (trouble) => {
      const buyer = await aBuyer(shop, 'pm_card_visa');
      const { id: subscriptionId } = await anOverdueOne(buyer);
      const wish = { subscriptionId, paymentMethodId: await buyer.cardId(0) };
      const key = randomUUID();
      shop.sandbox.announceTrouble(1, trouble, ({ path }) => path.endsWith('/pay'));
      await change(buyer, wish, { key, when: 'now' });
      await resume();
      const { body } = await change(buyer, wish, { key, when: 'now' });
      const isCharged = trouble !== 'server error';
      expect(body).toMatchObject({
        isDone: true,
        payment: { state: isCharged ? 'paid' : expect.stringMatching(/^(open|declined)$/) },
      });
      expect(await chargesOf(buyer)).toHaveLength(isCharged ? 1 : 0);
    },
  );

  test('D7: the provider fails while it writes the card: it is written later', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id: subscriptionId, providerId } = await aRunningSubscription(shop, buyer);
    const wish = { subscriptionId, paymentMethodId: await buyer.cardId(1) };
    const key = randomUUID();
    shop.sandbox.announceTrouble(1, 'server error', ({ method, path }) => method === 'POST' && path.includes('sub_'));
    expect((await change(buyer, wish, { key })).body).toMatchObject({ isDone: false });
    await resume();
    expect((await change(buyer, wish, { key })).body).toMatchObject({ isDone: true });
    expect(await pinnedTo(providerId)).toBe(buyer.attached[1]);
  });

  test('a card that the provider has no longer is refused by name', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
    const { id: subscriptionId } = await aRunningSubscription(shop, buyer);
    await shop.stripe.paymentMethods.detach(buyer.attached[1] ?? '');
    expect(await change(buyer, { subscriptionId, paymentMethodId: await buyer.cardId(1) })).toMatchObject({
      ...{ status: 422, body: { code: 'invalid_request', fields: [{ path: 'paymentMethodId' }] } },
    });
  });
});

describe('a card that staff enter', () => {
  const entries = 'POST /admin/customers/:customerId/card-entries';
  const begin = ({ id: customerId }: Pick<Buyer, 'id'>, idempotencyKey = randomUUID()) =>
    helper.call(entries, { params: { customerId }, idempotencyKey });
  const finish = ({ id: customerId }: Pick<Buyer, 'id'>, entry: string) =>
    helper.ask(`${entries}/finish`, { params: { customerId }, body: { entry } });
  const enter = (entry: string, card: string) =>
    shop.stripe.setupIntents
      .confirm(entry, { payment_method: card, return_url: 'https://shop.example' })
      .catch(() => undefined);

  test('is the customer’s when it is finished, and can pay one subscription at once', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id: subscriptionId, providerId } = await aRunningSubscription(shop, buyer);
    const { entry, fields } = await begin(buyer);
    expect(fields).toMatchObject({ script: `${shop.url}/endive/stripe.js`, publishableKey: 'pk_test_events1234' });
    expect((await finish(buyer, entry)).body).toMatchObject({ state: 'unfinished', paymentMethodId: null });
    await enter(entry, 'pm_card_mastercard');
    const { body } = await finish(buyer, entry);
    expect(body).toMatchObject({ state: 'added', paymentMethodId: expect.any(String) });
    const changed = await change(buyer, { subscriptionId, paymentMethodId: body.paymentMethodId ?? '' });
    expect(changed.body).toMatchObject({ isDone: true, charge: { card: { last4: '4444' } } });
    expect(await pinnedTo(providerId)).not.toBeNull();
    expect(await defaultOf(buyer)).toBe(buyer.attached[0]);
  });

  test('D9: belongs to whom it was begun for, and to no other', async () => {
    const [buyer, other] = [await aBuyer(shop), await aBuyer(shop)];
    const { entry } = await begin(buyer);
    await enter(entry, 'pm_card_visa');
    expect((await finish(other, entry)).status).toBe(404);
    expect((await cardsOf(other)).methods).toEqual([]);
  });

  test('refused it says why, and the same key begins nothing new', async () => {
    const buyer = await aBuyer(shop);
    const key = randomUUID();
    const [one, two] = [await begin(buyer, key), await begin(buyer, key)];
    expect(two.entry).toBe(one.entry);
    await enter(one.entry, 'pm_card_chargeDeclinedExpiredCard');
    expect((await finish(buyer, one.entry)).body).toMatchObject({ state: 'failed', reason: 'The card has expired.' });
  });
});

describe('credit memos', () => {
  type Form = RequestOf<typeof issueMemo, Api[typeof issueMemo]>['body'];

  /** An invoice of two lines that was paid by card. */
  async function aPaidInvoice() {
    const { stripe, app, siteId } = shop;
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const draft = await stripe.invoices.create({ customer: buyer.account, auto_advance: false });
    const invoice = draft.id ?? '';
    for (const [description, amount] of [
      ['Raku kiln', 3000],
      ['Apron', 1900],
    ] as const)
      await stripe.invoiceItems.create({ customer: buyer.account, invoice, amount, currency: 'eur', description });
    await stripe.invoices.finalizeInvoice(invoice, { auto_advance: false });
    await stripe.invoices.pay(invoice);
    await takeIn(shop, buyer);
    const { id } = await app.db('invoice').where({ site_id: siteId, provider_id: invoice }).first('id');
    const params = { customerId: buyer.id, invoiceId: id as string };
    const { lines } = await admin.call(creditLines, { params });
    const lineOf = (title: string) => lines.find((line) => line.title === title)?.lineId ?? '';
    const form = (cents: number, more: Partial<Form> = {}): Form => ({
      lines: [{ lineId: lineOf('Apron'), cents }],
      ...{ reason: 'returned', memo: 'The apron came back.', to: 'card', ...more },
    });
    return { buyer, invoice, params, form, lineOf };
  }
  type Paid = Awaited<ReturnType<typeof aPaidInvoice>>;

  const issue = ({ params }: Pick<Paid, 'params'>, body: Form, idempotencyKey = randomUUID()) =>
    admin.ask(issueMemo, { params, body, idempotencyKey });
  const notesOf = async ({ invoice }: Pick<Paid, 'invoice'>) => (await shop.stripe.creditNotes.list({ invoice })).data;
  const issuing = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === '/v1/credit_notes';
  const balanceOf = async ({ account }: Pick<Buyer, 'account'>) => {
    const customer = await shop.stripe.customers.retrieve(account);
    return 'deleted' in customer ? 0 : customer.balance;
  };

  test('the lines of a paid invoice are read from the provider, with what can be credited', async () => {
    const { params } = await aPaidInvoice();
    const found = await helper.call(creditLines, { params });
    expect(found).toMatchObject({ currency: 'EUR', creditableCents: 4900, number: expect.any(String) });
    expect(found.lines.map(({ title, totalCents }) => [title, totalCents])).toEqual(
      expect.arrayContaining([
        ['Raku kiln', 3000],
        ['Apron', 1900],
      ]),
    );
  });

  test('the preview says what it comes to, and changes nothing', async () => {
    const paid = await aPaidInvoice();
    const { params, form } = paid;
    expect(await admin.call(creditPreview, { params, body: form(1900) })).toEqual({
      totalCents: 1900,
      currency: 'EUR',
    });
    expect(await notesOf(paid)).toEqual([]);
  });

  test('to the card the money goes back, and the customer reads it', async () => {
    const paid = await aPaidInvoice();
    const { buyer, form } = paid;
    const answer = await issue(paid, form(1900));
    expect(answer).toMatchObject({ status: 200, body: { isDone: true, creditMemoId: expect.any(String) } });
    const [note] = await notesOf(paid);
    expect(note).toMatchObject({ total: 1900, memo: 'The apron came back.', reason: 'product_unsatisfactory' });
    const [back] = (await shop.stripe.refunds.list({ charge: (await chargesOf(buyer))[0]?.id ?? '' })).data;
    expect(back).toMatchObject({ amount: 1900, status: 'succeeded' });
    const { items } = await buyer.visitor.call('GET /credit-memos');
    expect(items).toMatchObject([{ id: answer.body.creditMemoId, totalCents: 1900, leftCents: 0 }]);
    expect(await admin.call(creditLines, { params: paid.params })).toMatchObject({ creditableCents: 3000 });
  });

  test('to the balance it waits for what comes next, and the customer reads what is left', async () => {
    const paid = await aPaidInvoice();
    const { buyer, form } = paid;
    await issue(paid, form(1900, { to: 'balance' }));
    expect(await balanceOf(buyer)).toBe(-1900);
    expect((await shop.stripe.refunds.list({ charge: (await chargesOf(buyer))[0]?.id ?? '' })).data).toEqual([]);
    const { items } = await buyer.visitor.call('GET /credit-memos');
    expect(items).toMatchObject([{ totalCents: 1900, leftCents: 1900 }]);
  });

  test('more than was paid is refused with the line and the amount, before the provider is asked', async () => {
    const paid = await aPaidInvoice();
    const { form, lineOf, params } = paid;
    const tooMuch = form(1901);
    for (const answer of [await issue(paid, tooMuch), await admin.ask(creditPreview, { params, body: tooMuch })])
      expect(answer).toMatchObject({
        status: 422,
        body: {
          code: 'invalid_request',
          fields: [{ path: 'lines.0.cents', message: 'is more than this line: €19.00' }],
        },
      });
    const both = {
      lines: [
        { lineId: lineOf('Raku kiln'), cents: 2500 },
        { lineId: lineOf('Apron'), cents: 1900 },
      ],
    };
    await issue(paid, form(1900));
    expect(await issue(paid, form(1900, both))).toMatchObject({
      status: 422,
      body: { fields: [{ path: 'lines', message: 'come to more than what is left to credit: €30.00' }] },
    });
    expect(await issue(paid, form(100, { lines: [{ lineId: 'il_nobodys', cents: 100 }] }))).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'lines.0.lineId' }] } },
    });
    expect(await notesOf(paid)).toHaveLength(1);
  });

  test('of what is not paid, not theirs or not there nothing is credited', async () => {
    const paid = await aPaidInvoice();
    const other = await aBuyer(shop);
    const open = await anOpenInvoice(shop, paid.buyer);
    const ask = (params: Paid['params']) => admin.ask(creditLines, { params });
    expect(await ask({ customerId: paid.buyer.id, invoiceId: open.id })).toMatchObject({
      ...{ status: 422, body: { fields: [{ path: 'invoiceId' }] } },
    });
    expect((await ask({ ...paid.params, customerId: other.id })).status).toBe(404);
    expect((await ask({ ...paid.params, invoiceId: randomUUID() })).status).toBe(404);
  });

  test('D6: a repeated key issues once, also when it is asked twice at once', async () => {
    const paid = await aPaidInvoice();
    const key = randomUUID();
    const both = await Promise.all([issue(paid, paid.form(900), key), issue(paid, paid.form(900), key)]);
    expect(both.map(({ status }) => status).sort()).toContain(200);
    const again = await issue(paid, paid.form(900), key);
    expect(again.body).toMatchObject({ isDone: true, creditMemoId: expect.any(String) });
    expect(await notesOf(paid)).toHaveLength(1);
    expect((await issue(paid, paid.form(800), key)).body.code).toBe('key_reused');
  });

  // As often as one try asks again by itself.
  test.each([
    ['hang up', 3],
    ['hang up after commit', 1],
    ['server error after commit', 1],
  ] as const)('D7: “%s” while it is issued: it settles by itself, once', async (trouble, count) => {
    const paid = await aPaidInvoice();
    const key = randomUUID();
    shop.sandbox.announceTrouble(count, trouble, issuing);
    const { body } = await issue(paid, paid.form(1900), key);
    if (body.isDone !== true) {
      expect(body).toMatchObject({ isDone: false, creditMemoId: null });
      await resume();
    }
    const after = await issue(paid, paid.form(1900), key);
    expect(after.body).toMatchObject({ isDone: true, creditMemoId: expect.any(String) });
    expect(await notesOf(paid)).toHaveLength(1);
    expect((await paid.buyer.visitor.call('GET /credit-memos')).items).toHaveLength(1);
  });

  test('D7: one that the provider failed to issue is told to have failed, and another try is free', async () => {
    const paid = await aPaidInvoice();
    const key = randomUUID();
    shop.sandbox.announceTrouble(1, 'server error', issuing);
    expect((await issue(paid, paid.form(1900), key)).body).toMatchObject({ isDone: false });
    await resume();
    expect(await issue(paid, paid.form(1900), key)).toMatchObject({
      ...{ status: 503, body: { code: 'provider_unavailable' } },
    });
    expect(await notesOf(paid)).toEqual([]);
    expect((await issue(paid, paid.form(1900))).body).toMatchObject({ isDone: true });
    expect(await notesOf(paid)).toHaveLength(1);
  });

  test('D19: support changes cards and issues no memo, and a memo takes a fresh proof', async () => {
    const { params, form, ...paid } = await aPaidInvoice();
    const asked = { params, body: form(100), idempotencyKey: randomUUID() };
    for (const name of [creditPreview, issueMemo] as const)
      expect(await helper.ask(name, asked)).toMatchObject({ status: 403, body: { code: 'role_not_enough' } });
    const late = await aStaffMember(shop.app, shop.siteId, 'admin');
    await shop.app
      .db('staff_session')
      .where({ id: late.sessionId })
      .update({ confirmed_at: shop.app.db.raw(`now() - interval '11 minutes'`) });
    expect((await late.ask(issueMemo, asked)).body.code).toBe('confirmation_needed');
    expect(await notesOf(paid)).toEqual([]);
  });
});

describe('the link that pays an invoice, sent by staff', () => {
  const send = (buyer: Pick<Buyer, 'id'>, invoiceId: string) =>
    helper.ask('POST /admin/customers/:customerId/invoices/:invoiceId/pay-link', {
      ...{ params: { customerId: buyer.id, invoiceId }, body: {} },
    });
  const lettersTo = (email: string) =>
    shop.app.mailbox.letters().filter(({ to, subject }) => to === email && subject.startsWith('Pay '));

  test('arrives in their language and pays that invoice without signing in', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id } = await anOpenInvoice(shop, buyer);
    expect(await send(buyer, id)).toMatchObject({ status: 200, body: { recipient: buyer.email } });
    await shop.app.work();
    const [letter, ...more] = lettersTo(buyer.email);
    expect(more).toEqual([]);
    expect(letter?.subject).toMatch(/^Pay €49\.00 to /);
    const token = /#cc\/pay\/(\S+)/.exec(letter?.text ?? '')?.[1] ?? '';
    const stranger = aVisitor(shop.app, shop.siteId);
    expect(await stranger.call('POST /pay-links/open', { body: { token } })).toMatchObject({ dueCents: 4900 });

    await shop.app.db('customer').where({ id: buyer.id }).update({ locale: 'de' });
    await send(buyer, id);
    await shop.app.work();
    const german = shop.app.mailbox
      .letters()
      .find(({ to, subject }) => to === buyer.email && / bezahlen$/.test(subject));
    expect(german?.subject).toMatch(/^49,00\u00A0€ an /);
  });

  test('is not sent when it was paid before its turn came', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { id, providerId } = await anOpenInvoice(shop, buyer);
    await send(buyer, id);
    await shop.stripe.invoices.pay(providerId);
    await takeIn(shop, buyer);
    await shop.app.work();
    expect(lettersTo(buyer.email)).toEqual([]);
    expect(await send(buyer, id)).toMatchObject({ status: 409, body: { code: 'invoice_not_open' } });
  });

  test('goes to nobody but whose invoice it is, and to nobody who is blocked', async () => {
    const [buyer, other] = [await aBuyer(shop, 'pm_card_visa'), await aBuyer(shop, 'pm_card_visa')];
    const { id } = await anOpenInvoice(shop, buyer);
    expect(await send(other, id)).toMatchObject({ status: 404 });
    await shop.app.db('customer').where({ id: buyer.id }).update({ blocked_at: new Date() });
    expect(await send(buyer, id)).toMatchObject({ status: 409, body: { code: 'not_reachable' } });
    await shop.app.work();
    expect([...lettersTo(buyer.email), ...lettersTo(other.email)]).toEqual([]);
  });
});
