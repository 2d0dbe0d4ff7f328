import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import {
  aBoot,
  aCourse,
  aCreditMemo,
  aCustomer,
  anAddress,
  anId,
  anInvoice,
  anInvoiceSummary,
  anOverview,
  aPayment,
  aPaymentMethod,
  aSecurity,
  aSubscription,
  aToken,
  inDays,
} from './builders.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { mount, type PageOptions } from './mount.ts';

interface Screen extends PageOptions {
  readonly answers: Answers;
  readonly reach?: () => Promise<void>;
  /** Text that is there when the screen is. */
  readonly shows: string | RegExp;
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const never = () => new Promise<never>(() => undefined);
const inWithoutPassword: Answers = {
  ...signedIn,
  'GET /boot': () => aBoot({ customer: aCustomer({ maySetPassword: true }), overview: anOverview() }),
};

async function askForEmail(): Promise<void> {
  await page.getByLabelText('Email address').fill('ann@okafor.example');
  await press('Continue');
}

const screens: Record<string, Screen> = {
  'sign in': { answers: signedOut(), shows: 'Continue' },
  'sign in with an error': {
    answers: signedOut({ 'POST /sign-in/email': () => refuse('unavailable', 503) }),
    reach: askForEmail,
    shows: /Nothing was changed/,
  },
  'check your inbox': { answers: signedOut(), reach: askForEmail, shows: 'Use another address' },
  'a wrong code': {
    answers: signedOut({ 'POST /sign-in/code': () => refuse('code_wrong') }),
    reach: async () => {
      await askForEmail();
      await page.getByLabelText('Six-digit code').fill('000000');
    },
    shows: /does not fit/,
  },
  'sign in with password': {
    answers: signedOut(),
    reach: () => press('Sign in with Password'),
    shows: 'Set a New Password',
  },
  'an emailed link': { answers: signedOut(), fragment: `#cc/sign-in/${aToken}`, shows: 'Log in now' },
  'a link for another browser': {
    answers: signedOut({ 'POST /sign-in/link/check': () => ({ state: 'email_needed' }) }),
    fragment: `#cc/sign-in/${aToken}`,
    shows: /asked for in another browser/,
  },
  'a used link': {
    answers: signedOut({ 'POST /sign-in/link/check': () => ({ state: 'used' }) }),
    fragment: `#cc/sign-in/${aToken}`,
    shows: 'Get a new email',
  },
  'a new password': { answers: signedOut(), fragment: `#cc/new-password/${aToken}`, shows: 'Change My Password' },
  'the hosted page': { answers: { 'GET /boot': () => aBoot({ transport: 'hosted' }) }, shows: /page of its own/ },
  'no answer': { answers: { 'GET /boot': () => refuse('unavailable', 503) }, shows: 'Try again' },
  overview: { answers: inWithoutPassword, shows: 'Last orders' },
  'an empty section': {
    answers: { ...signedIn, 'GET /orders': () => ({ items: [], next: null }) },
    fragment: '#cc/orders',
    shows: /will appear here/,
  },
  'a loading section': { answers: { ...signedIn, 'GET /orders': never }, fragment: '#cc/orders', shows: 'Loading…' },
  'a section with an error': {
    answers: { ...signedIn, 'GET /orders': () => refuse('internal', 500) },
    fragment: '#cc/orders',
    shows: 'Try again',
  },
  subscriptions: {
    answers: {
      ...signedIn,
      'GET /subscriptions': () => ({
        items: [
          aSubscription({ state: 'payment_failed', stateAt: inDays(3) }),
          aSubscription({ id: anId(2), state: 'ends', stateAt: inDays(9) }),
          aSubscription({ id: anId(3), state: 'trial', stateAt: inDays(9) }),
          aSubscription({ id: anId(4), kind: 'plan', plan: { paid: 1, total: 3, remainingCents: 100 } }),
          aSubscription({ id: anId(5), state: 'ended', stateAt: inDays(-9) }),
        ],
        next: null,
      }),
    },
    fragment: '#cc/subscriptions',
    shows: 'Past',
  },
  'one subscription': { answers: signedIn, fragment: `#cc/subscriptions/${anId(1)}`, shows: 'Last payments' },
  orders: { answers: signedIn, fragment: '#cc/orders', shows: 'Stoneware starter set' },
  'one order': { answers: signedIn, fragment: `#cc/orders/${anId(100)}`, shows: 'Billing address' },
  invoices: {
    answers: {
      ...signedIn,
      'GET /invoices': () => ({
        open: [
          anInvoiceSummary({ isOverdue: true, dueAt: inDays(-3), dueCents: 100 }),
          anInvoiceSummary({ id: anId(2) }),
        ],
        items: (['paid', 'void', 'uncollectible'] as const).map((state, at) =>
          anInvoiceSummary({ id: anId(10 + at), state, dueCents: 0, totalCents: 123456789 }),
        ),
        next: `2024-03-01T10:00:00Z_${anId(1)}`,
      }),
    },
    fragment: '#cc/invoices',
    shows: 'Written off',
  },
  'one invoice': {
    answers: {
      ...signedIn,
      'GET /invoices/:invoiceId': () =>
        anInvoice({ payments: [aPayment({ state: 'failed', reason: 'insufficient funds' })] }),
    },
    fragment: `#cc/invoices/${anId(200)}`,
    shows: 'Attempts to pay',
  },
  payments: {
    answers: {
      ...signedIn,
      'GET /payments': () => ({
        items: [
          aPayment(),
          aPayment({ id: anId(301), state: 'failed', reason: 'insufficient funds' }),
          aPayment({ id: anId(302), state: 'refunded', card: null, title: null, amountCents: 123456789 }),
        ],
        next: null,
      }),
    },
    fragment: '#cc/payments',
    reach: () => page.getByText('From – to').click(),
    shows: 'insufficient funds',
  },
  'payments that a choice leaves out': {
    answers: {
      ...signedIn,
      'GET /payments': ({ query }) => ({ items: query.has('state') ? [] : [aPayment()], next: null }),
    },
    fragment: '#cc/payments',
    reach: async () => {
      await expect.element(page.getByText('Clay Club')).toBeInTheDocument();
      await page.getByLabelText('Result').selectOptions('failed');
    },
    shows: 'No payment fits this choice.',
  },
  'credit memos': {
    answers: {
      ...signedIn,
      'GET /credit-memos': () => ({
        items: [
          aCreditMemo({ leftCents: 1500, uses: [{ invoiceNumber: 'INV-0301', at: inDays(-9), cents: 3000 }] }),
          aCreditMemo({ id: anId(501), leftCents: 0, invoiceNumber: 'INV-0290' }),
        ],
        next: null,
      }),
    },
    fragment: '#cc/credit-memos',
    shows: 'Used for',
  },
  'payment methods': {
    answers: {
      ...signedIn,
      'GET /payment-methods': () => [
        aPaymentMethod(),
        aPaymentMethod({ id: anId(601), isDefault: false, pays: [] }),
        aPaymentMethod({ id: anId(602), isDefault: false, isExpired: true }),
      ],
    },
    fragment: '#cc/payment-methods',
    shows: 'Expired',
  },
  addresses: {
    answers: {
      ...signedIn,
      'GET /addresses': () => [anAddress(), anAddress({ id: anId(701), isDefault: false, country: 'FR' })],
    },
    fragment: '#cc/addresses',
    shows: 'Make default',
  },
  'a new address with errors': {
    answers: {
      ...signedIn,
      'POST /addresses': () =>
        refuse('invalid_request', 400, {
          fields: ['name', 'city', 'country'].map((path) => ({ path, message: 'no' })),
        }),
    },
    fragment: '#cc/addresses',
    reach: async () => {
      await press('Add an address');
      await press('Save address');
    },
    shows: 'Choose a country.',
  },
  courses: {
    answers: {
      ...signedIn,
      'GET /courses': () => [65, 0, 100].map((progressPercent, at) => aCourse({ id: anId(800 + at), progressPercent })),
    },
    fragment: '#cc/courses',
    shows: 'Open again',
  },
  'my account': { answers: signedIn, fragment: '#cc/profile', shows: 'Update profile' },
  security: {
    answers: { ...signedIn, 'GET /security': () => aSecurity() },
    fragment: '#cc/security',
    shows: 'This device',
  },
  'a question': {
    answers: signedIn,
    fragment: '#cc/security',
    reach: () => press('Sign out everywhere'),
    shows: /this one too/,
  },
  'sign in again': {
    answers: { ...signedIn, 'GET /orders': () => refuse('signed_out', 401) },
    fragment: '#cc/orders',
    shows: /nothing you typed is lost/,
  },
  'the menu': { answers: signedIn, reach: () => press('Account menu'), shows: 'Sign out' },
};

async function show({ answers, reach, shows, ...options }: Screen): Promise<HTMLElement> {
  serve(answers);
  const center = mount(options);
  await reach?.();
  await expect.element(page.getByText(shows).first()).toBeInTheDocument();
  return center;
}

for (const [name, screen] of Object.entries(screens)) {
  for (const theme of ['light', 'dark'] as const) {
    test(`${name} has no accessibility violation on a ${theme} page`, async () => {
      const center = await show({ ...screen, theme });
      const { violations } = await axe.run(center.parentElement!, { rules: { region: { enabled: false } } });
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${String(target)} ${failureSummary}`).join('\n')}`,
        ),
      ).toEqual([]);
    });
  }

  test(`${name} fits into 320 pixels, with targets that a thumb can hit`, async () => {
    const center = await show({ ...screen, width: '320px' });
    const root = center.shadowRoot!;
    expect(center.scrollWidth).toBeLessThanOrEqual(center.clientWidth);
    for (const target of root.querySelectorAll<HTMLElement>(
      'button, .button, .link, input:not(.hidden), label:has(.hidden), select, nav a, [role=menuitem]',
    )) {
      const { height, width } = target.getBoundingClientRect();
      if (width > 0) expect(height, target.outerHTML).toBeGreaterThanOrEqual(43.5);
    }
  });
}
