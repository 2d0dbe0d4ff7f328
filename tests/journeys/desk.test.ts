/** What an owner does from the first day on, and what support does when somebody can't get in. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { firstOwnerLink } from '../../server/features/staff/first-owner.ts';
import { staffStore } from '../../server/features/staff/staff.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anInvoice,
  anOrder,
  aSite,
  aSubscription,
  readEmail,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import { startWordPress } from '../support/wordpress-site.js';
import { aStaffMember } from '../support/staff.ts';
import { atDesk, becomeOwner, flawsOf, giveNewFactor } from './at-desk.ts';
import { aBrowser, useBrowser } from './browser.ts';

let app: TestApp;
let wordPress: Awaited<ReturnType<typeof startWordPress>>;
useBrowser();
beforeAll(async () => {
  app = await startApp();
  wordPress = await startWordPress({ version: '6.5' });
});
afterAll(() => wordPress?.stop());

const recipe = 'two parts feldspar';

/** Signs in on whatever page shows the sign-in card. */
async function signIn(page: Page, { email }: TestCustomer): Promise<void> {
  await page.getByLabel('Email address').fill(email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await app.work();
  await page.getByLabel(/code/i).fill(readEmail(app, email).code);
}

test('an owner sets a site up from nothing to a customer on a closed WordPress page', async () => {
  const siteId = await aSite(app);
  const ann = await aCustomer(app, siteId);
  const { page, troubles } = await aBrowser({ viewport: { width: 1280, height: 900 } });
  const desk = (screen: string) => page.goto(`${app.url}/admin/${siteId}#/${screen}`);
  await becomeOwner(page, (await firstOwnerLink(staffStore(app.db), app.url, siteId)) ?? '');

  await desk('embed');
  await page.getByLabel('Allow another').fill(wordPress.url);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await page.getByText(wordPress.url, { exact: true }).first().waitFor();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const key = (await page.getByText(/^cck_/).first().textContent())?.trim() ?? '';

  const admin = await page.context().newPage();
  await admin.goto(`${wordPress.url}/wp-login.php`);
  await admin.getByLabel('Username or Email Address').fill('admin');
  await admin.getByLabel('Password', { exact: true }).fill('password');
  await admin.getByRole('button', { name: 'Log In' }).click();
  await admin.goto(`${wordPress.url}/wp-admin/options-general.php?page=customer-center`);
  await admin.getByLabel('Server address').fill(app.url);
  await admin.getByLabel('Site id').fill(siteId);
  await admin.getByLabel('Secret').fill(key);
  await admin.getByRole('button', { name: 'Save Changes' }).click();
  await admin.getByText('The connection works').waitFor();

  await desk('programs');
  await page.getByLabel('Name', { exact: true }).fill('Studio');
  await page.getByLabel('Its first level').fill('Gold');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Studio' }).waitFor();

  await closeInWordPress(admin);
  await desk(`customer/${ann.id}?tab=access`);
  await page.getByRole('button', { name: 'Give a level' }).click();
  await page.getByLabel('Note for your team').fill('Helped at the fair');
  await page.getByRole('button', { name: 'Give it' }).click();
  await page.getByText('Helped at the fair').waitFor();

  const { page: phone } = await aBrowser();
  await phone.goto(`${wordPress.url}/recipes/`);
  await phone.getByText('This page is for customers. Sign in to see it.').waitFor();
  expect(await phone.content()).not.toContain(recipe);
  await signIn(phone, ann);
  await phone.getByText(recipe).waitFor();
  expect(new URL(phone.url()).pathname).toBe('/recipes/');

  const stranger = await aCustomer(app, siteId);
  const { page: other } = await aBrowser();
  await other.goto(`${wordPress.url}/account/`);
  await signIn(other, stranger);
  await other.getByRole('button', { name: 'Account menu' }).waitFor();
  await other.goto(`${wordPress.url}/recipes/`);
  await other.getByText('This page is part of a program that you don’t have.').waitFor();
  await other.getByText(/support code: \w{3}-\w{4}/).waitFor();
  expect(await other.content()).not.toContain(recipe);
  expect(troubles).toEqual([]);
});

/** In the editor, by the box beside the page. */
async function closeInWordPress(admin: Page): Promise<void> {
  await admin.goto(`${wordPress.url}/wp-admin/edit.php?post_type=page`);
  await admin
    .getByRole('link', { name: /Glaze recipes.*Edit/ })
    .first()
    .click();
  await admin.getByRole('button', { name: 'Close', exact: true }).click();
  await admin.getByLabel('Who holds one of these levels').check();
  await admin.getByLabel('Gold').check();
  const saved = admin.waitForResponse((response) => response.url().includes('meta-box-loader'));
  await admin.getByRole('button', { name: 'Update', exact: true }).click();
  await saved;
}

describe('the screens for helping', () => {
  const screens = ['overview', 'customers', 'customer', 'customer?tab=purchases', 'customer?tab=sign-ins'];
  test.each([...screens, 'customer?tab=emails', 'emails', 'mailings', 'staff', 'audit', 'you'])(
    '%s has no flaw that a machine finds, on a desktop and on a phone',
    async (screen) => {
      const siteId = await aSite(app);
      const owner = await aStaffMember(app, siteId, 'owner');
      const ann = await aCustomer(app, siteId, { email: 'a-rather-long-address-of-somebody@customers.example' });
      await signedIn(app, ann);
      await aCard(app, ann);
      await aSubscription(app, ann);
      await anOrder(app, ann);
      await anInvoice(app, ann);
      await owner.call('POST /admin/staff/invitations', { body: { email: 'new@vendor.example', role: 'support' } });
      for (const width of [1280, 390]) {
        const place = screen.replace(/^customer(?=$|\?)/, `customer/${ann.id}`);
        const { page, troubles } = await atDesk(app, owner, place, width);
        await page.locator('main h1').waitFor();
        await page.locator('[aria-busy]').waitFor({ state: 'detached' });
        expect(await flawsOf(page), `at ${width}`).toEqual([]);
        expect(troubles).toEqual([]);
      }
    },
  );

  test('find somebody by the last four of their card and show what they see, read only', async () => {
    const siteId = await aSite(app);
    const helper = await aStaffMember(app, siteId, 'support');
    const ann = await aCustomer(app, siteId, { firstName: 'Ann', lastName: 'Quist' });
    await aCard(app, ann, { last4: '0817' });
    await aSubscription(app, ann);
    const { page } = await atDesk(app, helper, 'customers', 390);
    await page.getByRole('searchbox', { name: 'Find' }).fill('0817');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Ann Quist' }).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'View as' }).click();
    const center = await opened;
    await center.getByText('You see this as a customer does.').waitFor();
    await center.getByRole('heading', { name: 'Next payments' }).waitFor();
    expect(await center.locator('customer-center').innerText()).not.toContain('0817');
    await center.getByRole('button', { name: 'Account menu' }).click();
    await center.getByRole('menuitem', { name: 'Phone' }).click();
    await center.getByRole('heading', { name: 'Phone' }).first().waitFor();
  });

  test('who is signed out meanwhile signs in above what they typed, and goes on', async () => {
    const siteId = await aSite(app);
    const { page } = await aBrowser({ viewport: { width: 1280, height: 900 } });
    await becomeOwner(page, (await firstOwnerLink(staffStore(app.db), app.url, siteId)) ?? '');
    await page.goto(`${app.url}/admin/${siteId}#/staff`);
    await page.getByLabel('Email address').fill('late@vendor.example');
    await app.db('staff_session').where({ site_id: siteId }).update({ revoked_at: new Date() });
    await app.db('staff').where({ site_id: siteId }).update({ totp: null, role: 'owner' });
    await page.getByRole('button', { name: 'Send invitation' }).click();
    await page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor();
    await page.locator('cc-desk-door').getByLabel('Email address').fill('olga@vendor.example');
    await page.locator('cc-desk-door').getByLabel('Password').fill('a kiln full of celadon');
    await page.locator('cc-desk-door').getByRole('button', { name: 'Continue' }).click();
    await giveNewFactor(page);
    await page.getByText('The invitation to late@vendor.example is on its way.').waitFor();
  });
});
