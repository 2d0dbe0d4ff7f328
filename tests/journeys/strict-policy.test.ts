/** Row E1: the element under the strictest policies a host page can have, the README's among them. */
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCard, aCustomer, anOrder, aSite, aSubscription, readEmail } from '../support/builders.ts';
import { aBrowser, useBrowser } from './browser.ts';

const siteId = 'kiln-and-quill';
const [readmePolicy = ''] = /^default-src 'none'; script-src .*$/m.exec(readFileSync('README.md', 'utf8')) ?? [];
const noncePolicy = [
  "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; style-src 'self'; connect-src SERVER https://api.stripe.com",
  "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com; img-src 'self' data:",
  "require-trusted-types-for 'script'; trusted-types lit-html customer-center",
].join('; ');

let app: TestApp;
let policy: string;
useBrowser();

beforeAll(async () => {
  app = await startApp({
    pages: () => (express) => {
      express.get('/strict', (_request, response) => {
        response.setHeader('Content-Security-Policy', policy);
        response.type('html').send(`<!doctype html><title>Strict</title>
          <script type="module" nonce="r4nd0m" src="/embed/customer-center.js"></script>
          <customer-center site="${siteId}"></customer-center>`);
      });
    },
  });
  await aSite(app, { centerAddress: `${app.url}/strict`, logoUrl: `${app.url}/embed/no-logo.png` }, [], siteId);
});

test.each([
  ["the README's", () => readmePolicy.replaceAll('https://account.example.com', app.url)],
  ['one with a nonce', () => noncePolicy.replace('SERVER', app.url)],
])('the whole tour under %s policy violates nothing', async (_, build) => {
  policy = build();
  expect(policy).toContain('require-trusted-types-for');
  const customer = await aCustomer(app, siteId);
  await aCard(app, customer);
  await aSubscription(app, customer);
  await anOrder(app, customer);
  await app.db('rate_limit').delete();
  const { page, troubles } = await aBrowser();
  await page.goto(`${app.url}/strict`);
  await page.getByLabel('Email address').fill(customer.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await app.work();
  await page.getByLabel(/code/i).fill(readEmail(app, customer.email).code);
  await page.getByRole('heading', { name: 'Next payments' }).waitFor();
  const sections = page.getByRole('navigation', { name: 'Sections' });
  await sections.getByRole('link', { name: 'Subscriptions' }).click();
  await page.getByRole('link', { name: /Studio Membership/ }).click();
  await page
    .getByText(/Next payment/)
    .first()
    .waitFor();
  await sections.getByRole('link', { name: 'Orders' }).click();
  await page.getByRole('link', { name: /Hand-building/ }).click();
  await page.getByText('€42.00').first().waitFor();
  await sections.getByRole('link', { name: 'My Account' }).click();
  await page.getByRole('button', { name: 'Manage account' }).click();
  await page.getByLabel('First name').waitFor();
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('City').waitFor();
  await sections.getByRole('link', { name: 'Security' }).click();
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await page.getByRole('dialog').waitFor();
  expect(troubles).toEqual([]);
});

test('E3: where the policy forbids Lit, a link to the hosted page stands in place of a blank', async () => {
  policy = `${noncePolicy.replace('SERVER', app.url).replace('trusted-types lit-html customer-center', 'trusted-types nothing')}`;
  const { page } = await aBrowser();
  await page.goto(`${app.url}/strict`);
  const link = page.getByRole('link');
  await link.waitFor();
  expect(await link.getAttribute('href')).toContain(`/c/${siteId}`);
});

test('E10: the whole tour asks nobody but the server', async () => {
  policy = readmePolicy.replaceAll('https://account.example.com', app.url);
  const { page } = await aBrowser();
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await page.goto(`${app.url}/strict`);
  await page.getByRole('button', { name: 'Continue' }).waitFor();
  expect([...hosts]).toEqual([app.url]);
});
