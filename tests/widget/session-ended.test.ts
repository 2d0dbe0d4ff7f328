import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { aBoot, aCustomer, anOverview, aProfile, emailAsked } from './builders.ts';
import { refuse, serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

/** A server whose session ends when the profile is saved for the first time. */
function serveEnding() {
  let isIn = true;
  let hasEnded = false;
  return serve({
    ...signedIn,
    'GET /boot': () => aBoot(isIn ? { customer: aCustomer(), overview: anOverview() } : {}),
    'PATCH /profile': ({ body }) => {
      if (!hasEnded) {
        hasEnded = true;
        isIn = false;
      }
      return isIn ? { ...aProfile(), ...body } : refuse('signed_out', 401);
    },
    'POST /sign-in/email': () => emailAsked,
    'POST /sign-in/code': () => {
      isIn = true;
      return { landing: { to: 'page', url: 'https://kiln.example/lessons' } };
    },
  });
}

test('a session that ended meanwhile is renewed in place, nothing typed is lost and the call goes on', async () => {
  const server = serveEnding();
  mount({ fragment: '#cc/profile' });
  await page.getByRole('button', { name: 'Manage account' }).click();
  await page.getByLabelText('First name').fill('Beatrix');
  await page.getByRole('button', { name: 'Update profile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await expect.element(dialog).toBeVisible();
  await expect.element(dialog.getByLabelText('Email address')).toHaveValue('ann@okafor.example');
  // Not on Cancel, which stands outside what loads last.
  await expect.poll(() => focused()?.closest('customer-center-sign-in')).toBeTruthy();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await dialog.getByLabelText('Six-digit code').fill('123456');
  await expect.element(page.getByRole('status').filter({ hasText: 'Saved.' })).toBeInTheDocument();
  await expect.element(page.getByText('Beatrix Okafor')).toBeVisible();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(server.calls.filter((name) => name === 'PATCH /profile')).toHaveLength(2);
});

test('closing that dialog loses nothing and says what happened', async () => {
  serveEnding();
  mount({ fragment: '#cc/profile' });
  await page.getByRole('button', { name: 'Manage account' }).click();
  await page.getByLabelText('First name').fill('Beatrix');
  await page.getByRole('button', { name: 'Update profile' }).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  await expect.element(page.getByRole('alert')).toHaveTextContent('You have been signed out');
  await expect.element(page.getByLabelText('First name')).toHaveValue('Beatrix');
  await expect.poll(() => focused()?.getAttribute('role')).toBe('alert');
});

test('two calls that find the session ended open one dialog', async () => {
  serve({
    ...signedIn,
    'GET /orders': () => refuse('signed_out', 401),
    'GET /security': () => refuse('signed_out', 401),
  });
  mount({ fragment: '#cc/orders' });
  await expect.element(page.getByRole('dialog')).toBeVisible();
  location.hash = '#cc/security';
  await expect.element(page.getByRole('heading', { name: 'Security', includeHidden: true })).toBeInTheDocument();
  expect(page.getByRole('dialog').elements()).toHaveLength(1);
});
