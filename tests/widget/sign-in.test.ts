import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aBoot, aSite, emailAsked } from './builders.ts';
import { refuse, serve, signedOut } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const heading = (name: string) => page.getByRole('heading', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const emailField = () => page.getByLabelText('Email address', { exact: true });
const codeField = () => page.getByLabelText('Six-digit code');

async function askForEmail(): Promise<void> {
  await emailField().fill('ann@okafor.example');
  await button('Continue').click();
  await expect.element(heading('Check your inbox')).toBeVisible();
}

test('an email and the six digits of it sign a customer in', async () => {
  const server = serve(signedOut());
  mount();
  await askForEmail();
  await codeField().fill('123456');
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.calls).toEqual(['GET /boot', 'POST /sign-in/email', 'POST /sign-in/code', 'GET /boot']);
});

test('the confirmation names the sender and the junk folder, and not whether the address is known', async () => {
  serve(signedOut());
  const center = mount();
  await askForEmail();
  const text = center.shadowRoot!.textContent.replace(/\s+/g, ' ');
  expect(text).toContain(
    'If an account exists for ann@okafor.example, an email from Kiln & Quill <hello@kilnandquill.example> is on its way.',
  );
  expect(text).toContain('Look in the junk folder too.');
  expect(focused()?.textContent).toBe('Check your inbox');
});

test('a code pasted with spaces is taken whole and sent once', async () => {
  const server = serve(signedOut());
  mount();
  await askForEmail();
  await codeField().fill('123 456');
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.bodies).toContainEqual({ code: '123456' });
  expect(server.calls.filter((name) => name === 'POST /sign-in/code')).toHaveLength(1);
});

test('a wrong code is said at the field, stays in it and has the focus', async () => {
  serve(signedOut({ 'POST /sign-in/code': () => refuse('code_wrong', 400, { triesLeft: 1 }) }));
  mount();
  await askForEmail();
  await codeField().fill('000000');
  await expect.element(codeField()).toHaveAccessibleDescription(/one more try/);
  await expect.element(codeField()).toHaveValue('000000');
  await expect.element(codeField()).toHaveAttribute('aria-invalid', 'true');
  await expect.poll(() => focused()).toBe(codeField().element());
});

test('an incomplete code is not sent by the button', async () => {
  const server = serve(signedOut());
  mount();
  await askForEmail();
  await codeField().fill('123');
  await button('Sign in').click();
  await expect.element(codeField()).toHaveAccessibleDescription('Type the six digits from the email.');
  expect(server.calls).not.toContain('POST /sign-in/code');
});

test('the email can be sent again only after the countdown', async () => {
  const server = serve(signedOut({ 'POST /sign-in/email': () => ({ ...emailAsked, resendAfterSeconds: 1 }) }));
  mount();
  await askForEmail();
  await expect.element(page.getByText('Send again in 1 s')).toBeVisible();
  await button('Send again').click();
  await expect.poll(() => server.calls.filter((name) => name === 'POST /sign-in/email')).toHaveLength(2);
});

test('another address can be used', async () => {
  serve(signedOut());
  mount();
  await askForEmail();
  await button('Use another address').click();
  await expect.element(emailField()).toHaveValue('ann@okafor.example');
});

test('an address that is not one is refused before anything is sent', async () => {
  const server = serve(signedOut());
  mount();
  await emailField().fill('ann');
  await button('Continue').click();
  await expect.element(emailField()).toHaveAccessibleDescription(/whole email address/);
  expect(server.calls).toEqual(['GET /boot']);
});

test('too many tries say when to come back, and keep the address', async () => {
  serve(signedOut({ 'POST /sign-in/email': () => refuse('too_many_requests', 429, { retryAfterSeconds: 600 }) }));
  mount();
  await emailField().fill('ann@okafor.example');
  await button('Continue').click();
  await expect.element(page.getByRole('alert')).toHaveTextContent('Wait 10 minutes');
  await expect.element(emailField()).toHaveValue('ann@okafor.example');
});

test('a password signs in, by username where the site allows it', async () => {
  const server = serve(signedOut());
  mount();
  await button('Sign in with Password').click();
  await page.getByLabelText('Email address or username').fill('ann');
  await page.getByLabelText('Password', { exact: true }).fill('correct horse battery');
  await button('Sign in').click();
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(server.bodies).toContainEqual({ login: 'ann', password: 'correct horse battery' });
});

test('a password can be looked at', async () => {
  serve(signedOut());
  mount();
  await button('Sign in with Password').click();
  const password = page.getByLabelText('Password', { exact: true });
  await password.fill('secret');
  await button('Show password').click();
  await expect.element(password).toHaveAttribute('type', 'text');
  await button('Hide password').click();
  await expect.element(password).toHaveAttribute('type', 'password');
});

test('a forgotten password is asked for by email, without telling whether the address is known', async () => {
  serve(signedOut());
  mount();
  await button('Sign in with Password').click();
  await button('Set a New Password').click();
  await emailField().fill('ann@okafor.example');
  await button('Send Email').click();
  await expect.element(page.getByText('If an account exists for')).toBeVisible();
});

test('where sessions cannot be kept on this page, one button leads to the hosted page', async () => {
  serve({ 'GET /boot': () => aBoot({ transport: 'hosted' }) });
  mount();
  await expect
    .element(page.getByRole('link', { name: 'Continue' }))
    .toHaveAttribute('href', 'https://center.example/c/kiln');
});

test('a site without sign-in by email begins with the password', async () => {
  serve({
    'GET /boot': () => aBoot({ site: aSite({ signInMethods: { email: false, password: true, username: false } }) }),
  });
  mount();
  await expect.element(heading('Sign in with Password')).toBeVisible();
  await expect.element(button('Sign in by email')).not.toBeInTheDocument();
});

test('the page wanted first travels with the request', async () => {
  const server = serve(signedOut());
  mount({ attributes: { 'return-to': '/lessons/7' } });
  await askForEmail();
  expect(server.bodies).toContainEqual({
    email: 'ann@okafor.example',
    wantedPage: new URL('/lessons/7', document.baseURI).href,
  });
});
