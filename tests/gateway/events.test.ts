/** From a change at Stripe to what customers read here, by its events; and what happens when those fail. */
import Stripe from 'stripe';
import { beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../examples/stripe-sandbox/objects/account.ts';
import { checkoutLine, checkoutLines, checkoutSession } from '../../examples/stripe-sandbox/objects/checkout.ts';
import { customer as customerObject } from '../../examples/stripe-sandbox/objects/customers.ts';
import { inboxStore } from '../../server/gateway/events/inbox.store.ts';
import { eventTypes, toEvent } from '../../server/gateway/stripe/events.ts';
import { importFromStripe } from '../../server/imports/stripe/import.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite, signedIn, type TestCustomer } from '../support/builders.ts';
import { aConnectedSite, anEvent, applyAll, deliver, webhookSecret } from '../support/provider.ts';
import { aStaffMember } from '../support/staff.ts';
import { aSandbox, everything } from './imports.ts';

let app: TestApp;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;
let stripe: Stripe;
let siteId: string;

beforeEach(async () => {
  sandbox = await aSandbox();
  sandbox.add(account({ id: 'acct_1School', name: 'Kiln & Quill' }));
  app = await startApp({ statementMillis: 20_000, config: { stripeUrl: sandbox.url } });
  siteId = await aConnectedSite(app);
  const { hostname: host, port } = new URL(sandbox.url);
  stripe = new Stripe('sk_test_events1234', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  const endpoint = await stripe.webhookEndpoints.create({
    ...{ url: `${app.url}/webhooks/${siteId}/stripe`, enabled_events: [...eventTypes] },
  });
  Object.assign(sandbox.state.webhook_endpoint.get(endpoint.id) ?? {}, { secret: webhookSecret });
});

/** Everything that has happened has arrived and was applied. */
async function settle(): Promise<void> {
  await sandbox.settled();
  await applyAll(app);
}

const rows = (table: string) => app.db(table).where({ site_id: siteId });
const signIn = (email: string) => signedIn(app, { siteId, id: '', email, password: null } satisfies TestCustomer);
/** As if the time until the next try had passed. */
const later = () => rows('inbox_event').update({ next_try_at: app.db.fn.now() });

async function anOffer() {
  const product = await stripe.products.create({ name: 'Studio' });
  return stripe.prices.create({
    product: product.id,
    currency: 'eur',
    unit_amount: 2900,
    recurring: { interval: 'month' },
  });
}

async function aSubscriber(email: string) {
  const person = await stripe.customers.create({ email, name: 'Ada King' });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: person.id });
  await stripe.customers.update(person.id, { invoice_settings: { default_payment_method: card.id } });
  const price = await anOffer();
  const subscription = await stripe.subscriptions.create({ customer: person.id, items: [{ price: price.id }] });
  return { person, card, subscription };
}

