/**
 * D4: events are hints. A subscription's life is told to the sandbox once and written down as a series of states; then its
 * events come in any order, any number of times or not at all, and each is answered by a reading that may have been on its
 * way for long. Whatever happens, it ends as the provider has it.
 */
import fc from 'fast-check';
import type { Knex } from 'knex';
import Stripe from 'stripe';
import { beforeAll, expect, test } from 'vitest';
import { account } from '../../examples/stripe-sandbox/objects/account.ts';
import { connectionsStore } from '../../server/gateway/connections.store.ts';
import type { Bundle, Mention } from '../../server/gateway/gateway.ts';
import { gatewaysOf } from '../../server/gateway/gateways.ts';
import { keepService } from '../../server/gateway/keep.service.ts';
import { eventTypes, toEvent } from '../../server/gateway/stripe/events.ts';
import { secretBox } from '../../server/secret-box.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aSandbox, everything } from './imports.ts';

/** A state of the provider: what reading each thing that is ever mentioned would have given then. */
type Moment = Map<string, Bundle>;

/** No site is connected here, so that what is read may be anybody's. */
const anAccount = { accountId: 'acct_1', isLive: false };

let app: TestApp;
/** The newest last. */
let moments: Moment[];
/** Each with the first moment that shows what it tells of. */
let events: { mention: Mention; since: number }[];
let siteId: string;
let final: Awaited<ReturnType<typeof rowsOf>>;

const keyOf = ({ kind, providerId }: Mention) => `${kind} ${providerId}`;

beforeAll(async () => {
  app = await startApp({ statementMillis: 20_000 });
  const sandbox = await aSandbox();
  sandbox.add(account({ id: 'acct_1School', name: 'Kiln & Quill' }));
  const { hostname: host, port } = new URL(sandbox.url);
  const stripe = new Stripe('sk_test_order1234', {
    host,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const states: { state: string; mentions: Mention[] }[] = [];
  const seen = new Set<string>();
  /** What has happened since the last time, and how everything is now. */
  const note = () => {
    const fresh = [...sandbox.state.event.values()].filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    const known: ReadonlySet<string> = new Set(eventTypes);
    const mentions = fresh.filter(({ type }) => known.has(type)).flatMap((each) => toEvent(each).mention ?? []);
    const { event: _events, ...shelves } = sandbox.state;
    const state = JSON.stringify(
      Object.values(shelves).flatMap((shelf) => [...(shelf as Map<string, object>).values()]),
    );
    states.push({ state, mentions });
  };
  for (const step of aLife(stripe)) {
    await step();
    note();
  }
  events = states.flatMap(({ mentions }, since) => mentions.map((mention) => ({ mention, since })));
  const mentioned = new Map(events.map(({ mention }) => [keyOf(mention), mention]));
  moments = [];
  for (const { state } of states) {
    const then = await aSandbox();
    then.add(...(JSON.parse(state) as Parameters<typeof then.add>));
    const bundles = await Promise.all(
      [...mentioned].map(async ([key, mention]) => [key, await then.gateway().readAbout([mention])] as const),
    );
    moments.push(new Map(bundles));
  }
  siteId = await aSite(app);
  // What everybody knows before it begins: the prices and the customer.
  await app.db.transaction((trx) =>
    play(
      trx,
      everyThing().map((mention) => ({ mention, moment: begun })),
    ),
  );
  final = await within(async (trx) => {
    await play(
      trx,
      everyThing().map((mention) => ({ mention, moment: moments.length - 1 })),
    );
    return rowsOf(trx);
  });
}, 120_000);

/** Begun, renewed cards, failed, paid, upgraded, paused, resumed, credited, refunded, cancelled. */
function* aLife(stripe: Stripe): Generator<() => Promise<void>> {
  let person: Stripe.Customer;
  let subscription: Stripe.Subscription;
  let second: Stripe.PaymentMethod;
  let prices: Stripe.Price[];
  const offer = async (name: string, cents: number) => {
    const product = await stripe.products.create({ name });
    return stripe.prices.create({
      product: product.id,
      currency: 'eur',
      unit_amount: cents,
      recurring: { interval: 'month' },
    });
  };
  yield async () => {
    prices = [await offer('Studio', 2900), await offer('Studio Plus', 4900)];
  };
  yield async () => {
    person = await stripe.customers.create({ email: 'ada@customers.example', name: 'Ada King' });
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: person.id });
    await stripe.customers.update(person.id, { invoice_settings: { default_payment_method: card.id } });
  };
  yield async () => {
    subscription = await stripe.subscriptions.create({ customer: person.id, items: [{ price: prices[0]?.id ?? '' }] });
  };
  yield async () => {
    second = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: person.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: second.id });
  };
  yield async () => {
    const item = subscription.items.data[0]?.id ?? '';
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: prices[1]?.id ?? '' }] });
  };
  yield async () => {
    await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'void' } });
  };
  yield async () => {
    await stripe.subscriptions.update(subscription.id, { pause_collection: '' });
  };
  yield async () => {
    const { data } = await stripe.charges.list({ customer: person.id });
    await stripe.refunds.create({ charge: data[0]?.id ?? '', amount: 500 });
  };
  yield async () => {
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  };
  yield async () => {
    await stripe.subscriptions.cancel(subscription.id);
  };
}

