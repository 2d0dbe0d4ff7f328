import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aCustomer, anId, anOverview, aSite } from './builders.ts';
import { serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

test('money trouble stands first and leads to what it is about', async () => {
  serve(signedIn);
  mount();
  const failed = page.getByText(/The payment of €29 for Clay Club failed/);
  await expect.element(failed).toBeVisible();
  const link = page.getByRole('link', { name: 'See what happened' });
  await expect.element(link).toHaveAttribute('href', expect.stringContaining(`#cc/subscriptions/${anId(1)}`));
  const order = failed
    .element()
    .compareDocumentPosition(page.getByRole('heading', { name: 'Next payments' }).element());
  expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

test('the next payment says when, how much, for what and with which card', async () => {
  serve(signedIn);
  mount();
  const payment = page.getByRole('listitem').filter({ hasText: 'Visa ending 4242' }).filter({ hasText: '€29.00' });
  await expect.element(payment).toHaveTextContent('Clay Club');
});

test('orders that the site does not show are not mentioned', async () => {
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({
        site: aSite({ sections: ['overview', 'profile'] }),
        customer: aCustomer(),
        overview: anOverview({ recentOrders: null }),
      }),
  });
  mount();
  await expect.element(page.getByRole('heading', { name: 'Next payments' })).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Last orders' })).not.toBeInTheDocument();
});

test('a customer without anything reads what will appear', async () => {
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({ customer: aCustomer(), overview: { attention: [], nextPayments: [], recentOrders: [] } }),
  });
  mount();
  await expect.element(page.getByText('will appear here')).toBeVisible();
});
