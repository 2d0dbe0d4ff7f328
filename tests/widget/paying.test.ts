import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { anId, anInvoice, aPaymentMethod, visa } from './builders.ts';
import { cardFields, fakeProvider } from './fake-provider.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const invoiceId = anId(200);
const second = aPaymentMethod({ id: anId(601), card: { ...visa, last4: '1881' }, isDefault: false });
const answer = (state: 'paid' | 'declined' | 'bank' | 'open' | 'checking', reason: string | null = null) => ({
  state,
  operationId: anId(51),
  amountCents: 2900,
  currency: 'EUR',
  reason,
  fields: state === 'bank' ? cardFields('pi_1_secret_2') : null,
});

function open(more: Answers = {}) {
  let isPaid = false;
  const server = serve({
    ...signedIn,
    'GET /payment-methods': () => ({ methods: [aPaymentMethod(), second], mayChange: true }),
    'GET /invoices/:invoiceId': () => anInvoice(isPaid ? { state: 'paid', isPayable: false, dueCents: 0 } : {}),
    ...more,
    'POST /invoices/:invoiceId/pay': async (request) => {
      const reply = await (more['POST /invoices/:invoiceId/pay']?.(request) ?? answer('paid'));
      if ('state' in reply) isPaid = reply.state === 'paid';
      return reply;
    },
  });
  mount({ fragment: `#cc/invoices/${invoiceId}` });
  return server;
}

const pay = page.getByRole('button', { name: 'Pay €29 now' });
const asked = (server: ReturnType<typeof serve>, name: string) =>
  server.bodies.filter((_, at) => server.calls[at] === name);

test('an open invoice is paid with the default card at one press', async () => {
  const server = open();
  await expect.element(page.getByRole('radio', { name: /Visa ending 4242/ })).toBeChecked();
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  expect(asked(server, 'POST /invoices/:invoiceId/pay')).toEqual([{ paymentMethodId: anId(600) }]);
  await expect.element(pay).not.toBeInTheDocument();
  // What was pressed is gone: the keyboard goes on from the heading.
  await expect.poll(() => focused()?.textContent).toContain('Invoice INV-0301');
});

test('what was paid is not asked for elsewhere any more', async () => {
  const server = open();
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect.element(page.getByRole('heading', { name: 'Next payments' })).toBeVisible();
  await page.getByRole('link', { name: 'Invoices', exact: true }).click();
  await page
    .getByRole('link', { name: /Clay Club/ })
    .first()
    .click();
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  const before = server.calls.filter((name) => name === 'GET /overview').length;
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect.poll(() => server.calls.filter((name) => name === 'GET /overview').length).toBe(before + 1);
});

test('an invoice that can’t be paid here leads to the provider’s page', async () => {
  open({
    'GET /invoices/:invoiceId': () => anInvoice({ isPayable: false, hostedUrl: 'https://pay.example/inv' }),
  });
  await expect
    .element(page.getByRole('link', { name: 'View on the provider’s page' }))
    .toHaveAttribute('href', 'https://pay.example/inv');
  await expect.element(pay).not.toBeInTheDocument();
});

test('a declined card says why, and another saved one pays', async () => {
  let tries = 0;
  const server = open({
    'POST /invoices/:invoiceId/pay': () =>
      ++tries === 1 ? answer('declined', 'The card has insufficient funds.') : answer('paid'),
  });
  await pay.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/insufficient funds\. Nothing was charged/);
  await page.getByText('Visa ending 1881').click();
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  expect(asked(server, 'POST /invoices/:invoiceId/pay')[1]).toEqual({ paymentMethodId: second.id });
});

test('the bank is asked where it wants to be, and then the server what became of it', async () => {
  const provider = fakeProvider();
  const server = open({
    'POST /invoices/:invoiceId/pay': () => answer('bank'),
    'POST /invoices/:invoiceId/settle': () => answer('paid'),
  });
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  expect(provider.asked).toEqual(['bank']);
  expect(server.calls).toContain('POST /invoices/:invoiceId/settle');
});

