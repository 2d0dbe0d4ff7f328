/** Texts that do not come, as when the network fails, are no reason to show nothing. */
import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { serve, signedOut } from './fake-server.ts';
import { mount } from './mount.ts';

vi.mock('../../widget/locales/translations.ts', () => ({ translate: () => Promise.reject(new Error('not found')) }));

test('a German page goes on in English when the German texts can not be loaded, and its emails are German', async () => {
  const server = serve(signedOut());
  const center = mount({ lang: 'de' });
  await page.getByLabelText('Email address', { exact: true }).fill('ann@okafor.example');
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await page.getByLabelText('Six-digit code').fill('123456');
  await expect.element(page.getByRole('heading', { name: 'Hello, Ann' })).toBeVisible();
  expect(server.bodies).toContainEqual({ email: 'ann@okafor.example', language: 'de' });
  expect(center.lang).toBe('');
});
