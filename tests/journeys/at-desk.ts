import axe from 'axe-core';
import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright';
import type { TestApp } from '../support/app.ts';
import type { StaffMember } from '../support/staff.ts';
import { aBrowser } from './browser.ts';

/** The desk, open at a screen, for whoever has that cookie. */
export async function atDesk(app: TestApp, who: StaffMember, screen: string, width = 1280) {
  const { page, troubles } = await aBrowser({ viewport: { width, height: 900 } });
  await goToDesk(app, page, { who, screen });
  return { page, troubles };
}

/** The same browser for somebody else, of another site as well. */
export async function goToDesk(app: TestApp, page: Page, { who, screen }: { who: StaffMember; screen: string }) {
  await page.context().addCookies([...who.cookies].map(([name, value]) => ({ name, value, url: app.url })));
  await page.goto(`${app.url}/admin/${who.site}#/${screen}`);
}

/** Becomes the first owner by the link that the operator was given. */
export async function becomeOwner(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your email address').fill('olga@vendor.example');
  await page.getByLabel('Your name').fill('Olga');
  await page.getByLabel('Password').fill('a kiln full of celadon');
  await page.getByRole('button', { name: 'Continue' }).click();
  await giveNewFactor(page);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Sets one-time codes up with the key that the door shows. */
export async function giveNewFactor(page: Page): Promise<void> {
  const key = page.locator('cc-desk-door code').first();
  const secret = ((await key.textContent()) ?? '').replace(/\s/g, '');
  await page.getByLabel('Code the app shows now').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await page.locator('cc-desk-door').getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
}

/**
 * What axe finds on the page as it is, each as "rule: first element"; and whether it scrolls sideways. Without `iframes` what
 * frames show is left to who made that.
 */
export async function flawsOf(page: Page, { iframes = true } = {}): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(
    async (options) => {
      const { axe: tool } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await tool.run(document, options);
      const { scrollWidth, clientWidth } = document.documentElement;
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`);
      return scrollWidth > clientWidth ? [...found, `${scrollWidth - clientWidth} px too wide`] : found;
    },
    { iframes },
  );
}
