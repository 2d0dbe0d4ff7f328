/** Credit notes and refunds in the sandbox, through the real `stripe` package. */
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';

let sandbox: StripeSandbox;
let stripe: Stripe;
let customer: string;

beforeEach(async () => {
  sandbox = createStripeSandbox();
  const { host, port } = await sandbox.listen();
  stripe = new Stripe('sk_test_credits', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
  ({ id: customer } = await stripe.customers.create({ email: 'ada@example.com' }));
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
});
afterEach(() => sandbox.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('was accepted'),
    (error: Stripe.errors.StripeError) => error,
  );

async function anInvoice({ isPaid }: { isPaid: boolean }): Promise<string> {
  for (const amount of [3000, 1000]) await stripe.invoiceItems.create({ customer, amount, currency: 'eur' });
  const { id = '' } = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
  await stripe.invoices.finalizeInvoice(id, { auto_advance: false });
  if (isPaid) await stripe.invoices.pay(id);
  return id;
}
const balance = async () => ((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance;

test('a paid invoice is taken back as credit, which pays for the next one', async () => {
  const invoice = await anInvoice({ isPaid: true });
  const note = await stripe.creditNotes.create({
    invoice,
    amount: 2000,
    credit_amount: 2000,
    memo: 'With our apologies',
    reason: 'product_unsatisfactory',
  });
  expect(note).toMatchObject({ status: 'issued', total: 2000, type: 'post_payment', memo: 'With our apologies' });
  expect(note.lines.data.map(({ amount }) => amount)).toEqual([1500, 500]);
  expect(await balance()).toBe(-2000);
  const [entry] = (await stripe.customers.listBalanceTransactions(customer)).data;
  expect(entry).toMatchObject({ id: note.customer_balance_transaction, type: 'credit_note', credit_note: note.id });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ post_payment_credit_notes_amount: 2000 });
  const next = await stripe.invoices.retrieve(await anInvoice({ isPaid: false }));
  expect(next).toMatchObject({ total: 4000, amount_due: 2000 });
  expect(await balance()).toBe(0);
});

test('one line goes back to the card', async () => {
  const invoice = await anInvoice({ isPaid: true });
  const [, line] = (await stripe.invoices.listLineItems(invoice)).data;
  const lines = [{ type: 'invoice_line_item', invoice_line_item: line?.id ?? '', amount: 600 }];
  const note = await stripe.creditNotes.create({ invoice, lines, refund_amount: 600 });
  const [back] = (await stripe.refunds.list()).data;
  expect(back).toMatchObject({ amount: 600, status: 'succeeded' });
  expect(note.refunds).toMatchObject([{ refund: back?.id, amount_refunded: 600 }]);
  expect((await stripe.charges.list({ customer })).data[0]).toMatchObject({ amount_refunded: 600, refunded: false });
  const types = (await stripe.events.list({ limit: 4 })).data.map(({ type }) => type).toReversed();
  expect(types).toEqual(['refund.created', 'charge.refunded', 'credit_note.created', 'invoice.updated']);
});

test('amounts that do not fit are refused, and nothing is done', async () => {
  const invoice = await anInvoice({ isPaid: true });
  for (const wrong of [
    { amount: 5000, credit_amount: 5000 },
    { amount: 2000 },
    { amount: 2000, credit_amount: 1000, refund_amount: 500 },
    { credit_amount: 100 },
  ])
    expect(await failure(stripe.creditNotes.create({ invoice, ...wrong }))).toMatchObject({ statusCode: 400 });
  await stripe.creditNotes.create({ invoice, amount: 3000, out_of_band_amount: 3000 });
  const tooMuch = stripe.creditNotes.create({ invoice, amount: 1001, credit_amount: 1001 });
  expect((await failure(tooMuch)).message).toContain('1000');
  expect((await stripe.creditNotes.list({ invoice })).data).toHaveLength(1);
  expect(await balance()).toBe(0);
});

test('a preview says the same and does nothing', async () => {
  const invoice = await anInvoice({ isPaid: true });
  const told = { invoice, amount: 2000, credit_amount: 2000 };
  expect(await stripe.creditNotes.preview(told)).toMatchObject({ total: 2000, type: 'post_payment' });
  expect((await stripe.creditNotes.list()).data).toEqual([]);
  expect(await balance()).toBe(0);
});

test('an open invoice costs less, and again the same when the note is voided; all of it settles it', async () => {
  const invoice = await anInvoice({ isPaid: false });
  const note = await stripe.creditNotes.create({ invoice, amount: 1000 });
  expect(note).toMatchObject({ type: 'pre_payment', pre_payment_amount: 1000 });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_due: 3000, amount_remaining: 3000 });
  expect(await stripe.creditNotes.voidCreditNote(note.id)).toMatchObject({ status: 'void' });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ amount_remaining: 4000 });
  await stripe.creditNotes.create({ invoice, amount: 4000 });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'paid', amount_paid: 0 });
});

test('a note about a paid invoice stays', async () => {
  const invoice = await anInvoice({ isPaid: true });
  const { id } = await stripe.creditNotes.create({ invoice, amount: 100, credit_amount: 100 });
  expect(await failure(stripe.creditNotes.voidCreditNote(id))).toMatchObject({ statusCode: 400 });
});

test('a charge is given back in parts, and never more than it was', async () => {
  const told = { amount: 1000, currency: 'eur', payment_method: 'pm_card_visa', confirm: true };
  const { id: payment_intent, latest_charge } = await stripe.paymentIntents.create(told);
  await stripe.refunds.create({ payment_intent, amount: 400, reason: 'requested_by_customer' });
  const charge = latest_charge as string;
  expect((await failure(stripe.refunds.create({ charge, amount: 601 }))).message).toContain('6.01 EUR');
  await stripe.refunds.create({ charge });
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ refunded: true, amount_refunded: 1000 });
  expect(await failure(stripe.refunds.create({ charge }))).toMatchObject({ code: 'charge_already_refunded' });
});
