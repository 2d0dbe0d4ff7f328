import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { LinkedInvoice } from '../../server/features/pay-links/pay-links.contract.ts';
import { cardFields, fakeProvider } from './fake-provider.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { expectFocus, mount } from './mount.ts';

const token = 'abc.def-'.repeat(5);
const invoice: LinkedInvoice = {
  number: 'INV-0301',
  issuedAt: '2024-04-03T10:00:00Z',
  lines: [
    { title: 'Clay Club, May', quantity: 1, totalCents: 1900 },
    { title: 'Bag of clay', quantity: 2, totalCents: 1000 },
  ],
  totalCents: 2900,
  dueCents: 2900,
  currency: 'EUR',
  state: 'open',
  card: { brand: 'visa', last4: '4242' },
};
const answer = (state: 'paid' | 'declined' | 'open', reason: string | null = null) => ({
  state,
  operationId: null,
  amountCents: 2900,
  currency: 'EUR',
  reason,
  fields: null,
});

function open(more: Answers = {}, lang = 'en') {
  const server = serve(
    signedOut({
      'POST /pay-links/open': () => invoice,
      'POST /pay-links/pay': () => answer('paid'),
      'POST /pay-links/fields': () => ({ fields: cardFields('pi_1_secret_2') }),
      'POST /pay-links/settle': () => answer('paid'),
      ...more,
    }),
  );
  return { server, center: mount({ fragment: `#cc/pay/${token}`, lang }) };
}

const heading = page.getByRole('heading', { name: 'Invoice INV-0301' });
const thanks = page.getByText('Paid. Thank you.').last();

test('an emailed link shows one invoice without signing in, and its secret leaves the address', async () => {
  const { server, center } = open();
  await expect.element(heading).toBeVisible();
  const text = center.shadowRoot!.textContent.replace(/\s+/g, ' ');
  for (const words of ['Kiln & Quill', 'April 3, 2024', 'Clay Club, May', '€19.00', 'Bag of clay × 2', '€29.00'])
    expect(text).toContain(words);
  expect(location.href).not.toContain('pay/');
  expect(server.bodies.at(server.calls.indexOf('POST /pay-links/open'))).toEqual({ token });
});

test('it is paid with the default card at one press', async () => {
  open();
  await page.getByRole('button', { name: 'Pay €29 with Visa ending 4242' }).click();
  await expect.element(thanks).toBeVisible();
  await page.getByRole('button', { name: 'Sign in to your account' }).click();
  await expect.element(page.getByRole('button', { name: 'Continue' })).toBeVisible();
});

test('or with another card, after one was declined', async () => {
  const provider = fakeProvider();
  open({ 'POST /pay-links/pay': () => answer('declined', 'The card was declined.') });
  await page.getByRole('button', { name: /^Pay €29 with Visa/ }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/The card was declined\. Nothing was charged/);
  await page.getByRole('button', { name: 'Pay with another card' }).click();
  await expectFocus(page.getByRole('heading', { name: /^Invoice/ }));
  await expect.element(page.getByLabelText('Card number')).toBeVisible();
  await page.getByRole('button', { name: 'Pay €29 now' }).click();
  await expect.element(thanks).toBeVisible();
  expect(provider.asked).toEqual(['payment']);
  expect(provider.returnUrls[0]).toMatch(new RegExp(`#cc/pay/${token}$`));
});

test('a payment that stayed open gives the fields back as they were', async () => {
  fakeProvider();
  open({ 'POST /pay-links/open': () => ({ ...invoice, card: null }), 'POST /pay-links/settle': () => answer('open') });
  await page.getByRole('button', { name: 'Pay €29 now' }).click();
  await page.getByLabelText('Card number').fill('4000');
  await page.getByRole('button', { name: 'Pay €29 now' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/not finished, and nothing was charged/);
  await expect.element(page.getByLabelText('Card number')).toHaveValue('4000');
});

test('back from the bank, the server is asked what became of it', async () => {
  history.replaceState(null, '', '?payment_intent=pi_1&payment_intent_client_secret=s&redirect_status=succeeded');
  const { server } = open();
  await expect.element(thanks).toBeVisible();
  expect(location.search).toBe('');
  expect(server.calls).toContain('POST /pay-links/settle');
});

for (const [code, words] of [
  ['link_expired', /too old, and nothing was charged/],
  ['link_unknown', /damaged, or the invoice is not there/],
] as const) {
  test(`a link that is refused with ${code} says so, with a way on`, async () => {
    open({ 'POST /pay-links/open': () => refuse(code, 410) });
    await expect.element(page.getByText(words)).toBeVisible();
    await page.getByRole('button', { name: 'Sign in to your account' }).click();
    await expect.element(page.getByRole('button', { name: 'Continue' })).toBeVisible();
  });
}

test('an invoice that is paid already asks for nothing', async () => {
  open({ 'POST /pay-links/open': () => ({ ...invoice, state: 'paid', dueCents: 0 }) });
  await expect.element(page.getByText('This invoice is paid already.')).toBeVisible();
  await expect.element(page.getByRole('button', { name: /^Pay/ })).not.toBeInTheDocument();
});

test('who is signed in pays too, and goes on to the account', async () => {
  open({ 'GET /boot': signedIn['GET /boot']! });
  await page.getByRole('button', { name: /^Pay €29 with Visa/ }).click();
  await page.getByRole('button', { name: 'To your account' }).click();
  await expect.element(page.getByRole('heading', { name: 'Next payments' })).toBeVisible();
});

test('all of it is in German on a German page', async () => {
  open({}, 'de');
  await expect.element(page.getByRole('button', { name: /^29\s€ mit Visa .*4242 bezahlen$/ })).toBeVisible();
});
