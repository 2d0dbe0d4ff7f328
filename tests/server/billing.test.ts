import { v7 as newId } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anEnrollment,
  anInvoice,
  anOrder,
  aPayment,
  aSite,
  aSubscription,
  days,
  signedIn,
  turn,
  type TestCustomer,
} from '../support/builders.ts';

let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aVisit(owner?: TestCustomer) {
  const customer = owner ?? (await aCustomer(app, await aSite(app)));
  return { owner: customer, visitor: await signedIn(app, customer) };
}

describe('invoices', () => {
  test('unpaid ones first, oldest of them first, then the others, newest first', async () => {
    const { owner, visitor } = await aVisit();
    const paid = await anInvoice(app, owner, { status: 'paid', issued_at: days(-1) });
    const second = await anInvoice(app, owner, { issued_at: days(-3) });
    const first = await anInvoice(app, owner, { issued_at: days(-40), due_at: days(-10) });
    const gone = await anInvoice(app, owner, { status: 'void', issued_at: days(-50) });
    const { open, items, next } = await visitor.call('GET /invoices');
    expect(open.map(({ id }) => id)).toEqual([first, second]);
    expect(items.map(({ id }) => id)).toEqual([paid, gone]);
    expect(next).toBeNull();
    expect(open[0]).toMatchObject({ isOverdue: true, dueCents: 2900, title: 'Studio, November' });
    expect(open[1]).toMatchObject({ isOverdue: false });
  });

  test('an unpaid one is shown while the order history is off or shorter; a paid one is not', async () => {
    const { owner, visitor } = await aVisit();
    const owed = await anInvoice(app, owner, { issued_at: days(-800) });
    const paid = await anInvoice(app, owner, { status: 'paid' });
    await turn(app, owner.siteId, { orderHistory: false });
    const { open, items } = await visitor.call('GET /invoices');
    expect({ open: open.map(({ id }) => id), items }).toEqual({ open: [owed], items: [] });
    const ask = (invoiceId: string) => visitor.ask('GET /invoices/:invoiceId', { params: { invoiceId } });
    expect([(await ask(owed)).status, (await ask(paid)).status]).toEqual([200, 404]);
  });

  test('one shows its lines and every attempt to pay it, with reason and card', async () => {
    const { owner, visitor } = await aVisit();
    const card = await aCard(app, owner);
    const invoiceId = await anInvoice(app, owner);
    await aPayment(app, owner, {
      invoice_id: invoiceId,
      at: days(-2),
      state: 'failed',
      reason: 'The card was declined.',
      payment_method_id: card,
    });
    await aPayment(app, owner, { invoice_id: invoiceId, at: days(-1), payment_method_id: card });
    const invoice = await visitor.call('GET /invoices/:invoiceId', { params: { invoiceId } });
    expect(invoice.lines).toEqual([{ title: 'Studio, November', quantity: 1, totalCents: 2900 }]);
    expect(invoice.payments).toMatchObject([
      { state: 'succeeded' },
      { state: 'failed', reason: 'The card was declined.', card: { last4: '4242' } },
    ]);
  });

  test('every one is found page by page, once', async () => {
    const { owner, visitor } = await aVisit();
    for (let index = 0; index < 43; index++) await anInvoice(app, owner, { status: 'paid', issued_at: days(-index) });
    const found = new Set<string>();
    let after: string | null | undefined;
    do {
      const page = await visitor.call('GET /invoices', after ? { query: { after } } : {});
      for (const { id } of page.items) found.add(id);
      after = page.next;
    } while (after);
    expect(found.size).toBe(43);
  });
});

