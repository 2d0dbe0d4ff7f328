/** Staff give the center its look, see it before it is saved, and put it on a page. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';
import { atDesk, flawsOf } from './at-desk.ts';
import { useBrowser } from './browser.ts';

let app: TestApp;
let siteId: string;
let owner: StaffMember;
useBrowser();
beforeAll(async () => {
  app = await startApp();
});
beforeEach(async () => {
  siteId = await aSite(app, { privacyUrl: 'https://www.vendor.example/privacy' });
  owner = await aStaffMember(app, siteId, 'owner');
});

const previewOf = (page: Page) => page.frameLocator('iframe[title^="Preview"]');
const saveOf = (page: Page) => page.getByRole('button', { name: 'Save', exact: true });

test('a new look is seen before it is saved, signed out and signed in, and by customers after', async () => {
  const { page, troubles } = await atDesk(app, owner, 'settings');
  await previewOf(page).getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('Headline').fill('The Glaze House');
  await page.getByLabel('From', { exact: true }).fill('#ffe9b0');
  await page.getByLabel('To', { exact: true }).fill('#fff6dd');
  await page.getByText('Black text, contrast').waitFor();
  await previewOf(page).getByText('The Glaze House').first().waitFor();
  expect((await aVisitor(app, siteId).call('GET /boot')).site.headline).toBe('Kiln & Quill');

  await page.getByRole('button', { name: 'Signed in' }).click();
  await previewOf(page).getByText('Monthly membership').first().waitFor();
  await page.getByLabel('Programs').uncheck();
  await previewOf(page).getByRole('navigation', { name: 'Sections' }).waitFor();
  await expect.poll(() => previewOf(page).getByRole('link', { name: 'Programs' }).count()).toBe(0);

  await saveOf(page).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  const { site } = await aVisitor(app, siteId).call('GET /boot');
  expect(site).toMatchObject({ headline: 'The Glaze House', gradient: ['#ffe9b0', '#fff6dd'], onGradient: '#000000' });
  expect(site.sections).not.toContain('programs');
  expect(await saveOf(page).isDisabled()).toBe(true);
  expect(troubles).toEqual([]);
});

test('what was typed stays when another has saved meanwhile, and can be saved after', async () => {
  const { page } = await atDesk(app, owner, 'settings');
  await page.getByLabel('Headline').fill('Mine');
  await owner.call('PATCH /admin/settings', { body: { version: 1, senderName: 'Theirs' } });
  await saveOf(page).click();
  await page.getByText('Somebody else has changed this').waitFor();
  await page.getByRole('button', { name: /Read it anew/ }).click();
  await expect.poll(() => page.getByLabel('Name of the sender').inputValue()).toBe('Theirs');
  expect(await page.getByLabel('Headline').inputValue()).toBe('Mine');
  await saveOf(page).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  const { settings } = await owner.call('GET /admin/settings');
  expect(settings).toMatchObject({ headline: 'Mine', senderName: 'Theirs' });
});

test('a field that is refused is marked, and nothing is lost', async () => {
  const { page } = await atDesk(app, owner, 'settings', 390);
  await page.getByLabel('Headline').fill('New');
  await page.getByLabel('Terms').fill('http://www.vendor.example/terms');
  await saveOf(page).click();
  await page.getByText('must be an address that begins with https://').waitFor();
  await expect.poll(() => page.getByLabel('Terms').evaluate((input) => input.matches(':focus'))).toBe(true);
  expect(await page.getByLabel('Headline').inputValue()).toBe('New');
  expect((await owner.call('GET /admin/settings')).settings.headline).toBe('Kiln & Quill');
});

test('a logo is uploaded, seen in the preview, and one that is none is refused', async () => {
  const { page, troubles } = await atDesk(app, owner, 'settings');
  await page.getByLabel('Headline').fill('Typed before');
  const buffer = await sharp({ create: { width: 90, height: 30, channels: 3, background: '#884422' } })
    .png()
    .toBuffer();
  await page.getByLabel('Upload a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer });
  await page.getByAltText('The logo as it is').waitFor();
  await previewOf(page).locator(`img[src*="/sites/${siteId}/logo/"]`).first().waitFor();
  expect(await page.getByLabel('Headline').inputValue()).toBe('Typed before');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  await page.getByLabel('Upload a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: svg });
  await page.getByText('must not be an SVG').waitFor();
  await saveOf(page).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect(troubles).toEqual([]);
});

test('own fields are added, changed in kind and removed', async () => {
  const { page } = await atDesk(app, owner, 'settings');
  await page.getByRole('button', { name: 'Add a field' }).click();
  await page.getByLabel('Label').fill('Shirt size');
  await page.getByLabel('Key', { exact: true }).fill('shirt');
  await page.getByLabel('Kind').selectOption('choice');
  await page.getByLabel('Choices').fill('S, M,L');
  await page.getByRole('button', { name: 'Add a field' }).click();
  expect(await page.getByLabel('Label').first().inputValue()).toBe('Shirt size');
  await page.getByRole('button', { name: 'Remove field 2' }).click();
  await saveOf(page).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  expect((await owner.call('GET /admin/settings')).settings.customerFields).toEqual([
    { key: 'shirt', label: 'Shirt size', kind: 'choice', choices: ['S', 'M', 'L'], isEditable: false },
  ]);
});

test('support reads the settings and changes none', async () => {
  const { page } = await atDesk(app, await aStaffMember(app, siteId, 'support'), 'settings');
  await expect.poll(() => page.getByLabel('Headline').isDisabled()).toBe(true);
  expect(await saveOf(page).count()).toBe(0);
});

test('a page that lacks everything is mended from what the check says', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<script type="module" src="${app.url}/embed/customer-center.js"></script><customer-center site="${siteId}"></customer-center>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const { page, troubles } = await atDesk(app, owner, 'embed');
  await page.getByLabel('Address of the page').fill(`${origin}/account`);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: `Allow ${origin}` }).click();
  await page.getByText(`${origin} is an allowed origin.`).waitFor();
  await page.getByRole('button', { name: 'Make this page the center address' }).click();
  await page.getByText('Emails and links open this page.').waitFor();
  expect(await page.getByText('problem', { exact: true }).count()).toBe(0);
  const { settings } = await owner.call('GET /admin/settings');
  expect(settings.centerAddress).toBe(`${origin}/account`);

  await page.getByRole('button', { name: `Remove ${origin}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The center address is there').waitFor();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('None yet, so the center works on the hosted page only.').waitFor();
  expect(troubles).toEqual([]);
});

test('a secret key is shown once, and code is copied', async () => {
  const { page } = await atDesk(app, owner, 'embed?tab=wordpress');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy the shortcode' }).click();
  await page.getByText('Copied.').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('[customer_center]');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByText(/^cck_[\w-]{43}$/).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /^Revoke/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('None yet.', { exact: true }).waitFor();
  expect(await page.getByText(/cck_/).count()).toBe(0);
});

test.each([
  ['settings', 1280, 'light'],
  ['settings', 390, 'dark'],
  ['embed', 1280, 'dark'],
  ['embed', 390, 'light'],
] as const)('%s at %i pixels, %s, can be used by everyone and fits', async (screen, width, colorScheme) => {
  await owner.call('POST /admin/origins', { body: { origin: 'https://www.vendor.example' } });
  const { page } = await atDesk(app, owner, screen, width);
  await page.emulateMedia({ colorScheme });
  if (screen === 'settings') {
    await page.getByRole('button', { name: 'Add a field' }).click();
    await saveOf(page).click();
    await page.getByText('Something here was not accepted').waitFor();
  } else {
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('The page answers.').waitFor();
  }
  expect(await flawsOf(page, { iframes: false })).toEqual([]);
});
