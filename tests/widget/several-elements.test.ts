import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { serve, signedIn, signedOut } from './fake-server.ts';
import { aSiteId, mount } from './mount.ts';

test('several elements of a page share one start and one session', async () => {
  const server = serve(signedIn);
  const site = aSiteId();
  mount({ attributes: { site } });
  const orders = mount({ attributes: { site, section: 'orders' } });
  await expect.element(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
  await expect.poll(() => orders.shadowRoot!.querySelector('h2')?.textContent).toBe('Orders');
  expect(server.calls.filter((name) => name === 'GET /boot')).toHaveLength(1);
  expect(orders.shadowRoot!.querySelector('nav')).toBe(null);
});

test('only one of them asks to sign in, and all show what they have afterwards', async () => {
  serve(signedOut());
  const site = aSiteId();
  const orders = mount({ attributes: { site, section: 'orders' } });
  mount({ attributes: { site } });
  await expect.element(page.getByText('Sign in on this page to see this.')).toBeVisible();
  await page.getByLabelText('Email address').fill('ann@okafor.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabelText('Six-digit code').fill('123456');
  await expect.element(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
  await expect.poll(() => orders.shadowRoot!.querySelector('h2')?.textContent).toBe('Orders');
});

test('a single section leads to the page of the center for everything else', async () => {
  serve(signedIn);
  mount({ attributes: { section: 'overview' } });
  const link = page.getByRole('link', { name: 'All orders' });
  await expect.element(link).toHaveAttribute('href', 'https://kiln.example/account#cc/orders');
});

test('a single section opens one of its things in place', async () => {
  serve(signedIn);
  mount({ attributes: { section: 'orders' } });
  await page.getByRole('link', { name: /Stoneware/ }).click();
  await expect.element(page.getByRole('heading', { name: 'Order KQ-10234' })).toBeVisible();
});
