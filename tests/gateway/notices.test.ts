/** Emails about money and cards: one each, in whose language, held where a field is empty, and sent once it is filled. */
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noticesStore } from '../../server/features/emails/notices.store.ts';
import { signedIn } from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';
import { aBuyer, anOpenInvoice, aRunningSubscription, startShop, type Buyer, type Shop } from '../support/payments.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
beforeEach(async () => {
  await shop.app.work();
});

/** But for the way in, which is how these tests sign in, and the welcome, unless that is what they are about. */
const lettersTo = ({ email }: Pick<Buyer, 'email'>, usual = /^(Log in|Welcome)/) =>
  shop.app.mailbox.letters().filter(({ to, subject }) => to === email && !usual.test(subject));
const welcomesTo = (email: string) => lettersTo({ email }, /^Log in/);
const linkIn = (text: string, place: string) => new RegExp(`#cc/${place}\\S*`).exec(text)?.[0] ?? '';

/** Taken in as by an event: what an operation of ours changed is read the same way. */
const refresh = (kind: 'invoice' | 'customer' | 'credit_memo', providerId: string) =>
  shop.keeping.refresh(shop.siteId, [{ kind, providerId }]);

test('a receipt says what was paid, when and with what, once', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(providerId);
  await refresh('invoice', providerId);
  await refresh('invoice', providerId);
  await shop.app.work();
  const [receipt, ...more] = lettersTo(buyer);
  expect(more).toEqual([]);
  expect(receipt?.subject).toMatch(/^Your payment of €49\.00 to /);
  expect(receipt?.text).toContain('€49.00 for Kiln hire');
  expect(receipt?.text).toContain('Visa ending 4242');
  expect(receipt?.messageId).toMatch(/^[0-9a-f-]{36}@localhost$/);
});

test('a failed payment brings a link that pays it, one a day, and none once it is paid', async () => {
  const buyer = await aBuyer(shop, 'pm_card_chargeCustomerFail', 'pm_card_visa');
  const { id, providerId } = await anOpenInvoice(shop, buyer);
  for (let count = 0; count < 2; count++) {
    await shop.stripe.invoices.pay(providerId).catch(() => undefined);
    await refresh('invoice', providerId);
  }
  await shop.app.work();
  const [letter, ...more] = lettersTo(buyer);
  expect(more).toEqual([]);
  expect(letter?.subject).toMatch(/^Your payment of €49\.00 to .* failed$/);
  const token = linkIn(letter?.text ?? '', 'pay/').replace('#cc/pay/', '');
  const stranger = aVisitor(shop.app, shop.siteId);
  expect(await stranger.call('POST /pay-links/open', { body: { token } })).toMatchObject({
    dueCents: 4900,
    state: 'open',
  });

  const late = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(late.providerId).catch(() => undefined);
  await refresh('invoice', late.providerId);
  await shop.stripe.invoices.pay(late.providerId, { payment_method: buyer.attached[1] ?? '' });
  await refresh('invoice', late.providerId);
  await shop.app.work();
  expect(lettersTo(buyer).map(({ subject }) => /failed$/.test(subject))).toEqual([false, true]);
  expect(id).not.toBe(late.id);
});

test('who pays at the center reads there that it was declined, and gets no email of it', async () => {
  const buyer = await aBuyer(shop, 'pm_card_chargeCustomerFail');
  const { id } = await anOpenInvoice(shop, buyer);
  const wish = { params: { invoiceId: id }, body: { paymentMethodId: null }, idempotencyKey: randomUUID() };
  expect(await buyer.visitor.call('POST /invoices/:invoiceId/pay', wish)).toMatchObject({ state: 'declined' });
  await shop.app.work();
  expect(lettersTo(buyer)).toEqual([]);
});

test('another card is told of, to whoever did not choose it, too', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
  await aRunningSubscription(shop, buyer, { name: 'Studio' });
  await shop.app.work();
  await buyer.visitor.call('POST /payment-methods/:paymentMethodId/use', {
    ...{ params: { paymentMethodId: await buyer.cardId(1) }, body: { scope: 'all' }, idempotencyKey: randomUUID() },
  });
  await shop.app.work();
  expect(lettersTo(buyer)[0]).toMatchObject({ subject: expect.stringMatching(/^Your card at .* was changed$/) });
  expect(lettersTo(buyer)[0]?.text).toMatch(/Mastercard ending 4444 was chosen on .* to pay for Studio/);
});

