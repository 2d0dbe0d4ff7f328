import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import type { Landing } from '../../server/features/sign-in/sign-in.contract.ts';
import { aBoot, aCustomer, aSite, anOverview } from './builders.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { mount, type PageOptions } from './mount.ts';

/** Signs in with a password; the page stays, and what it would have left for is kept. */
async function signInAndLand(landing: Landing, options: PageOptions = {}, more: Answers = {}): Promise<string[]> {
  const urls: string[] = [];
  const keep = (event: Event) => {
    event.preventDefault();
    urls.push((event as CustomEvent<{ url: string }>).detail.url);
  };
  document.addEventListener('customer-center-landing', keep);
  onTestFinished(() => document.removeEventListener('customer-center-landing', keep));
  let isIn = false;
  serve({
    ...signedOut(),
    'GET /boot': () => aBoot(isIn ? { customer: aCustomer(), overview: anOverview() } : {}),
    'POST /sign-in/password': () => {
      isIn = true;
      return { landing };
    },
    ...more,
  });
  mount(options);
  await page.getByRole('button', { name: 'Sign in with Password' }).click();
  await page.getByLabelText('Email address or username').fill('ann');
  await page.getByLabelText('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect.element(page.getByRole('heading', { name: /Hello|Orders/ })).toBeVisible();
  return urls;
}

test('landing on a page leaves for it, and the page can prevent that', async () => {
  expect(await signInAndLand({ to: 'page', url: 'https://kiln.example/lessons' })).toEqual([
    'https://kiln.example/lessons',
  ]);
});

test('landing in the center stays where a full center is', async () => {
  expect(await signInAndLand({ to: 'center' })).toEqual([]);
});

test('landing in the center leaves for its page where only a section is', async () => {
  const urls = await signInAndLand({ to: 'center' }, { attributes: { section: 'orders' } });
  expect(urls).toEqual(['https://kiln.example/account']);
});

test('landing on the page at hand does not load it again', async () => {
  expect(await signInAndLand({ to: 'page', url: `${location.href.split('#')[0]}#top` })).toEqual([]);
});

test('an address that is no web page is never landed on', async () => {
  expect(await signInAndLand({ to: 'page', url: 'javascript:alert(1)' })).toEqual([]);
});

test('a session that already exists never redirects', async () => {
  const events: string[] = [];
  const keep = ({ type }: Event) => events.push(type);
  document.addEventListener('customer-center-landing', keep);
  onTestFinished(() => document.removeEventListener('customer-center-landing', keep));
  serve({ ...signedIn, 'GET /boot': () => aBoot({ site: aSite(), customer: aCustomer(), overview: anOverview() }) });
  mount({ attributes: { 'return-to': 'https://kiln.example/lessons' } });
  await expect.element(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
  expect(events).toEqual([]);
});

test('a place wanted before signing in is shown after it', async () => {
  await signInAndLand({ to: 'center' }, { fragment: '#cc/orders' });
  await expect.element(page.getByRole('heading', { name: 'Orders' })).toBeVisible();
});

test('who lands in the center instead of a closed page reads why, with the support code', async () => {
  const reason = { code: 'ended', title: 'Lesson 1', at: '2026-05-03T10:00:00Z', supportCode: 'K7M-4QXD' } as const;
  serve({
    ...signedIn,
    'GET /access/refusal': ({ query }) => ({ refusal: query.get('code') === 'K7M-4QXD' ? reason : null }),
  });
  mount({ fragment: '#cc/overview/K7M-4QXD' });
  await expect
    .element(page.getByText('“Lesson 1” was open to you until 3 May 2026. Support code: K7M-4QXD'))
    .toBeVisible();
});

const reason = { code: 'level_missing', title: 'Lesson 1', at: null, supportCode: 'K7M-4QXD' } as const;
const toReason = { to: 'center', reason, place: '#cc/overview/K7M-4QXD' } as const;

test('the reason is found on the page of the center, where that is another one', async () => {
  expect(await signInAndLand(toReason, { attributes: { section: 'orders' } })).toEqual([
    'https://kiln.example/account#cc/overview/K7M-4QXD',
  ]);
});

test('the reason is found on this page, where the center is here', async () => {
  expect(await signInAndLand(toReason, {}, { 'GET /access/refusal': () => ({ refusal: reason }) })).toEqual([]);
  await expect.element(page.getByText('“Lesson 1” is not open to you. Support code: K7M-4QXD')).toBeVisible();
});

test('a browser that keeps no cookie is told so, and so is the server', async () => {
  const server = serve({
    ...signedOut(),
    'POST /sign-in/password': () => ({ landing: { to: 'center' } }),
    'POST /sign-in/kept': () => refuse('cookies_refused', 401),
  });
  mount();
  await page.getByRole('button', { name: 'Sign in with Password' }).click();
  await page.getByLabelText('Email address or username').fill('ann');
  await page.getByLabelText('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect.element(page.getByText(/Allow cookies, then sign in again/)).toBeVisible();
  expect(server.calls).toContain('POST /sign-in/kept');
});

test('a refused sign-in shows its support code', async () => {
  serve({ ...signedOut(), 'POST /sign-in/password': () => refuse('password_wrong', 401, { supportCode: 'K7M-4QXD' }) });
  mount();
  await page.getByRole('button', { name: 'Sign in with Password' }).click();
  await page.getByLabelText('Email address or username').fill('ann');
  await page.getByLabelText('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect.element(page.getByText('Email or password is wrong. Support code: K7M-4QXD')).toBeVisible();
});
