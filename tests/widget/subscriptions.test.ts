import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anId, aSubscription, type Subscription, visa } from './builders.ts';
import { type Answers, refuse, serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

function open(items: Subscription[], more: Answers = {}): void {
  serve({ ...signedIn, 'GET /subscriptions': () => ({ items, next: null }), ...more });
  mount({ fragment: '#cc/subscriptions' });
}

const at = '2031-05-03T10:00:00Z';
const states: [Subscription['state'], string][] = [
  ['active', 'Active'],
  ['trial', 'Trial'],
  ['ends', 'Ends on 3 May 2031'],
  ['paused', 'Paused until 3 May 2031'],
  ['payment_failed', 'Payment failed, fix by 3 May 2031'],
  ['ended', 'Ended'],
  ['paid_off', 'Paid off'],
];

for (const [state, words] of states) {
  test(`the state ${state} is read as “${words}”`, async () => {
    open([aSubscription({ state, stateAt: at })]);
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
  });
}

test('nothing that stopped is green', async () => {
  open([
    aSubscription({ state: 'ended', stateAt: at }),
    aSubscription({ id: anId(2), state: 'paid_off', stateAt: at }),
  ]);
  await expect.element(page.getByRole('heading', { name: 'Past' })).toBeVisible();
  for (const words of ['Ended', 'Paid off']) {
    await expect.element(page.getByText(words, { exact: true })).not.toHaveClass('success');
  }
});

test('a subscription says its price, its next payment and the card', async () => {
  open([aSubscription()]);
  await expect.element(page.getByText('€29 a month · Studio Membership')).toBeVisible();
  await expect.element(page.getByText('Next payment: €29 on 3 May 2031 · Visa ending 4242')).toBeVisible();
});

test('other rhythms are said in words', async () => {
  open([
    aSubscription({ intervalCount: 3, program: null }),
    aSubscription({ id: anId(2), interval: 'year', program: null, priceCents: 12050 }),
  ]);
  await expect.element(page.getByText('€29 every 3 months')).toBeVisible();
  await expect.element(page.getByText('€120.50 a year')).toBeVisible();
});

test('a payment plan says how much is paid and left', async () => {
  open([aSubscription({ kind: 'plan', plan: { paid: 4, total: 6, remainingCents: 30000 } })]);
  await expect.element(page.getByText('4 of 6 paid, €300 left')).toBeVisible();
});

test('amounts of currencies without cents are right', async () => {
  open([aSubscription({ currency: 'JPY', priceCents: 2900, program: null })]);
  await expect.element(page.getByText('JP¥2,900 a month')).toBeVisible();
});

test('dates follow the language of the element when the customer chose none', async () => {
  serve({
    ...signedIn,
    'GET /boot': async () => {
      const boot = await signedIn['GET /boot']!({ params: {}, query: new URLSearchParams(), body: {} });
      return { ...boot, customer: { ...(boot as { customer: object }).customer, locale: null } } as never;
    },
    'GET /subscriptions': () => ({ items: [aSubscription({ state: 'ends', stateAt: at })], next: null }),
  });
  mount({ fragment: '#cc/subscriptions', attributes: { locale: 'en_US' } });
  await expect.element(page.getByText('Ends on May 3, 2031')).toBeVisible();
});

test('one subscription shows its last payments, with why one failed', async () => {
  serve({
    ...signedIn,
    'GET /subscriptions/:subscriptionId': () => ({
      ...aSubscription({ state: 'ends', stateAt: at, nextPaymentAt: null, nextPaymentCents: null }),
      invoiceId: null,
      payments: [
        {
          id: anId(9),
          at,
          amountCents: 2900,
          currency: 'EUR',
          state: 'failed',
          reason: 'insufficient funds',
          card: visa,
        },
      ],
    }),
  });
  mount({ fragment: `#cc/subscriptions/${anId(1)}` });
  await expect.element(page.getByRole('heading', { name: 'Clay Club' })).toBeVisible();
  await expect.element(page.getByText('Ends on 3 May 2031. You keep access until then.')).toBeVisible();
  await expect.element(page.getByText('Visa ending 4242 · insufficient funds')).toBeVisible();
  await expect.element(page.getByText('Failed', { exact: true })).toBeVisible();
});

test('something that is not there any more says so', async () => {
  serve({ ...signedIn, 'GET /subscriptions/:subscriptionId': () => refuse('not_found', 404) });
  mount({ fragment: `#cc/subscriptions/${anId(7)}` });
  await expect.element(page.getByText('This is not here any more')).toBeVisible();
});

test('no subscriptions: the place says what will appear', async () => {
  open([]);
  await expect.element(page.getByText('Subscriptions and payment plans will appear here')).toBeVisible();
});