test('a card that expires is told of a month before, once, and only while it pays something', async () => {
  const [buyer, idle, done] = [
    await aBuyer(shop, 'pm_card_visa'),
    await aBuyer(shop, 'pm_card_visa'),
    await aBuyer(shop, 'pm_card_visa'),
  ];
  await aRunningSubscription(shop, buyer, { name: 'Studio' });
  // The last payment of a plan is made, and its last month still runs.
  const { id: paidOff } = await aRunningSubscription(shop, done, { name: 'Bindery' });
  const plan = { kind: 'plan', payments_total: 3, payments_made: 3 };
  await shop.app.db('subscription').where({ id: paidOff }).update(plan);
  const soon = new Date();
  for (const { attached, account } of [buyer, idle, done]) {
    const card = { exp_month: soon.getUTCMonth() + 1, exp_year: soon.getUTCFullYear() };
    await shop.stripe.paymentMethods.update(attached[0] ?? '', { card });
    await refresh('customer', account);
  }
  for (let night = 0; night < 2; night++) {
    await shop.app.db.raw(`select graphile_worker.add_job('warn-of-expiring-cards')`);
    await shop.app.work();
  }
  const about = lettersTo(buyer).filter(({ subject }) => subject.includes('expires'));
  expect(about).toHaveLength(1);
  expect(about[0]?.text).toContain('It pays for Studio.');
  expect(lettersTo(idle)).toEqual([]);
  expect(lettersTo(done).filter(({ subject }) => subject.includes('expires'))).toEqual([]);
});

test('a credit memo says what was credited and where it goes', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(providerId);
  const { lines } = await shop.stripe.invoices.retrieve(providerId);
  const note = await shop.stripe.creditNotes.create({
    ...{ invoice: providerId, memo: 'Returned: it wobbled', credit_amount: 1000 },
    lines: [{ type: 'invoice_line_item', invoice_line_item: lines.data[0]?.id ?? '', amount: 1000 }],
  });
  await refresh('invoice', providerId);
  await refresh('credit_memo', note.id);
  await shop.app.work();
  const letter = lettersTo(buyer).find(({ subject }) => subject.includes('credited'));
  expect(letter?.text).toContain('€10.00: Returned: it wobbled');
  expect(letter?.text).toContain('It pays for what comes next');
});

test('a credit memo that lowers its invoice does not promise money to a card', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  const { lines } = await shop.stripe.invoices.retrieve(providerId);
  const note = await shop.stripe.creditNotes.create({
    ...{ invoice: providerId, memo: 'One hour less' },
    lines: [{ type: 'invoice_line_item', invoice_line_item: lines.data[0]?.id ?? '', amount: 1000 }],
  });
  await refresh('credit_memo', note.id);
  await shop.app.work();
  const letter = lettersTo(buyer).find(({ subject }) => subject.includes('credited'));
  expect(letter?.text).toContain('€10.00: One hour less');
  expect(letter?.text).toContain('It is taken off what the invoice asks for.');
});

test('a payment that nothing tells the reason of gets its receipt all the same', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(providerId);
  const { data } = await shop.stripe.charges.list({ customer: buyer.account });
  const charge = shop.sandbox.state.charge.get(data[0]?.id ?? '')!;
  shop.sandbox.add({ ...charge, id: `${charge.id}alone`, payment_intent: null });
  await shop.keeping.refresh(shop.siteId, [{ kind: 'payment', providerId: `${charge.id}alone` }]);
  await shop.app.work();
  expect(lettersTo(buyer).map(({ text }) => text)).toEqual([expect.stringContaining('€49.00 for your purchase on')]);
});

test('in German to who reads German', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  await shop.app.db('customer').where({ id: buyer.id }).update({ locale: 'de-AT' });
  const { providerId } = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(providerId);
  await refresh('invoice', providerId);
  await shop.app.work();
  expect(lettersTo(buyer)[0]?.text).toContain('49,00\u00A0€ für Kiln hire');
  expect(lettersTo(buyer)[0]?.text).toContain('Visa mit Endziffern 4242');
});

test('what happened before the site was connected is not written about', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  await shop.stripe.invoices.pay(providerId);
  const since = (date: unknown) => shop.app.db('provider_connection').update({ writes_since: date });
  await since(new Date(Date.now() + 60_000));
  await refresh('invoice', providerId);
  await shop.app.work();
  await since(new Date(0));
  expect(lettersTo(buyer)).toEqual([]);
});

test('what happened in the very second of connecting is: the provider counts whole seconds', async () => {
  const buyer = await aBuyer(shop, 'pm_card_visa');
  const { providerId } = await anOpenInvoice(shop, buyer);
  const { status_transitions: times } = await shop.stripe.invoices.pay(providerId);
  const connection = () => shop.app.db('provider_connection');
  await connection().update({ writes_since: new Date((times.paid_at ?? 0) * 1000 + 900) });
  await refresh('invoice', providerId);
  await shop.app.work();
  await connection().update({ writes_since: new Date(0) });
  expect(lettersTo(buyer)).toHaveLength(1);
});

test('who was a customer before the site was connected is not welcomed when they are met', async () => {
  const email = `${randomUUID()}@customers.example`;
  const { id } = await shop.stripe.customers.create({ email, name: 'Ada Ash' });
  Object.assign(shop.sandbox.state.customer.get(id) ?? {}, { created: Math.floor(Date.now() / 1000) - 400 * 86_400 });
  const connection = () => shop.app.db('provider_connection');
  await connection().update({ writes_since: new Date(Date.now() - 86_400_000) });
  await refresh('customer', id);
  await connection().update({ writes_since: new Date(0) });
  await shop.app.work();
  expect(welcomesTo(email)).toEqual([]);
});

