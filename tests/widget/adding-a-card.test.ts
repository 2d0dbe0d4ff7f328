import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openCardEntry } from '../../widget/card-entry.ts';
import { anId, anInvoiceSummary, aPaymentMethod, visa } from './builders.ts';
import { cardFields, fakeProvider } from './fake-provider.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const mastercard = { ...visa, brand: 'mastercard', last4: '4444' };
const old = aPaymentMethod();
const fresh = aPaymentMethod({ id: anId(601), card: mastercard, isDefault: false, pays: [] });
const clay = {
  subscriptionId: anId(1),
  kind: 'subscription' as const,
  name: 'Clay Club',
  state: 'active' as const,
  amountCents: 2900,
  currency: 'EUR',
  nextAt: '2031-05-03T10:00:00Z',
  paymentsLeft: null,
  card: { brand: 'visa', last4: '4242' },
  isPinned: false,
  isMovable: true,
};
const added = { state: 'added' as const, paymentMethodId: fresh.id, reason: null, openInvoices: 0 };

function open(more: Answers = {}, fragment = '#cc/payment-methods') {
  let isAdded = false;
  const server = serve({
    ...signedIn,
    'GET /payment-methods': () => ({ methods: isAdded ? [old, fresh] : [old], mayChange: true }),
    'POST /payment-methods/card-entries': () => ({ entry: 'seti_1', fields: cardFields() }),
    'POST /payment-methods/card-entries/finish': () => {
      isAdded = true;
      return added;
    },
    'POST /payment-methods/:paymentMethodId/uses': () => ({ charges: [clay] }),
    'POST /payment-methods/:paymentMethodId/use': () => ({
      operationId: anId(50),
      isDone: true,
      charges: [{ ...clay, card: { brand: 'mastercard', last4: '4444' } }],
      openInvoices: 0,
    }),
    ...more,
  });
  return { server, center: mount({ fragment }) };
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const number = page.getByLabelText('Card number');
const row = (name: string) => page.getByRole('listitem').filter({ hasText: name });
const entries = () => document.querySelectorAll('[slot=card-entry]').length;

test('card fields stand in the light DOM of the element, and go away whole', async () => {
  fakeProvider();
  const { center } = open();
  for (let round = 0; round < 3; round++) {
    await press('Add a card');
    await expect.element(number).toBeVisible();
    expect(number.element().closest('[slot=card-entry]')?.parentElement).toBe(center);
    await press('Cancel');
    await expect.element(page.getByRole('button', { name: 'Add a card' })).toBeVisible();
    expect(entries()).toBe(0);
  }
});

test('fifty card entries leave no node and no global behind', async () => {
  fakeProvider();
  const { center } = open();
  await expect.element(page.getByRole('button', { name: 'Add a card' })).toBeVisible();
  const left = () => [document.querySelectorAll('*').length, Object.keys(globalThis).length];
  let before: number[] = [];
  for (let round = 0; round < 50; round++) {
    const entry = await openCardEntry({ host: center, fields: cardFields(), locale: 'en' });
    expect(entries()).toBe(1);
    entry.close();
    if (!round) before = left();
  }
  expect(left()).toEqual(before);
});

test('nothing of the provider is asked for before a card is to be added', async () => {
  fakeProvider();
  const { server } = open();
  await expect.element(page.getByRole('button', { name: 'Add a card' })).toBeVisible();
  expect(server.calls).not.toContain('POST /payment-methods/card-entries');
  expect(entries()).toBe(0);
});

test('the fields look like those of the center', async () => {
  const provider = fakeProvider();
  open();
  await press('Add a card');
  await expect.element(number).toBeVisible();
  expect(provider.appearance.theme).toBe('stripe');
  expect(provider.appearance.variables).toMatchObject({
    colorBackground: 'rgb(255,255,255)',
    colorText: 'rgb(34,42,51)',
    fontFamily: 'sans-serif',
  });
});

test('an added card is offered for all future payments, with what will move to it', async () => {
  const provider = fakeProvider();
  const { server } = open();
  await press('Add a card');
  await expect.element(number).toBeVisible();
  await press('Save card');
  await expect.element(page.getByRole('heading', { name: 'Use it for all future payments?' })).toBeVisible();
  await expect.element(page.getByText('Mastercard ending 4444 is saved.')).toBeVisible();
  await expect.element(row('Clay Club')).toHaveTextContent(/Clay Club.*€29\.00.*on 3 May 2031 · now Visa ending 4242/);
  await expect.element(page.getByRole('radio', { name: /All of these/ })).toBeChecked();
  expect(entries()).toBe(0);
  await press('Use Mastercard ending 4444');
  await expect.element(page.getByRole('heading', { name: 'What is charged from now on' })).toBeVisible();
  await expect.element(row('Clay Club')).toHaveTextContent(/Clay Club.*Mastercard ending 4444/);
  expect(provider.asked).toEqual(['setup']);
  expect(server.bodies.at(server.calls.indexOf('POST /payment-methods/:paymentMethodId/use'))).toEqual({
    scope: 'all',
  });
});

test('a card can be used for one subscription only', async () => {
  fakeProvider();
  const { server } = open({
    'GET /payment-methods': () => ({ methods: [old, fresh], mayChange: true }),
  });
  await press(/^Use this card.*4444/);
  await page.getByText('Only one of these').click();
  await expect.element(page.getByLabelText('Which one?')).toHaveTextContent('Clay Club, €29, on 3 May 2031');
  await press('Use Mastercard ending 4444');
  await expect.element(page.getByText('Mastercard ending 4444 is the card of this one now.').last()).toBeVisible();
  expect(server.bodies.at(server.calls.indexOf('POST /payment-methods/:paymentMethodId/use'))).toEqual({
    scope: 'one',
    subscriptionId: anId(1),
  });
});

test('what can’t move says so, and what is paused, overdue or pinned is marked', async () => {
  fakeProvider();
  open({
    'GET /payment-methods': () => ({ methods: [old, fresh], mayChange: true }),
    'POST /payment-methods/:paymentMethodId/uses': () => ({
      charges: [
        { ...clay, state: 'paused', nextAt: null, isPinned: true },
        { ...clay, subscriptionId: anId(2), name: 'Kiln', kind: 'plan', paymentsLeft: 3, state: 'payment_failed' },
        { ...clay, subscriptionId: anId(3), name: 'Ink Box', isMovable: false },
      ],
    }),
  });
  await press(/^Use this card.*4444/);
  await expect.element(row('Clay Club')).toHaveTextContent(/Clay Club Paused.*when it goes on.*has a card of its own/);
  await expect.element(row('Kiln')).toHaveTextContent(/Kiln Payment failed.*3 payments left/);
  await expect.element(row('Ink Box')).toHaveTextContent(/Ink Box.*Stays on its card/);
});

test('a declined card says why in words, and the fields stay', async () => {
  fakeProvider({
    confirmations: [{ error: { type: 'card_error', code: 'card_declined', message: 'Your card was declined.' } }],
  });
  const { server } = open();
  await press('Add a card');
  await number.fill('4000');
  await press('Save card');
  const alert = page.getByRole('alert');
  await expect.element(alert).toHaveTextContent(/Your card was declined\. Check what you typed.*Nothing was charged/);
  expect(focused()).toBe(alert.element());
  await expect.element(number).toHaveValue('4000');
  expect(server.calls).not.toContain('POST /payment-methods/card-entries/finish');
  await press('Save card');
  await expect.element(page.getByText('Mastercard ending 4444 is saved.')).toBeVisible();
});

test('a bank that was not answered leaves everything as it was', async () => {
  const error = { type: 'invalid_request_error', code: 'setup_intent_authentication_failure', message: 'x' };
  fakeProvider({ confirmations: [{ error }] });
  open();
  await press('Add a card');
  await expect.element(number).toBeVisible();
  await press('Save card');
  await expect.element(page.getByRole('alert')).toHaveTextContent(/did not confirm that it is you/);
});

test('fields that can’t be shown lead to the provider’s own page', async () => {
  fakeProvider({ isBlocked: true });
  const { server } = open({
    'POST /payment-methods/hosted-card-entries': () => refuse('provider_unavailable', 503),
  });
  await press('Add a card');
  await expect.element(page.getByText('The card fields could not be shown here.')).toBeVisible();
  expect(entries()).toBe(0);
  await press('Go to the provider’s page');
  await expect.element(page.getByRole('alert')).toHaveTextContent(/Nothing was charged/);
  expect(server.bodies.at(-1)).toEqual({ returnTo: expect.stringMatching(/#cc\/payment-methods$/) });
});

test('back from the bank, the card is finished and the address is clean', async () => {
  fakeProvider();
  history.replaceState(null, '', '?a=1&setup_intent=seti_9&setup_intent_client_secret=s&redirect_status=succeeded');
  const { server } = open();
  await expect.element(page.getByText('Mastercard ending 4444 is saved.')).toBeVisible();
  expect(location.search).toBe('?a=1');
  expect(server.bodies.at(server.calls.indexOf('POST /payment-methods/card-entries/finish'))).toEqual({
    entry: 'seti_9',
  });
  history.replaceState(null, '', location.pathname);
});

test('what is owed is offered with the card that was chosen', async () => {
  fakeProvider();
  const { server } = open({
    'POST /payment-methods/:paymentMethodId/use': () => ({
      operationId: anId(50),
      isDone: true,
      charges: [],
      openInvoices: 1,
    }),
    'GET /invoices': () => ({ open: [anInvoiceSummary()], items: [], next: null }),
    'POST /invoices/:invoiceId/pay': () => ({
      state: 'paid',
      operationId: anId(51),
      amountCents: 2900,
      currency: 'EUR',
      reason: null,
      fields: null,
    }),
  });
  await press(/^Use this card.*4242/);
  await press('Use Visa ending 4242');
  await press('Pay €29 now');
  await expect.element(page.getByText('Paid. Thank you.').first()).toBeVisible();
  expect(server.bodies.at(-1)).toEqual({ paymentMethodId: old.id });
});
