import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { aBoot, aCustomer, anOverview, aSecurity, aSite, done, emailAsked } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const button = (name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const password = () => page.getByLabelText('New password', { exact: true });

/** A server that wants a confirmation before anything sensitive. */
function serveCareful(more: Answers = {}) {
  let isConfirmed = false;
  const guarded = () => (isConfirmed ? done : refuse('confirmation_needed', 403));
  return serve({
    ...signedIn,
    'POST /security/confirmation-email': () => emailAsked,
    'POST /security/confirmation': ({ body }) => {
      if (body['code'] === '000000') return refuse('code_wrong');
      if (body['password'] === 'wrong') return refuse('password_wrong', 401);
      isConfirmed = true;
      return done;
    },
    'PUT /security/password': guarded,
    'POST /security/sign-out-others': guarded,
    'DELETE /security/devices/:deviceId': guarded,
    ...more,
  });
}

test('a new password is saved after confirming by the old one, without typing it again', async () => {
  const server = serveCareful();
  mount({ fragment: '#cc/security' });
  await button('Change password').click();
  await password().fill('correct horse battery');
  await page.getByLabelText('New password, once more').fill('correct horse battery');
  await button('Change password').click();
  const dialog = page.getByRole('dialog', { name: "Confirm it's you" });
  await dialog.getByLabelText('Password', { exact: true }).fill('wrong');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect
    .element(dialog.getByLabelText('Password', { exact: true }))
    .toHaveAccessibleDescription('This is not your password.');
  await dialog.getByLabelText('Password', { exact: true }).fill('old password');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect.element(page.getByText('Your password is changed.').first()).toBeVisible();
  expect(server.bodies.filter((body) => body['password'] === 'correct horse battery')).toHaveLength(2);
});

test('somebody without a password confirms by a code', async () => {
  serveCareful({
    'GET /boot': () => aBoot({ customer: aCustomer({ maySetPassword: true }), overview: anOverview() }),
    'GET /security': () => aSecurity({ hasPassword: false }),
  });
  mount({ fragment: '#cc/security' });
  await button('Sign out all other devices').click();
  await expect.element(page.getByRole('dialog', { name: 'Sign out all other devices?' })).toBeVisible();
  await expect
    .poll(async () => {
      await button('Sign out others')
        .click({ timeout: 200 })
        .catch(() => undefined);
      return button('Email me a code').elements().length;
    })
    .toBe(1);
  await button('Email me a code').click();
  await page.getByLabelText('Six-digit code').fill('000000');
  await expect.element(page.getByLabelText('Six-digit code')).toHaveAccessibleDescription(/does not fit/);
  await page.getByLabelText('Six-digit code').fill('123456');
  await expect.element(page.getByText('All other devices are signed out.').first()).toBeVisible();
});

test('a dangerous button does nothing in the first moment', async () => {
  const server = serve({ ...signedIn, 'DELETE /security/devices/:deviceId': () => done });
  mount({ fragment: '#cc/security' });
  const opener = page.getByRole('listitem').getByRole('button', { name: /Safari on iPhone/ });
  await expect.element(opener).toBeVisible();
  (opener.element() as HTMLElement).click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  (page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).element() as HTMLElement).click();
  expect(server.calls).not.toContain('DELETE /security/devices/:deviceId');
  await expect
    .poll(() => {
      (
        page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).elements()[0] as HTMLElement | undefined
      )?.click();
      return server.calls;
    })
    .toContain('DELETE /security/devices/:deviceId');
  await expect.element(page.getByText('That device is signed out.').first()).toBeVisible();
});

test('a dialog is left by Escape and gives the focus back', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/security' });
  await button('Sign out everywhere').click();
  await expect.element(page.getByRole('dialog')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(focused()).toBe(button('Sign out everywhere').element());
});

test('a confirmation that is refused changes nothing and says so', async () => {
  serveCareful();
  mount({ fragment: '#cc/security/password' });
  await password().fill('correct horse battery');
  await page.getByLabelText('New password, once more').fill('correct horse battery');
  await button('Change password').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Nothing was changed');
  await expect.element(password()).toHaveValue('correct horse battery');
});

test('this device is marked and has no button of its own', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/security' });
  const here = page.getByRole('listitem').filter({ hasText: 'Firefox on Windows' });
  await expect.element(here.getByText('This device')).toBeVisible();
  expect(here.getByRole('button').elements()).toHaveLength(0);
});

test('signing out everywhere ends here as well', async () => {
  serve({ ...signedIn, 'POST /security/sign-out-everywhere': () => done });
  mount({ fragment: '#cc/security' });
  await button('Sign out everywhere').click();
  const yes = page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' });
  await expect
    .poll(() => {
      (yes.elements()[0] as HTMLElement | undefined)?.click();
      return button('Continue').elements().length;
    })
    .toBe(1);
});

test('a username that is taken is said at its field', async () => {
  serve({ ...signedIn, 'PUT /security/username': () => refuse('username_taken') });
  mount({ fragment: '#cc/security' });
  await button('Set a username').click();
  await page.getByLabelText('Username').fill('ann');
  await button('Save username').click();
  await expect.element(page.getByLabelText('Username')).toHaveAccessibleDescription(/Somebody else has this username/);
});

test('ways to sign in that the site does not offer are not shown', async () => {
  serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({
        site: aSite({ signInMethods: { email: true, password: false, username: false } }),
        customer: aCustomer(),
        overview: anOverview(),
      }),
  });
  mount({ fragment: '#cc/security' });
  await expect.element(page.getByRole('heading', { name: 'Signed-in devices' })).toBeVisible();
  await expect.element(page.getByRole('heading', { name: 'Password' })).not.toBeInTheDocument();
});
