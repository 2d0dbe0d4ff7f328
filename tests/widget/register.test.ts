import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { aBoot } from './builders.ts';
import { aSite, emailAsked } from './builders.ts';
import { type Answers, refuse, serve, signedOut } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const heading = (name: string) => page.getByRole('heading', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const input = (name: string) => page.getByLabelText(name, { exact: true });

/** A server whose visitors may become customers; they are nobody until the code is right. */
function registering(site: Partial<ReturnType<typeof aSite>> = {}, more: Answers = {}) {
  const answers = signedOut();
  const boot = answers['GET /boot']!;
  return serve({
    ...answers,
    'GET /boot': async (request) => {
      const reply = (await boot(request)) as ReturnType<typeof aBoot>;
      return { ...reply, site: aSite({ registration: true, ...site }) };
    },
    'POST /sign-in/registration': () => emailAsked,
    ...more,
  });
}

test('where the site takes registrations, a name and an address make an account, and the code proves it', async () => {
  const server = registering();
  mount();
  await button('Create an account').click();
  await expect.poll(() => focused()?.textContent.trim()).toBe('Create an account');
  await input('Email address').fill(' nora@people.example ');
  await input('First name').fill('Nora');
  await button('Continue').click();
  await expect.element(page.getByText('An email from Kiln & Quill')).toBeVisible();
  expect(server.bodies).toContainEqual({ email: 'nora@people.example', firstName: 'Nora', lastName: '' });
  await input('Six-digit code').fill('123456');
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.calls).not.toContain('POST /sign-in/email');
});

test('elsewhere nobody is offered an account', async () => {
  serve(signedOut());
  mount();
  await expect.element(button('Continue')).toBeVisible();
  expect(button('Create an account').query()).toBeNull();
});

test('the page of a program begins with joining it, and sends its name along', async () => {
  let asked: string | null = '';
  const server = registering({ program: 'Open Evenings' });
  const { answers } = server;
  const boot = answers['GET /boot']!;
  answers['GET /boot'] = (request) => {
    asked = request.query.get('program');
    return boot(request);
  };
  mount({ attributes: { program: 'open-evenings' } });
  await expect.element(heading('Join Open Evenings')).toBeVisible();
  expect(asked).toBe('open-evenings');
  await input('Email address').fill('nora@people.example');
  await button('Continue').click();
  await expect.element(heading('Check your inbox')).toBeVisible();
  expect(server.bodies).toContainEqual(expect.objectContaining({ program: 'open-evenings' }));
});

test('somebody who has an account goes on to sign in, and registers nothing', async () => {
  const server = registering({ program: 'Open Evenings' });
  mount({ attributes: { program: 'open-evenings' } });
  await button('I have an account').click();
  await input('Email address').fill('ann@okafor.example');
  await button('Continue').click();
  await expect.element(heading('Check your inbox')).toBeVisible();
  expect(server.calls).toContain('POST /sign-in/email');
  expect(server.calls).not.toContain('POST /sign-in/registration');
});

test('another address can be typed, and what was typed is still there', async () => {
  registering();
  mount();
  await button('Create an account').click();
  await input('Email address').fill('nora@people.example');
  await input('Last name').fill('Quist');
  await button('Continue').click();
  await button('Use another address').click();
  await expect.element(input('Email address')).toHaveValue('nora@people.example');
  await expect.element(input('Last name')).toHaveValue('Quist');
});

test('an address that is none is said at its field; a refusal above the button; both keep what was typed', async () => {
  registering({}, { 'POST /sign-in/registration': () => refuse('registration_off', 403) });
  mount();
  await button('Create an account').click();
  await input('First name').fill('Nora');
  await input('Email address').fill('nora');
  await button('Continue').click();
  await expect.element(input('Email address')).toHaveAccessibleDescription(/whole email address/);
  await input('Email address').fill('nora@people.example');
  await button('Continue').click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  await expect.element(input('First name')).toHaveValue('Nora');
});
