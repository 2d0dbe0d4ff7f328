/** The center as a guest in very different pages: it signs people in, fits, can be read, and violates nothing. */
import axe from 'axe-core';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { demoPages } from '../../examples/demo-pages.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anAddress,
  anEnrollment,
  anInvoice,
  anOrder,
  aPayment,
  aPhone,
  aProgram,
  aSite,
  aSubscription,
  days,
  readEmail,
  type TestCustomer,
} from '../support/builders.ts';
import { aBrowser, useBrowser } from './browser.ts';

const themes = { shop: 'a plain shop', blog: 'a serif blog', night: 'a dark shop' };
const widths = [390, 1280];

let app: TestApp;
let siteId: string;
let buyer: TestCustomer;
useBrowser();

beforeAll(async () => {
  app = await startApp({ pages: demoPages });
  const gradient: [string, string] = ['#8a3b1e', '#3c2a4d'];
  siteId = await aSite(app, { centerAddress: `${app.url}/shop/account.html`, gradient }, [], 'kiln-and-quill');
  buyer = await aBuyer();
});

/** Somebody with something in every section, good news and bad. */
async function aBuyer(): Promise<TestCustomer> {
  const customer = await aCustomer(app, siteId);
  const card = await aCard(app, customer);
  const late = await aSubscription(app, customer, { payment_failed_at: days(-1), fix_by_at: days(6) });
  await aSubscription(app, customer, { trial_ends_at: days(4), payment_method_id: card });
  await aPayment(app, customer, { subscription_id: late, state: 'failed', reason: 'The card has expired.' });
  await aPayment(app, customer, { payment_method_id: card });
  await anOrder(app, customer);
  await anOrder(app, customer, { refunded_cents: 4200 });
  await anInvoice(app, customer);
  await anInvoice(app, customer, { status: 'paid' });
  await anEnrollment(app, customer, { progress_percent: 65 });
  await anAddress(app, customer);
  await aPhone(app, customer, { is_default: true });
  await aProgram(app, siteId);
  return customer;
}

async function signIn(page: Page, theme: string): Promise<void> {
  await app.db('rate_limit').delete();
  await page.goto(`${app.url}/${theme}/account.html`);
  await page.getByLabel('Email address').fill(buyer.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await app.work();
  await page.getByLabel(/code/i).fill(readEmail(app, buyer.email).code);
  await page.getByRole('heading', { name: 'Next payments' }).waitFor();
}

/** Until nothing is loading or fading any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('customer-center')?.shadowRoot;
    return root && !root.querySelector('[aria-busy=true]') && !document.getAnimations().length;
  });
}

/** What a visitor could not read, reach or see without scrolling sideways. */
async function flawsOf(page: Page): Promise<string[]> {
  await settle(page);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const found = await (globalThis as unknown as { axe: typeof axe }).axe.run(document);
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(', ')}`);
  });
  return beyond > 0 ? [`${beyond} pixels too wide`, ...violations] : violations;
}

describe.each(Object.entries(themes))('/%s, %s', (theme) => {
  test.each(widths)('at %i pixels: sign in, open every section', async (width) => {
    const { page, troubles } = await aBrowser({ viewport: { width, height: 900 } });
    await page.goto(`${app.url}/${theme}/account.html`);
    await page.getByLabel('Email address').waitFor();
    const flaws = (await flawsOf(page)).map((flaw) => `signed out: ${flaw}`);
    await signIn(page, theme);
    const tabs = page.getByRole('navigation', { name: 'Sections' }).getByRole('link');
    const names = (await tabs.allTextContents()).map((name) => name.trim());
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      await tabs.filter({ hasText: name }).click();
      const heading = name === 'Overview' ? /^Hello/ : name;
      await page.getByRole('heading', { name: heading, level: 2, exact: true }).waitFor();
      flaws.push(...(await flawsOf(page)).map((flaw) => `${name}: ${flaw}`));
    }
    expect(flaws).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test.each(widths)('at %i pixels: one section beside text', async (width) => {
    const { page, troubles } = await aBrowser({ viewport: { width, height: 900 } });
    await signIn(page, theme);
    await page.goto(`${app.url}/${theme}/orders.html`);
    await page
      .getByRole('link', { name: /Hand-building/ })
      .first()
      .waitFor();
    expect(await flawsOf(page)).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test('the front page stands on its own', async () => {
    const { page, troubles } = await aBrowser();
    await page.goto(`${app.url}/${theme}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(troubles).toEqual([]);
  });
});

test('the dark shop lends its colour and its round corners, the blog the colour of its links', async () => {
  const { page } = await aBrowser();
  const submit = page.getByRole('button', { name: 'Continue' });
  const lookOf = () =>
    submit.evaluate((button) => {
      const { backgroundColor, borderRadius } = getComputedStyle(button);
      return { backgroundColor, borderRadius };
    });
  await page.goto(`${app.url}/night/account.html`);
  await submit.waitFor();
  expect(await lookOf()).toEqual({ backgroundColor: 'rgb(198, 242, 78)', borderRadius: '999px' });
  await page.goto(`${app.url}/blog/account.html`);
  await submit.waitFor();
  expect(await lookOf()).toEqual({ backgroundColor: 'rgb(138, 47, 29)', borderRadius: '2px' });
});
