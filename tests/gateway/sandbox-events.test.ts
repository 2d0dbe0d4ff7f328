/** What the sandbox tells the vendor's endpoints, and how unreliably, through the real `stripe` package. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { customer as customerObject } from '../../examples/stripe-sandbox/objects/customers.ts';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let stripe: Stripe;
let receiver: Server;
let url: string;
let secret: string;
let endpoint: Stripe.WebhookEndpoint;
/** Whatever came in and was signed as it should be. */
let received: Stripe.Event[];
/** What the endpoint answers, the next one first; 200 when nothing is said. */
let answers: number[];

beforeEach(async () => {
  [received, answers] = [[], []];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const signature = request.headers['stripe-signature'] ?? '';
      received.push(stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, secret));
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/events`;
  sandbox = createStripeSandbox();
  const { host, port } = await sandbox.listen();
  stripe = new Stripe('sk_test_events', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  secret = endpoint.secret ?? '';
});
afterEach(async () => {
  await sandbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const types = () => received.map(({ type }) => type);
const names = () => received.map((event) => (event.data.object as Stripe.Customer).name);
const addCustomers = async (count: number) => {
  for (let index = 0; index < count; index++) await stripe.customers.create({ name: `${index}` });
};

describe('endpoints', () => {
  test('the secret is told once', async () => {
    expect(secret).toMatch(/^whsec_\w{32}$/);
    expect(await stripe.webhookEndpoints.retrieve(endpoint.id)).not.toHaveProperty('secret');
    expect((await stripe.webhookEndpoints.list()).data[0]).not.toHaveProperty('secret');
  });

  test('only what it wants is sent, and nothing when it is gone or turned off', async () => {
    await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: ['customer.updated'] });
    const { id } = await stripe.customers.create({ name: 'Ada' });
    await stripe.customers.update(id, { name: 'Ada L.' });
    await sandbox.settled();
    expect(types()).toEqual(['customer.updated']);
    await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
    await stripe.customers.update(id, { name: 'Ada' });
    expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true });
    await stripe.customers.update(id, { name: 'Ada M.' });
    await sandbox.settled();
    expect(received).toHaveLength(1);
  });
});

describe('events', () => {
  test('one holds the object as it was, what it had been before, and the request that did it', async () => {
    const key = 'a-key';
    const { id } = await stripe.customers.create({ name: 'Ada' });
    await stripe.customers.update(id, { name: 'Ada L.' }, { idempotencyKey: key });
    await stripe.customers.update(id, { name: 'Ada L.' });
    await sandbox.settled();
    expect(types()).toEqual(['customer.created', 'customer.updated']);
    expect(received[1]).toMatchObject({
      object: 'event',
      data: { object: { id, name: 'Ada L.' }, previous_attributes: { name: 'Ada' } },
      request: { id: expect.stringMatching(/^req_/), idempotency_key: key },
      pending_webhooks: 1,
    });
    const kept = await stripe.events.retrieve(received[1]?.id ?? '');
    expect(kept).toMatchObject({ type: 'customer.updated', pending_webhooks: 0 });
  });

  test('what stories add is told to nobody', async () => {
    sandbox.add(customerObject({ id: 'cus_quiet', email: null }));
    await sandbox.settled();
    expect(received).toEqual([]);
  });

  test('an invoice is paid: everything that happened, in its order', async () => {
    const { id: customer } = await stripe.customers.create({ name: 'Ada' });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.invoiceItems.create({ customer, amount: 500, currency: 'eur' });
    const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
    await stripe.invoices.finalizeInvoice(draft.id ?? '');
    await stripe.invoices.pay(draft.id ?? '', { payment_method: card.id });
    await sandbox.settled();
    expect(types()).toEqual([
      'customer.created',
      'payment_method.attached',
      'invoiceitem.created',
      'invoice.created',
      'customer.updated',
      'payment_intent.created',
      'invoice.finalized',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
    ]);
  });

  test('they are listed by type, time and whether they have arrived', async () => {
    answers = [500, 500, 500];
    sandbox.deliveries({ attempts: 3 });
    const { id } = await stripe.customers.create({ name: 'Ada' });
    await sandbox.settled();
    await stripe.customers.update(id, { name: 'Ada L.' });
    await sandbox.settled();
    const late = await stripe.events.list({ delivery_success: false, types: ['customer.created', 'customer.updated'] });
    expect(late.data.map(({ type }) => type)).toEqual(['customer.created']);
    expect((await stripe.events.list({ type: 'customer.updated', created: { gt: 0 } })).data).toHaveLength(1);
    expect((await stripe.events.list({ created: { gt: sandbox.now() } })).data).toEqual([]);
  });
});

describe('on the way', () => {
  test('what is not answered well comes again, until it is', async () => {
    answers = [500, 302];
    await addCustomers(1);
    await sandbox.settled();
    expect(types()).toEqual(Array(3).fill('customer.created'));
    expect(new Set(received.map(({ id }) => id)).size).toBe(1);
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  });

  test('duplicates come twice', async () => {
    sandbox.deliveries({ duplicate: 1 });
    await addCustomers(2);
    await sandbox.settled();
    expect(names().sort()).toEqual(['0', '0', '1', '1']);
  });

  test('what is dropped comes when it is sent again, and only then', async () => {
    sandbox.deliveries({ drop: 1 });
    await addCustomers(2);
    await sandbox.settled();
    expect(received).toEqual([]);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(2);
    sandbox.deliveries({});
    sandbox.redeliver();
    await sandbox.settled();
    expect(names()).toEqual(['0', '1']);
  });

  test('the order is lost, and nothing else', async () => {
    sandbox.deliveries({ shuffle: 8, seed: 3 });
    await addCustomers(8);
    await sandbox.settled();
    expect(names()).not.toEqual(names().sort());
    expect(names().sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  test('slow ones arrive late', async () => {
    sandbox.deliveries({ delayMillis: 150 });
    const before = Date.now();
    const first = new Promise<number>((resolve) => receiver.once('request', () => resolve(Date.now())));
    await addCustomers(2);
    expect((await first) - before).toBeGreaterThanOrEqual(150);
    await sandbox.settled();
    expect(names()).toEqual(['0', '1']);
  });

  test('any event can be sent by hand, signed like the others', async () => {
    await addCustomers(1);
    await sandbox.settled();
    const [event] = received;
    answers = [204];
    expect(await sandbox.send({ ...(event as Stripe.Event), id: 'evt_made_up' })).toEqual([204]);
    expect(received.at(-1)?.id).toBe('evt_made_up');
  });
});
