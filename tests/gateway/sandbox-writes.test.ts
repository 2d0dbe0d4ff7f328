/** What the sandbox does when it is asked to change something, through the real `stripe` package. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cardPaymentMethod } from '../../examples/stripe-sandbox/objects/customers.ts';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let port: number;
let stripe: Stripe;

beforeEach(async () => {
  sandbox = createStripeSandbox();
  ({ port } = await sandbox.listen());
  stripe = new Stripe('sk_test_writes', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
});
afterEach(() => sandbox.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('was accepted'),
    (error: Stripe.errors.StripeError) => error,
  );

const aCustomer = (more: Stripe.CustomerCreateParams = {}) =>
  stripe.customers.create({ email: 'ada@example.com', name: 'Ada', ...more });

/** A card of the customer, that is charged by default. */
async function aCard(customer: string, name = 'pm_card_visa') {
  const card = await stripe.paymentMethods.attach(name, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
  return card;
}

async function anOpenInvoice(customer: string, amount = 4900) {
  await stripe.invoiceItems.create({ customer, amount, currency: 'eur', description: 'Studio' });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  return stripe.invoices.finalizeInvoice(draft.id ?? '', { auto_advance: false });
}

const intentOf = async (invoice: string) => {
  const { payments } = await stripe.invoices.retrieve(invoice, { expand: ['payments.data.payment.payment_intent'] });
  return payments?.data[0]?.payment.payment_intent as Stripe.PaymentIntent;
};

describe('customers', () => {
  test('one is made, changed and deleted, and nothing of the rest is touched', async () => {
    const made = await aCustomer({ metadata: { from: 'shop', tier: 'gold' } });
    expect(made.id).toMatch(/^cus_\w{24}$/);
    const changed = await stripe.customers.update(made.id, { name: 'Ada L.', metadata: { tier: '' } });
    expect(changed).toMatchObject({ email: 'ada@example.com', name: 'Ada L.', metadata: { from: 'shop' } });
    expect(changed.metadata).not.toHaveProperty('tier');
    expect(await stripe.customers.del(made.id)).toMatchObject({ id: made.id, deleted: true });
    expect(await stripe.customers.retrieve(made.id)).toEqual(
      expect.objectContaining({ id: made.id, object: 'customer', deleted: true }),
    );
    expect(await failure(stripe.customers.update(made.id, { name: 'x' }))).toMatchObject({ statusCode: 404 });
  });

  test('what Stripe does not know is refused, and nothing is done', async () => {
    const error = await failure(stripe.customers.create({ mail: 'x' } as Stripe.CustomerCreateParams));
    expect(error).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'mail' });
    expect(await failure(stripe.customers.create({ expand: ['email'] }))).toMatchObject({ statusCode: 400 });
    expect(sandbox.state.customer.size).toBe(0);
  });

  test("somebody else's card can not become the default", async () => {
    const [ada, ben] = [await aCustomer(), await aCustomer()];
    const card = await aCard(ada.id);
    const stolen = stripe.customers.update(ben.id, { invoice_settings: { default_payment_method: card.id } });
    expect(await failure(stolen)).toMatchObject({ statusCode: 400 });
  });
});

describe('cards', () => {
  test("Stripe's names make a new one each time; it is changed and detached", async () => {
    const { id: customer } = await aCustomer();
    const [one, two] = [await aCard(customer), await aCard(customer)];
    expect(one.id).not.toBe(two.id);
    expect(one).toMatchObject({ customer, card: { brand: 'visa', last4: '4242' } });
    expect(one.card?.fingerprint).toBe(two.card?.fingerprint);
    const changed = await stripe.paymentMethods.update(one.id, {
      billing_details: { name: 'Ada L.', address: { city: 'Bonn' } },
      card: { exp_month: 3, exp_year: 2040 },
    });
    expect(changed.card).toMatchObject({ exp_month: 3, exp_year: 2040, last4: '4242' });
    expect(changed.billing_details).toMatchObject({ name: 'Ada L.', address: { city: 'Bonn', country: null } });
    expect(await stripe.paymentMethods.detach(two.id)).toMatchObject({ customer: null });
    const owner = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
    expect(owner.invoice_settings.default_payment_method).toBeNull();
    expect((await stripe.paymentMethods.list({ customer })).data.map(({ id }) => id)).toEqual([one.id]);
  });

  test.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('%s can not be saved', async (name, code, decline_code) => {
    const { id: customer } = await aCustomer();
    const error = await failure(stripe.paymentMethods.attach(name, { customer }));
    expect(error).toMatchObject({ statusCode: 402, type: 'StripeCardError', code, decline_code });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
  });

  test('one that was detached is of no use any more', async () => {
    const { id: customer } = await aCustomer();
    const card = await aCard(customer);
    await stripe.paymentMethods.detach(card.id);
    expect(await failure(stripe.paymentMethods.attach(card.id, { customer }))).toMatchObject({
      code: 'payment_method_unexpected_state',
    });
  });

  test('one comes with the customer, or neither does', async () => {
    const owner = await aCustomer({ payment_method: 'pm_card_visa' });
    expect((await stripe.paymentMethods.list({ customer: owner.id })).data).toHaveLength(1);
    expect(await failure(aCustomer({ payment_method: 'pm_card_chargeDeclined' }))).toMatchObject({ statusCode: 402 });
    expect((await stripe.customers.list()).data).toHaveLength(1);
  });

  test('one that belongs to somebody can not be given to somebody else', async () => {
    const [ada, ben] = [await aCustomer(), await aCustomer()];
    const card = await aCard(ada.id);
    expect(await failure(stripe.paymentMethods.attach(card.id, { customer: ben.id }))).toMatchObject({
      code: 'payment_method_unexpected_state',
    });
  });
});