describe('payments', () => {
  test('each names what it was for and its card, and the filter narrows by result and by days', async () => {
    const { owner, visitor } = await aVisit();
    const subscription = await aSubscription(app, owner);
    const order = await anOrder(app, owner);
    await aPayment(app, owner, { at: '2026-03-01T23:59:59Z', subscription_id: subscription });
    await aPayment(app, owner, {
      at: '2026-03-02T00:00:00Z',
      state: 'failed',
      reason: 'Insufficient funds.',
      order_id: order,
    });
    await aPayment(app, owner, {
      at: '2026-03-03T12:00:00Z',
      state: 'refunded',
      payment_method_id: await aCard(app, owner),
    });
    const titles = async (query: object) =>
      (await visitor.call('GET /payments', { query })).items.map(({ title }) => title);
    expect(await titles({})).toEqual([null, 'Hand-building for beginners', 'Studio Membership']);
    expect(await titles({ state: 'failed' })).toEqual(['Hand-building for beginners']);
    expect(await titles({ from: '2026-03-02', to: '2026-03-02' })).toEqual(['Hand-building for beginners']);
    expect(await titles({ to: '2026-03-01' })).toEqual(['Studio Membership']);
    expect(await titles({ from: '2026-03-04' })).toEqual([]);
  });

  test.each([{ from: '2026-02-30' }, { to: 'yesterday' }, { state: 'lost' }])(
    'a filter %j that is none is refused and named',
    async (query) => {
      const { visitor } = await aVisit();
      const answer = await visitor.send({
        path: `/api/v1/${visitor.site}/payments?${new URLSearchParams(query).toString()}`,
      });
      expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: Object.keys(query)[0] }] } });
    },
  );
});

describe('payment methods', () => {
  test('the default one first; each with what it pays, by pin or as the default', async () => {
    const { owner, visitor } = await aVisit();
    const pinned = await aCard(app, owner, { last4: '0005', is_default: false, expires_year: 2020 });
    await aCard(app, owner);
    await aCard(app, owner, { last4: '9999', is_default: false, removed_at: days(-1) });
    const byDefault = await aSubscription(app, owner);
    const byPin = await aSubscription(app, owner, { payment_method_id: pinned });
    await aSubscription(app, owner, { ended_at: days(-1) });
    const paused = await aSubscription(app, owner, { paused_at: days(-1) });
    const { methods } = await visitor.call('GET /payment-methods');
    expect(methods).toMatchObject([
      { card: { last4: '4242' }, isDefault: true, isExpired: false },
      { card: { last4: '0005' }, isDefault: false, isExpired: true, pays: [{ subscriptionId: byPin }] },
    ]);
    expect(methods[0]?.pays.map(({ subscriptionId }) => subscriptionId).sort()).toEqual([byDefault, paused].sort());
  });
});

describe('addresses', () => {
  const body = { name: 'Ann Lee', line1: 'Lindenallee 1', postalCode: '20095', city: 'Hamburg', country: 'DE' };

  test('the first becomes the default, a later one when asked; existing ones stay as they are', async () => {
    const { visitor } = await aVisit();
    await visitor.call('POST /addresses', { body });
    await visitor.call('POST /addresses', { body: { ...body, line1: 'Seestraße 2', line2: '  ' } });
    const three = await visitor.call('POST /addresses', { body: { ...body, line1: 'Ahornweg 3', isDefault: true } });
    expect(three.map(({ line1, isDefault }) => [line1, isDefault])).toEqual([
      ['Ahornweg 3', true],
      ['Seestraße 2', false],
      ['Lindenallee 1', false],
    ]);
    expect(three[1]?.line2).toBeNull();
    const changed = await visitor.call('PUT /addresses/:addressId/default', {
      params: { addressId: three[2]?.id ?? '' },
      body: {},
    });
    expect(changed[0]).toMatchObject({ line1: 'Lindenallee 1', isDefault: true });
  });

  test('twenty defaults at once leave one', async () => {
    const { owner, visitor } = await aVisit();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        visitor.call('POST /addresses', { body: { ...body, line1: `${index}`, isDefault: true } }),
      ),
    );
    expect(await app.db('address').where({ customer_id: owner.id, is_default: true })).toHaveLength(1);
  });

  test('there is an end to how many', async () => {
    const { owner, visitor } = await aVisit();
    const row = { site_id: owner.siteId, customer_id: owner.id, name: 'x', line1: 'x', city: 'x', country: 'DE' };
    await app.db('address').insert(Array.from({ length: 50 }, () => ({ ...row, id: newId() })));
    expect(await visitor.ask('POST /addresses', { body })).toMatchObject({ status: 409, body: { code: 'too_many' } });
  });

  test.each([
    [{ name: ' ' }, 'name'],
    [{ city: '' }, 'city'],
    [{ country: 'Germany' }, 'country'],
    [{ line1: 'x'.repeat(201) }, 'line1'],
    [{ postalCode: '<b>' }, 'postalCode'],
  ])('%j is refused and names the field', async (wrong, path) => {
    const { visitor } = await aVisit();
    expect(await visitor.ask('POST /addresses', { body: { ...body, ...wrong } })).toMatchObject({
      status: 422,
      body: { fields: [{ path }] },
    });
  });
});