describe('what happens there is known here', () => {
  test('who buys as a guest has an account with what was bought', async () => {
    const price = await anOffer();
    const session = checkoutSession({
      id: 'cs_test_guest00000000000001',
      customer: null,
      customer_details: { email: 'guest@customers.example', name: 'Gil Guest' } as never,
      line_items: checkoutLines('cs_test_guest00000000000001', [
        checkoutLine(price, { id: 'li_1', description: 'Studio' }),
      ]),
    });
    sandbox.add(session);
    await deliver(app, siteId, anEvent('checkout.session.completed', session));
    await settle();
    const guest = await signIn('guest@customers.example');
    expect((await guest.call('GET /orders')).items).toMatchObject([{ title: 'Studio' }]);
  });

  test('a subscription is shown with its card, its invoice and its payment, and as it changes', async () => {
    const { subscription } = await aSubscriber('ada@customers.example');
    await settle();
    const ada = await signIn('ada@customers.example');
    expect((await ada.call('GET /subscriptions')).items).toMatchObject([{ name: 'Studio', state: 'active' }]);
    expect((await ada.call('GET /payments')).items).toMatchObject([{ amountCents: 2900, state: 'succeeded' }]);
    expect((await ada.call('GET /invoices')).items).toMatchObject([{ totalCents: 2900, dueCents: 0 }]);
    expect((await ada.call('GET /orders')).items).toHaveLength(1);
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await settle();
    expect((await ada.call('GET /subscriptions')).items).toMatchObject([{ state: 'ends' }]);
    await stripe.subscriptions.cancel(subscription.id);
    await settle();
    expect((await ada.call('GET /subscriptions')).items).toMatchObject([{ state: 'ended' }]);
  });

  test('a card that is taken away there can’t be chosen here', async () => {
    const { card } = await aSubscriber('ada@customers.example');
    await settle();
    expect(await rows('payment_method').whereNull('removed_at')).toHaveLength(1);
    await stripe.paymentMethods.detach(card.id);
    await settle();
    expect(await rows('payment_method').whereNull('removed_at')).toEqual([]);
  });

  test('a refund is shown with the payment', async () => {
    await aSubscriber('ada@customers.example');
    const [charge] = [...sandbox.state.charge.values()];
    await stripe.refunds.create({ charge: charge?.id ?? '' });
    await settle();
    expect(await rows('payment')).toMatchObject([{ state: 'refunded', refunded_cents: '2900' }]);
  });

  test('who is deleted there keeps what was bought here, and no card', async () => {
    const { person } = await aSubscriber('ada@customers.example');
    await settle();
    await stripe.customers.del(person.id);
    await settle();
    expect(await rows('payment_method').whereNull('removed_at')).toEqual([]);
    expect(await rows('payment')).toHaveLength(1);
    expect(await rows('inbox_event').whereNull('applied_at')).toEqual([]);
  });

  test('what is gone before anybody looks is no failure', async () => {
    for (const [type, object] of [
      ['invoice.paid', { object: 'invoice', id: 'in_gone', status: 'paid' }],
      ['customer.subscription.deleted', { object: 'subscription', id: 'sub_gone' }],
      ['charge.refunded', { object: 'charge', id: 'ch_gone' }],
      ['credit_note.voided', { object: 'credit_note', id: 'cn_gone' }],
      ['price.deleted', { object: 'price', id: 'price_gone' }],
      ['checkout.session.completed', { object: 'checkout.session', id: 'cs_gone' }],
      ['subscription_schedule.released', { object: 'subscription_schedule', id: 'sub_sched_gone' }],
    ] as const) {
      await deliver(app, siteId, anEvent(type, object));
    }
    await settle();
    const events = await rows('inbox_event');
    expect(events).toHaveLength(7);
    expect(events.filter(({ applied_at }) => applied_at === null)).toEqual([]);
  });

  test('what can’t be shown is applied all the same, with the reason', async () => {
    const strange = { ...customerObject({ id: 'cus_strange', email: 'no address' }) };
    sandbox.add(strange);
    await deliver(app, siteId, anEvent('customer.created', strange));
    await settle();
    expect(await rows('inbox_event').whereNotNull('applied_at')).toMatchObject([
      { failed_why: '"no address" is no address to write to: it is kept unclaimed' },
    ]);
  });
});

describe('every type that is asked for is about something', () => {
  const objectOf: Record<string, object> = {
    product: { object: 'product', id: 'prod_1' },
    price: { object: 'price', id: 'price_1' },
    customer: { object: 'customer', id: 'cus_1' },
    payment_method: { object: 'payment_method', id: 'pm_1', customer: null },
    'customer.subscription': { object: 'subscription', id: 'sub_1' },
    subscription_schedule: { object: 'subscription_schedule', id: 'sub_sched_1' },
    'checkout.session': { object: 'checkout.session', id: 'cs_1' },
    invoice: { object: 'invoice', id: 'in_1', status: 'open' },
    invoice_payment: { object: 'invoice_payment', id: 'inpay_1', invoice: 'in_1' },
    charge: { object: 'charge', id: 'ch_1' },
    'charge.dispute': { object: 'dispute', id: 'dp_1', charge: 'ch_1' },
    refund: { object: 'refund', id: 're_1', charge: 'ch_1' },
    credit_note: { object: 'credit_note', id: 'cn_1' },
  };

  test.each(eventTypes.map((type) => [type]))('%s', (type) => {
    const [kind = ''] = Object.keys(objectOf)
      .filter((name) => type.startsWith(`${name}.`))
      .sort((a, b) => b.length - a.length);
    const event = toEvent(anEvent(type, objectOf[kind] ?? {}, { previous: { customer: 'cus_1' } }));
    expect(event).toMatchObject({ isKnown: true, mention: { providerId: expect.stringMatching(/_1$/) } });
  });
});