describe('setup intents', () => {
  test('a card is saved, and the intent is found by its customer', async () => {
    const { id: customer } = await aCustomer();
    const intent = await stripe.setupIntents.create({ customer });
    expect(intent).toMatchObject({ status: 'requires_payment_method', usage: 'off_session' });
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_\\w{25}$`));
    const done = await stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_mastercard' });
    expect(done.status).toBe('succeeded');
    expect((await stripe.paymentMethods.list({ customer })).data.map(({ id }) => id)).toEqual([done.payment_method]);
    expect((await stripe.setupIntents.list({ customer })).data.map(({ id }) => id)).toEqual([intent.id]);
    const again = stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(await failure(again)).toMatchObject({ code: 'setup_intent_unexpected_state' });
  });

  test('a bank that asks: nothing is saved until its customer has said yes', async () => {
    const { id: customer } = await aCustomer();
    const intent = await stripe.setupIntents.create({ customer });
    const name = 'pm_card_authenticationRequiredOnSetup';
    const asked = await stripe.setupIntents.confirm(intent.id, { payment_method: name });
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    sandbox.completeAuthentication(intent.id, false);
    expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code: 'setup_intent_authentication_failure' },
    });
    await stripe.setupIntents.confirm(intent.id, { payment_method: name });
    sandbox.completeAuthentication(intent.id, true);
    expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded', next_action: null });
    expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
  });

  test('a refused one says why, and a canceled one is over', async () => {
    const intent = await stripe.setupIntents.create({ customer: (await aCustomer()).id });
    const refused = await failure(stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclined' }));
    expect(refused).toMatchObject({ statusCode: 402, setup_intent: { last_setup_error: { code: 'card_declined' } } });
    expect(await stripe.setupIntents.cancel(intent.id)).toMatchObject({ status: 'canceled' });
    expect(await failure(stripe.setupIntents.cancel(intent.id))).toMatchObject({ statusCode: 400 });
  });
});

describe('payment intents', () => {
  test('a good card pays at once, and its charge is there', async () => {
    const told = { amount: 1200, currency: 'eur', payment_method: 'pm_card_visa', confirm: true };
    const paid = await stripe.paymentIntents.create({ ...told, expand: ['latest_charge'] });
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1200, latest_charge: { paid: true } });
    expect(await failure(stripe.paymentIntents.cancel(paid.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  test('a bank that asks while nobody is there refuses', async () => {
    const { id: customer } = await aCustomer();
    const card = await aCard(customer, 'pm_card_authenticationRequired');
    const told = { amount: 1200, currency: 'eur', customer, payment_method: card.id, confirm: true, off_session: true };
    expect(await failure(stripe.paymentIntents.create(told))).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      payment_intent: { status: 'requires_payment_method' },
    });
    const present = await stripe.paymentIntents.create({ ...told, off_session: false });
    expect(present.status).toBe('requires_action');
    sandbox.completeAuthentication(present.id, true);
    expect((await stripe.paymentIntents.retrieve(present.id)).status).toBe('succeeded');
  });
});

describe('paying an invoice', () => {
  test('by the default card: invoice, intent, payment and charge agree', async () => {
    const { id: customer } = await aCustomer();
    const card = await aCard(customer);
    const open = await anOpenInvoice(customer);
    expect(open).toMatchObject({ status: 'open', amount_due: 4900, number: expect.stringMatching(/^\w{8}-0001$/) });
    const paid = await stripe.invoices.pay(open.id ?? '');
    expect(paid).toMatchObject({ status: 'paid', amount_paid: 4900, amount_remaining: 0, attempt_count: 1 });
    const intent = await intentOf(open.id ?? '');
    expect(intent).toMatchObject({ status: 'succeeded', payment_method: card.id });
    expect((await stripe.charges.list({ customer })).data).toMatchObject([{ paid: true, payment_intent: intent.id }]);
    const again = await failure(stripe.invoices.pay(open.id ?? ''));
    expect(again).toMatchObject({ statusCode: 400, message: 'Invoice is already paid' });
  });

  test('a card that is refused leaves it open, with a failed charge', async () => {
    const { id: customer } = await aCustomer();
    const card = await aCard(customer, 'pm_card_chargeCustomerFail');
    const open = await anOpenInvoice(customer);
    const error = await failure(stripe.invoices.pay(open.id ?? '', { payment_method: card.id }));
    expect(error).toMatchObject({ statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' });
    expect(await stripe.invoices.retrieve(open.id ?? '')).toMatchObject({ status: 'open', amount_remaining: 4900 });
    expect((await intentOf(open.id ?? '')).status).toBe('requires_payment_method');
    expect((await stripe.charges.list({ customer })).data).toMatchObject([
      { status: 'failed', failure_code: 'card_declined' },
    ]);
    expect(((await stripe.customers.retrieve(customer)) as Stripe.Customer).delinquent).toBe(true);
    const good = await aCard(customer);
    expect(await stripe.invoices.pay(open.id ?? '', { payment_method: good.id })).toMatchObject({ status: 'paid' });
    expect(((await stripe.customers.retrieve(customer)) as Stripe.Customer).delinquent).toBe(false);
  });

  test('cards that stories gave somebody behave by their last four digits and by their date', async () => {
    const { id: customer } = await aCustomer();
    const face = { brand: 'visa', expiresMonth: 12, expiresYear: 2040 };
    sandbox.add(cardPaymentMethod({ ...face, last4: '9995' }, { id: 'pm_poor', customer }));
    sandbox.add(cardPaymentMethod({ ...face, last4: '4242', expiresYear: 2020 }, { id: 'pm_old', customer }));
    const { id = '' } = await anOpenInvoice(customer);
    expect(await failure(stripe.invoices.pay(id, { payment_method: 'pm_poor' }))).toMatchObject({
      decline_code: 'insufficient_funds',
    });
    expect(await failure(stripe.invoices.pay(id, { payment_method: 'pm_old' }))).toMatchObject({
      code: 'expired_card',
    });
  });

  test('a bank that asks: the page has the secret, and paid it is after the answer', async () => {
    const { id: customer } = await aCustomer();
    await aCard(customer, 'pm_card_authenticationRequired');
    const { id = '' } = await anOpenInvoice(customer);
    const error = await failure(stripe.invoices.pay(id));
    expect(error).toMatchObject({ statusCode: 402, code: 'invoice_payment_intent_requires_action' });
    const intent = await intentOf(id);
    expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    const asked = await stripe.invoices.retrieve(id, { expand: ['confirmation_secret'] });
    expect(asked.confirmation_secret).toEqual({ client_secret: intent.client_secret, type: 'payment_intent' });
    sandbox.completeAuthentication(intent.id, true);
    expect((await stripe.invoices.retrieve(id)).status).toBe('paid');
  });

  test('a card that the bank asked about once pays from then on', async () => {
    const { id: customer } = await aCustomer();
    const name = 'pm_card_authenticationRequiredOnSetup';
    const never = await aCard(customer, name);
    const first = await anOpenInvoice(customer);
    expect(await failure(stripe.invoices.pay(first.id ?? '', { payment_method: never.id }))).toMatchObject({
      code: 'invoice_payment_intent_requires_action',
    });
    const intent = await stripe.setupIntents.create({ customer, payment_method: name, confirm: true });
    sandbox.completeAuthentication(intent.id, true);
    const { payment_method } = await stripe.setupIntents.retrieve(intent.id);
    const second = await anOpenInvoice(customer);
    const told = { payment_method: payment_method as string };
    expect(await stripe.invoices.pay(second.id ?? '', told)).toMatchObject({ status: 'paid' });
  });

  test('a bank that asks and then refuses: the invoice stays open, another card pays', async () => {
    const { id: customer } = await aCustomer();
    await aCard(customer, 'pm_card_threeDSecureRequiredChargeDeclined');
    const { id = '' } = await anOpenInvoice(customer);
    await failure(stripe.invoices.pay(id));
    sandbox.completeAuthentication((await intentOf(id)).id, true);
    expect(await intentOf(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'card_declined' },
    });
    const good = await aCard(customer);
    expect(await stripe.invoices.pay(id, { payment_method: good.id })).toMatchObject({ status: 'paid' });
  });

  test("somebody else's card pays nothing", async () => {
    const [ada, ben] = [await aCustomer(), await aCustomer()];
    const card = await aCard(ada.id);
    const { id = '' } = await anOpenInvoice(ben.id);
    expect(await failure(stripe.invoices.pay(id, { payment_method: card.id }))).toMatchObject({ statusCode: 400 });
    expect((await stripe.charges.list()).data).toEqual([]);
  });

  test('credit pays first, and what was paid by it comes back when the invoice is voided', async () => {
    const { id: customer } = await aCustomer();
    await stripe.customers.createBalanceTransaction(customer, { amount: -1000, currency: 'eur' });
    const { id = '', amount_due } = await anOpenInvoice(customer);
    expect(amount_due).toBe(3900);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 });
    expect(await stripe.invoices.voidInvoice(id)).toMatchObject({ status: 'void' });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -1000 });
    expect(await failure(stripe.invoices.pay(id))).toMatchObject({ statusCode: 400 });
  });

  test('it is given up, or paid somewhere else', async () => {
    const { id: customer } = await aCustomer();
    const first = await anOpenInvoice(customer);
    expect(await stripe.invoices.markUncollectible(first.id ?? '')).toMatchObject({ status: 'uncollectible' });
    const second = await anOpenInvoice(customer);
    expect(await stripe.invoices.pay(second.id ?? '', { paid_out_of_band: true })).toMatchObject({ status: 'paid' });
    expect((await stripe.charges.list()).data).toEqual([]);
  });
});

describe('pages', () => {
  const page = (path: string, form: Record<string, string> = {}, method = 'POST', key = 'pk_test_page') =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}` },
      ...(method === 'POST' && { body: new URLSearchParams(form) }),
    });
  const card = {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': '4242 4242 4242 4242',
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '40',
    'payment_method_data[card][cvc]': '123',
  };

  test('a card that is typed is saved by the intent whose secret the page has, and by no other', async () => {
    const { id: customer } = await aCustomer();
    const intent = await stripe.setupIntents.create({ customer });
    const path = `/v1/setup_intents/${intent.id}`;
    const client_secret = intent.client_secret ?? '';
    expect((await page(`${path}/confirm`, { ...card, client_secret: `${client_secret}x` })).status).toBe(404);
    const answer = await page(`${path}/confirm`, { ...card, client_secret });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.json()).toMatchObject({ status: 'succeeded' });
    expect((await stripe.paymentMethods.list({ customer })).data).toMatchObject([{ card: { exp_year: 2040 } }]);
    const shown = await page(`${path}?client_secret=${client_secret}`, {}, 'GET');
    expect(await shown.json()).toMatchObject({ id: intent.id, status: 'succeeded' });
    expect((await page(`${path}?client_secret=seti_other`, {}, 'GET')).status).toBe(404);
  });

  test('an invoice is paid by a card that is typed, and what is wrong with a card is said', async () => {
    const { id: customer } = await aCustomer();
    const { id = '' } = await anOpenInvoice(customer);
    const intent = await intentOf(id);
    const client_secret = intent.client_secret ?? '';
    const pay = async (number: string, more: Record<string, string> = {}) => {
      const typed = { ...card, 'payment_method_data[card][number]': number, ...more };
      const answer = await page(`/v1/payment_intents/${intent.id}/confirm`, { ...typed, client_secret });
      return (await answer.json()) as { status?: string; error?: { code: string; decline_code?: string } };
    };
    expect(await pay('4242424242424241')).toMatchObject({ error: { code: 'incorrect_number' } });
    const lastYear = { 'payment_method_data[card][exp_year]': '20' };
    expect(await pay('4242424242424242', lastYear)).toMatchObject({ error: { code: 'invalid_expiry_year' } });
    expect(await pay('4000000000009995')).toMatchObject({ error: { decline_code: 'insufficient_funds' } });
    expect(await pay('4000002760003184')).toMatchObject({ status: 'requires_action' });
    expect(await pay('5555555555554444')).toMatchObject({ status: 'succeeded' });
    expect((await stripe.invoices.retrieve(id)).status).toBe('paid');
  });

  test('nothing else is open to a publishable key', async () => {
    const { id } = await aCustomer();
    for (const path of [`/v1/customers/${id}`, '/v1/charges', '/v1/setup_intents'])
      expect((await page(path, {}, 'GET')).status, path).toBe(403);
    expect((await page('/v1/customers')).status).toBe(403);
  });

  test('other addresses are for whoever adds them', async () => {
    sandbox.onRequest((request, response) => {
      if (request.url !== '/shop/thanks') return false;
      response.end('a page');
      return true;
    });
    expect(await (await page('/shop/thanks', {}, 'GET')).text()).toBe('a page');
    expect((await page('/shop/other', {}, 'GET', 'sk_test_writes')).status).toBe(404);
  });
});
