/** The stories of the demo leave objects behind that agree with one another, as Stripe's do. */
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tellSchool } from '../../examples/demo-school.ts';
import { createStripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import { idOf } from '../../examples/stripe-sandbox/state.ts';

const begun = new Date('2026-07-31T09:00:00Z');
const sandbox = createStripeSandbox();
const { state } = sandbox;
let stripe: Stripe;

beforeAll(async () => {
  tellSchool(sandbox, begun);
  const { host, port } = await sandbox.listen();
  stripe = new Stripe('sk_test_story', { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });
});
afterAll(() => sandbox.close());

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const customerOf = async (email: string) => (await stripe.customers.list({ email })).data[0]?.id ?? '';

test('told again of the same day, everything is the same', () => {
  const again = createStripeSandbox();
  tellSchool(again, begun);
  expect(JSON.stringify(again.state.customer.get([...state.customer.keys()][0] ?? ''))).toEqual(
    JSON.stringify([...state.customer.values()][0]),
  );
  for (const kind of Object.keys(state) as (keyof typeof state)[]) {
    expect([...again.state[kind].keys()]).toEqual([...state[kind].keys()]);
  }
});

test('every reference leads to an object, and nothing lies in the future but what is due then', () => {
  const missing = [];
  for (const shelf of Object.values(state)) {
    for (const object of shelf.values()) {
      const text = JSON.stringify(object);
      const ids = [...text.matchAll(/"((?:cus|pm|prod|price|sub|sub_sched|in|pi|ch|cn|cbtxn|cs_test)_\w{24})"/g)];
      for (const [, id = ''] of ids) if (!Object.values(state).some((each) => each.has(id))) missing.push(id);
      const created = 'created' in object ? (object.created ?? 0) : 0;
      expect(created * 1000, text).toBeLessThanOrEqual(begun.getTime());
    }
  }
  expect(missing).toEqual([]);
});

const agree = () => {
  expect(state.invoice.size).toBeGreaterThan(100);
  for (const invoice of state.invoice.values()) {
    if (invoice.status === 'draft' || invoice.status === 'void') continue;
    const payments = [...state.invoice_payment.values()].filter((payment) => payment.invoice === invoice.id);
    expect(sum(payments.map(({ amount_paid }) => amount_paid ?? 0))).toBe(invoice.amount_paid);
    expect(invoice.amount_due - invoice.amount_paid).toBe(invoice.amount_remaining);
    expect(invoice.total - invoice.amount_due).toBe((invoice.ending_balance ?? 0) - invoice.starting_balance);
    expect(invoice.status).toBe(invoice.amount_remaining ? 'open' : 'paid');
    for (const { payment, status } of payments) {
      const intent = state.payment_intent.get(idOf(payment.payment_intent) ?? '');
      expect(intent?.status).toBe(status === 'paid' ? 'succeeded' : 'requires_payment_method');
    }
  }
  for (const intent of state.payment_intent.values()) {
    const charge = state.charge.get(idOf(intent.latest_charge) ?? '');
    expect(charge?.paid ?? false).toBe(intent.status === 'succeeded');
  }
  for (const charge of state.charge.values()) {
    const refunds = [...state.refund.values()].filter((refund) => refund.charge === charge.id);
    expect(sum(refunds.map(({ amount }) => amount))).toBe(charge.amount_refunded);
  }
};
test('invoices, their payments, payment intents, charges and refunds agree', agree);

const balancesAgree = () => {
  for (const customer of state.customer.values()) {
    const entries = [...state.customer_balance_transaction.values()].filter((entry) => entry.customer === customer.id);
    if (!('deleted' in customer)) expect(customer.balance).toBe(sum(entries.map(({ amount }) => amount)));
  }
};
test('a balance is what its transactions left', balancesAgree);

test('Mara: past due since her card expired, and an invoice to pay', async () => {
  const customer = await customerOf('mara.voss@example.com');
  const [studio] = (await stripe.subscriptions.list({ customer, expand: ['data.latest_invoice'] })).data;
  expect(studio?.status).toBe('past_due');
  const latest = studio?.latest_invoice as Stripe.Invoice;
  expect(latest).toMatchObject({ status: 'open', amount_remaining: 4900 });
  const [failed] = (await stripe.charges.list({ customer })).data;
  expect(failed).toMatchObject({ status: 'failed', failure_code: 'expired_card', amount: 4900 });
  const open = await stripe.invoices.list({ customer, status: 'open' });
  expect(open.data.map(({ amount_due }) => amount_due)).toEqual([4900, 3600]);
});

test('Jonas: every state of a subscription, two plans, and credit that is partly used', async () => {
  const customer = await customerOf('jonas.albrecht@example.com');
  const subscriptions = await stripe.subscriptions.list({ customer, status: 'all', limit: 100 });
  const states = subscriptions.data.map(({ status, pause_collection, cancel_at_period_end, schedule }) =>
    [status, pause_collection && 'paused', cancel_at_period_end && 'ending', schedule && 'plan'].filter(Boolean).join(),
  );
  expect(states.sort()).toEqual(
    ['active', 'active,ending', 'active,paused', 'active,plan', 'canceled', 'canceled,plan', 'trialing'].sort(),
  );
  const person = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
  expect(person.balance).toBe(-15_000);
  const [clay, note] = (await stripe.customers.listBalanceTransactions(customer)).data;
  expect([clay?.amount, note?.amount]).toEqual([9000, -24_000]);
  const paidByCredit = await stripe.invoices.retrieve(idOf(clay?.invoice) ?? '', { expand: ['payments'] });
  expect(paidByCredit).toMatchObject({ status: 'paid', amount_due: 0, total: 9000, payments: { data: [] } });
  const plans = await stripe.subscriptionSchedules.list({ customer });
  expect(plans.data.map(({ status }) => status)).toEqual(['active', 'completed']);
});

test('the school lives on: two months later everything still agrees', async () => {
  sandbox.freeze(begun);
  const [invoices, charges] = [state.invoice.size, state.charge.size];
  sandbox.advance(new Date('2026-09-30T12:00:00Z'));
  expect(state.invoice.size).toBeGreaterThan(invoices + 10);
  expect(state.charge.size).toBeGreaterThan(charges + 10);
  agree();
  balancesAgree();
  const customer = await customerOf('jonas.albrecht@example.com');
  const all = await stripe.subscriptions.list({ customer, status: 'all', limit: 100 });
  for (const { items, ended_at } of all.data)
    if (ended_at === null) expect(items.data[0]?.current_period_end).toBeGreaterThan(sandbox.now());
});
