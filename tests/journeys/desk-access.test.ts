/** Staff decide who may see a page and where customers land, and mend at once what keeps somebody out. */
import type { Page } from 'playwright';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCustomer,
  aGrant,
  aPage,
  aProgram,
  aSite,
  readEmail,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import { aStaffMember, aVendorServer, type StaffMember } from '../support/staff.ts';
import { atDesk, flawsOf } from './at-desk.ts';
import { aBrowser, useBrowser } from './browser.ts';

const kiln = 'https://kiln.example';
const lesson = `${kiln}/lesson`;
let app: TestApp;
let siteId: string;
let owner: StaffMember;
useBrowser();
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  await app.db('rate_limit').delete();
  siteId = await aSite(app, {}, [kiln]);
  owner = await aStaffMember(app, siteId, 'owner');
});

/** A lesson that the Studio level opens, who holds it, and who does not. */
async function aClosedLesson() {
  const { programId, levelId } = await aProgram(app, siteId);
  const pageId = await aPage(app, siteId, { address: lesson, levelIds: [levelId] });
  const member = await aCustomer(app, siteId, { firstName: 'Mia', lastName: 'Ott' });
  await aGrant(app, member, levelId);
  const guest = await aCustomer(app, siteId, { firstName: 'Gus', lastName: 'Ray' });
  return { programId, levelId, pageId, member, guest };
}

const mayOpen = async (customer: TestCustomer, page = lesson): Promise<boolean> =>
  (await (await signedIn(app, customer)).call('GET /access', { query: { page } })).isAllowed;

/** Refused at the lesson by the vendor's own server; the code that the customer reads there. */
async function supportCodeOf(customer: TestCustomer): Promise<string> {
  const { cookies } = await signedIn(app, customer);
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const vendor = await aVendorServer(app, siteId, { cookie });
  const { supportCode } = await vendor.call('POST /vendor/access', { body: { page: lesson } });
  if (supportCode === null) throw new Error('No support code.');
  return supportCode;
}

/** Presses the button of that name, and counts. */
function aCounter(page: Page) {
  let clicks = 0;
  const press = async (name: string) => {
    clicks += 1;
    await page.getByRole('button', { name, exact: true }).click();
  };
  return { press, clicks: () => clicks };
}

