import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../widget/customer-center-gate.ts';
import type { Access } from '../../server/features/access/access.contract.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { aSiteId } from './mount.ts';

function mountGate(inside: string, attributes: Record<string, string> = {}): HTMLElement {
  const gate = document.createElement('customer-center-gate');
  const all = { site: aSiteId(), server: 'https://center.example', ...attributes };
  for (const [name, value] of Object.entries(all)) gate.setAttribute(name, value);
  const content = document.createElement('p');
  content.textContent = inside;
  gate.append(content);
  document.body.append(gate);
  onTestFinished(() => gate.remove());
  return gate;
}

const open: Access = { isAllowed: true, reason: 'level_held', at: null, show: null };
const closed: Access = {
  isAllowed: false,
  reason: 'level_missing',
  at: null,
  show: { kind: 'programs', programs: [] },
};
const forNobody: Access = { isAllowed: false, reason: 'signed_out', at: null, show: { kind: 'sign_in' } };
const answering = (base: Answers, access: Access): Answers => ({
  ...base,
  'GET /access': () => access,
  'POST /access/refusals': () => ({ supportCode: 'K7M-4QXD' }),
});

test('shows what is in it to who holds a level, and asks for those it names', async () => {
  let asked = '';
  serve({
    ...signedIn,
    'GET /access': ({ query }) => {
      asked = query.toString();
      return open;
    },
  });
  mountGate('The glaze recipes', { levels: 'Gold, Silver', match: 'all' });
  await expect.element(page.getByText('The glaze recipes')).toBeVisible();
  expect(asked).toBe('levels=Gold%2C+Silver&match=all');
});

test('without levels it asks for the rule of this page', async () => {
  let asked: string | null = '';
  serve({
    ...signedIn,
    'GET /access': ({ query }) => {
      asked = query.get('page');
      return open;
    },
  });
  mountGate('The glaze recipes');
  await expect.element(page.getByText('The glaze recipes')).toBeVisible();
  expect(asked).toBe(location.href.split('#')[0]);
});

test('says to visitors where to sign in, and hides what is in it', async () => {
  serve(answering(signedOut(), forNobody));
  mountGate('The glaze recipes', { levels: 'gold' });
  await expect.element(page.getByText('This is for customers.')).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: 'Sign in' }))
    .toHaveAttribute('href', 'https://kiln.example/account');
  await expect.element(page.getByText('The glaze recipes')).not.toBeVisible();
});

test('gives a customer who may not see it a support code', async () => {
  serve(answering(signedIn, closed));
  mountGate('The glaze recipes', { levels: 'gold' });
  await expect.element(page.getByText('Support code: K7M-4QXD')).toBeVisible();
  await expect.element(page.getByText('The glaze recipes')).not.toBeVisible();
});

test('shows what the page has for those who may not see it', async () => {
  serve(answering(signedIn, closed));
  const gate = mountGate('The glaze recipes', { levels: 'gold' });
  const own = document.createElement('b');
  own.slot = 'refused';
  own.textContent = 'Become a member';
  gate.append(own);
  await expect.element(page.getByText('Become a member')).toBeVisible();
  await expect.element(page.getByText('This is not part of what you have.')).not.toBeVisible();
});

test('hides what is in it when there is no answer', async () => {
  const server = serve({ ...signedIn, 'GET /access': () => refuse('unavailable', 503) });
  mountGate('The glaze recipes', { levels: 'gold' });
  await expect.poll(() => server.calls).toContain('GET /access');
  await expect.element(page.getByText('The glaze recipes')).not.toBeVisible();
});
