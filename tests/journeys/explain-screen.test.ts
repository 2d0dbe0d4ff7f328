/** Why can't they? Each cause as the desk tells it: the sentence, and something to press that mends it. */
import type { Page } from 'playwright';
import { beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { pageCauses, signInCauses, titleOf, type Cause, type Explained } from '../support/causes.ts';
import { aStaffMember } from '../support/staff.ts';
import { atDesk, goToDesk } from './at-desk.ts';
import { useBrowser } from './browser.ts';

let app: TestApp;
useBrowser();
beforeAll(async () => {
  app = await startApp();
});

/** Done by the customer or at the vendor's own site: there is nothing to press. */
const byOthers = ['wait', 'allow_cookies', 'remove_plugin', 'update_plugin'];

/** What the desk says where a cause is at work, and how it offers what mends it. */
async function read(page: Page, { remedies: [first] }: Explained) {
  const answer = await page.getByRole('region', { name: 'The answer' }).getByRole('heading').textContent();
  const list = page.getByRole('list', { name: 'What mends it' });
  if (!first) return { answer, remedy: await list.count() };
  const name = { name: first.says ?? '', exact: true };
  const isByOthers = byOthers.includes(first.kind ?? '');
  const pressed = list.getByRole('button', name).or(list.getByRole('link', name));
  const found = isByOthers ? list.getByText(`${first.says}.`, { exact: true }) : pressed;
  return { answer, remedy: await found.count() };
}

async function expectAllAtTheDesk(causes: Cause[]) {
  let browser: Awaited<ReturnType<typeof atDesk>> | undefined;
  for (const cause of causes) {
    const explained = await cause.create(app);
    const who = await aStaffMember(app, explained.siteId, 'owner');
    const screen = `explain?${new URLSearchParams(explained.query)}`;
    if (browser) await goToDesk(app, browser.page, { who, screen });
    else browser = await atDesk(app, who, screen);
    expect
      .soft(await read(browser.page, explained), titleOf(cause))
      .toEqual({ answer: explained.answer, remedy: explained.remedies.length > 0 ? 1 : 0 });
  }
  expect(browser?.troubles).toEqual([]);
}

test("B22: why can't they sign in? The desk says it for every cause", { timeout: 180_000 }, () =>
  expectAllAtTheDesk(signInCauses),
);

test("B22: why can't they see this page? The desk says it for every cause", { timeout: 180_000 }, () =>
  expectAllAtTheDesk(pageCauses),
);
