import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright';
import type { TestApp } from '../support/app.ts';
import type { StaffMember } from '../support/staff.ts';
import { aBrowser } from './browser.ts';

/** The desk, open at a screen, for whoever has that cookie. */
export async function atDesk(app: TestApp, who: StaffMember, screen: string, width = 1280) {
  const { page, troubles } = await aBrowser({ viewport: { width, height: 900 } });
  await page.context().addCookies([...who.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  await page.goto(`${app.url}/admin/${who.site}#/${screen}`);
  return { page, troubles };
}

/** Becomes the first owner by the link that the operator was given. */
export async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your email address').fill('olga@vendor.example');
  await page.getByLabel('Your name').fill('Olga');
  await page.getByLabel('Password').fill('a kiln full of celadon');
  await page.getByRole('button', { name: 'Continue' }).click();
  const key = page.locator('cc-desk-door code').first();
  const secret = ((await key.textContent()) ?? '').replace(/\s/g, '');
  await page.getByLabel('Code the app shows now').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}
