import axe from 'axe-core';
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../widget/customer-center-button.ts';
import type { CustomerCenterButton } from '../../widget/customer-center-button.ts';
import { refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { aSiteId, focused, mount } from './mount.ts';

function mountButton(attributes: Record<string, string> = {}): CustomerCenterButton {
  const button = document.createElement('customer-center-button');
  const all = { site: aSiteId(), server: 'https://center.example', ...attributes };
  for (const [name, value] of Object.entries(all)) button.setAttribute(name, value);
  document.body.prepend(button);
  onTestFinished(() => button.remove());
  return button;
}

const link = () => page.getByRole('link', { name: 'Sign in', exact: true });
const avatar = () => page.getByRole('button', { name: 'Account menu' });

test('leads somebody who is signed out to the center', async () => {
  serve(signedOut());
  const button = mountButton();
  await expect.element(link()).toHaveAttribute('href', 'https://kiln.example/account');
  const { height } = button.shadowRoot!.querySelector('a')!.getBoundingClientRect();
  expect(height).toBeGreaterThanOrEqual(44);
  expect((await axe.run(button)).violations).toEqual([]);
});

test('shows somebody who is signed in their avatar with its menu, and signs them out', async () => {
  const server = serve({ ...signedIn, 'POST /sign-out': () => ({ done: true }) });
  const button = mountButton();
  await avatar().click();
  await expect
    .element(page.getByRole('menuitem', { name: 'Orders' }))
    .toHaveAttribute('href', 'https://kiln.example/account#cc/orders');
  expect((await axe.run(button)).violations).toEqual([]);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect.element(link()).toBeVisible();
  expect(server.calls).toContain('POST /sign-out');
});

test('the avatar stands at the end of the room that a page keeps for it', async () => {
  serve(signedIn);
  const button = mountButton();
  button.style.minWidth = '12em';
  await expect.element(avatar()).toBeVisible();
  const { right } = avatar().element().getBoundingClientRect();
  expect(right).toBeCloseTo(button.getBoundingClientRect().right, 0);
});

test('the way out of its menu is in sight, however low the window is', async () => {
  serve(signedIn);
  mountButton();
  await avatar().click();
  const out = page.getByRole('menuitem', { name: 'Sign out' });
  await expect.element(out).toBeVisible();
  const menu = out.element().closest<HTMLElement>('.menu')!;
  menu.style.maxHeight = '9em';
  expect(menu.scrollHeight).toBeGreaterThan(menu.clientHeight);
  const { bottom } = menu.getBoundingClientRect();
  expect(out.element().getBoundingClientRect().bottom).toBeLessThanOrEqual(bottom);
  await expect.element(page.getByRole('menuitem', { name: 'My Account' })).toBeInViewport();
});

test('its menu is worked by the keyboard, and Escape gives the focus back', async () => {
  serve(signedIn);
  mountButton();
  await expect.element(avatar()).toBeVisible();
  (avatar().element() as HTMLElement).focus();
  avatar()
    .element()
    .dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
  focused()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  await expect.poll(() => focused()).toBe(avatar().element());
});

test('shares the session of the center beside it, and is never where one signs in', async () => {
  const server = serve(signedOut());
  const site = aSiteId();
  mountButton({ site });
  const orders = mount({ attributes: { site, section: 'orders' } });
  orders.addEventListener('customer-center-landing', (event) => event.preventDefault());
  await expect.element(link()).toBeVisible();
  await page.getByLabelText('Email address').fill('ann@okafor.example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabelText('Six-digit code').fill('123456');
  await expect.element(avatar()).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
  expect(server.calls.filter((name) => name === 'GET /boot')).toHaveLength(2);
});

test('beside a full center it leads to this page', async () => {
  serve(signedIn);
  const site = aSiteId();
  mount({ attributes: { site } });
  mountButton({ site });
  await expect.element(avatar().first()).toBeVisible();
  await avatar().first().click();
  const here = location.href.split('#')[0];
  await expect.element(page.getByRole('menuitem', { name: 'Orders' })).toHaveAttribute('href', `${here}#cc/orders`);
});

test('while there is no answer it shows nothing and keeps its place', async () => {
  serve({ 'GET /boot': () => refuse('unavailable', 503) });
  const button = mountButton();
  await expect.poll(() => button.shadowRoot!.querySelector('a, button')).toBeNull();
  expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(44);
});
