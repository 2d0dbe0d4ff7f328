/** The sandbox's half in the browser: its script, card fields and bank, used as Stripe's would be. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import { aBrowser, useBrowser } from './browser.ts';

const sandbox = createStripeSandbox();
const vendor = createServer((_request, response) => {
  const policy = `default-src 'none'; script-src ${origin} 'unsafe-inline'; frame-src ${origin}; connect-src ${origin}`;
  response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy });
  response.end(`<!doctype html><title>Shop</title><main><div id="card"></div><button onclick="pay()">Save</button></main>
    <script src="${origin}/endive/stripe.js"></script>`);
});
let shop: string;
let stripe: Stripe;
let origin: string;
useBrowser();

beforeAll(async () => {
  const { url, ...at } = await sandbox.listen();
  origin = url;
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  shop = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/pay`;
  stripe = new Stripe('sk_test_any', { ...at, protocol: 'http' });
});
afterAll(async () => {
  vendor.close();
  await sandbox.close();
});

interface Provider {
  elements(options: object): { create(kind: string): { mount(place: Element): void } };
  confirmSetup(wish: object): Promise<unknown>;
}
declare const window: { Stripe: (key: string) => Provider; answer: Promise<unknown>; pay: () => void };

/** A vendor's page of another origin, with card fields for a new setup intent. Its button confirms. */
async function openFields(options: { redirect?: string; locale?: string } = {}) {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  const { id, client_secret } = await stripe.setupIntents.create({ customer: customer.id, usage: 'off_session' });
  const { page, troubles } = await aBrowser();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(shop)) sent.push(request.url() + (request.postData() ?? ''));
  });
  await page.goto(shop);
  await page.evaluate(
    ({ secret, returnUrl, redirect = 'if_required', locale = 'en' }) => {
      const provider = window.Stripe('pk_test_any');
      const elements = provider.elements({ clientSecret: secret, locale, appearance: { theme: 'stripe' } });
      elements.create('payment').mount(document.querySelector('#card')!);
      window.pay = () => {
        window.answer = provider.confirmSetup({ elements, confirmParams: { return_url: returnUrl }, redirect });
      };
    },
    { secret: client_secret!, returnUrl: `${shop}?a=1#cc/payment-methods`, ...options },
  );
  const fields = page.frameLocator('#card iframe');
  const fill = async (number: string, cvc = '123') => {
    await fields.locator('#number').fill(number);
    await fields.locator('#expiry').fill('0539');
    await fields.locator('#cvc').fill(cvc);
  };
  const save = () => page.getByRole('button', { name: 'Save' }).click();
  return { page, fields, fill, save, id, customer, sent, troubles };
}

const answerIn = (page: Page) =>
  page.evaluate(() => window.answer) as Promise<Record<string, { code?: string; status?: string }>>;

test('a card is typed and saved, and its number is never in the page', async () => {
  const { page, fields, fill, save, customer, sent, troubles } = await openFields();
  await fill('4242424242424242');
  expect(await fields.locator('#number').inputValue()).toBe('4242 4242 4242 4242');
  expect(await fields.locator('#expiry').inputValue()).toBe('05 / 39');
  await save();
  expect((await answerIn(page)).setupIntent?.status).toBe('succeeded');
  const { data } = await stripe.customers.listPaymentMethods(customer.id);
  expect(data.map(({ card }) => card?.last4)).toEqual(['4242']);
  expect(sent.join()).not.toContain('4242');
  expect(await page.content()).not.toContain('4242');
  expect(troubles).toEqual([]);
});

test('what is missing is said beside its field, in the language of the page', async () => {
  const { page, fields, save } = await openFields({ locale: 'de-DE' });
  await fields.locator('#number').fill('4242');
  await save();
  await fields.getByText('Ihre Kartennummer ist unvollständig.').waitFor();
  await fields.getByText('Das Ablaufdatum Ihrer Karte ist unvollständig.').waitFor();
  expect((await answerIn(page)).error?.code).toBe('incomplete_number');
});

test('a declined card says why', async () => {
  const { page, fill, save } = await openFields();
  await fill('4000000000009995');
  await save();
  expect((await answerIn(page)).error).toMatchObject({ type: 'card_error', decline_code: 'insufficient_funds' });
});

test.each([
  ['Complete', 'setupIntent', { status: 'succeeded' }],
  ['Fail', 'error', { code: 'setup_intent_authentication_failure' }],
  ['Close', 'error', { code: 'setup_intent_authentication_failure' }],
])('the bank asks over the page: %s', async (press, part, expected) => {
  const { page, fill, save } = await openFields();
  await fill('4000002760003184');
  await save();
  await page.frameLocator('iframe[title=Bank]').getByRole('button', { name: press }).click();
  expect((await answerIn(page))[part]).toMatchObject(expected);
  expect(await page.locator('iframe[title=Bank]').count()).toBe(0);
});

test('a bank that asks on a page of its own leads back with what it was about', async () => {
  const { page, fill, save, id } = await openFields();
  await fill('4000002760003184', '333');
  await save();
  await page.getByRole('button', { name: 'Complete' }).click();
  await page.waitForURL(/setup_intent=/);
  const url = new URL(page.url());
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    a: '1',
    setup_intent: id,
    redirect_status: 'succeeded',
  });
  expect(url.hash).toBe('#cc/payment-methods');
});

test('elements refuse to stand in a shadow root', async () => {
  const { page } = await openFields();
  const said = await page.evaluate(() => {
    const root = document.querySelector('main')!.attachShadow({ mode: 'open' });
    const place = document.createElement('div');
    root.append(place);
    try {
      window.Stripe('pk_test_any').elements({ clientSecret: 'seti_1_secret_2' }).create('payment').mount(place);
      return 'mounted';
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(said).toBe('IntegrationError');
});

test('the hosted page saves a card and leads on, or back', async () => {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'eur',
    customer: customer.id,
    success_url: `${shop}?session={CHECKOUT_SESSION_ID}`,
    cancel_url: `${shop}?back=1`,
  });
  const { page } = await aBrowser();
  await page.goto(session.url!);
  expect(await page.getByRole('link', { name: 'Back' }).getAttribute('href')).toBe(`${shop}?back=1`);
  await page.getByLabel('Card number').fill('4000000000000002');
  await page.getByLabel('Month and year').fill('05/39');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your card was declined.').waitFor();
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Month and year').fill('05/39');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.waitForURL(`${shop}?session=${session.id}`);
});
