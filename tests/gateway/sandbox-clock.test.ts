/** What happens by itself as time goes by in the sandbox, through the real `stripe` package. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

const begun = new Date('2027-01-31T10:00:00Z');
const seconds = (text: string) => Math.floor(new Date(text).getTime() / 1000);

let sandbox: StripeSandbox;
let stripe: Stripe;
let customer: string;
let price: string;
let more: Awaited<ReturnType<typeof aPrice>>;

async function open(options: Parameters<typeof createStripeSandbox>[0] = {}) {
  sandbox = createStripeSandbox(options);
  sandbox.freeze(begun);
  const { host, port } = await sandbox.listen();
  stripe = new Stripe('sk_test_clock', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  ({ id: customer } = await stripe.customers.create({ name: 'Ada' }));
  ({ id: price } = await aPrice(4900));
  more = await aPrice(9900);
}
beforeEach(() => open());
afterEach(() => sandbox.close());

const aPrice = (unit_amount: number) =>
  stripe.prices.create({
    currency: 'eur',
    unit_amount,
    recurring: { interval: 'month' },
    product_data: { name: `Studio ${unit_amount}` },
  });

async function aCard(name = 'pm_card_visa') {
  const card = await stripe.paymentMethods.attach(name, { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
  return card.id;
}

const subscribe = (told: Stripe.SubscriptionCreateParams = {}) =>
  stripe.subscriptions.create({ customer, items: [{ price }], ...told });
const invoices = async () => (await stripe.invoices.list({ customer })).data.toReversed();
const types = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).toReversed();
const periodOf = (subscription: Stripe.Subscription) =>
  new Date((subscription.items.data[0]?.current_period_end ?? 0) * 1000).toISOString().slice(0, 10);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('was accepted'),
    (error: Stripe.errors.StripeError) => error,
  );

describe('a subscription', () => {
  test('begins paid, and is renewed and paid an hour later, at the last day of shorter months', async () => {
    await aCard();
    const { id, status, latest_invoice } = await subscribe();
    expect(status).toBe('active');
    expect(await stripe.invoices.retrieve(latest_invoice as string)).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_create',
      created: sandbox.now(),
    });
    sandbox.advance(new Date('2027-02-28T10:30:00Z'));
    expect((await invoices()).map((invoice) => invoice.status)).toEqual(['paid', 'draft']);
    sandbox.advance(new Date('2027-03-31T12:00:00Z'));
    const all = await invoices();
    expect(all.map((invoice) => [invoice.status, invoice.billing_reason, invoice.amount_paid])).toEqual([
      ['paid', 'subscription_create', 4900],
      ['paid', 'subscription_cycle', 4900],
      ['paid', 'subscription_cycle', 4900],
    ]);
    expect(all[1]).toMatchObject({
      created: seconds('2027-02-28T10:00:00Z'),
      status_transitions: { paid_at: seconds('2027-02-28T11:00:00Z') },
      parent: { subscription_details: { subscription: id } },
    });
    expect(periodOf(await stripe.subscriptions.retrieve(id))).toBe('2027-04-30');
    expect(sandbox.now()).toBe(seconds('2027-03-31T12:00:00Z'));
  });

  test('without any card is refused; with one that is refused it is incomplete, and expires', async () => {
    expect(await failure(subscribe())).toMatchObject({ statusCode: 400, code: 'resource_missing' });
    await aCard('pm_card_chargeCustomerFail');
    expect(await failure(subscribe({ payment_behavior: 'error_if_incomplete' }))).toMatchObject({ statusCode: 402 });
    expect(sandbox.state.subscription.size).toBe(0);
    const { id, status } = await subscribe();
    expect(status).toBe('incomplete');
    sandbox.advance(new Date('2027-02-01T10:00:00Z'));
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'incomplete_expired' });
  });

  test('that was begun incomplete is active when its invoice is paid', async () => {
    const { id, latest_invoice } = await subscribe({ payment_behavior: 'default_incomplete' });
    const card = await aCard();
    await stripe.invoices.pay(latest_invoice as string, { payment_method: card });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('a trial costs nothing, is announced, and ends with a payment', async () => {
    await aCard();
    const { id, status, trial_end } = await subscribe({ trial_period_days: 14 });
    expect([status, trial_end]).toEqual(['trialing', seconds('2027-02-14T10:00:00Z')]);
    expect((await invoices()).map(({ amount_due, status }) => [amount_due, status])).toEqual([[0, 'paid']]);
    sandbox.advance(new Date('2027-02-12T00:00:00Z'));
    const announced = (await stripe.events.list({ type: 'customer.subscription.trial_will_end' })).data;
    expect(announced.map(({ created }) => created)).toEqual([seconds('2027-02-11T10:00:00Z')]);
    sandbox.advance(new Date('2027-02-14T12:00:00Z'));
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    expect((await invoices()).map(({ amount_paid }) => amount_paid)).toEqual([0, 4900]);
    expect((await stripe.events.list({ type: 'customer.subscription.trial_will_end' })).data).toHaveLength(1);
  });

  test('ends with its period when that was wanted, unless it was taken back', async () => {
    await aCard();
    const { id } = await subscribe();
    const ending = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(ending).toMatchObject({
      cancel_at: seconds('2027-02-28T10:00:00Z'),
      canceled_at: seconds('2027-01-31T10:00:00Z'),
    });
    expect(await stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at: null,
      canceled_at: null,
    });
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    sandbox.advance(new Date('2027-03-10T00:00:00Z'));
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      ended_at: seconds('2027-02-28T10:00:00Z'),
    });
    expect(await invoices()).toHaveLength(1);
    expect((await types()).at(-1)).toBe('customer.subscription.deleted');
    expect(await failure(stripe.subscriptions.cancel(id))).toMatchObject({ statusCode: 404 });
  });

  test('that is paused bills nothing until it resumes', async () => {
    await aCard();
    const { id } = await subscribe();
    const resumes_at = seconds('2027-03-15T00:00:00Z');
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void', resumes_at } });
    sandbox.advance(new Date('2027-03-31T12:00:00Z'));
    expect((await invoices()).map(({ status }) => status)).toEqual(['paid', 'void', 'paid']);
    expect((await stripe.subscriptions.retrieve(id)).pause_collection).toBeNull();
  });

  test('goes on when its pause is taken back, and begins anew when its trial is ended', async () => {
    await aCard();
    const { id } = await subscribe({ trial_period_days: 14 });
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } });
    expect((await stripe.subscriptions.update(id, { pause_collection: '' })).pause_collection).toBeNull();
    const charged = await stripe.subscriptions.update(id, { trial_end: 'now' });
    expect([charged.status, periodOf(charged)]).toEqual(['active', '2027-02-28']);
    expect((await invoices()).map(({ amount_paid }) => amount_paid)).toEqual([0, 4900]);
  });

  test('its own card pays instead of the default, until that is cleared', async () => {
    const [own, usual] = [await aCard('pm_card_mastercard'), await aCard()];
    const { id } = await subscribe({ default_payment_method: own });
    const payer = async () => (await stripe.charges.list({ customer })).data[0]?.payment_method;
    expect(await payer()).toBe(own);
    const cleared = await stripe.subscriptions.update(id, { default_payment_method: '' });
    expect(cleared.default_payment_method).toBeNull();
    sandbox.advance(new Date('2027-02-28T12:00:00Z'));
    expect(await payer()).toBe(usual);
  });

  test('a dearer price: the rest of the old one comes back, and the preview says so before', async () => {
    await aCard();
    const begun = await subscribe();
    const items = [{ id: begun.items.data[0]?.id ?? '', price: more.id }];
    sandbox.advance(new Date('2027-02-14T10:00:00Z'));
    const preview = await stripe.invoices.createPreview({ subscription: begun.id, subscription_details: { items } });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-2450, 4950, 9900]);
    await stripe.subscriptions.update(begun.id, { items });
    sandbox.advance(new Date('2027-02-28T12:00:00Z'));
    expect((await invoices()).at(-1)).toMatchObject({ amount_paid: preview.amount_due, amount_due: 12_400 });
  });

  test('what comes next is previewed after credit, and nothing comes when it ends', async () => {
    await aCard();
    const { id } = await subscribe();
    await stripe.customers.createBalanceTransaction(customer, { amount: -1000, currency: 'eur' });
    const preview = await stripe.invoices.createPreview({ subscription: id });
    expect(preview).toMatchObject({ total: 4900, amount_due: 3900, period_end: seconds('2027-02-28T10:00:00Z') });
    await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(await failure(stripe.invoices.createPreview({ subscription: id }))).toMatchObject({
      code: 'invoice_upcoming_none',
    });
    expect((await invoices()).length).toBe(1);
  });
});

describe('a renewal that is refused', () => {
  const refuse = async () => {
    await aCard();
    const { id } = await subscribe();
    await aCard('pm_card_chargeCustomerFail');
    sandbox.advance(new Date('2027-02-28T12:00:00Z'));
    return id;
  };
  const attempts = async () =>
    (await stripe.charges.list({ customer })).data.map(({ created }) => created).toReversed();

  test('is tried again after 1, 3, 5 and 7 days, and then the subscription ends', async () => {
    const id = await refuse();
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'past_due' });
    expect((await invoices()).at(-1)).toMatchObject({
      status: 'open',
      attempt_count: 1,
      next_payment_attempt: seconds('2027-03-01T11:00:00Z'),
    });
    sandbox.advance(new Date('2027-03-20T00:00:00Z'));
    const days = ['2027-02-28', '2027-03-01', '2027-03-03', '2027-03-05', '2027-03-07'];
    expect((await attempts()).slice(1)).toEqual(days.map((each) => seconds(`${each}T11:00:00Z`)));
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    });
    expect((await invoices()).at(-1)).toMatchObject({ status: 'open', next_payment_attempt: null });
  });

  test('is active again when another card has paid', async () => {
    const id = await refuse();
    const card = await aCard();
    await stripe.invoices.pay((await invoices()).at(-1)?.id ?? '', { payment_method: card });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    sandbox.advance(new Date('2027-03-20T00:00:00Z'));
    expect(await attempts()).toHaveLength(3);
  });

  test('leaves the subscription unpaid where the vendor wants that', async () => {
    await sandbox.close();
    await open({ afterLastAttempt: 'unpaid' });
    const id = await refuse();
    sandbox.advance(new Date('2027-03-20T00:00:00Z'));
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('unpaid');
  });
});

describe('a schedule', () => {
  test('made of a subscription ends it after its phases', async () => {
    await aCard();
    const { id } = await subscribe();
    const made = await stripe.subscriptionSchedules.create({ from_subscription: id });
    expect((await stripe.subscriptions.retrieve(id)).schedule).toBe(made.id);
    const [phase] = made.phases;
    await stripe.subscriptionSchedules.update(made.id, {
      end_behavior: 'cancel',
      phases: [
        {
          items: [{ price }],
          start_date: phase?.start_date ?? 0,
          duration: { interval: 'month', interval_count: 3 },
        },
      ],
    });
    sandbox.advance(new Date('2027-06-30T00:00:00Z'));
    expect((await invoices()).map(({ status }) => status)).toEqual(['paid', 'paid', 'paid']);
    expect(await stripe.subscriptionSchedules.retrieve(made.id)).toMatchObject({
      status: 'completed',
      current_phase: null,
      completed_at: seconds('2027-04-30T10:00:00Z'),
    });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
  });

  test('that begins later begins then, with its own card, and changes the price with the phase', async () => {
    await aCard();
    const own = await aCard('pm_card_mastercard');
    const made = await stripe.subscriptionSchedules.create({
      customer,
      start_date: seconds('2027-02-10T00:00:00Z'),
      end_behavior: 'release',
      default_settings: { default_payment_method: own },
      phases: [
        { items: [{ price }], duration: { interval: 'month', interval_count: 1 } },
        { items: [{ price: more.id }], duration: { interval: 'month', interval_count: 1 } },
      ],
    });
    expect(made).toMatchObject({ status: 'not_started', subscription: null });
    sandbox.advance(new Date('2027-04-11T00:00:00Z'));
    expect((await invoices()).map(({ amount_paid }) => amount_paid)).toEqual([4900, 9900, 9900]);
    const after = await stripe.subscriptionSchedules.retrieve(made.id);
    expect(after).toMatchObject({ status: 'released', subscription: null });
    const going = await stripe.subscriptions.retrieve(after.released_subscription as string);
    expect(going).toMatchObject({ status: 'active', schedule: null, default_payment_method: own });
  });

  test('has another card from now on, and is released or canceled', async () => {
    await aCard();
    const { id } = await subscribe();
    const made = await stripe.subscriptionSchedules.create({ from_subscription: id });
    const card = await aCard('pm_card_mastercard');
    const [phase] = made.phases;
    await stripe.subscriptionSchedules.update(made.id, {
      default_settings: { default_payment_method: card },
      phases: [
        {
          items: [{ price }],
          default_payment_method: card,
          start_date: phase?.start_date ?? 0,
          end_date: phase?.end_date ?? 0,
        },
      ],
    });
    expect((await stripe.subscriptions.retrieve(id)).default_payment_method).toBe(card);
    expect(await stripe.subscriptionSchedules.release(made.id)).toMatchObject({
      status: 'released',
      released_subscription: id,
    });
    expect(await failure(stripe.subscriptionSchedules.cancel(made.id))).toMatchObject({ statusCode: 400 });
    const again = await stripe.subscriptionSchedules.create({ from_subscription: id });
    await stripe.subscriptionSchedules.cancel(again.id);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
  });
});
