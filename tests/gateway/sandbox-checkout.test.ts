/** Buying on the sandbox's Checkout page, through the real `stripe` package. */
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let stripe: Stripe;
let url: string;
let once: string;
let monthly: string;

const success_url = 'https://shop.example/thanks';
const visa = 'pm_card_visa';

beforeEach(async () => {
  sandbox = createStripeSandbox();
  const { host, port, ...listening } = await sandbox.listen();
  ({ url } = listening);
  stripe = new Stripe('sk_test_checkout', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  const price = { currency: 'eur', unit_amount: 1200, product_data: { name: 'Clay' } };
  ({ id: once } = await stripe.prices.create(price));
  ({ id: monthly } = await stripe.prices.create({ ...price, recurring: { interval: 'month' } }));
});
afterEach(() => sandbox.close());

const offer = (told: Stripe.Checkout.SessionCreateParams = {}) =>
  stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price: once }], success_url, ...told });
const types = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).toReversed();
const customers = async () => (await stripe.customers.list()).data;

test('a card is saved for somebody, and nothing is charged', async () => {
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const told = { mode: 'setup', currency: 'eur', customer, success_url, cancel_url: success_url } as const;
  const session = await stripe.checkout.sessions.create(told);
  expect(session).toMatchObject({ status: 'open', url: `${url}/checkout/${session.id}`, amount_total: null });
  expect(() => sandbox.completeCheckout(session.id, { paymentMethod: 'pm_card_chargeDeclined' })).toThrow('declined');
  sandbox.completeCheckout(session.id, { paymentMethod: visa });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  expect(done).toMatchObject({
    status: 'complete',
    payment_status: 'no_payment_required',
    url: null,
    setup_intent: { status: 'succeeded', customer },
  });
  expect((await stripe.paymentMethods.list({ customer })).data).toHaveLength(1);
  expect((await types()).at(-1)).toBe('checkout.session.completed');
  expect(() => sandbox.completeCheckout(session.id, { paymentMethod: visa })).toThrow('complete');
});

test('a guest pays and becomes no customer', async () => {
  const session = await offer({ metadata: { cart: '7' }, payment_intent_data: { metadata: { cart: '7' } } });
  const buyer = { paymentMethod: visa, email: 'guest@example.com', name: 'Gus' };
  sandbox.completeCheckout(session.id, buyer);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent', 'line_items'] });
  expect(done).toMatchObject({
    status: 'complete',
    customer: null,
    customer_details: { email: 'guest@example.com', name: 'Gus' },
    payment_status: 'paid',
    amount_total: 1200,
    metadata: { cart: '7' },
    payment_intent: { status: 'succeeded', customer: null, metadata: { cart: '7' } },
    line_items: { data: [{ description: 'Clay', price: { id: once } }] },
  });
  expect(await customers()).toEqual([]);
  expect((await stripe.charges.list()).data[0]?.billing_details.email).toBe('guest@example.com');
});

test('a customer is made where that is wanted, and an invoice', async () => {
  const session = await offer({ customer_creation: 'always', invoice_creation: { enabled: true } });
  sandbox.completeCheckout(session.id, { paymentMethod: visa, email: 'ada@example.com', name: 'Ada' });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] });
  expect(done).toMatchObject({ customer: (await customers())[0]?.id, invoice: { status: 'paid', amount_paid: 1200 } });
});

test('somebody subscribes: customer, card, subscription and paid invoice are there', async () => {
  const session = await offer({
    mode: 'subscription',
    line_items: [{ price: monthly, quantity: 1 }],
    subscription_data: { metadata: { level: 'gold' } },
  });
  const refused = { paymentMethod: 'pm_card_chargeDeclined', email: 'ada@example.com' };
  expect(() => sandbox.completeCheckout(session.id, refused)).toThrow('declined');
  expect((await stripe.subscriptions.list()).data).toEqual([]);
  sandbox.completeCheckout(session.id, { paymentMethod: visa, email: 'ada@example.com' });
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'invoice'] });
  expect(done).toMatchObject({
    status: 'complete',
    subscription: { status: 'active', metadata: { level: 'gold' }, default_payment_method: expect.any(String) },
    invoice: { status: 'paid' },
  });
});

test('a trial begins without a payment', async () => {
  const line_items = [{ price: monthly }];
  const session = await offer({ mode: 'subscription', line_items, subscription_data: { trial_period_days: 7 } });
  sandbox.completeCheckout(session.id, { paymentMethod: visa, email: 'ada@example.com' });
  expect((await stripe.subscriptions.list()).data).toMatchObject([{ status: 'trialing' }]);
  expect((await stripe.charges.list()).data).toEqual([]);
});

test('a bank that asks: the session waits for the answer', async () => {
  const buyer = { paymentMethod: 'pm_card_authenticationRequired', email: 'ada@example.com' };
  for (const [mode, price] of [
    ['payment', once],
    ['subscription', monthly],
  ] as const) {
    const { id } = await offer({ mode, line_items: [{ price }] });
    expect(sandbox.completeCheckout(id, buyer).status).toBe('open');
    const asked = (await stripe.paymentIntents.list()).data.find(({ status }) => status === 'requires_action');
    sandbox.completeAuthentication(asked?.id ?? '', true);
    expect(sandbox.completeCheckout(id, buyer)).toMatchObject({ status: 'complete', payment_status: 'paid' });
  }
  expect((await stripe.subscriptions.list()).data).toMatchObject([{ status: 'active' }]);
});

test('anybody buys by a payment link, and each visit is a session of its own', async () => {
  const link = await stripe.paymentLinks.create({ line_items: [{ price: once, quantity: 2 }] });
  expect(link.url).toBe(`${url}/checkout/${link.id}`);
  const [first, second] = [1, 2].map((each) =>
    sandbox.completeCheckout(link.id, { paymentMethod: visa, email: `guest${each}@example.com` }),
  );
  expect(first?.id).not.toBe(second?.id);
  const sessions = await stripe.checkout.sessions.list({ payment_link: link.id });
  expect(sessions.data).toMatchObject([
    { status: 'complete', amount_total: 2400, customer_details: { email: 'guest2@example.com' } },
    { status: 'complete', amount_total: 2400, customer_details: { email: 'guest1@example.com' } },
  ]);
});

test('a session that nobody uses is over after a day, or when the vendor says so', async () => {
  const [late, taken] = [await offer(), await offer()];
  expect(await stripe.checkout.sessions.expire(taken.id)).toMatchObject({ status: 'expired', url: null });
  sandbox.advance(new Date((sandbox.now() + 86_500) * 1000));
  expect(await stripe.checkout.sessions.retrieve(late.id)).toMatchObject({ status: 'expired' });
  expect((await types()).filter((type) => type === 'checkout.session.expired')).toHaveLength(2);
});

test('what can not be offered is refused', async () => {
  const refused = (told: Stripe.Checkout.SessionCreateParams) =>
    offer(told).then(
      () => 'accepted',
      ({ param }: Stripe.errors.StripeError) => param,
    );
  expect(await refused({ line_items: [] })).toBe('line_items');
  expect(await refused({ line_items: [{ price: monthly }] })).toBe('mode');
  expect(await refused({ mode: 'subscription' })).toBe('mode');
  expect(await refused({ line_items: [{ price: 'price_gone' }] })).toBe('line_items[0][price]');
  expect(await refused({ customer: 'cus_gone' })).toBe('customer');
});