describe('when something goes wrong', () => {
  /** The database takes no customer of that name. */
  const poison = (name: string) =>
    app.pool.query(`create or replace function refuse_poison() returns trigger language plpgsql as $$
      begin if new.name = '${name}' then raise exception 'poison'; end if; return new; end $$;
      create trigger refuse_poison before insert or update on product for each row execute function refuse_poison()`);

  test('one that can’t be applied stops no other, is tried six times, and then waits for somebody', async () => {
    await poison('Poison');
    await stripe.products.create({ name: 'Before' });
    const bad = await stripe.products.create({ name: 'Poison' });
    await stripe.products.create({ name: 'After' });
    await settle();
    expect(await rows('product').orderBy('name').pluck('name')).toEqual(['After', 'Before']);
    expect(await rows('inbox_event').whereNull('applied_at')).toMatchObject([{ tries: 1, given_up_at: null }]);
    for (let tries = 1; tries < 6; tries++) {
      await later();
      await app.pool.query(`select graphile_worker.add_job('sweep-events')`);
      await settle();
    }
    expect(await rows('inbox_event').whereNull('applied_at')).toMatchObject([
      { tries: 6, given_up_at: expect.any(Date), failed_why: expect.stringContaining('could not be written') },
    ]);
    await stripe.products.update(bad.id, { name: 'Cured' });
    const owner = await aStaffMember(app, siteId, 'owner');
    await owner.call('POST /admin/provider/events/retry-all', { body: {} });
    await settle();
    expect(await rows('inbox_event').whereNull('applied_at')).toEqual([]);
    expect(await rows('product').orderBy('name').pluck('name')).toEqual(['After', 'Before', 'Cured']);
  });

  test('while Stripe is away events wait, and no event is to blame', async () => {
    await stripe.products.create({ name: 'Studio' });
    await sandbox.settled();
    await sandbox.stopAnswering();
    await applyAll(app);
    expect(await rows('inbox_event')).toMatchObject([
      { applied_at: null, tries: 0, given_up_at: null, failed_why: expect.stringMatching(/^Stripe does not answer/) },
    ]);
    await sandbox.answerAgain();
    await later();
    await app.pool.query(`select graphile_worker.add_job('sweep-events')`);
    await applyAll(app);
    expect(await rows('product').pluck('name')).toEqual(['Studio']);
  });

  test('what a worker died over is left alone while it may live, and taken up by the next', async () => {
    await stripe.products.create({ name: 'Studio' });
    await sandbox.settled();
    expect(await inboxStore(app).claim(siteId, 10)).toHaveLength(1);
    await settle();
    expect(await rows('product')).toEqual([]);
    await later();
    await app.pool.query(`select graphile_worker.add_job('sweep-events')`);
    await settle();
    expect(await rows('product').pluck('name')).toEqual(['Studio']);
    expect(await rows('inbox_event').whereNull('applied_at')).toEqual([]);
  });

  test('two workers never apply the same event twice', async () => {
    const made = Array.from({ length: 30 }, (_, index) =>
      stripe.customers.create({ email: `c${index}@customers.example` }),
    );
    await Promise.all(made);
    await sandbox.settled();
    await Promise.all([app.work(), app.work(), app.work()]);
    await settle();
    expect(await rows('customer')).toHaveLength(30);
    expect(await rows('inbox_event').whereNull('applied_at')).toEqual([]);
  });

  test.each([0.2, 0.6, 1])(
    'D5: %d of all deliveries are lost, and a comparison finds what they would have told',
    async (drop) => {
      sandbox.deliveries({ drop, duplicate: 0.3, shuffle: 4, seed: 7 });
      const { subscription, person } = await aSubscriber('ada@customers.example');
      await aSubscriber('ben@customers.example');
      await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
      await stripe.customers.update(person.id, { name: 'Ada Lovelace' });
      await settle();
      const owner = await aStaffMember(app, siteId, 'owner');
      const compare = async () => {
        await owner.call('POST /admin/provider/reconcile', { body: {} });
        await app.work();
      };
      await compare();
      const other = await aSite(app);
      await importFromStripe({ db: app.db, siteId: other, gateway: sandbox.gateway() });
      const [here, there] = [await everything(app, siteId), await everything(app, other)];
      expect(here).toEqual(there);
      const written = async () =>
        (
          await app.pool.query(`select ctid, xmin, id from subscription union all select ctid, xmin, id from invoice
        union all select ctid, xmin, id from payment union all select ctid, xmin, id from customer order by id`)
        ).rows;
      const before = await written();
      await compare();
      expect(await written()).toEqual(before);
    },
  );
});
