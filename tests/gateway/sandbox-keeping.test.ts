/** A sandbox that keeps everything in a file, through the real `stripe` package. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let folder: string;
let file: string;
const opened: StripeSandbox[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  file = join(folder, 'stripe.json');
});
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
  rmSync(folder, { recursive: true });
});

async function open() {
  const sandbox = createStripeSandbox({ file });
  const { host, port } = await sandbox.listen();
  opened.push(sandbox);
  const stripe = new Stripe('sk_test_kept', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  return { sandbox, stripe };
}

test('the next one finds what was done, what was answered, and what time it was', async () => {
  const first = await open();
  expect(first.sandbox.isNew).toBe(true);
  first.sandbox.freeze(new Date('2027-01-31T10:00:00Z'));
  const make = (stripe: Stripe) => stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'once' });
  const made = await make(first.stripe);
  const price = {
    currency: 'eur',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Tea' },
  } as const;
  const { id: priceId } = await first.stripe.prices.create(price);
  await first.sandbox.close();
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const second = await open();
  expect(second.sandbox.isNew).toBe(false);
  expect((await make(second.stripe)).id).toBe(made.id);
  expect((await second.stripe.customers.list()).data).toMatchObject([{ id: made.id, name: 'Ada' }]);
  expect(await second.stripe.prices.retrieve(priceId)).toMatchObject({ unit_amount: 100 });
  expect(new Date(second.sandbox.now() * 1000).toISOString()).toBe('2027-01-31T10:00:00.000Z');
});

test('it is written soon after a change, and not only in the end', async () => {
  const { stripe } = await open();
  const { id } = await stripe.customers.create({});
  await expect.poll(() => readFileSync(file, 'utf8')).toContain(id);
});

test('events that nobody took are sent by the next one, with the same secret', async () => {
  const received: Stripe.Event[] = [];
  let secret = '';
  let status = 500;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (status === 200)
        received.push(Stripe.webhooks.constructEvent(body, request.headers['stripe-signature'] ?? '', secret));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void receiver.close());
  const first = await open();
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const made = await first.stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  secret = made.secret ?? '';
  await first.stripe.customers.create({});
  await first.sandbox.close();
  status = 200;
  const second = await open();
  await second.sandbox.settled();
  expect(received.map(({ type }) => type)).toEqual(['customer.created']);
  await second.sandbox.close();
  const third = await open();
  await third.sandbox.settled();
  expect(received).toHaveLength(1);
});

test("a file of another version of Stripe's API is not read", () => {
  writeFileSync(file, JSON.stringify({ apiVersion: '2020-08-27' }));
  expect(() => createStripeSandbox({ file })).toThrow('Delete it to begin anew');
});
