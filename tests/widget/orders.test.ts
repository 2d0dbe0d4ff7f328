import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { anId, anOrder, anOrderSummary, emailAsked } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { expectFocus, focused, mount } from './mount.ts';

test('further orders are appended, and the button goes when there are none', async () => {
  serve({
    ...signedIn,
    'GET /orders': ({ query }) =>
      query.has('after')
        ? { items: [anOrderSummary({ id: anId(2), title: 'Second' })], next: null }
        : { items: [anOrderSummary({ id: anId(1), title: 'First' })], next: `2024-03-01T10:00:00Z_${anId(1)}` },
  });
  mount({ fragment: '#cc/orders' });
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.element(page.getByText('Second')).toBeVisible();
  await expect.element(page.getByText('First')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
});

test('what is already shown stays when more cannot be loaded', async () => {
  serve({
    ...signedIn,
    'GET /orders': ({ query }) =>
      query.has('after')
        ? refuse('unavailable', 503, { id: 'K7QF2' })
        : { items: [anOrderSummary({ title: 'First' })], next: `2024-03-01T10:00:00Z_${anId(1)}` },
  });
  mount({ fragment: '#cc/orders' });
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Support code: K7QF2');
  await expect.element(page.getByText('First')).toBeVisible();
});

test('an order shows its lines, sums, card and address', async () => {
  serve({ ...signedIn, 'GET /orders/:orderId': () => anOrder({ refundedCents: 400, state: 'partly_refunded' }) });
  const center = mount({ fragment: `#cc/orders/${anId(100)}` });
  await expect.element(page.getByRole('heading', { name: 'Order KQ-10234' })).toBeVisible();
  const text = center.shadowRoot!.textContent.replace(/\s+/g, ' ');
  for (const words of [
    '2 × €12.90',
    '€25.80',
    '-€5.00',
    '€174.80',
    'Visa ending 4242',
    '14 Harbour Row',
    '€4 refunded',
  ]) {
    expect(text).toContain(words);
  }
});

test('an error says what happened and can be tried again', async () => {
  let isUp = false;
  serve({
    ...signedIn,
    'GET /orders': () => (isUp ? { items: [anOrderSummary()], next: null } : refuse('internal', 500, { id: 'X1' })),
  });
  mount({ fragment: '#cc/orders' });
  await expect.element(page.getByText('Support code: X1')).toBeVisible();
  isUp = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.element(page.getByText('Stoneware starter set')).toBeVisible();
});

test('a vendor can put something else into an empty place', async () => {
  serve({ ...signedIn, 'GET /orders': () => ({ items: [], next: null }) });
  const center = mount({ fragment: '#cc/orders' });
  center.innerHTML = '<p slot="empty-orders">Visit our shop</p>';
  await expect.element(page.getByText('Visit our shop')).toBeVisible();
});

test('orders of a period can be chosen, and there is no result to choose', async () => {
  const asked: string[] = [];
  serve({
    ...signedIn,
    'GET /orders': ({ query }) => {
      asked.push(query.toString());
      return { items: query.has('from') ? [] : [anOrderSummary()], next: null };
    },
  });
  mount({ fragment: '#cc/orders' });
  await expect.element(page.getByText('Stoneware starter set')).toBeVisible();
  await expect.element(page.getByLabelText('Result')).not.toBeInTheDocument();
  await page.getByLabelText('Period').selectOptions('Choose dates');
  await page.getByLabelText('From', { exact: true }).fill('2024-01-01');
  await userEvent.tab();
  await expect.element(page.getByText('Nothing fits this choice.')).toBeVisible();
  expect(asked.at(-1)).toBe('from=2024-01-01');
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect.element(page.getByText('Stoneware starter set')).toBeVisible();
  await expect.element(page.getByLabelText('Period')).toHaveDisplayValue('All');
  await expectFocus(page.getByRole('heading', { name: 'Orders', exact: true }));
});

const button = (name: string) => page.getByRole('button', { name, exact: true });
const opener = () => button('Add an order from another address');
const email = () => page.getByLabelText('The other email address');
const code = () => page.getByLabelText('Six-digit code');

/** The center of somebody who wants to bring orders from another address. */
async function startClaim(more: Answers = {}) {
  const server = serve({ ...signedIn, ...more });
  mount({ fragment: '#cc/orders' });
  await opener().click();
  return server;
}

async function askForCode(): Promise<void> {
  await email().fill(' ann@studio.example ');
  await button('Send a code').click();
}

test('orders from another address come along once the code sent there is typed', async () => {
  let isClaimed = false;
  const server = await startClaim({
    'GET /orders': () => ({
      items: [anOrderSummary(), ...(isClaimed ? [anOrderSummary({ id: anId(101), title: 'Cone 6 glaze' })] : [])],
      next: null,
    }),
    'POST /orders/claim': () => {
      isClaimed = true;
      return { email: 'ann@studio.example', orders: 1 };
    },
  });
  await expectFocus(email());
  await askForCode();
  await expect.element(page.getByText(`An email from ${emailAsked.sender}`)).toBeVisible();
  await expectFocus(code());
  await code().fill('12 34 56');
  const words = 'All that was bought with ann@studio.example is here now.';
  await expect.element(page.getByText(words).last()).toBeVisible();
  await expect.element(page.getByRole('status')).toHaveTextContent(words);
  expect(server.bodies).toContainEqual({ email: 'ann@studio.example' });
  expect(server.bodies).toContainEqual({ code: '123456' });
  await expect.element(page.getByText('Cone 6 glaze')).toBeVisible();
  await expectFocus(button('Close'));
  await button('Close').click();
  await expectFocus(opener());
});

test('somebody without any order can bring some too', async () => {
  await startClaim({ 'GET /orders': () => ({ items: [], next: null }) });
  await expect.element(page.getByText('Everything you buy will appear here')).toBeVisible();
  await expectFocus(email());
});

test('an address with which nothing was bought is said', async () => {
  await startClaim({ 'POST /orders/claim': () => ({ email: 'ann@studio.example', orders: 0 }) });
  await askForCode();
  await code().fill('123456');
  await expect.element(page.getByText(/^Nothing was bought with ann@studio.example yet/).last()).toBeVisible();
});

test('an address that is none, or is that of the account, is said at its field and stays', async () => {
  const fields = [{ path: 'email', message: 'is an address of this account already' }];
  await startClaim({ 'POST /orders/claim/email': () => refuse('invalid_request', 422, { fields }) });
  await askForCode();
  await expect.element(email()).toHaveAccessibleDescription(/Type another whole email address of yours/);
  await expectFocus(email());
  await expect.element(email()).toHaveValue('ann@studio.example');
});

test('a code that is wrong is said at its field, and no other call is made', async () => {
  const server = await startClaim({ 'POST /orders/claim': () => refuse('code_wrong', 401, { triesLeft: 1 }) });
  await askForCode();
  await code().fill('000000');
  await expect.element(code()).toHaveAccessibleDescription(/does not fit the email sent last. You have one more try/);
  await expectFocus(code());
  expect(server.calls.filter((name) => name === 'POST /orders/claim')).toHaveLength(1);
});

test('a code that is not whole is said before anything is sent', async () => {
  const server = await startClaim();
  await askForCode();
  await code().fill('123');
  await button('Add the orders').click();
  await expect.element(code()).toHaveAccessibleDescription('Type the six digits from the email.');
  expect(server.calls).not.toContain('POST /orders/claim');
});

test('after too many wrong codes another one can be sent to the same address', async () => {
  const server = await startClaim({ 'POST /orders/claim': () => refuse('code_wrong', 401, { triesLeft: 0 }) });
  await askForCode();
  await code().fill('000000');
  await expect.element(code()).toHaveAccessibleDescription(/Send a new email/);
  await button('Start again').click();
  await expectFocus(email());
  await expect.element(email()).toHaveValue('ann@studio.example');
  await button('Send a code').click();
  await expect.element(code()).toHaveValue('');
  expect(server.calls.filter((name) => name === 'POST /orders/claim/email')).toHaveLength(2);
});

test('a code that could not be asked for is said, and what was typed stays', async () => {
  await startClaim({ 'POST /orders/claim/email': () => refuse('too_many_requests', 429, { retryAfterSeconds: 30 }) });
  await askForCode();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Wait 30 seconds');
  await expect.poll(() => focused()?.getAttribute('role')).toBe('alert');
  await expect.element(email()).toHaveValue('ann@studio.example');
});

test('cancelling gives the focus back, at either step', async () => {
  await startClaim();
  await button('Cancel').click();
  await expectFocus(opener());
  await opener().click();
  await askForCode();
  await expectFocus(code());
  await button('Cancel').click();
  await expectFocus(opener());
});

test('the country of a billing address is a word, as everywhere else', async () => {
  serve(signedIn);
  mount({ fragment: `#cc/orders/${anId(100)}` });
  await expect.element(page.getByText('United Kingdom')).toBeVisible();
});
