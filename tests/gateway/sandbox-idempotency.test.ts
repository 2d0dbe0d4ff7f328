/** Idempotency keys and troubles around them, as Stripe has them, through the real `stripe` package. */
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let port: number;
let stripe: Stripe;

const connect = (options: Stripe.StripeConfig = {}) =>
  new Stripe('sk_test_keys', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...options,
  });

beforeEach(async () => {
  sandbox = createStripeSandbox();
  ({ port } = await sandbox.listen());
  stripe = connect();
});
afterEach(() => sandbox.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('was accepted'),
    (error: Stripe.errors.StripeError) => error,
  );
const idempotencyKey = 'order-1';
const make = (name = 'Ada') => stripe.customers.create({ name }, { idempotencyKey });

describe('idempotency keys', () => {
  test('the same key and parameters: the same answer, and nothing is done again', async () => {
    const first = await make();
    await stripe.customers.update(first.id, { name: 'Ada L.' });
    const again = await make();
    expect(again).toMatchObject({ id: first.id, name: 'Ada' });
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(sandbox.state.customer.size).toBe(1);
    expect((await stripe.events.list({ type: 'customer.created' })).data).toHaveLength(1);
  });

  test('other parameters, and another address, are refused', async () => {
    await make();
    const other = { statusCode: 400, type: 'StripeIdempotencyError' };
    expect(await failure(make('Ben'))).toMatchObject(other);
    expect(await failure(stripe.products.create({ name: 'Ada' }, { idempotencyKey }))).toMatchObject(other);
    expect(sandbox.state.product.size).toBe(0);
  });

  test('a second request while the first is under way is told so', async () => {
    sandbox.announceTrouble(1, { slowMillis: 300 });
    const first = make();
    await expect.poll(() => sandbox.requests.length).toBe(1);
    // The package repeats a 409 by itself, unless it is told not to.
    const second = await fetch(`http://127.0.0.1:${port}/v1/customers`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sk_test_keys', 'Idempotency-Key': idempotencyKey },
      body: new URLSearchParams({ name: 'Ada' }),
    });
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({ error: { code: 'idempotency_key_in_use' } });
    const { id } = await first;
    expect((await make()).id).toBe(id);
  });

  test('a refusal by the bank is replayed, a request that was never begun is not', async () => {
    const { id: customer } = await stripe.customers.create({});
    const attach = (name: string) => stripe.paymentMethods.attach(name, { customer }, { idempotencyKey });
    const wrong = { customer, colour: 'red' } as Stripe.PaymentMethodAttachParams;
    await failure(stripe.paymentMethods.attach('pm_card_chargeDeclined', wrong, { idempotencyKey }));
    expect(await failure(attach('pm_card_chargeDeclined'))).toMatchObject({ statusCode: 402 });
    const again = await failure(attach('pm_card_chargeDeclined'));
    expect(again).toMatchObject({ statusCode: 402, headers: { 'idempotent-replayed': 'true' } });
  });

  test('a rate limit is not kept', async () => {
    sandbox.announceTrouble(1, 'rate limit');
    expect(await failure(make())).toMatchObject({ statusCode: 429 });
    expect(await make()).toMatchObject({ name: 'Ada' });
  });

  test("a server's error is kept, though everything was done", async () => {
    sandbox.announceTrouble(1, 'server error after commit');
    expect(await failure(make())).toMatchObject({ statusCode: 500 });
    expect(sandbox.state.customer.size).toBe(1);
    expect(await failure(make())).toMatchObject({ statusCode: 500, headers: { 'idempotent-replayed': 'true' } });
    sandbox.announceTrouble(1, 'server error');
    const before = { idempotencyKey: 'order-2' };
    expect(await failure(stripe.customers.create({}, before))).toMatchObject({ statusCode: 500 });
    expect(sandbox.state.customer.size).toBe(1);
    expect(await failure(stripe.customers.create({}, before))).toMatchObject({ statusCode: 500 });
  });

  test('an answer that got lost is told to who asks again', async () => {
    sandbox.announceTrouble(1, 'hang up after commit');
    const patient = connect({ maxNetworkRetries: 2 });
    const made = await patient.customers.create({ name: 'Ada' });
    expect([...sandbox.state.customer.keys()]).toEqual([made.id]);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([0, 200]);
  });
});

describe('troubles', () => {
  test('one call is meant, and only that one meets it', async () => {
    const { id } = await stripe.customers.create({});
    const isUpdate = ({ endpoint }: { endpoint?: string | undefined }) => endpoint === 'POST /v1/customers/:id';
    sandbox.announceTrouble(1, 'server error', isUpdate);
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id });
    expect(await failure(stripe.customers.update(id, { name: 'Ada' }))).toMatchObject({ statusCode: 500 });
    expect(await stripe.customers.update(id, { name: 'Ada' })).toMatchObject({ name: 'Ada' });
  });

  test('it is down and comes back on the same port, with everything', async () => {
    const { id } = await stripe.customers.create({});
    await sandbox.stopAnswering();
    expect(await failure(stripe.customers.retrieve(id))).toMatchObject({ type: 'StripeConnectionError' });
    expect((await sandbox.answerAgain()).port).toBe(port);
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id });
  });
});
