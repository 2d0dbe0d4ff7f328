/** What the sandbox promises, through the real `stripe` package: to be as strict and as slow to tell everything as Stripe. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { every, price, product } from '../../examples/stripe-sandbox/objects/catalogue.ts';
import { cardPaymentMethod, customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import {
  subscription,
  subscriptionItem,
  subscriptionItems,
} from '../../examples/stripe-sandbox/objects/subscriptions.ts';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let port: number;
let stripe: Stripe;

const connect = (key: string, options: Stripe.StripeConfig = {}) =>
  new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...options });

beforeEach(async () => {
  sandbox = createStripeSandbox();
  ({ port } = await sandbox.listen());
  stripe = connect('sk_test_anything');
});
afterEach(() => sandbox.close());

const addCustomers = (count: number) => {
  for (let index = 0; index < count; index++)
    sandbox.add(customer({ id: `cus_${index}`, email: `person${index}@example.com`, created: 1000 + index }));
};

const addSubscription = (overrides: Partial<Stripe.Subscription> = {}) => {
  const id = overrides.id ?? 'sub_1';
  const studio = product({ id: 'prod_studio', name: 'Studio' });
  const monthly = price({ id: 'price_studio', product: studio.id, unit_amount: 4900, recurring: every(1, 'month') });
  const card = cardPaymentMethod(
    { brand: 'visa', last4: '4242', expiresMonth: 8, expiresYear: 2029 },
    { id: 'pm_1', customer: 'cus_0' },
  );
  const period = { current_period_start: 1000, current_period_end: 2000 };
  const item = subscriptionItem({ id: 'si_1', subscription: id, price: monthly, ...period });
  sandbox.add(studio, monthly, card);
  sandbox.add(subscription({ id, customer: 'cus_0', items: subscriptionItems(id, [item]), ...overrides }));
};

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('was accepted'),
    (error: Stripe.errors.StripeError) => error,
  );

describe('lists', () => {
  test('ten come at a time, the newest first, with more to follow', async () => {
    addCustomers(12);
    const first = await stripe.customers.list();
    expect(first.data.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, index) => `cus_${11 - index}`));
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/customers' });
    const second = await stripe.customers.list({ starting_after: 'cus_2' });
    expect(second.data.map(({ id }) => id)).toEqual(['cus_1', 'cus_0']);
    expect(second.has_more).toBe(false);
  });

  test('the pages before a cursor are in the same order', async () => {
    addCustomers(6);
    const before = await stripe.customers.list({ ending_before: 'cus_2', limit: 2 });
    expect(before.data.map(({ id }) => id)).toEqual(['cus_4', 'cus_3']);
    expect(before.has_more).toBe(true);
  });

  test('the package collects all pages by itself', async () => {
    addCustomers(250);
    const all = await stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
    expect(new Set(all.map(({ id }) => id)).size).toBe(250);
    expect(sandbox.requests.map(({ endpoint }) => endpoint)).toEqual(Array(3).fill('GET /v1/customers'));
  });

  test('a cursor that is not there is refused', async () => {
    addCustomers(1);
    const error = await failure(stripe.customers.list({ starting_after: 'cus_gone' }));
    expect(error).toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
      param: 'starting_after',
      message: "No such customer: 'cus_gone'",
    });
  });

  test('101 at a time are too many', async () => {
    const error = await failure(stripe.customers.list({ limit: 101 }));
    expect(error).toMatchObject({ statusCode: 400, param: 'limit' });
  });

  test('payment methods are listed by their customer only', async () => {
    addCustomers(1);
    addSubscription();
    expect((await stripe.paymentMethods.list()).data).toEqual([]);
    expect((await stripe.paymentMethods.list({ customer: 'cus_0' })).data).toHaveLength(1);
  });

  test('they are filtered by time, owner and email', async () => {
    addCustomers(5);
    const since = await stripe.customers.list({ created: { gte: 1002, lt: 1004 } });
    expect(since.data.map(({ id }) => id)).toEqual(['cus_3', 'cus_2']);
    expect((await stripe.customers.list({ email: 'person4@example.com' })).data).toHaveLength(1);
    addSubscription();
    expect((await stripe.paymentMethods.list({ customer: 'cus_0', type: 'card' })).data).toHaveLength(1);
    expect((await stripe.customers.listPaymentMethods('cus_1')).data).toEqual([]);
    const error = await failure(stripe.subscriptions.list({ customer: 'cus_gone' }));
    expect(error).toMatchObject({ code: 'resource_missing', param: 'customer' });
  });

  test('canceled subscriptions come only when asked for', async () => {
    addCustomers(1);
    addSubscription();
    addSubscription({ id: 'sub_2', status: 'canceled' });
    const ids = async (params: Stripe.SubscriptionListParams) =>
      (await stripe.subscriptions.list(params)).data.map(({ id }) => id);
    expect(await ids({})).toEqual(['sub_1']);
    expect(await ids({ status: 'all' })).toEqual(['sub_2', 'sub_1']);
    expect(await ids({ status: 'canceled' })).toEqual(['sub_2']);
  });

  test('a list inside an object shows ten, the rest has a place of its own', async () => {
    addCustomers(1);
    addSubscription();
    const [item] = sandbox.state.subscription.get('sub_1')?.items.data ?? [];
    const items = Array.from({ length: 12 }, (_, index) => ({
      ...(item as Stripe.SubscriptionItem),
      id: `si_${index}`,
    }));
    addSubscription({ items: subscriptionItems('sub_1', items) });
    const shown = await stripe.subscriptions.retrieve('sub_1');
    expect(shown.items.data).toHaveLength(10);
    expect(shown.items.has_more).toBe(true);
    const rest = await stripe.subscriptionItems.list({ subscription: 'sub_1', starting_after: 'si_9' });
    expect(rest.data.map(({ id }) => id)).toEqual(['si_10', 'si_11']);
  });
});

describe('expanding', () => {
  beforeEach(() => {
    addCustomers(1);
    addSubscription({ default_payment_method: 'pm_1' });
  });

  test('an id becomes what it stands for, in one object and in a list', async () => {
    const one = await stripe.subscriptions.retrieve('sub_1', { expand: ['customer', 'items.data.price.product'] });
    expect(one.customer).toMatchObject({ email: 'person0@example.com' });
    expect(one.items.data[0]?.price.product).toMatchObject({ name: 'Studio' });
    const list = await stripe.subscriptions.list({ expand: ['data.default_payment_method.customer'] });
    expect(list.data[0]?.default_payment_method).toMatchObject({ card: { last4: '4242' }, customer: { id: 'cus_0' } });
  });

  test('what comes on request only is absent otherwise', async () => {
    expect((await stripe.customers.retrieve('cus_0')) as Stripe.Customer).not.toHaveProperty('subscriptions');
    const asked = (await stripe.customers.retrieve('cus_0', { expand: ['subscriptions'] })) as Stripe.Customer;
    expect(asked.subscriptions?.data.map(({ id }) => id)).toEqual(['sub_1']);
  });

  test('four levels are the most', async () => {
    const error = await failure(stripe.subscriptions.list({ expand: ['data.items.data.price.product'] }));
    expect(error.message).toContain('You cannot expand more than 4 levels of a property');
  });

  test('what is no reference can not be expanded', async () => {
    const error = await failure(stripe.subscriptions.retrieve('sub_1', { expand: ['metadata'] }));
    expect(error).toMatchObject({ statusCode: 400, message: 'This property cannot be expanded (metadata).' });
    const inList = await failure(stripe.subscriptions.list({ expand: ['customer'] }));
    expect(inList.message).toContain("You may want to try expanding 'data.customer' instead");
  });
});

describe('refusals', () => {
  const raw = (path: string, headers: Record<string, string> = { Authorization: 'Bearer sk_test_anything' }) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers });

  test('a value that Stripe does not know', async () => {
    const error = await failure(stripe.subscriptions.list({ status: 'sleeping' }));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', param: 'status' });
    expect(error.message).toMatch(/^Invalid status: must be one of active, all, .*, or unpaid$/);
  });

  test('a parameter that Stripe does not know, at the top and inside', async () => {
    const error = await failure(stripe.customers.list({ mail: 'a@example.com' } as Stripe.CustomerListParams));
    expect(error).toMatchObject({ code: 'parameter_unknown', param: 'mail' });
    const inside = { created: { after: 1 } } as Stripe.CustomerListParams;
    expect(await failure(stripe.customers.list(inside))).toMatchObject({ param: 'created[after]' });
  });

  test('a wrong type, and a missing parameter', async () => {
    expect(await failure(stripe.customers.list({ limit: 'all' as unknown as number }))).toMatchObject({
      code: 'parameter_invalid_integer',
      message: 'Invalid integer: all',
      param: 'limit',
    });
    const none = {} as Stripe.SubscriptionItemListParams;
    expect(await failure(stripe.subscriptionItems.list(none))).toMatchObject({
      code: 'parameter_missing',
      param: 'subscription',
    });
  });

  test('an address that does not exist', async () => {
    const error = await failure(stripe.quotes.list());
    expect(error.statusCode).toBe(404);
    expect(error.message).toContain('Unrecognized request URL (GET: /v1/quotes).');
  });

  test('an object that does not exist, in exactly the shape of Stripe', async () => {
    const answer = await raw('/v1/customers/cus_gone');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
    expect(await answer.json()).toEqual({
      error: {
        type: 'invalid_request_error',
        code: 'resource_missing',
        doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
        message: "No such customer: 'cus_gone'",
        param: 'id',
      },
    });
  });

  test('no key, a wrong key and above all a live key', async () => {
    expect((await raw('/v1/customers', {})).status).toBe(401);
    const wrong = await failure(connect('sk_test_').customers.list());
    expect(wrong).toMatchObject({ statusCode: 401, type: 'StripeAuthenticationError' });
    for (const key of ['sk_live_secret', 'rk_live_secret']) {
      const error = await failure(connect(key).customers.list());
      expect(error).toMatchObject({ statusCode: 401 });
      expect(error.message).toContain('takes test keys only');
      expect(error.message).not.toContain('secret');
    }
  });

  test('another version of the API, whose objects have another shape', async () => {
    const old = connect('sk_test_anything', { apiVersion: '2024-06-20' as '2026-10-28.endive' });
    expect((await failure(old.customers.list())).message).toContain('Invalid Stripe API version: 2024-06-20');
  });
});

describe('trouble', () => {
  test('the package repeats a request that met a lock, and one that met an error of the server', async () => {
    const patient = connect('sk_test_anything', { maxNetworkRetries: 2 });
    sandbox.announceTrouble(1, 'lock timeout');
    sandbox.announceTrouble(1, 'server error');
    expect((await patient.customers.list()).data).toEqual([]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([429, 500, 200]);
  });

  test('the package leaves it to its user to wait for a rate limit', async () => {
    sandbox.announceTrouble(1, 'rate limit');
    const error = await failure(connect('sk_test_anything', { maxNetworkRetries: 2 }).customers.list());
    expect(error).toMatchObject({ statusCode: 429, type: 'StripeRateLimitError', code: 'rate_limit' });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('too many requests in a second are refused until it has passed', async () => {
    sandbox.limitRequestsPerSecond(3);
    const all = await Promise.allSettled(Array.from({ length: 5 }, () => stripe.customers.list()));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('a connection that ends without an answer is an error of the connection', async () => {
    sandbox.announceTrouble(2, 'hang up');
    expect(await failure(stripe.customers.list())).toMatchObject({ type: 'StripeConnectionError' });
  });

  test('a slow answer runs into the time limit of the package', async () => {
    sandbox.announceTrouble(1, { slowMillis: 500 });
    expect(await failure(connect('sk_test_anything', { timeout: 100 }).customers.list())).toMatchObject({
      type: 'StripeConnectionError',
    });
  });
});
