/**
 * What the gateway promises beside reading, kept by the sandbox always, and by Stripe's own test mode when STRIPE_TEST_KEY is
 * set. Everything is arranged through Stripe's API, so that both are asked the same.
 */
import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import type { Gateway } from '../../server/gateway/gateway.ts';
import { stripeGateway } from '../../server/gateway/stripe/stripe-gateway.ts';

const testKey = process.env.STRIPE_TEST_KEY;
const places = ['the sandbox', ...(testKey ? ['Stripe in test mode'] : [])];

describe.each(places)('%s', (place) => {
  const sandbox = place === 'the sandbox' ? createStripeSandbox() : undefined;
  let stripe: Stripe;
  let gateway: Gateway;

  beforeAll(async () => {
    const key = sandbox ? 'sk_test_promises' : (testKey ?? '');
    const where = await sandbox?.listen();
    stripe = new Stripe(key, { ...(where && { host: where.host, port: where.port, protocol: 'http' as const }) });
    gateway = stripeGateway({ key, url: where?.url });
  });
  afterAll(() => sandbox?.close());

  async function anAccount(...cards: string[]) {
    const { id } = await stripe.customers.create({ email: `${randomUUID()}@example.com`, name: 'Ada' });
    const saved: string[] = [];
    for (const card of cards) saved.push((await stripe.paymentMethods.attach(card, { customer: id })).id);
    if (saved[0]) await stripe.customers.update(id, { invoice_settings: { default_payment_method: saved[0] } });
    return { id, cards: saved };
  }

  async function aPrice() {
    return stripe.prices.create({
      currency: 'eur',
      unit_amount: 2900,
      recurring: { interval: 'month' },
      product_data: { name: 'Clay Club' },
    });
  }

  async function anInvoice(customer: string, amount = 4900) {
    const draft = await stripe.invoices.create({
      customer,
      auto_advance: false,
      collection_method: 'charge_automatically',
    });
    await stripe.invoiceItems.create({
      customer,
      invoice: draft.id ?? '',
      amount,
      currency: 'eur',
      description: 'Kiln',
    });
    return (await stripe.invoices.finalizeInvoice(draft.id ?? '', { auto_advance: false })).id ?? '';
  }

  const paying = (invoiceId: string, cardId: string, operationId: string = randomUUID()) =>
    gateway.payInvoice({ invoiceId, cardId, operationId, isCustomerThere: true });

  test('a card that is entered is saved for its customer', async () => {
    const account = await anAccount();
    const { entryId, clientSecret } = await gateway.beginCardEntry({
      accountId: account.id,
      operationId: randomUUID(),
    });
    expect(clientSecret).toContain(entryId);
    expect(await gateway.readCardEntry(entryId)).toEqual({
      ...{ accountId: account.id, state: 'unfinished', cardId: null, reason: null },
    });
    await stripe.setupIntents.confirm(entryId, { payment_method: 'pm_card_visa', return_url: 'https://shop.example' });
    const entry = await gateway.readCardEntry(entryId);
    expect(entry).toMatchObject({ accountId: account.id, state: 'added' });
    const cards = await stripe.customers.listPaymentMethods(account.id);
    expect(cards.data.map(({ id }) => id)).toEqual([entry.cardId]);
  });

  test('the same wish to enter a card begins one entry', async () => {
    const account = await anAccount();
    const operationId = randomUUID();
    const begin = () => gateway.beginCardEntry({ accountId: account.id, operationId });
    expect((await begin()).entryId).toBe((await begin()).entryId);
  });

  test('a card that the bank refuses says why in words', async () => {
    const account = await anAccount();
    const { entryId } = await gateway.beginCardEntry({ accountId: account.id, operationId: randomUUID() });
    await stripe.setupIntents
      .confirm(entryId, {
        payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
        return_url: 'https://shop.example',
      })
      .catch(() => undefined);
    expect(await gateway.readCardEntry(entryId)).toMatchObject({
      ...{ state: 'failed', cardId: null, reason: 'There was not enough money on the card.' },
    });
  });

  test('expiry and name of a card change, and a removed one stays removed', async () => {
    const { cards } = await anAccount('pm_card_visa');
    const cardId = cards[0] ?? '';
    await gateway.changeCard({ cardId, expiresMonth: 11, expiresYear: 2041, name: 'Ada L.' });
    const changed = await stripe.paymentMethods.retrieve(cardId);
    expect(changed).toMatchObject({ card: { exp_month: 11, exp_year: 2041 }, billing_details: { name: 'Ada L.' } });
    await gateway.removeCard(cardId);
    await gateway.removeCard(cardId);
    expect((await stripe.paymentMethods.retrieve(cardId)).customer).toBeNull();
  });

  test('an invoice is paid once, however often the same is asked', async () => {
    const account = await anAccount('pm_card_visa');
    const invoiceId = await anInvoice(account.id);
    expect(await gateway.readInvoicePayment(invoiceId)).toMatchObject({ state: 'open', accountId: account.id });
    const operationId = randomUUID();
    const first = await paying(invoiceId, account.cards[0] ?? '', operationId);
    expect(first).toMatchObject({ state: 'paid', amountCents: 4900, currency: 'EUR', reason: null });
    expect(await paying(invoiceId, account.cards[0] ?? '', operationId)).toMatchObject({ state: 'paid' });
    expect(await paying(invoiceId, account.cards[0] ?? '')).toMatchObject({ state: 'paid' });
    expect((await stripe.charges.list({ customer: account.id })).data).toHaveLength(1);
  });

  test('a refused payment leaves the invoice open and says why', async () => {
    const account = await anAccount('pm_card_chargeCustomerFail', 'pm_card_visa');
    const invoiceId = await anInvoice(account.id);
    expect(await paying(invoiceId, account.cards[0] ?? '')).toMatchObject({
      state: 'declined',
      reason: 'The card was declined.',
    });
    expect(await gateway.readInvoicePayment(invoiceId)).toMatchObject({ state: 'declined', amountCents: 4900 });
    expect(await paying(invoiceId, account.cards[1] ?? '')).toMatchObject({ state: 'paid' });
  });

  test('where the bank wants to be asked, the browser gets what it needs for that', async () => {
    const account = await anAccount('pm_card_authenticationRequired');
    const invoiceId = await anInvoice(account.id);
    const asked = await paying(invoiceId, account.cards[0] ?? '');
    expect(asked).toMatchObject({ state: 'bank', clientSecret: expect.stringMatching(/^pi_\w+_secret_\w+$/) });
    expect(await gateway.readInvoicePayment(invoiceId)).toMatchObject({ state: 'bank' });
  });

  test('without the customer nobody is asked: such a payment is declined', async () => {
    const account = await anAccount('pm_card_authenticationRequired');
    const [cardId = ''] = account.cards;
    const wish = { invoiceId: await anInvoice(account.id), cardId, operationId: randomUUID(), isCustomerThere: false };
    expect(await gateway.payInvoice(wish)).toMatchObject({
      ...{ state: 'declined', reason: 'The bank asked for a confirmation that was not given.' },
    });
  });

  test('what was withdrawn is closed', async () => {
    const account = await anAccount('pm_card_visa');
    const invoiceId = await anInvoice(account.id);
    await stripe.invoices.voidInvoice(invoiceId);
    expect(await paying(invoiceId, account.cards[0] ?? '')).toMatchObject({ state: 'closed' });
  });

  test('charges tell what will be paid, when, and with which card', async () => {
    const account = await anAccount('pm_card_visa', 'pm_card_mastercard');
    const price = await aPrice();
    const [first = '', second = ''] = account.cards;
    const free = await stripe.subscriptions.create({ customer: account.id, items: [{ price: price.id }] });
    const pinned = await stripe.subscriptions.create({
      ...{ customer: account.id, items: [{ price: price.id }], default_payment_method: second, trial_period_days: 14 },
    });
    const begins = Math.floor(Date.now() / 1000) + 20 * 86_400;
    const later = await stripe.subscriptionSchedules.create({
      customer: account.id,
      start_date: begins,
      end_behavior: 'release',
      phases: [{ items: [{ price: price.id }], duration: { interval: 'month', interval_count: 1 } }],
    });
    const found = await gateway.readCharges(account.id);
    expect(found.defaultCardId).toBe(first);
    const byId = Object.fromEntries(found.subscriptions.map((each) => [each.providerId, each]));
    expect(byId[free.id]).toMatchObject({ cardId: null, priceCents: 2900, currency: 'EUR', scheduleId: null });
    expect(byId[pinned.id]).toMatchObject({ cardId: second, trialEndsAt: expect.any(String) });
    expect(found.scheduled).toEqual([
      expect.objectContaining({ scheduleId: later.id, amountCents: 2900, currency: 'EUR', cardId: null }),
    ]);
    await stripe.subscriptions.cancel(free.id);
    const left = await gateway.readCharges(account.id);
    expect(left.subscriptions.map(({ providerId }) => providerId)).toEqual([pinned.id]);
  });

  test('the default and each single charge can be given another card', async () => {
    const account = await anAccount('pm_card_visa', 'pm_card_mastercard');
    const [, cardId = ''] = account.cards;
    const price = await aPrice();
    const free = await stripe.subscriptions.create({ customer: account.id, items: [{ price: price.id }] });
    await gateway.chooseDefaultCard({ accountId: account.id, cardId });
    await gateway.pinCard({ subscriptionId: free.id, scheduleId: null, cardId });
    await gateway.pinCard({ subscriptionId: free.id, scheduleId: null, cardId });
    const found = await gateway.readCharges(account.id);
    expect(found).toMatchObject({ defaultCardId: cardId, subscriptions: [{ providerId: free.id, cardId }] });
  });

  test('a plan moves to another card with all of its phases that are to come', async () => {
    const account = await anAccount('pm_card_visa', 'pm_card_mastercard');
    const [old = '', cardId = ''] = account.cards;
    const price = await aPrice();
    const begun = await stripe.subscriptions.create({
      ...{ customer: account.id, items: [{ price: price.id, quantity: 2 }], metadata: { kept: 'yes' } },
    });
    const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: begun.id });
    const [now] = phases;
    await stripe.subscriptionSchedules.update(id, {
      end_behavior: 'cancel',
      phases: [
        {
          start_date: now?.start_date ?? 0,
          end_date: now?.end_date ?? 0,
          items: [{ price: price.id, quantity: 2 }],
          default_payment_method: old,
        },
        {
          items: [{ price: price.id, quantity: 3 }],
          duration: { interval: 'month', interval_count: 2 },
          default_payment_method: old,
          metadata: { phase: 'second' },
        },
      ],
    });
    const before = await stripe.subscriptionSchedules.retrieve(id);
    await gateway.pinCard({ subscriptionId: begun.id, scheduleId: id, cardId });
    const after = await stripe.subscriptionSchedules.retrieve(id);
    const cardsOf = after.phases.map(({ default_payment_method: own }) => own);
    expect(cardsOf).toEqual([cardId, cardId]);
    const rest = (schedule: Stripe.SubscriptionSchedule) =>
      schedule.phases.map(({ start_date, end_date, items, metadata }) => ({
        ...{ start_date, end_date, metadata },
        items: items.map(({ price: each, quantity }) => ({ each, quantity })),
      }));
    expect(rest(after)).toEqual(rest(before));
    expect(await gateway.readCharges(account.id)).toMatchObject({ subscriptions: [{ cardId, scheduleId: id }] });
  });

  test('a credit memo gives back to the card what its lines come to, once', async () => {
    const account = await anAccount('pm_card_visa');
    const invoiceId = await anInvoice(account.id, 6000);
    await paying(invoiceId, account.cards[0] ?? '');
    const credit = await gateway.readCreditLines(invoiceId);
    expect(credit).toMatchObject({
      creditableCents: 6000,
      currency: 'EUR',
      lines: [{ title: 'Kiln', totalCents: 6000 }],
    });
    const wish = {
      invoiceId,
      lines: [{ providerId: credit.lines[0]?.providerId ?? '', cents: 2500 }],
      ...({ reason: 'returned', memo: 'Came back', to: 'card' } as const),
    };
    expect(await gateway.previewCreditMemo(wish)).toEqual({ totalCents: 2500, currency: 'EUR' });
    const operationId = randomUUID();
    const memo = await gateway.issueCreditMemo({ ...wish, operationId });
    expect(await gateway.issueCreditMemo({ ...wish, operationId })).toBe(memo);
    expect(await gateway.readCreditLines(invoiceId)).toMatchObject({ creditableCents: 3500 });
    const { data } = await stripe.refunds.list({ limit: 3 });
    expect(data[0]).toMatchObject({ amount: 2500 });
    await expect(
      gateway.issueCreditMemo({
        ...wish,
        lines: [{ providerId: wish.lines[0]?.providerId ?? '', cents: 5000 }],
        operationId: randomUUID(),
      }),
    ).rejects.toMatchObject({ trouble: 'not_understood' });
  });

  test('a credit memo onto the balance is left to pay with', async () => {
    const account = await anAccount('pm_card_visa');
    const invoiceId = await anInvoice(account.id, 6000);
    await paying(invoiceId, account.cards[0] ?? '');
    const { lines } = await gateway.readCreditLines(invoiceId);
    const credited = [{ providerId: lines[0]?.providerId ?? '', cents: 2500 }];
    await gateway.issueCreditMemo({
      ...{ invoiceId, lines: credited, reason: 'undelivered', memo: 'Never came', to: 'balance' },
      operationId: randomUUID(),
    });
    expect(await stripe.customers.retrieve(account.id)).toMatchObject({ balance: -2500 });
  });
});
