import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { aCreditMemo, anId, type CreditMemo } from './builders.ts';
import { serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

function open(...items: CreditMemo[]): void {
  serve({ ...signedIn, 'GET /credit-memos': () => ({ items, next: null }) });
  mount({ fragment: '#cc/credit-memos' });
}

const memo = () => page.getByRole('main').getByRole('listitem').filter({ hasText: 'CM-0012' });

test('a credit memo says why, how much, and which invoice it belongs to', async () => {
  open(aCreditMemo({ invoiceNumber: 'INV-0290' }));
  await expect.element(page.getByRole('heading', { name: 'Bowl arrived broken' })).toBeVisible();
  await expect.element(memo()).toHaveTextContent(/€45\.00.*CM-0012 · 3 April 2024 · for invoice INV-0290/);
});

test('what is left is said, and where the rest went', async () => {
  open(
    aCreditMemo({
      leftCents: 1500,
      uses: [
        { invoiceNumber: 'INV-0301', at: '2024-05-03T10:00:00Z', cents: 2000 },
        { invoiceNumber: 'INV-0299', at: '2024-04-20T10:00:00Z', cents: 1000 },
      ],
    }),
  );
  await expect.element(page.getByText('€15 left')).toBeVisible();
  await expect.element(memo()).toHaveTextContent(/Invoice INV-0301 · 3 May 2024.*€20\.00/);
  await expect.element(memo()).toHaveTextContent(/Invoice INV-0299 · 20 April 2024.*€10\.00/);
});

test('one that is used up is not green, and one that is whole says so', async () => {
  const uses = [{ invoiceNumber: 'INV-0301', at: '2024-05-03T10:00:00Z', cents: 4500 }];
  open(aCreditMemo({ leftCents: 0, uses }), aCreditMemo({ id: anId(2) }));
  await expect.element(page.getByText('Used up')).not.toHaveClass('success');
  await expect.element(page.getByText('Not used yet')).toBeVisible();
});

test('one that went back to the card says so, and not that it was used', async () => {
  open(aCreditMemo({ leftCents: 0, uses: [] }));
  await expect.element(page.getByText('Paid back')).toBeVisible();
  await expect.element(page.getByText('Used up')).not.toBeInTheDocument();
});

test('further credit memos are appended', async () => {
  serve({
    ...signedIn,
    'GET /credit-memos': ({ query }) =>
      query.has('after')
        ? { items: [aCreditMemo({ id: anId(2), reason: 'Second' })], next: null }
        : { items: [aCreditMemo({ reason: 'First' })], next: `2024-03-01T10:00:00Z_${anId(1)}` },
  });
  mount({ fragment: '#cc/credit-memos' });
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.element(page.getByText('Second')).toBeVisible();
  await expect.element(page.getByText('First')).toBeVisible();
});

test('without one the place says what will appear', async () => {
  open();
  await expect.element(page.getByText('Money you get back')).toBeVisible();
});