test('a credit memo shows what is left and where it was used', async () => {
  const { owner, visitor } = await aVisit();
  const from = await anInvoice(app, owner, { status: 'paid', number: 'INV-from' });
  const used = await anInvoice(app, owner, { status: 'paid', number: 'INV-used' });
  const id = newId();
  await app.db('credit_memo').insert({
    site_id: owner.siteId,
    id,
    customer_id: owner.id,
    number: 'CM-1',
    invoice_id: from,
    issued_at: days(-9),
    reason: 'Returned',
    currency: 'EUR',
    total_cents: 2900,
    left_cents: 900,
  });
  await app
    .db('credit_memo_use')
    .insert({ site_id: owner.siteId, credit_memo_id: id, invoice_id: used, at: days(-1), cents: 2000 });
  expect((await visitor.call('GET /credit-memos')).items).toMatchObject([
    { number: 'CM-1', leftCents: 900, invoiceNumber: 'INV-from', uses: [{ invoiceNumber: 'INV-used', cents: 2000 }] },
  ]);
});

describe('courses', () => {
  const enroll = (owner: TestCustomer, title: string, fields: Record<string, unknown> = {}) =>
    anEnrollment(app, owner, { title, ...fields });

  test('under way first, then new ones, then finished ones; a revoked one is gone', async () => {
    const { owner, visitor } = await aVisit();
    await enroll(owner, 'finished', { progress_percent: 100 });
    await enroll(owner, 'new');
    await enroll(owner, 'under way', { progress_percent: 40 });
    await enroll(owner, 'revoked', { progress_percent: 50, revoked_at: days(-1) });
    expect((await visitor.call('GET /courses')).map(({ title }) => title)).toEqual(['under way', 'new', 'finished']);
    expect((await visitor.call('GET /overview')).courses).toHaveLength(3);
  });

  test('somebody enrolled in nothing sees none of the courses there are', async () => {
    const site = await aSite(app);
    await enroll(await aCustomer(app, site), 'somebody else’s');
    const { visitor } = await aVisit(await aCustomer(app, site));
    expect(await visitor.call('GET /courses')).toEqual([]);
  });

  test('switched off, they are not in the overview either', async () => {
    const { owner, visitor } = await aVisit();
    await enroll(owner, 'new');
    await turn(app, owner.siteId, { courseEnrollments: false });
    expect((await visitor.call('GET /overview')).courses).toBeNull();
  });
});

test('the overview asks for an unpaid invoice, but not twice when its subscription failed to pay', async () => {
  const { owner, visitor } = await aVisit();
  const failing = await aSubscription(app, owner, { payment_failed_at: days(-1), fix_by_at: days(5) });
  await anInvoice(app, owner, { subscription_id: failing });
  await anInvoice(app, owner, { number: 'INV-alone', due_at: days(-1) });
  const { attention } = await visitor.call('GET /overview');
  expect(attention).toMatchObject([
    { kind: 'payment_failed' },
    { kind: 'invoice_open', number: 'INV-alone', isOverdue: true },
  ]);
});

test('a site saved before a switch existed has it on, for reading and for changing', async () => {
  const { owner, visitor } = await aVisit();
  const { settings } = await app.db('site').where({ id: owner.siteId }).first();
  settings.switches = { center: true };
  await app
    .db('site')
    .where({ id: owner.siteId })
    .update({ settings: JSON.stringify(settings) });
  await visitor.call('GET /credit-memos');
  await visitor.call('PATCH /profile', { body: { firstName: 'Anna' } });
});
