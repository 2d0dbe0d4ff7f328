/** What a customer does, told once and walked on every kind of page that can hold the center. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anOrder,
  aPayment,
  aSubscription,
  days,
  readEmail,
  turn,
  type TestCustomer,
} from '../support/builders.ts';
import { aBrowser, useBrowser } from './browser.ts';

export interface Stage {
  app: TestApp;
  siteId: string;
  /** The vendor's page with the whole center on it. */
  accountPage: string;
  /** A page of the vendor with one section on it. */
  ordersPage: string;
  stop?(): Promise<void>;
}

const password = 'a long enough phrase';

export function centerJourneys(name: string, setUp: () => Promise<Stage>): void {
  describe(name, () => {
    let stage: Stage;
    useBrowser();
    beforeAll(async () => void (stage = await setUp()));
    afterAll(() => stage?.stop?.());

    const aBuyer = async (fields: Parameters<typeof aCustomer>[2] = {}): Promise<TestCustomer> => {
      await stage.app.db('rate_limit').delete();
      const buyer = await aCustomer(stage.app, stage.siteId, fields);
      await aCard(stage.app, buyer);
      await aSubscription(stage.app, buyer);
      await anOrder(stage.app, buyer, { number: `KQ-${buyer.id.slice(-6)}` });
      return buyer;
    };
    const mailTo = async (email: string) => {
      await stage.app.work();
      return readEmail(stage.app, email);
    };

    async function askForEmail(page: Page, email: string) {
      await page.getByLabel('Email address').fill(email);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      return mailTo(email);
    }

    async function signIn(page: Page, email: string) {
      await page.goto(stage.accountPage);
      const { code } = await askForEmail(page, email);
      await page.getByLabel(/code/i).fill(code);
      await page.getByRole('heading', { name: 'Next payments' }).waitFor();
    }

    const openMenu = async (page: Page, item: string) => {
      await page.getByRole('button', { name: 'Account menu' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    const showsOverview = (page: Page) => page.getByRole('heading', { name: 'Next payments' }).waitFor();
    const showsSignIn = (page: Page) => page.getByRole('button', { name: 'Continue' }).waitFor();

    test('by code: the overview of what they bought, also after a reload', async () => {
      const buyer = await aBuyer();
      const { page, troubles } = await aBrowser();
      await signIn(page, buyer.email);
      await page.getByText('Visa ending 4242').waitFor();
      await page.reload();
      await showsOverview(page);
      expect(page.url().split('#')[0]).toBe(stage.accountPage);
      expect(troubles).toEqual([]);
    });

    test('by link: it opens in the theme, one click signs in, and the token leaves the address bar', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await page.goto(stage.accountPage);
      const { link } = await askForEmail(page, buyer.email);
      expect(link.startsWith(stage.accountPage)).toBe(true);
      const tab = await page.context().newPage();
      await tab.goto(link);
      await tab.getByRole('button', { name: 'Log in now' }).click();
      await showsOverview(tab);
      expect(tab.url()).not.toContain(link.split('/').at(-1));
    });

    test('B4: by link in another browser: the address is asked for first', async () => {
      const buyer = await aBuyer();
      const asking = await aBrowser();
      await asking.page.goto(stage.accountPage);
      const { link } = await askForEmail(asking.page, buyer.email);
      const { page } = await aBrowser();
      await page.goto(link);
      await page.getByLabel('Email address').waitFor();
      expect(await page.content()).not.toContain(buyer.email);
      await page.getByLabel('Email address').fill('somebody@else.example');
      await page.getByRole('button', { name: 'Log in now' }).click();
      await page.getByText('another email address').waitFor();
      await page.getByLabel('Email address').fill(buyer.email);
      await page.getByRole('button', { name: 'Log in now' }).click();
      await showsOverview(page);
      await asking.page.reload();
      await showsSignIn(asking.page);
    });

    test('B3: a mail scanner that runs scripts and waits uses nothing up', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await page.goto(stage.accountPage);
      const { link } = await askForEmail(page, buyer.email);
      const scanner = await aBrowser({ userAgent: 'Mozilla/5.0 (compatible; MailScanner/1.0)' });
      const calls: string[] = [];
      scanner.page.on('request', (request) => {
        if (request.method() !== 'GET') calls.push(new URL(request.url()).pathname.replace(/^.*\/(?=sign-in)/, ''));
      });
      await scanner.page.clock.install();
      await scanner.page.goto(link);
      await scanner.page.getByRole('button', { name: 'Log in now' }).waitFor();
      await scanner.page.clock.runFor(10_000);
      expect(calls.every((call) => call.endsWith('link/check'))).toBe(true);
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByRole('button', { name: 'Log in now' }).click();
      await showsOverview(page);
    });

    test('by password, after setting a new one with an email', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await page.goto(stage.accountPage);
      await page.getByRole('button', { name: 'Sign in with Password' }).click();
      await page.getByRole('button', { name: 'Set a New Password' }).click();
      await page.getByLabel('Email address').fill(buyer.email);
      await page.getByRole('button', { name: 'Send Email' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      const { link } = await mailTo(buyer.email);
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByLabel('New password', { exact: true }).fill('short');
      await page.getByLabel(/once more/).fill('short');
      await page.getByRole('button', { name: 'Change My Password' }).click();
      await page
        .getByText(/at least 12/i)
        .first()
        .waitFor();
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel(/once more/).fill(password);
      await page.getByRole('button', { name: 'Change My Password' }).click();
      await page.getByText('Your password is changed').waitFor();
      await page.getByLabel(/Email address/).fill(buyer.email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await showsOverview(page);
    });

    test('A12: following a link of somebody else signs nobody in without their doing', async () => {
      const attacker = await aBuyer();
      const asking = await aBrowser();
      await asking.page.goto(stage.accountPage);
      const { link } = await askForEmail(asking.page, attacker.email);
      const victim = await aBrowser();
      await victim.page.goto(link);
      await victim.page.getByRole('button', { name: 'Log in now' }).click();
      await victim.page.getByText('Type the email address').waitFor();
      await victim.page.goto(stage.accountPage);
      await showsSignIn(victim.page);
    });

    test('places have addresses: tabs, back, reload, and a deep link that waits for the sign-in', async () => {
      const buyer = await aBuyer();
      const { page, troubles } = await aBrowser();
      await page.goto(`${stage.accountPage}#cc/orders`);
      const { code } = await askForEmail(page, buyer.email);
      await page.getByLabel(/code/i).fill(code);
      await page.getByRole('heading', { name: 'Orders' }).waitFor();
      await page.getByRole('link', { name: /Hand-building/ }).click();
      await page
        .getByText(`KQ-${buyer.id.slice(-6)}`)
        .first()
        .waitFor();
      await page.reload();
      await page
        .getByText(`KQ-${buyer.id.slice(-6)}`)
        .first()
        .waitFor();
      await page.goBack();
      await page.getByRole('link', { name: /Hand-building/ }).waitFor();
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Subscriptions' }).click();
      await page.getByRole('link', { name: /Studio Membership/ }).click();
      await page
        .getByText(/Next payment/)
        .first()
        .waitFor();
      expect(troubles).toEqual([]);
    });

    test('signed out elsewhere while typing: sign in again in place, and what was typed is saved', async () => {
      const buyer = await aBuyer({ password });
      const { page } = await aBrowser();
      await signIn(page, buyer.email);
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'My Account' }).click();
      await page.getByRole('button', { name: 'Manage account' }).click();
      await page.getByLabel('First name').fill('Annegret');
      await stage.app.db('auth_session').where({ customer_id: buyer.id }).update({ revoked_at: new Date() });
      await page.getByRole('button', { name: 'Update profile' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Email address').fill(buyer.email);
      await dialog.getByRole('button', { name: 'Continue' }).click();
      await dialog.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      const { code } = await mailTo(buyer.email);
      await dialog.getByLabel(/code/i).fill(code);
      await page.getByText('Saved.').first().waitFor();
      await page.getByText('Annegret').first().waitFor();
      expect((await stage.app.db('customer').where({ id: buyer.id }).first()).first_name).toBe('Annegret');
    });

    test('a sensitive change ten minutes after signing in asks to confirm, then goes on by itself', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await signIn(page, buyer.email);
      await stage.app
        .db('auth_session')
        .where({ customer_id: buyer.id })
        .update({ confirmed_at: days(-1) });
      await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Security' }).click();
      await page.getByRole('button', { name: 'Set a password' }).click();
      await page.getByLabel('New password', { exact: true }).fill(password);
      await page.getByLabel(/once more/).fill(password);
      await page.getByLabel('New password, once more').press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Email me a code' }).click();
      await dialog.getByLabel(/code/i).waitFor();
      const { code } = await mailTo(buyer.email);
      await dialog.getByLabel(/code/i).fill(code);
      await page.getByText('Your password is changed.').first().waitFor();
    });

    test('an order bought with another address comes along once its code is typed', async () => {
      const buyer = await aBuyer();
      const guest = await aCustomer(stage.app, stage.siteId, { email: `guest-${buyer.email}` });
      await anOrder(stage.app, guest, { number: `GUEST-${guest.id.slice(-6)}` });
      const { page, troubles } = await aBrowser();
      await signIn(page, buyer.email);
      await page.goto(`${stage.accountPage}#cc/orders`);
      await page.getByRole('button', { name: 'Add an order from another address' }).click();
      await page.getByLabel('The other email address').fill(guest.email);
      await page.getByRole('button', { name: 'Send a code' }).click();
      await page.getByLabel('Six-digit code').waitFor();
      await page.getByLabel('Six-digit code').fill((await mailTo(guest.email)).code);
      await page.getByText(`All that was bought with ${guest.email} is here now.`).first().waitFor();
      await page.getByText(`GUEST-${guest.id.slice(-6)}`).waitFor();
      expect(troubles).toEqual([]);
    });

    test('payments are saved as a file that a spreadsheet reads and runs nothing of', async () => {
      const buyer = await aBuyer();
      await aPayment(stage.app, buyer, { state: 'failed', reason: '=HYPERLINK("https://evil.example")' });
      const { page } = await aBrowser();
      await signIn(page, buyer.email);
      await page.goto(`${stage.accountPage}#cc/payments`);
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      const download = await coming;
      expect(download.suggestedFilename()).toBe('payments.csv');
      const text = await readFile(await download.path(), 'utf8');
      expect(text).toContain("'=HYPERLINK");
      expect(text).toContain('29.00');
    });

    test('somebody new registers, proves the address, and finds an empty center', async () => {
      await turn(stage.app, stage.siteId, { registration: true });
      await stage.app.db('rate_limit').delete();
      const email = `new-${stage.siteId}@people.example`;
      const { page, troubles } = await aBrowser();
      await page.goto(stage.accountPage);
      await page.getByRole('button', { name: 'Create an account' }).click();
      await page.getByLabel('Email address').fill(email);
      await page.getByLabel('First name').fill('Nora');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      const { link } = await mailTo(email);
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByRole('button', { name: 'Log in now' }).click();
      await page.getByRole('heading', { name: 'Hello, Nora' }).waitFor();
      await turn(stage.app, stage.siteId, { registration: false });
      expect(troubles).toEqual([]);
    });

    test('signing out leaves nothing on the screen, here and after going back', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await signIn(page, buyer.email);
      await openMenu(page, 'Sign out');
      await showsSignIn(page);
      await page.goto(`${stage.accountPage}#cc/orders`);
      await showsSignIn(page);
      expect(await page.getByText('Hand-building').count()).toBe(0);
    });

    test('one section alone on a page, without the frame', async () => {
      const buyer = await aBuyer();
      const { page } = await aBrowser();
      await signIn(page, buyer.email);
      await page.goto(stage.ordersPage);
      await page.getByRole('link', { name: /Hand-building/ }).waitFor();
      expect(await page.locator('customer-center').getByRole('button', { name: 'Account menu' }).count()).toBe(0);
    });

    test('nothing on the page moves while the center arrives', async () => {
      const { page } = await aBrowser();
      await page.addInitScript(() => {
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number;
            sources: { node: Node | null }[];
          })[]) {
            (window as { shifts?: number[] }).shifts = [
              ...((window as { shifts?: number[] }).shifts ?? []),
              entry.value,
            ];
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(stage.accountPage);
      await showsSignIn(page);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      const shifts = await page.evaluate(() => (window as { shifts?: number[] }).shifts ?? []);
      expect(shifts.reduce((sum, value) => sum + value, 0)).toBeLessThan(0.005);
    });
  });
}
