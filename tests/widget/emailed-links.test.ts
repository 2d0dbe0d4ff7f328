import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aCustomer, anOverview, aToken } from './builders.ts';
import { refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { mount } from './mount.ts';

const link = `#cc/sign-in/${aToken}`;
const resetLink = `#cc/new-password/${aToken}`;
const button = (name: string) => page.getByRole('button', { name, exact: true });
const heading = (name: string) => page.getByRole('heading', { name });

test('opening a link only checks it; the button signs in', async () => {
  const server = serve(signedOut());
  mount({ fragment: link });
  await expect.element(heading('Sign in to Kiln & Quill')).toBeVisible();
  expect(server.calls).toEqual(['GET /boot', 'POST /sign-in/link/check']);
  await button('Log in now').click();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.bodies).toContainEqual({ token: aToken });
});

test('the token leaves the address bar at once and is kept nowhere else', async () => {
  serve(signedOut());
  const center = mount({ fragment: link });
  await expect.element(button('Log in now')).toBeVisible();
  expect(location.hash).toBe('');
  expect(center.outerHTML + center.shadowRoot!.innerHTML).not.toContain(aToken);
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain(aToken);
});

test('in a browser that did not ask for the link the address must be typed first', async () => {
  const server = serve(signedOut({ 'POST /sign-in/link/check': () => ({ state: 'email_needed' }) }));
  const center = mount({ fragment: link });
  await button('Log in now').click();
  await expect.element(page.getByLabelText('Email address')).toHaveAccessibleDescription(/Type the email address/);
  expect(server.calls).not.toContain('POST /sign-in/link');
  expect(center.shadowRoot!.textContent).not.toContain('ann@okafor.example');
  await page.getByLabelText('Email address').fill('ann@okafor.example');
  await button('Log in now').click();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.bodies).toContainEqual({ token: aToken, email: 'ann@okafor.example' });
});

test('a wrong address for a link is said at the field', async () => {
  serve(
    signedOut({
      'POST /sign-in/link/check': () => ({ state: 'email_needed' }),
      'POST /sign-in/link': () => refuse('email_mismatch'),
    }),
  );
  mount({ fragment: link });
  await page.getByLabelText('Email address').fill('bob@okafor.example');
  await button('Log in now').click();
  await expect.element(page.getByLabelText('Email address')).toHaveAccessibleDescription(/another email address/);
});

for (const [state, words] of [
  ['used', 'This link was used already'],
  ['expired', 'This link is too old'],
  ['unknown', 'This link is damaged'],
] as const) {
  test(`a link that is ${state} says so and offers a new email`, async () => {
    serve(signedOut({ 'POST /sign-in/link/check': () => ({ state }) }));
    mount({ fragment: link });
    await expect.element(page.getByText(words)).toBeVisible();
    await button('Get a new email').click();
    await expect.element(button('Continue')).toBeVisible();
  });
}

test('a damaged link is recognised without asking the server', async () => {
  const server = serve(signedOut());
  mount({ fragment: '#cc/sign-in/half-a-token' });
  await expect.element(page.getByText('This link is damaged')).toBeVisible();
  expect(server.calls).toEqual(['GET /boot']);
});

test('a link pressed while the page is open is taken too', async () => {
  serve(signedOut());
  mount();
  await expect.element(button('Continue')).toBeVisible();
  location.hash = link;
  await expect.element(button('Continue')).toBeVisible();
  await expect.element(button('Log in now')).toBeVisible();
});

test('somebody who is signed in can go on as they are', async () => {
  serve({ ...signedIn, 'POST /sign-in/link/check': () => ({ state: 'ready' }) });
  mount({ fragment: link });
  await button('Stay signed in as ann@okafor.example').click();
  await expect.element(heading('Hello, Ann')).toBeVisible();
});

test('a dead link does not disturb somebody who is signed in', async () => {
  serve({ ...signedIn, 'POST /sign-in/link/check': () => ({ state: 'used' }) });
  mount({ fragment: link });
  await expect.element(heading('Hello, Ann')).toBeVisible();
});

test('a new password is set by its link and then used to sign in', async () => {
  const server = serve(signedOut());
  mount({ fragment: resetLink });
  await page.getByLabelText('New password', { exact: true }).fill('correct horse battery');
  await page.getByLabelText('New password, once more').fill('correct horse battery');
  await button('Change My Password').click();
  await expect.element(page.getByText('Your password is changed')).toBeVisible();
  await expect.element(heading('Sign in with Password')).toBeVisible();
  expect(server.bodies).toContainEqual({ token: aToken, password: 'correct horse battery' });
  expect(server.calls).not.toContain('POST /sign-in/password');
});

test('a new password that is too short or typed differently is said at its field', async () => {
  const server = serve(signedOut());
  mount({ fragment: resetLink });
  const first = page.getByLabelText('New password', { exact: true });
  const again = page.getByLabelText('New password, once more');
  await expect.element(first).toHaveAccessibleDescription(/At least 12 characters/);
  await first.fill('short');
  await button('Change My Password').click();
  await expect.element(first).toHaveAccessibleDescription(/Use at least 12 characters/);
  await first.fill('correct horse battery');
  await again.fill('correct horse batter');
  await button('Change My Password').click();
  await expect.element(again).toHaveAccessibleDescription(/not the same/);
  expect(server.calls).not.toContain('POST /sign-in/new-password');
});

test('a password the server does not like is said at its field', async () => {
  serve(signedOut({ 'POST /sign-in/new-password': () => refuse('password_too_common') }));
  mount({ fragment: resetLink });
  await page.getByLabelText('New password', { exact: true }).fill('passwordpassword');
  await page.getByLabelText('New password, once more').fill('passwordpassword');
  await button('Change My Password').click();
  await expect
    .element(page.getByLabelText('New password', { exact: true }))
    .toHaveAccessibleDescription(/attackers try/);
});

test('a password changed while signed in signs this page out as well', async () => {
  let isIn = true;
  serve({
    ...signedOut(),
    'GET /boot': () => (isIn ? aBoot({ customer: aCustomer(), overview: anOverview() }) : aBoot()),
    'POST /sign-in/new-password': () => {
      isIn = false;
      return { done: true };
    },
  });
  mount({ fragment: resetLink });
  await page.getByLabelText('New password', { exact: true }).fill('correct horse battery');
  await page.getByLabelText('New password, once more').fill('correct horse battery');
  await button('Change My Password').click();
  await expect.element(heading('Sign in with Password')).toBeVisible();
  await expect.element(page.getByText('Your password is changed')).toBeVisible();
});

test('a link without a secret fills the address in, and leads on like any other visit', async () => {
  const server = serve(signedOut());
  mount({ fragment: '#cc/email/ann+shop@okafor.example' });
  await expect.element(page.getByLabelText('Email address')).toHaveValue('ann+shop@okafor.example');
  await button('Continue').click();
  await expect.element(heading('Check your inbox')).toBeVisible();
  expect(server.bodies).toContainEqual(expect.objectContaining({ email: 'ann+shop@okafor.example' }));
});

test('the one for a password begins where a new one is asked for', async () => {
  serve(signedOut());
  mount({ fragment: '#cc/password/ann@okafor.example' });
  await expect.element(heading('Set a New Password')).toBeVisible();
  await expect.element(page.getByLabelText('Email address')).toHaveValue('ann@okafor.example');
});
