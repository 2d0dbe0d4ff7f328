import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aCustomer, anOverview, aProfile, aSite } from './builders.ts';
import { refuse, serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

const update = () => page.getByRole('button', { name: 'Update profile' });

test('names and language are saved, and the initials follow', async () => {
  let profile = aProfile();
  const server = serve({
    ...signedIn,
    'GET /boot': () =>
      aBoot({ customer: aCustomer({ initials: profile.firstName === 'Bea' ? 'BO' : 'AO' }), overview: anOverview() }),
    'PATCH /profile': ({ body }) => (profile = { ...profile, ...body }),
  });
  mount({ fragment: '#cc/profile' });
  await page.getByLabelText('First name').fill('Bea');
  await page.getByLabelText('Language and region').selectOptions('en-US');
  await update().click();
  await expect.element(page.getByRole('status')).toHaveTextContent('Saved.');
  expect(server.bodies).toContainEqual({ firstName: 'Bea', lastName: 'Okafor', locale: 'en-US' });
  await expect.element(page.getByRole('button', { name: 'Account menu' })).toHaveTextContent('BO');
});

test('email and phone are locked, with the reason', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/profile' });
  await expect.element(page.getByText('Locked, because your sign-in and your receipts go there')).toBeVisible();
  await expect.element(page.getByText('+44 20 7946 0018')).toBeVisible();
  await expect.element(page.getByRole('textbox', { name: /email/i })).not.toBeInTheDocument();
});

test('where the site does not allow editing there is no button that would be refused', async () => {
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ site: aSite({ profileEditing: false }), customer: aCustomer(), overview: anOverview() }),
  });
  mount({ fragment: '#cc/profile' });
  await expect.element(page.getByText('To change your name, please write to us.')).toBeVisible();
  await expect.element(update()).not.toBeInTheDocument();
});

test('a name the server refuses is said at its field, and what was typed stays', async () => {
  serve({
    ...signedIn,
    'PATCH /profile': () => refuse('invalid_request', 400, { fields: [{ path: 'lastName', message: 'no' }] }),
  });
  mount({ fragment: '#cc/profile' });
  await page.getByLabelText('Last name').fill('<b>');
  await update().click();
  await expect.element(page.getByLabelText('Last name')).toHaveAccessibleDescription(/cannot contain/);
  await expect.element(page.getByLabelText('Last name')).toHaveValue('<b>');
});

test('what was typed survives a look at another section', async () => {
  serve(signedIn);
  mount({ fragment: '#cc/profile' });
  await page.getByLabelText('First name').fill('Beatrix');
  location.hash = '#cc/orders';
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
  location.hash = '#cc/profile';
  await expect.element(page.getByLabelText('First name')).toHaveValue('Beatrix');
});
