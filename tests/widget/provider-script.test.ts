import { expect, test } from 'vitest';
import { loadProvider } from '../../widget/card-provider.ts';
import { cardFields } from './fake-provider.ts';

const scripts = () => document.querySelectorAll('script[src*=stripe]').length;
const page = globalThis as { Stripe?: unknown };

test.each(['https://evil.example/stripe.js', 'https://js.stripe.com.evil.example/', 'javascript:alert(1)', ''])(
  'no script is loaded but the provider’s: %s',
  async (script) => {
    page.Stripe = undefined;
    await expect(loadProvider({ ...cardFields(), script, publishableKey: 'pk_test_2' })).rejects.toBeDefined();
    expect(scripts()).toBe(0);
  },
);

test('a script that is kept away leaves nothing, and can be asked for again', async () => {
  await expect(loadProvider(cardFields())).rejects.toBeDefined();
  expect(scripts()).toBe(0);
  page.Stripe = () => 'the provider';
  expect(await loadProvider(cardFields())).toBe('the provider');
  delete page.Stripe;
});
