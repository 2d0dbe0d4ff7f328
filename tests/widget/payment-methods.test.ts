import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anId, aPaymentMethod, type PaymentMethod, visa } from './builders.ts';
import { serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

function open(...methods: PaymentMethod[]): void {
  serve({ ...signedIn, 'GET /payment-methods': () => ({ methods, mayChange: true }) });
  mount({ fragment: '#cc/payment-methods' });
}

test('a card says its brand, its last digits and until when it is good', async () => {
  open(aPaymentMethod(), aPaymentMethod({ id: anId(2), card: { ...visa, brand: 'amex', last4: '0005' } }));
  const cards = page.getByRole('main').getByRole('listitem').filter({ hasText: 'ending' });
  await expect.element(cards.nth(0)).toHaveTextContent(/Visa.*ending 4242.*expires 05\/31/);
  await expect.element(cards.nth(1)).toHaveTextContent(/American Express.*ending 0005/);
});

test('the default card is marked, and only that one', async () => {
  open(aPaymentMethod(), aPaymentMethod({ id: anId(2), isDefault: false }));
  await expect.element(page.getByText('Default')).toBeVisible();
  expect(page.getByText('Default').elements()).toHaveLength(1);
});

test('a card leads to each subscription that it pays', async () => {
  open(
    aPaymentMethod({
      pays: [
        { subscriptionId: anId(1), name: 'Clay Club' },
        { subscriptionId: anId(2), name: 'Ink Box' },
      ],
    }),
  );
  const link = page.getByRole('link', { name: 'Ink Box' });
  await expect.element(link).toHaveAttribute('href', expect.stringContaining(`#cc/subscriptions/${anId(2)}`));
  await expect.element(page.getByRole('link', { name: 'Clay Club' })).toBeVisible();
});

test('a card that pays nothing says so', async () => {
  open(aPaymentMethod({ pays: [] }));
  await expect.element(page.getByText('No subscription uses this card.')).toBeVisible();
});

test('an expired card is marked, and never promises to pay', async () => {
  open(aPaymentMethod({ isExpired: true }));
  await expect.element(page.getByText('Expired', { exact: true })).toBeVisible();
  await expect.element(page.getByText('Expired, but still chosen for')).toBeVisible();
  await expect.element(page.getByText('Pays for', { exact: true })).not.toBeInTheDocument();
});

test('without a card the place says what will appear', async () => {
  open();
  await expect.element(page.getByText('The cards you pay with will appear here.')).toBeVisible();
});

test('below many cards nobody has to look for the button that adds one', async () => {
  open(...[1, 2, 3, 4].map((at) => aPaymentMethod({ id: anId(at), isDefault: at === 1 })));
  const add = page.getByRole('button', { name: 'Add a card' });
  await expect.element(add).toBeVisible();
  const first = page.getByRole('button', { name: /^Edit/ }).first().element();
  expect(add.element().compareDocumentPosition(first)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
});

test.each(['Edit', 'Remove', 'Use this card'])('leaving %s leads back to the button that was pressed', async (name) => {
  serve({
    ...signedIn,
    'GET /payment-methods': () => ({
      methods: [aPaymentMethod(), aPaymentMethod({ id: anId(2), card: { ...visa, last4: '1881' }, pays: [] })],
      mayChange: true,
    }),
    'POST /payment-methods/:paymentMethodId/uses': () => ({ charges: [] }),
  });
  mount({ fragment: '#cc/payment-methods' });
  await page.getByRole('button', { name: new RegExp(`^${name}.*1881`) }).click();
  await page.getByRole('button', { name: /^(Cancel|Keep it)$/ }).click();
  await expect.poll(() => focused()?.textContent?.replace(/\s+/g, ' ').trim()).toBe(`${name}: Visa ending 1881`);
});

test('who removes a card that could not pay is offered to pay with the one in its place', async () => {
  const other = aPaymentMethod({ id: anId(2), card: { ...visa, last4: '1881' }, isDefault: false, pays: [] });
  const server = serve({
    ...signedIn,
    'GET /payment-methods': () => ({ methods: [aPaymentMethod(), other], mayChange: true }),
    'POST /payment-methods/:paymentMethodId/remove': () => ({ isDone: true, openInvoices: 1 }),
    'POST /invoices/:invoiceId/pay': () => ({
      ...{ state: 'paid', operationId: anId(51), amountCents: 2900, currency: 'EUR', reason: null, fields: null },
    }),
  });
  mount({ fragment: '#cc/payment-methods' });
  await page.getByRole('button', { name: /^Remove.*4242/ }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect.poll(() => focused()?.textContent).toBe('Visa ending 4242 is removed.');
  await page.getByRole('button', { name: 'Pay €29 now' }).click();
  await expect.element(page.getByText('Paid. Thank you.').last()).toBeVisible();
  const paid = server.bodies[server.calls.indexOf('POST /invoices/:invoiceId/pay')];
  expect(paid).toEqual({ paymentMethodId: anId(2) });
  await page.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => focused()?.textContent).toBe('Payment Methods');
});

test('while staff look, no date is made up for what they may not see', async () => {
  open(aPaymentMethod({ card: { ...visa, last4: '••••', expiresMonth: 1, expiresYear: 2000 } }));
  await expect.element(page.getByText('••/••')).toBeVisible();
});