/** Something that was asked about at a moment; it is kept whenever it comes. */
interface Reading {
  mention: Mention;
  moment: number;
}

/** The moment from which on orders, losses and delays are tried. */
const begun = 0;

const everyThing = (): Mention[] => [...new Map(events.map(({ mention }) => [keyOf(mention), mention])).values()];

async function play(trx: Knex, readings: Reading[]): Promise<void> {
  const gateways = gatewaysOf({ connections: connectionsStore(trx), secrets: secretBox([]), stripeUrl: undefined });
  const keeping = keepService({ db: trx, gateways });
  for (const { mention, moment } of readings) {
    // A reading begins at the moment that it shows: a minute each.
    const readAt = new Date(Date.UTC(2030, 0, 1, 0, moment)).toISOString();
    const bundle = moments[moment]?.get(keyOf(mention));
    if (bundle) await keeping.keep({ siteId, from: anAccount, bundle, readAt });
  }
}

/** Does it and takes it back. */
async function within<Result>(work: (trx: Knex) => Promise<Result>): Promise<Result> {
  const trx = await app.db.transaction();
  try {
    return await work(trx);
  } finally {
    await trx.rollback();
  }
}

/** Without what is the time of our own writing. */
async function rowsOf(trx: Knex) {
  const timeless = (row: string) => row.replace(/"(paused_at|removed_at)": "[^"]*"/g, '"$1": "then"');
  const query = (text: string, [site]: string[]) =>
    trx.raw(
      text.replace(/\$1/g, '?'),
      [...text.matchAll(/\$1/g)].map(() => site ?? ''),
    );
  const rows = await everything({ pool: { query } } as unknown as TestApp, siteId);
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(timeless).sort()]));
}

test('whatever the order, however often, however late: it ends as the provider has it', async () => {
  expect(events.length).toBeGreaterThan(20);
  expect(final.subscription?.[0]).toContain('"ended_at": "');
  const last = moments.length - 1;
  const untold = everyThing().flatMap((mention) => {
    const times = events.filter((event) => keyOf(event.mention) === keyOf(mention)).map(({ since }) => since);
    return Math.max(...times) > begun ? [{ mention, since: Math.max(...times) }] : [];
  });
  expect(untold.length).toBeGreaterThan(3);
  // Each change is told once in the end, by its last event or by a comparison that found what was lost …
  const told = fc.tuple(
    ...untold.map(({ mention, since }) => fc.integer({ min: since, max: last }).map((moment) => ({ mention, moment }))),
  );
  // … and others come before, after and between: duplicates, and answers that were on their way for long.
  const anyOther = fc
    .tuple(fc.constantFrom(...events), fc.nat({ max: last }))
    .map(([{ mention, since }, lag]) => ({ mention, moment: Math.min(since + lag, last) }));
  const anyOrder = fc
    .tuple(told, fc.array(anyOther, { maxLength: 6 }))
    .map(([ends, others]) => [...ends, ...others])
    .chain((readings) => fc.shuffledSubarray(readings, { minLength: readings.length, maxLength: readings.length }));
  await fc.assert(
    fc.asyncProperty(anyOrder, async (readings) => {
      const rows = await within(async (trx) => {
        await play(trx, readings);
        return rowsOf(trx);
      });
      expect(rows).toEqual(final);
    }),
    { numRuns: Number(process.env.EVENT_ORDERS ?? 300), endOnFailure: true },
  );
}, 600_000);
