/** From Stripe to what customers read here: the demo's school, and what is rarer than it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { tellSchool } from '../../examples/demo-school.ts';
import { creditNote, creditNoteLine, creditNoteLines } from '../../examples/stripe-sandbox/objects/credits.ts';
import { cardPaymentMethod, customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import { openBook } from '../../examples/stripe-sandbox/story/book.ts';
import { offer } from '../../examples/stripe-sandbox/story/catalogue.ts';
import { checkOut } from '../../examples/stripe-sandbox/story/checkout.ts';
import { addCard, meet } from '../../examples/stripe-sandbox/story/customers.ts';
import { bill } from '../../examples/stripe-sandbox/story/invoices.ts';
import { giveBack } from '../../examples/stripe-sandbox/story/payments.ts';
import { planPayments } from '../../examples/stripe-sandbox/story/plans.ts';
import { subscribe } from '../../examples/stripe-sandbox/story/subscriptions.ts';
import { movedTables } from '../../server/features/customers/move-customer.store.ts';
import { claimAccount, listUnclaimed } from '../../server/gateway/records/claims.store.ts';
import { importFromStripe } from '../../server/imports/stripe/import.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, days, signedIn, type TestCustomer } from '../support/builders.ts';
import { aSandbox, everything, versions } from './imports.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startApp({ statementMillis: 20_000 });
});

async function aVendor() {
  const siteId = await aSite(app);
  const sandbox = await aSandbox();
  const book = openBook(sandbox);
  return {
    siteId,
    sandbox,
    book,
    price: offer(book, { name: 'Studio', cents: 2900, interval: 'month', at: days(-400) }),
    bring: () => importFromStripe({ db: app.db, siteId, gateway: sandbox.gateway() }),
    customers: () => app.db('customer').where({ site_id: siteId }).orderBy('email'),
    rows: (table: string) => app.db(table).where({ site_id: siteId }),
    signIn: (email: string) => signedIn(app, { siteId, id: '', email, password: null } satisfies TestCustomer),
  };
}

const visa = { brand: 'visa', last4: '4242', expiresMonth: 11, expiresYear: 2090 };
const ada = { email: 'ada@customers.example', name: 'Ada King Lovelace', at: days(-300) };

describe('a school with 300 customers', () => {
  let siteId: string;
  let bring: () => ReturnType<typeof importFromStripe>;

  beforeAll(async () => {
    siteId = await aSite(app);
    const sandbox = await aSandbox();
    tellSchool(sandbox, new Date());
    bring = () => importFromStripe({ db: app.db, siteId, gateway: sandbox.gateway() });
    const { problems, unclaimed, counts } = await bring();
    expect({ problems, unclaimed }).toEqual({ problems: [], unclaimed: 0 });
    for (const [kind, shelf] of [
      ['customer', 'customer'],
      ['invoice', 'invoice'],
      ['payment', 'charge'],
      ['order', 'checkout.session'],
    ] as const) {
      expect(counts[kind]?.read, kind).toBe(sandbox.state[shelf].size);
    }
  });

  test('a second import writes nothing', async () => {
    const before = await versions(app, siteId);
    const { counts, isResumed } = await bring();
    expect(await versions(app, siteId)).toEqual(before);
    expect(isResumed).toBe(false);
    expect(Object.values(counts).filter(({ changed }) => changed > 0)).toEqual([]);
  });

  test('every subscription is read in its state, and plans with their payments', async () => {
    const jonas = await signedIn(app, { siteId, id: '', email: 'jonas.albrecht@example.com', password: null });
    const { items } = await jonas.call('GET /subscriptions');
    const states = items.map(({ name, kind, state, plan }) => [
      name,
      kind,
      state,
      plan && `${plan.paid}/${plan.total}`,
    ]);
    expect(states).toMatchObject(
      expect.arrayContaining([
        ['Studio', 'subscription', 'ended', null],
        ['Studio Plus', 'subscription', 'active', null],
        [expect.any(String), 'subscription', 'ends', null],
        [expect.any(String), 'subscription', 'paused', null],
        ['Lecture archive', 'subscription', 'trial', null],
        [expect.any(String), 'plan', 'paid_off', '3/3'],
        [expect.any(String), 'plan', 'active', '4/6'],
      ]),
    );
    const [memo] = (await jonas.call('GET /credit-memos')).items;
    expect(memo).toMatchObject({ totalCents: 24_000, leftCents: 15_000, uses: [{ cents: 9000 }] });
  });

  test('a failed payment says why, until when it can be mended, and that the card is old', async () => {
    const mara = await signedIn(app, { siteId, id: '', email: 'mara.voss@example.com', password: null });
    const { attention } = await mara.call('GET /overview');
    expect(attention.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['payment_failed', 'invoice_open']));
    const { items } = await mara.call('GET /payments', { query: { state: 'failed' } });
    expect(items[0]).toMatchObject({ reason: 'The card has expired.', card: { brand: 'mastercard', last4: '4444' } });
  });
});

describe('people', () => {
  test('names, phone, address, language and cards come along', async () => {
    const { book, sandbox, bring, signIn } = await aVendor();
    const address = { line1: 'Deichstraße 14', postal_code: '20459', city: 'Hamburg', country: 'DE' };
    const person = meet(book, {
      ...ada,
      email: ' Ada@Customers.EXAMPLE',
      phone: '+49 40 1187',
      locale: 'de-at',
      address,
    });
    addCard(book, person, visa);
    sandbox.add(cardPaymentMethod({ ...visa, last4: '1881' }, { id: 'pm_second', customer: person.id }));
    await bring();
    const visitor = await signIn(ada.email);
    expect(await visitor.call('GET /profile')).toMatchObject({
      firstName: 'Ada King',
      lastName: 'Lovelace',
      phone: '+49 40 1187',
      locale: 'de-AT',
    });
    expect(await visitor.call('GET /addresses')).toMatchObject([{ name: ada.name, city: 'Hamburg', isDefault: true }]);
    const cards = await visitor.call('GET /payment-methods');
    expect(cards.methods.map(({ card, isDefault }) => [card.last4, isDefault])).toEqual([
      ['4242', true],
      ['1881', false],
    ]);
  });

  test('what a customer has here is theirs: an import fills what is empty and overwrites nothing', async () => {
    const { siteId, book, bring, customers, rows } = await aVendor();
    const own = await aCustomer(app, siteId, { email: ada.email, firstName: 'Ada', lastName: 'L.', phone: '0815' });
    const address = { line1: 'Deichstraße 14', city: 'Hamburg', country: 'DE' };
    const person = meet(book, { ...ada, phone: '+49 40 1187', locale: 'en-GB', address });
    await bring();
    expect(await customers()).toMatchObject([{ id: own.id, first_name: 'Ada', last_name: 'L.', locale: 'en-GB' }]);
    expect(await rows('phone').orderBy('number')).toMatchObject([
      { number: '+49 40 1187', is_default: false },
      { number: '0815', is_default: true },
    ]);
    await rows('customer').update({ first_name: 'Augusta', locale: 'en-US' });
    await rows('phone').where({ number: '+49 40 1187' }).delete();
    person.name = 'Somebody Else';
    Object.assign(person, { address: { ...person.address, line1: 'Elsewhere 1' } });
    await bring();
    expect(await customers()).toMatchObject([{ first_name: 'Augusta', locale: 'en-US' }]);
    expect(await rows('phone')).toHaveLength(1);
    expect(await rows('address')).toMatchObject([{ line1: 'Deichstraße 14' }]);
  });

  test('several records with one email are one customer, with the cards of all and one default', async () => {
    const { book, price, bring, customers, rows, signIn } = await aVendor();
    const [first, second] = [meet(book, ada), meet(book, { ...ada, email: 'ADA@customers.example', at: days(-20) })];
    addCard(book, first, visa);
    addCard(book, second, { ...visa, last4: '0005' });
    for (const person of [first, second]) subscribe(book, { person, price, since: days(-10) });
    await bring();
    await bring();
    expect(await customers()).toHaveLength(1);
    expect(await rows('customer_provider_account')).toHaveLength(2);
    const visitor = await signIn(ada.email);
    expect((await visitor.call('GET /subscriptions')).items).toHaveLength(2);
    const cards = await visitor.call('GET /payment-methods');
    expect(cards.methods.map(({ card, isDefault }) => [card.last4, isDefault])).toEqual([
      ['0005', true],
      ['4242', false],
    ]);
  });

  test('a card that is removed or no longer the default at Stripe is so here', async () => {
    const { book, sandbox, bring, rows } = await aVendor();
    const person = meet(book, ada);
    const [one, two] = [addCard(book, person, visa), addCard(book, person, { ...visa, last4: '0005' })];
    await bring();
    person.invoice_settings.default_payment_method = two.id;
    sandbox.state.payment_method.delete(one.id);
    await bring();
    expect(await rows('payment_method').whereNull('removed_at')).toMatchObject([{ last4: '0005', is_default: true }]);
  });

  test('who bought without an account is a customer, found by the email of the checkout', async () => {
    const { book, price, bring, signIn } = await aVendor();
    const person = meet(book, ada);
    const { session, charge } = checkOut(book, {
      person,
      prices: [price],
      card: addCard(book, person, visa),
      at: days(-5),
    });
    session.customer = null;
    charge.customer = null;
    book.state.customer.clear();
    book.state.payment_method.clear();
    const { problems } = await bring();
    expect(problems).toEqual([]);
    const visitor = await signIn(ada.email);
    const [order] = (await visitor.call('GET /orders')).items;
    expect(order).toMatchObject({ title: 'Studio', totalCents: 2900, state: 'paid' });
    expect((await visitor.call('GET /payments')).items).toMatchObject([{ amountCents: 2900, card: { last4: '4242' } }]);
    expect((await visitor.call('GET /payment-methods')).methods).toEqual([]);
  });
});

describe('records without an email', () => {
  async function aNameless() {
    const vendor = await aVendor();
    const person = meet(vendor.book, { ...ada, phone: '+49 40 1187' });
    addCard(vendor.book, person, visa);
    subscribe(vendor.book, { person, price: vendor.price, since: days(-10) });
    person.email = null;
    for (const invoice of vendor.sandbox.state.invoice.values()) invoice.customer_email = null;
    return { ...vendor, person };
  }

  test('are kept with what was bought, listed, and nobody can sign in to them', async () => {
    const { siteId, bring, person, customers } = await aNameless();
    expect(await bring()).toMatchObject({ unclaimed: 1, problems: [] });
    expect(await customers()).toMatchObject([{ email: null, first_name: 'Ada King' }]);
    expect(await listUnclaimed(app.db, siteId)).toMatchObject([
      { providerId: person.id, name: ada.name, orders: 1, subscriptions: 1 },
    ]);
  });

  test('an address that is none is told, and the record unclaimed', async () => {
    const { bring, person } = await aNameless();
    person.email = 'ada(at)customers';
    const { problems, unclaimed } = await bring();
    expect(unclaimed).toBe(1);
    expect(problems).toEqual([
      {
        kind: 'customer',
        providerId: person.id,
        reason: '"ada(at)customers" is no address to write to: it is kept unclaimed',
      },
    ]);
  });

  test('are claimed by an address of nobody: all becomes visible to it', async () => {
    const { siteId, bring, person, signIn } = await aNameless();
    await bring();
    const claim = { siteId, providerId: person.id, email: ada.email };
    expect(await app.db.transaction((trx) => claimAccount(trx, claim))).toBeTruthy();
    expect(await app.db.transaction((trx) => claimAccount(trx, claim))).toBeUndefined();
    expect((await (await signIn(ada.email)).call('GET /subscriptions')).items).toHaveLength(1);
    expect(await bring()).toMatchObject({ unclaimed: 0 });
  });

  test('are claimed by a customer, who keeps the own default card, phone and address', async () => {
    const { siteId, bring, person, customers, rows, signIn } = await aNameless();
    await bring();
    const own = await aCustomer(app, siteId, { email: ada.email, phone: '0815' });
    await app.db('phone').insert({ site_id: siteId, id: own.id, customer_id: own.id, number: '+49 40 1187' });
    const claimed = await app.db.transaction((trx) =>
      claimAccount(trx, { siteId, providerId: person.id, email: ada.email }),
    );
    expect(claimed).toBe(own.id);
    expect(await customers()).toHaveLength(1);
    expect(await rows('phone').orderBy('number')).toMatchObject([
      { is_default: false },
      { number: '0815', is_default: true },
    ]);
    const visitor = await signIn(ada.email);
    expect((await visitor.call('GET /subscriptions')).items).toHaveLength(1);
    expect((await visitor.call('GET /orders')).items).toHaveLength(1);
    expect((await visitor.call('GET /payments')).items).toHaveLength(1);
    expect(await bring()).toMatchObject({ unclaimed: 0 });
  });

  test('find their owner by themselves when Stripe learns the address', async () => {
    const { siteId, bring, person, customers, signIn } = await aNameless();
    await bring();
    const own = await aCustomer(app, siteId, { email: ada.email });
    person.email = ada.email;
    expect(await bring()).toMatchObject({ unclaimed: 0 });
    expect(await customers()).toMatchObject([{ id: own.id }]);
    expect((await (await signIn(ada.email)).call('GET /subscriptions')).items).toHaveLength(1);
  });

  test('once somebody has a record, another email at Stripe takes it from nobody', async () => {
    const { bring, book, customers } = await aVendor();
    const person = meet(book, ada);
    await bring();
    person.email = 'eve@customers.example';
    await bring();
    expect(await customers()).toMatchObject([{ email: ada.email }]);
  });

  test('every table that hangs on customers is moved, but for what comes from signing in', async () => {
    const { rows } = await app.pool.query(`select distinct c.conrelid::regclass::text as name from pg_constraint c
      where c.contype = 'f' and c.confrelid = 'customer'::regclass`);
    const names = rows.map(({ name }: { name: string }) => name);
    expect(names.filter((name) => !['auth_session', 'sign_in_attempt', 'export_file'].includes(name)).sort()).toEqual(
      [...movedTables].sort(),
    );
  });
});

describe('purchases', () => {
  test('the first invoice of a subscription is its order, unless it came from a checkout; renewals are none', async () => {
    const { book, price, bring, rows } = await aVendor();
    const person = meet(book, ada);
    addCard(book, person, visa);
    subscribe(book, { person, price, since: days(-10) });
    subscribe(book, { person, price, since: days(-9), isCheckout: true });
    await bring();
    const orders = await rows('purchase_order').orderBy('placed_at');
    expect(orders.map(({ provider_id }: { provider_id: string }) => provider_id.slice(0, 3))).toEqual(['in_', 'cs_']);
    expect(orders.every((order: { subscription_id: string | null }) => order.subscription_id)).toBe(true);
    const invoices = await rows('invoice').orderBy('issued_at');
    expect(invoices.map(({ order_id }: { order_id: string }) => order_id)).toEqual(
      orders.map(({ id }: { id: string }) => id),
    );
    const payments = await rows('payment').orderBy('at');
    expect(payments.map(({ order_id }: { order_id: string }) => order_id)).toEqual(
      orders.map(({ id }: { id: string }) => id),
    );
  });

  test('what went back is seen on the payment and on its order', async () => {
    const { book, price, bring, signIn } = await aVendor();
    const person = meet(book, ada);
    const card = addCard(book, person, visa);
    const [all, some] = [1, 2].map((at) => checkOut(book, { person, prices: [price], card, at: days(-at) }));
    giveBack(book, all!.charge, { cents: 2900, at: days(0) });
    await bring();
    giveBack(book, some!.charge, { cents: 900, at: days(0) });
    await bring();
    const visitor = await signIn(ada.email);
    const { items } = await visitor.call('GET /orders');
    expect(items.map(({ state, refundedCents }) => [state, refundedCents])).toEqual([
      ['refunded', 2900],
      ['partly_refunded', 900],
    ]);
    expect((await visitor.call('GET /payments')).items.map(({ state }) => state)).toEqual(['refunded', 'succeeded']);
  });

  test('several things of one subscription are one amount', async () => {
    const { book, price, bring, signIn } = await aVendor();
    const person = meet(book, ada);
    addCard(book, person, visa);
    const { items } = subscribe(book, { person, price, since: days(-1) });
    items.data[0]!.quantity = 2;
    items.data.push({ ...items.data[0]!, id: 'si_more', quantity: 1 });
    await bring();
    expect((await (await signIn(ada.email)).call('GET /subscriptions')).items).toMatchObject([{ priceCents: 8700 }]);
  });

  test('a plan that is let go on is a subscription from then on', async () => {
    const { book, price, bring, sandbox, signIn } = await aVendor();
    const person = meet(book, ada);
    addCard(book, person, visa);
    const plan = planPayments(book, { person, price, since: days(-1), payments: 12 });
    await bring();
    const visitor = await signIn(ada.email);
    expect((await visitor.call('GET /subscriptions')).items).toMatchObject([
      { kind: 'plan', plan: { paid: 1, total: 12 } },
    ]);
    Object.assign(plan, { schedule: null, cancel_at: null });
    for (const schedule of sandbox.state.subscription_schedule.values()) {
      Object.assign(schedule, { status: 'released', subscription: null, released_subscription: plan.id });
    }
    await bring();
    expect((await visitor.call('GET /subscriptions')).items).toMatchObject([{ kind: 'subscription', plan: null }]);
  });

  test('a credit memo that is taken back goes', async () => {
    const { book, bring, sandbox, rows } = await aVendor();
    const person = meet(book, ada);
    const paper = bill(book, {
      person,
      lines: [{ title: 'Clay', cents: 900 }],
      at: days(-3),
      card: addCard(book, person, visa),
    });
    const lines = creditNoteLines('cn_1', [creditNoteLine({ id: 'cnli_1', amount: 900, description: 'Clay' })]);
    const note = creditNote({ id: 'cn_1', customer: person.id, invoice: paper.id, number: 'CN-1', lines });
    sandbox.add(note);
    await bring();
    expect(await rows('credit_memo')).toHaveLength(1);
    note.status = 'void';
    await bring();
    expect(await rows('credit_memo')).toHaveLength(0);
  });

  test('a number that is taken already gets an end of its own, each time the same', async () => {
    const { siteId, book, bring, rows } = await aVendor();
    const own = await aCustomer(app, siteId);
    const paper = bill(book, {
      person: meet(book, ada),
      lines: [{ title: 'Clay', cents: 900 }],
      at: days(-3),
      dueAt: days(3),
    });
    const taken = { site_id: siteId, customer_id: own.id, number: paper.number, currency: 'EUR', total_cents: 1 };
    await app.db('invoice').insert({ ...taken, id: own.id, status: 'paid', issued_at: days(-9), due_cents: 0 });
    await bring();
    await bring();
    const numbers = await rows('invoice').whereNotNull('provider_id');
    expect(numbers).toMatchObject([{ number: `${paper.number}-${paper.id.slice(-6)}` }]);
  });

  test('what can not be shown as one amount, or as a card, says so', async () => {
    const { book, price, bring, sandbox } = await aVendor();
    const person = meet(book, ada);
    addCard(book, person, visa);
    const change = (field: object) => {
      const { items } = subscribe(book, { person, price, since: days(-1) });
      Object.assign(items.data[0]!, { price: { ...price, ...field } });
      return items.data;
    };
    change({ unit_amount: null });
    change({ recurring: { ...price.recurring, usage_type: 'metered' } });
    change({ product: 'prod_absent' });
    change({}).push({ ...change({})[0]!, price: { ...price, currency: 'usd' } });
    change({}).push({ ...change({})[0]!, price: { ...price, recurring: { ...price.recurring!, interval: 'year' } } });
    const debit = cardPaymentMethod(visa, { id: 'pm_debit', customer: person.id });
    sandbox.add({ ...debit, type: 'sepa_debit', card: undefined as never });
    const { problems } = await bring();
    expect(problems.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
      'payment_method: It is no card but "sepa_debit", which can\'t be shown yet',
      'subscription: It is paid by usage, so it has no one amount',
      'subscription: Its items are paid at several intervals',
      'subscription: Its items are paid in several currencies',
      'subscription: Its price has no one amount: it has tiers',
      'subscription: Its product prod_absent is not here',
    ]);
  });

  test('what has no email and no customer is told with its reason, and the rest goes on', async () => {
    const { book, price, bring, sandbox } = await aVendor();
    const person = meet(book, ada);
    const { session, charge } = checkOut(book, {
      person,
      prices: [price],
      card: addCard(book, person, visa),
      at: days(-5),
    });
    Object.assign(session, { customer: null, customer_details: null });
    Object.assign(charge, { customer: null, billing_details: { ...charge.billing_details, email: null } });
    sandbox.add({ ...customer({ id: 'cus_other', email: 'other@customers.example' }), created: 'yesterday' as never });
    const { problems, counts } = await bring();
    expect(problems.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
      'customer: "created" is not what it should be: expected number, received string',
      'order: It names neither a customer nor an email',
      'payment: It names neither a customer nor an email',
    ]);
    expect(counts.price).toMatchObject({ changed: 1 });
  });
});

test('what two sites import of one account is the same, and neither sees the other', async () => {
  const { siteId, sandbox, book, price, bring } = await aVendor();
  const person = meet(book, ada);
  addCard(book, person, visa);
  subscribe(book, { person, price, since: days(-10) });
  await bring();
  const other = await aSite(app);
  await importFromStripe({ db: app.db, siteId: other, gateway: sandbox.gateway() });
  expect(await everything(app, other)).toEqual(await everything(app, siteId));
});