test('a level is renamed and its page stays open to who holds it', async () => {
  const { programId, pageId, member, guest } = await aClosedLesson();
  const { page, troubles } = await atDesk(app, owner, `program/${programId}?tab=levels`);
  await page.getByRole('button', { name: 'Change Studio' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Kiln room');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Kiln room').first().waitFor();
  await page.goto(`${app.url}/admin/${siteId}#/page/${pageId}`);
  await page.getByRole('heading', { name: 'Who holds Studio Membership: Kiln room' }).waitFor();
  expect(await page.getByLabel('Kiln room').isChecked()).toBe(true);
  expect(await mayOpen(member)).toBe(true);
  expect(await mayOpen(guest)).toBe(false);
  expect(troubles).toEqual([]);
});

test('a page is added, closed by level with another shown instead, opened again and removed', async () => {
  const { levelId, guest, member } = await aClosedLesson();
  await aPage(app, siteId, { address: `${kiln}/join`, title: 'Join us', rule: 'everyone' });
  const { page, troubles } = await atDesk(app, owner, 'pages');
  await page.getByLabel('Address', { exact: true }).fill(`${kiln}/Glazes/`);
  await page.getByLabel('Title', { exact: true }).fill('Glazes');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('heading', { name: 'Glazes' }).waitFor();

  await page.getByLabel('Who may see it').selectOption('any');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('it asks for a level and names none').waitFor();
  await page.getByLabel('Studio').check();
  await page.getByLabel('Others see').selectOption('page');
  await page.getByLabel('The page others see').fill('nowhere');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('No known page has this address or title').waitFor();
  await page.getByLabel('The page others see').fill('join us');
  await page.getByLabel('In menus').selectOption('allowed');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Who holds Studio Membership: Studio' }).waitFor();
  const { items } = await owner.call('GET /admin/pages', { query: { search: 'glazes' } });
  expect(items).toMatchObject([
    { rule: 'any', levels: [{ id: levelId }], refusalPage: { title: 'Join us' }, menu: 'allowed', source: 'hand' },
  ]);
  expect([await mayOpen(guest, `${kiln}/Glazes`), await mayOpen(member, `${kiln}/Glazes`)]).toEqual([false, true]);

  await page.getByRole('button', { name: 'Remove this page' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByLabel('Part of an address or title').fill('glaz');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('No page has “glaz” in its address or title').waitFor();
  expect(troubles).toEqual([]);
});

test('a post-login page closed to some is warned of, saved all the same, and they land in the center', async () => {
  const { guest } = await aClosedLesson();
  await aCustomer(app, siteId);
  const { page, troubles } = await atDesk(app, owner, 'landing');
  await page.getByLabel('Customers land on').selectOption('page');
  await page.getByLabel('Page', { exact: true }).fill(lesson);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('2 customers could not open the post-login page “Lesson 1”').waitFor();
  expect((await owner.call('GET /admin/landing')).postLoginPage).toBe('center');
  await page.getByRole('button', { name: 'Save all the same' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect((await owner.call('GET /admin/landing')).postLoginPage).toBe(lesson);
  await page.getByLabel('Email or username of a customer').fill(guest.email);
  await page.getByRole('button', { name: 'Where do they land?' }).click();
  await page.getByText(/^This customer would land on the center: .* but “Lesson 1” is closed to them/).waitFor();
  expect(troubles).toEqual([]);

  const customer = await aBrowser();
  await customer.page.goto(`${app.url}/c/${siteId}`);
  await customer.page.getByLabel('Email address').fill(guest.email);
  await customer.page.getByRole('button', { name: 'Continue' }).click();
  await customer.page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  await app.work();
  await customer.page.getByLabel(/code/i).fill(readEmail(app, guest.email).code);
  await customer.page.getByText(/“Lesson 1” is not open to you.*[A-Z0-9]{3}-[A-Z0-9]{4}/).waitFor();
  await customer.page.getByRole('button', { name: 'Account menu' }).waitFor();
  expect(customer.page.url()).toContain(`${app.url}/c/${siteId}`);
});

test('exceptions count in the order they are put into, and keep what was typed', async () => {
  const { programId, levelId, pageId } = await aClosedLesson();
  const { page } = await atDesk(app, owner, 'landing');
  const exception = (number: number) => page.getByRole('group', { name: `Exception ${number}` });
  await page.getByRole('button', { name: 'Add an exception' }).click();
  await exception(1).getByLabel('Who holds').selectOption(`program:${programId}`);
  await page.getByRole('button', { name: 'Add an exception' }).click();
  await exception(2).getByLabel('Who holds').selectOption(`level:${levelId}`);
  await exception(2).getByLabel('Lands on').fill('lesson 1');
  await page.getByRole('button', { name: 'Up exception 2' }).press('Enter');
  const down = page.getByRole('button', { name: 'Down exception 1' });
  await expect.poll(() => down.evaluate((button) => button.matches(':focus'))).toBe(true);
  expect(await exception(1).getByLabel('Lands on').inputValue()).toBe('lesson 1');
  await page.getByLabel('The page a customer first wanted').uncheck();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(await owner.call('GET /admin/landing')).toEqual({
    rules: [
      { programId: null, levelId, pageId },
      { programId, levelId: null, pageId: null },
    ],
    postLoginPage: 'center',
    respectWantedPage: false,
  });
  expect(await exception(1).getByLabel('Lands on').inputValue()).toBe(lesson);
});

test('B22: from a support code to what mends it in three clicks', async () => {
  const { guest } = await aClosedLesson();
  const code = await supportCodeOf(guest);
  const { page, troubles } = await atDesk(app, await aStaffMember(app, siteId, 'support'), 'explain');
  const { press, clicks } = aCounter(page);
  await page.getByLabel('Email, support code or username').fill(code.toLowerCase());
  await press('Ask');
  await page.getByRole('heading', { name: /Gus Ray was never granted a level that opens “Lesson 1”/ }).waitFor();
  await page.getByText('The page “Lesson 1” is open to').waitFor();
  await page.getByText('for an admin').waitFor();
  await press('Grant the level');
  await press('Give it');
  await page.getByRole('heading', { name: /and nothing was refused/ }).waitFor();
  expect(clicks()).toBe(3);
  expect(await mayOpen(guest)).toBe(true);
  expect(troubles).toEqual([]);
});

test('an owner opens the page itself from the support code, in three clicks too', async () => {
  const { guest } = await aClosedLesson();
  const { page } = await atDesk(app, owner, `explain?code=${await supportCodeOf(guest)}`);
  const { press } = aCounter(page);
  await press('Change who may see the page');
  await page.getByLabel('Who may see it').selectOption('signed_in');
  await press('Save');
  await page.getByRole('heading', { name: /and nothing was refused/ }).waitFor();
  expect(await mayOpen(guest)).toBe(true);
});

test('who is blocked is unblocked there, and the question is asked again', async () => {
  const gus = await aCustomer(app, siteId, { firstName: 'Gus', lastName: 'Ray', blocked: true });
  const { page } = await atDesk(app, owner, `explain?login=${gus.email}`);
  await page.getByRole('heading', { name: /Gus Ray is blocked/ }).waitFor();
  await page.getByRole('button', { name: 'Unblock the customer' }).click();
  const answer = page.getByRole('heading', { name: /Gus Ray has not tried to sign in/ });
  await expect.poll(() => answer.evaluate((heading) => heading.matches(':focus'))).toBe(true);
  await page.getByRole('button', { name: 'Send a new sign-in email' }).click();
  await page.getByText('The email is on its way.').waitFor();
  await page.getByLabel('Email, support code or username').fill('ACE-FGHJ');
  await page.getByRole('button', { name: 'Ask' }).click();
  const none = page.getByRole('heading', { name: 'There is no support code ACE-FGHJ' });
  await expect.poll(() => none.evaluate((heading) => heading.matches(':focus'))).toBe(true);
  await page.goBack();
  await answer.waitFor();
  expect(await page.getByLabel('Email, support code or username').inputValue()).toBe(gus.email);
});

test('the check names what is wrong and leads to where it is mended', async () => {
  await aPage(app, siteId, { address: lesson });
  const { page } = await atDesk(app, owner, 'check');
  const wrong = page.getByRole('listitem').filter({ hasText: '“Lesson 1” is closed to everybody' });
  await wrong.getByRole('link', { name: 'Open the page' }).click();
  await page.getByRole('heading', { name: 'Lesson 1', exact: true }).waitFor();
  await page.getByLabel('Who may see it').selectOption('everyone');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('heading', { name: 'Everyone' }).waitFor();
  await page.getByRole('link', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Check again' }).waitFor();
  expect(await wrong.count()).toBe(0);
});

test.each([
  ['pages', 1280, 'light'],
  ['pages', 390, 'dark'],
  ['page', 1280, 'dark'],
  ['page', 390, 'light'],
  ['landing', 1280, 'dark'],
  ['landing', 390, 'light'],
  ['check', 1280, 'light'],
  ['check', 390, 'dark'],
  ['explain', 1280, 'dark'],
  ['explain', 390, 'light'],
] as const)('%s at %i pixels, %s, can be used by everyone and fits', async (screen, width, colorScheme) => {
  const { pageId, guest } = await aClosedLesson();
  const place = { page: `page/${pageId}`, explain: `explain?code=${await supportCodeOf(guest)}` };
  const { page } = await atDesk(app, owner, screen in place ? place[screen as keyof typeof place] : screen, width);
  await page.emulateMedia({ colorScheme });
  if (screen === 'pages') {
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('must be the address of a page').waitFor();
  } else if (screen === 'page') {
    await page.getByLabel('Studio').uncheck();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Save all the same' }).waitFor();
  } else if (screen === 'landing') {
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await page.getByLabel('Lands on').fill('nowhere');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('No known page has this address or title').waitFor();
  } else if (screen === 'explain') {
    await page.getByRole('button', { name: 'Grant the level' }).click();
    await page.getByRole('button', { name: 'Give it' }).waitFor();
  } else {
    await page.getByRole('button', { name: 'Check again' }).waitFor();
  }
  expect(await flawsOf(page)).toEqual([]);
});