describe('a switch', () => {
  test('keeps an email from being queued, and one that waits from being sent', async () => {
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const admin = await aStaffMember(shop.app, shop.siteId, 'admin');
    const turn = async (isOn: boolean) => {
      const { version } = await admin.call('GET /admin/emails');
      await admin.call('PATCH /admin/emails', { body: { version, emails: { receipt: isOn } } });
    };
    const pay = async () => {
      const { providerId } = await anOpenInvoice(shop, buyer);
      await shop.stripe.invoices.pay(providerId);
      await refresh('invoice', providerId);
    };
    await turn(false);
    await pay();
    await turn(true);
    await pay();
    await turn(false);
    await shop.app.work();
    expect(lettersTo(buyer)).toEqual([]);
    await turn(true);
    await pay();
    await shop.app.work();
    expect(lettersTo(buyer)).toHaveLength(1);
  });
});

describe('an email with an empty field', () => {
  const welcome = async (name: string) => {
    const email = `${randomUUID()}@customers.example`;
    const account = await shop.stripe.customers.create({ email, ...(name && { name }) });
    await shop.keeping.refresh(shop.siteId, [{ kind: 'customer', providerId: account.id }]);
    await shop.app.work();
    return { email, account: account.id };
  };

  test('is not sent but held, and listed with the field', async () => {
    const { email } = await welcome('');
    expect(welcomesTo(email)).toEqual([]);
    const helper = await aStaffMember(shop.app, shop.siteId, 'support');
    const { unsent } = await helper.call('GET /admin/emails');
    expect(unsent.find(({ recipient }) => recipient === email)).toMatchObject({
      ...{ kind: 'welcome', state: 'held', reason: 'firstName', isRetryable: true },
    });
  });

  test('goes out when the provider learns the name', async () => {
    const { email, account } = await welcome('');
    await shop.stripe.customers.update(account, { name: 'Ada Ash' });
    await refresh('customer', account);
    await shop.app.work();
    const [letter, ...more] = welcomesTo(email);
    expect(more).toEqual([]);
    expect(letter?.text).toContain('Hello Ada,');
    expect(letter?.text).toContain(`#cc/email/${email}`);
  });

  test('goes out once, also when more is learned while it is being sent', async () => {
    const { email, account } = await welcome('');
    const { id: customerId } = await shop.app.db('customer').where({ email }).first('id');
    await shop.stripe.customers.update(account, { name: 'Ada Ash' });
    await refresh('customer', account);
    // As a worker that is in the middle of sending it.
    const jobs = () => shop.app.db('graphile_worker._private_jobs');
    await jobs().update({ locked_at: new Date(), locked_by: 'somebody' });
    const waiting = (await jobs()).length;
    await noticesStore(shop.app.db).release(shop.siteId, [customerId]);
    expect(await jobs()).toHaveLength(waiting);
    await jobs().update({ locked_at: null, locked_by: null });
    await shop.app.work();
    expect(welcomesTo(email)).toHaveLength(1);
  });

  test('goes out when the customer writes their name', async () => {
    const { email } = await welcome('');
    const { id } = await shop.app.db('customer').where({ email }).first('id');
    const visitor = await signedIn(shop.app, { siteId: shop.siteId, id, email, password: '' });
    await visitor.call('PATCH /profile', { body: { firstName: 'Ada' } });
    await shop.app.work();
    expect(welcomesTo(email)).toHaveLength(1);
  });

  test('is tried again from the desk, and held again while nothing is filled', async () => {
    const { email } = await welcome('');
    const helper = await aStaffMember(shop.app, shop.siteId, 'support');
    const find = async () =>
      (await helper.call('GET /admin/emails')).unsent.find(({ recipient }) => recipient === email);
    const held = await find();
    await helper.call('POST /admin/emails/:emailId/retry', { params: { emailId: held?.id ?? '' } });
    expect(await find()).toBeUndefined();
    await shop.app.work();
    expect((await find())?.id).toBe(held?.id);
  });
});

// Last, for the provider's clock stands from then on.
test('a debit that took days is written about when it is decided, and what is long past is not', async () => {
  await shop.app.db('provider_connection').update({ writes_since: new Date(0) });
  const day = 86_400_000;
  const paidBefore = async (days: number) => {
    shop.sandbox.freeze(new Date(Date.now() - days * day));
    const buyer = await aBuyer(shop, 'pm_card_visa');
    const { providerId } = await anOpenInvoice(shop, buyer);
    await shop.stripe.invoices.pay(providerId);
    await refresh('invoice', providerId);
    await shop.app.work();
    return lettersTo(buyer).map(({ subject }) => subject);
  };
  expect(await paidBefore(20)).toEqual([]);
  expect(await paidBefore(12)).toEqual([expect.stringMatching(/^Your payment of €49\.00 to /)]);
});
