/** Stripe's own published sample objects, in today's shape. They come from elsewhere: STRIPE_OBJECTS says from where. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { StoredObject } from '../../examples/stripe-sandbox/state.ts';
import { importFromStripe } from '../../server/imports/stripe/import.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite, signedIn } from '../support/builders.ts';
import { aSandbox } from './imports.ts';

type Sample = Record<string, unknown> & { id: string; object: string };

/** Kinds that the import asks for, or that are part of what it asks for. */
const kinds = [
  ...['product', 'price', 'customer', 'payment_method', 'subscription', 'subscription_schedule', 'checkout.session'],
  ...[
    'invoice',
    'invoice_payment',
    'charge',
    'refund',
    'payment_intent',
    'credit_note',
    'customer_balance_transaction',
  ],
] as const;

let samples: Record<(typeof kinds)[number], Sample>;
let app: TestApp;

beforeAll(async () => {
  const file = process.env.STRIPE_OBJECTS;
  if (!file)
    throw new Error(
      "STRIPE_OBJECTS is not set: the file with Stripe's sample objects, fixtures3.json of stripe/openapi",
    );
  samples = (JSON.parse(readFileSync(file, 'utf8')) as { resources: typeof samples }).resources;
  app = await startApp({ statementMillis: 20_000 });
});

/** `patches`: by kind, fields in the place of the sample's. */
async function bring(patches: Partial<Record<(typeof kinds)[number], object>> = {}) {
  const siteId = await aSite(app);
  const sandbox = await aSandbox();
  for (const kind of kinds)
    sandbox.add({ ...structuredClone(samples[kind]), ...patches[kind] } as unknown as StoredObject);
  const report = await importFromStripe({ db: app.db, siteId, gateway: sandbox.gateway() });
  return { siteId, report };
}

test('as they are they come in without a crash, and each that is unusable says why', async () => {
  const { report, siteId } = await bring();
  const reasons = Object.fromEntries(report.problems.map(({ kind, reason }) => [kind, reason]));
  expect(reasons).toEqual({
    invoice: 'It is a draft: nobody has been asked for the money yet',
    payment: 'The money was reserved, but never taken',
    credit_memo: `Its invoice ${String(samples.credit_note.invoice)} is not here: it is shown without`,
  });
  expect(report.counts).toMatchObject({
    product: { read: 1, changed: 1 },
    price: { read: 1, changed: 1 },
    subscription: { read: 1, changed: 1 },
  });
  expect(report.unclaimed).toBe(1);
  expect(await app.db('customer').where({ site_id: siteId })).toMatchObject([{ email: null }]);
});

const customerId = 'cus_QXg1o8vcGmoR32';
const email = 'jenny@customers.example';
/** Each field that is not as Stripe published it. */
const patches = {
  customer: {
    email,
    name: 'Jenny Rosen',
    invoice_settings: { default_payment_method: 'pm_1Pgc75B7WZ01zgkWlHVgdEGJ' },
  },
  payment_method: { customer: customerId },
  // Running, and not at once paused, cancelled and ended.
  subscription: {
    ended_at: null,
    canceled_at: null,
    cancel_at: null,
    cancel_at_period_end: false,
    pause_collection: null,
  },
  // The one that the credit note names.
  invoice: {
    id: 'in_1Pgc75B7WZ01zgkWYv4iMwt7',
    status: 'open',
    number: '7FE1103-0001',
    parent: { subscription_details: { subscription: 'sub_1Pgc6rB7WZ01zgkWNy0Cn5nw' }, type: 'subscription_details' },
  },
  charge: { captured: true, amount_captured: 100, customer: customerId },
  customer_balance_transaction: { credit_note: 'cn_1Pgc75B7WZ01zgkWJMPt5riP', amount: -1690 },
  credit_note: { customer_balance_transaction: 'cbtxn_1Pgc75B7WZ01zgkWgM0DfYYl' },
};

test('with what ties them together they are shown to the customer', async () => {
  const { siteId, report } = await bring(patches);
  expect(report.problems).toEqual([]);
  const jenny = await signedIn(app, { siteId, id: '', email, password: null });
  expect(await jenny.call('GET /profile')).toMatchObject({ firstName: 'Jenny', lastName: 'Rosen', email });
  expect((await jenny.call('GET /payment-methods')).methods).toMatchObject([
    { card: { brand: 'visa', last4: '4242', expiresMonth: 8, expiresYear: 2030 }, isDefault: true },
  ]);
  expect((await jenny.call('GET /subscriptions')).items).toMatchObject([
    { name: 'T-shirt', priceCents: 2000, currency: 'USD', interval: 'month', state: 'active' },
  ]);
  const { open } = await jenny.call('GET /invoices');
  expect(open).toMatchObject([{ number: '7FE1103-0001', totalCents: 1000, dueCents: 1000, currency: 'USD' }]);
  expect((await jenny.call('GET /credit-memos')).items).toMatchObject([
    { number: 'ABCD-1234-CN-01', totalCents: 1690, leftCents: 1690, invoiceNumber: '7FE1103-0001' },
  ]);
  expect((await jenny.call('GET /payments')).items).toMatchObject([{ amountCents: 100, state: 'succeeded' }]);
});

test('whatever field of them is absent or another, the rest comes in', async () => {
  const siteId = await aSite(app);
  const sandbox = await aSandbox();
  const sound = kinds.map((kind) => ({ ...structuredClone(samples[kind]), ...patches[kind as keyof typeof patches] }));
  // Of a balance with an entry that is unusable nobody knows what is left, so its credit memos would all be reported.
  const breakable = sound.filter(({ object }) => object !== 'customer_balance_transaction');
  const broken = breakable.flatMap((object) =>
    Object.keys(object)
      // Decimals are read by the SDK itself, which gives up a whole answer for one that is none.
      .filter((name) => !['id', 'object'].includes(name) && !name.endsWith('_decimal'))
      .flatMap((name) =>
        [null, undefined, 'text', -1, 4e9, 9e15, 1e300, [], {}, [{}], true].map((value) => ({
          ...object,
          [name]: value,
        })),
      ),
  );
  const all = broken.map((object, index) => ({ ...object, id: `${object.id}_${100_000 + index}` }));
  sandbox.add(...([...all, ...sound] as unknown as StoredObject[]));
  const { problems, counts } = await importFromStripe({ db: app.db, siteId, gateway: sandbox.gateway() });
  expect(counts.customer?.read).toBeGreaterThan(150);
  expect(problems.length).toBeGreaterThan(500);
  for (const { reason } of problems) expect(reason).toMatch(/^\S.{9,}/);
  const soundIds = sound.map(({ id }) => id);
  for (const table of ['payment_method', 'subscription', 'invoice', 'payment', 'credit_memo']) {
    const rows = await app.db(table).where({ site_id: siteId }).whereIn('provider_id', soundIds);
    expect(rows, table).toHaveLength(1);
  }
});