test('a bank that was not answered charges nothing, and can be asked again', async () => {
  const error = { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' };
  fakeProvider({ bank: { error } });
  open({
    'POST /invoices/:invoiceId/pay': () => answer('bank'),
    'POST /invoices/:invoiceId/settle': () => answer('open'),
  });
  await pay.click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(/did not confirm that it is you.*Nothing was charged/);
  await expect.element(pay).toBeVisible();
});

test('while nobody knows, it says that nothing is charged twice, and ends by itself', async () => {
  const states = [false, true];
  open({
    'POST /invoices/:invoiceId/pay': () => answer('checking'),
    'GET /operations/:operationId': () => ({
      kind: 'pay-invoice',
      isSettled: states[0] ? true : (states.shift() ?? true),
      payment: states.length < 2 ? answer('paid') : null,
    }),
  });
  await pay.click();
  await expect.element(page.getByText(/You will not be charged twice/)).toBeVisible();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
});

test('when it takes long it says so, asks on, and looks at once when that is wished', async () => {
  // A hundred times as fast.
  const { setTimeout } = globalThis;
  const faster = ((work: () => void, millis = 0) => setTimeout(work, millis / 100)) as typeof setTimeout;
  const clock = vi.spyOn(globalThis, 'setTimeout').mockImplementation(faster);
  let isKnown = false;
  const server = open({
    'POST /invoices/:invoiceId/pay': () => answer('checking'),
    'GET /operations/:operationId': () => ({
      ...{ kind: 'pay-invoice', isSettled: isKnown, payment: isKnown ? answer('paid') : null },
    }),
  });
  const looks = () => server.calls.filter((name) => name === 'GET /operations/:operationId').length;
  try {
    await pay.click();
    const again = page.getByRole('button', { name: 'Look again' });
    await expect.element(again).toBeVisible();
    const before = looks();
    await again.click();
    await expect.poll(looks).toBeGreaterThan(before);
    isKnown = true;
    await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  } finally {
    clock.mockRestore();
  }
  expect(asked(server, 'POST /invoices/:invoiceId/pay')).toHaveLength(1);
});

test('a payment that got lost on its way is asked for by the same name, and only once a press', async () => {
  const keys: (string | null)[] = [];
  let tries = 0;
  open({
    'POST /invoices/:invoiceId/pay': () => (++tries < 3 ? refuse('internal', 500) : answer('paid')),
  });
  const answering = globalThis.fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const key = new Headers(init?.headers).get('idempotency-key');
    if (key) keys.push(key);
    return answering(input, init);
  });
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  vi.restoreAllMocks();
});

test('an invoice that was settled meanwhile is not paid again', async () => {
  open({ 'POST /invoices/:invoiceId/pay': () => refuse('invoice_not_open', 409) });
  await pay.click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('There is nothing to pay on this invoice any more.');
});

test('another card is entered, saved and pays', async () => {
  const provider = fakeProvider();
  const fresh = aPaymentMethod({ id: anId(700), card: { ...visa, last4: '0077' }, isDefault: false });
  const server = open({
    'POST /payment-methods/card-entries': () => ({ entry: 'seti_1', fields: cardFields() }),
    'POST /payment-methods/card-entries/finish': () => ({
      state: 'added',
      paymentMethodId: fresh.id,
      reason: null,
      openInvoices: 1,
    }),
  });
  await page.getByText('Another card').click();
  await page.getByRole('button', { name: 'Enter the card' }).click();
  await expect.element(page.getByLabelText('Card number')).toBeVisible();
  await pay.click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  expect(provider.returnUrls[0]).toMatch(new RegExp(`#cc/invoices/${invoiceId}$`));
  expect(asked(server, 'POST /invoices/:invoiceId/pay')).toEqual([{ paymentMethodId: fresh.id }]);
});

test('who has no card yet enters one at once, and is not asked which', async () => {
  fakeProvider();
  open({
    'GET /payment-methods': () => ({ methods: [], mayChange: true }),
    'POST /payment-methods/card-entries': () => ({ entry: 'seti_1', fields: cardFields() }),
  });
  const enter = page.getByRole('button', { name: 'Enter the card' });
  await expect.element(enter).toBeVisible();
  await expect.element(page.getByRole('radio')).not.toBeInTheDocument();
  await enter.click();
  await expect.element(page.getByRole('heading', { name: 'A new card' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(focused).toBe(enter.element());
});
