import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anId, anOrder, anOrderSummary } from './builders.ts';
import { refuse, serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

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
