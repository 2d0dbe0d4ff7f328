import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aCourse, aCustomer, anId, anOffer, anOverview, aSite, type Overview } from './builders.ts';
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
      aBoot({
        customer: aCustomer(),
        overview: { attention: [], nextPayments: [], recentOrders: [], courses: [], offers: [] },
      }),
  });
  mount();
  await expect.element(page.getByText('will appear here')).toBeVisible();
});

test('an unpaid invoice says how much and since when, and leads to the invoice', async () => {
  const owed = { kind: 'invoice_open', invoiceId: anId(200), number: 'INV-0301', currency: 'EUR' } as const;
  const at = '2031-05-03T10:00:00Z';
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({
        customer: aCustomer(),
        overview: anOverview({
          attention: [
            { ...owed, amountCents: 14900, at: '2024-05-03T10:00:00Z', isOverdue: true },
            { ...owed, amountCents: 2950, at, isOverdue: false },
            { ...owed, amountCents: 100, at: null, isOverdue: false },
          ],
        }),
      }),
  });
  mount();
  const items = page.getByRole('list', { name: 'Needs your attention' }).getByRole('listitem');
  await expect.element(items.nth(0)).toHaveTextContent(/INV-0301: €149 to pay. Overdue since 3 May 2024./);
  await expect.element(items.nth(1)).toHaveTextContent('€29.50 to pay. Due on 3 May 2031.');
  await expect.element(items.nth(2)).toHaveTextContent('€1 to pay. Due now.');
  await expect
    .element(items.nth(0).getByRole('link', { name: 'See the invoice' }))
    .toHaveAttribute('href', expect.stringContaining(`#cc/invoices/${anId(200)}`));
});

test('courses that are not finished can be gone on with', async () => {
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({
        customer: aCustomer(),
        overview: anOverview({
          courses: [aCourse(), aCourse({ id: anId(801), title: 'Firing at home', progressPercent: 100 })],
        }),
      }),
  });
  mount();
  const course = page.getByRole('link', { name: /Throwing your first bowl/ });
  await expect.element(course).toHaveTextContent('65% done');
  await expect.element(course).toHaveAttribute('href', 'https://kiln.example/courses/bowl');
  await expect.element(page.getByText('Firing at home')).not.toBeInTheDocument();
});

test('courses that the site does not show are not mentioned', async () => {
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer(), overview: anOverview({ courses: null }) }),
  });
  mount();
  await expect.element(page.getByRole('heading', { name: 'Last orders' })).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Courses to continue' })).not.toBeInTheDocument();
});

function openWith(more: Partial<Overview>) {
  const server = serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer(), overview: anOverview(more) }),
  });
  return { server, center: mount() };
}

test('offers stand last, and lead to where more is said about them', async () => {
  const { server } = openWith({ offers: [anOffer(), anOffer({ id: anId(911), program: 'Kiln Club' })] });
  const heading = page.getByRole('heading', { name: 'You could join' });
  await expect.element(heading).toBeVisible();
  const link = page.getByRole('link', { name: /^See the offer ?: Kiln Club$/ });
  await expect.element(link).toHaveAttribute('href', expect.stringContaining('#cc/programs'));
  await expect.element(page.getByText('Opens The short story and Letters to nobody.').first()).toBeVisible();
  await expect.element(page.getByText('€19 a month').first()).toBeVisible();
  const place = page.getByRole('heading', { name: 'Last orders' }).element().compareDocumentPosition(heading.element());
  expect(place & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  expect(server.calls).toEqual(['GET /boot']);
});

test('a customer who has nothing yet still sees the offers', async () => {
  openWith({ attention: [], nextPayments: [], recentOrders: [], courses: [], offers: [anOffer()] });
  await expect.element(page.getByRole('heading', { name: 'You could join' })).toBeVisible();
  await expect.element(page.getByText('will appear here')).not.toBeInTheDocument();
});

test('offers that the site does not show, or does not have, are not mentioned', async () => {
  for (const offers of [null, []]) {
    const { center } = openWith({ offers });
    await expect.element(page.getByRole('heading', { name: 'Last orders' })).toBeVisible();
    await expect.element(page.getByRole('heading', { name: 'You could join' })).not.toBeInTheDocument();
    center.remove();
  }
});

test('a failed payment leads to the invoice that mends it, where there is one', async () => {
  const failed = {
    kind: 'payment_failed' as const,
    subscriptionId: anId(1),
    name: 'Clay Club',
    amountCents: 2900,
    currency: 'EUR',
    at: '2031-05-03T10:00:00Z',
    invoiceId: anId(200),
  };
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer(), overview: anOverview({ attention: [failed] }) }),
  });
  mount();
  await expect.element(page.getByText('Pay by 3 May 2031 to keep it.')).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'Pay now' }))
    .toHaveAttribute('href', expect.stringContaining(`#cc/invoices/${anId(200)}`));
});
