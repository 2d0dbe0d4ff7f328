import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import {
  aBoot,
  aCourse,
  aCreditMemo,
  aCustomer,
  aMembership,
  anAddress,
  anId,
  anInvoice,
  anInvoiceSummary,
  anOffer,
  anOverview,
  aPayment,
  aPaymentMethod,
  aPhone,
  aProfile,
  aSecurity,
  aSite,
  aSubscription,
  aToken,
  inDays,
} from './builders.ts';
import { cardFields, fakeProvider } from './fake-provider.ts';
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

/** With words that leave a narrow column no easy place to break. */
const aWordyOffer = anOffer({
  id: anId(911),
  program: 'Kiln Club',
  description: 'Donaudampfschifffahrtsgesellschaftskapitänsmützen and everything else that goes into a kiln. '.repeat(
    2,
  ),
  price: { cents: 123456789, currency: 'EUR', intervalUnit: 'month', intervalCount: 3 },
  buyUrl: null,
});
const withPrograms: Answers = {
  ...signedIn,
  'GET /programs': () => ({
    mine: [
      aMembership({ untilAt: inDays(30) }),
      aMembership({ id: anId(902), source: 'registration', level: 'A level with a long name '.repeat(3) }),
      aMembership({ id: anId(903), endedAt: inDays(-30), source: 'admin', opens: [] }),
    ],
    offers: [anOffer(), aWordyOffer, anOffer({ id: anId(912), price: null, description: '', opens: [] })],
  }),
};
const withPhones = (mayEdit: boolean): Answers => ({
  ...signedIn,
  'GET /phones': () => ({
    phones: [
      aPhone(),
      aPhone({ id: anId(921), number: '+44 1947 55 0199', label: 'Studio, back door', isDefault: false }),
    ],
    mayEdit,
  }),
});
const ownField = { label: 'Nickname', kind: 'text' as const, choices: [], isEditable: true, value: null };
const aFullProfile = aProfile({
  defaultAddress: anAddress(),
  fields: [
    { ...ownField, key: 'nickname' },
    { ...ownField, key: 'wheels', label: 'Wheels', kind: 'number', value: 2 },
    { ...ownField, key: 'born', label: 'Born on', kind: 'date', value: '1980-05-31' },
    { ...ownField, key: 'shirt', label: 'Shirt size', kind: 'choice', choices: ['S', 'M'], value: 'M' },
    { ...ownField, key: 'news', label: 'Newsletter', kind: 'yes_no', value: true },
  ],
});
const withFullProfile: Answers = { ...signedIn, 'GET /profile': () => aFullProfile };

async function manage(): Promise<void> {
  await press('Manage account');
  await expect.element(page.getByText('Locked, because your sign-in')).toBeVisible();
}

const claim = () => press('Add an order from another address');

async function askForClaim(): Promise<void> {
  await claim();
  await page.getByLabelText('The other email address').fill('ann@studio.example');
  await press('Send a code');
}

const withCards: Answers = {
  ...signedIn,
  'GET /payment-methods': () => ({
    methods: [aPaymentMethod(), aPaymentMethod({ id: anId(601), isDefault: false, isExpired: true, pays: [] })],
    mayChange: true,
  }),
  'POST /payment-methods/card-entries': () => ({ entry: 'seti_1', fields: cardFields() }),
  'POST /payment-methods/:paymentMethodId/uses': () => ({
    charges: [
      {
        ...{
          subscriptionId: anId(1),
          kind: 'plan',
          name: 'A plan with a long name '.repeat(3),
          state: 'payment_failed',
        },
        ...{ amountCents: 123456789, currency: 'EUR', nextAt: null, paymentsLeft: 3 },
        ...{ card: { brand: 'visa', last4: '4242' }, isPinned: true, isMovable: false },
      },
    ],
  }),
};
const declined = () => ({ confirmations: [{ error: { type: 'card_error', message: 'Your card was declined.' } }] });
const step =
  (name: RegExp, provider: Parameters<typeof fakeProvider>[0] = {}) =>
  async () => {
    fakeProvider(provider);
    await page.getByRole('button', { name }).first().click();
  };
const aLinkedInvoice = {
  ...{ number: 'INV-0301', issuedAt: '2024-04-03T10:00:00Z', totalCents: 2900, dueCents: 2900, currency: 'EUR' },
  ...{ state: 'open' as const, lines: [{ title: 'Clay Club, May', quantity: 2, totalCents: 2900 }] },
};
const unanswered = (state: 'checking' | 'declined') => ({
  ...{
    state,
    operationId: anId(51),
    amountCents: 2900,
    currency: 'EUR',
    reason: 'The card was declined.',
    fields: null,
  },
});
const withPayLink = signedOut({
  'POST /pay-links/open': () => ({ ...aLinkedInvoice, card: { brand: 'visa', last4: '4242' } }),
  'POST /pay-links/fields': () => ({ fields: cardFields('pi_1_secret_2') }),
});
const payLink = `#cc/pay/${'a'.repeat(40)}`;

const screens: Record<string, Screen> = {
  'card fields': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: step(/^Add a card/),
    shows: 'Save card',
  },
  'card fields after a refusal': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: async () => {
      await step(/^Add a card/, declined())();
      await expect.element(page.getByLabelText('Card number')).toBeVisible();
      await press('Save card');
    },
    shows: /Your card was declined/,
  },
  'card fields that are kept away': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: step(/^Add a card/, { isBlocked: true }),
    shows: /could not be shown here/,
  },
  'using a card': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: step(/^Use this card/),
    shows: 'What will be charged to it',
  },
  'editing a card': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: async () => {
      await step(/^Edit/)();
      await page.getByLabelText('Expires').fill('99');
      await press('Save');
    },
    shows: 'Type month and year, like 05/31.',
  },
  'removing a card that is needed': {
    answers: withCards,
    fragment: '#cc/payment-methods',
    reach: step(/^Remove/),
    shows: /Add another card first/,
  },
  'a payment nobody knows of': {
    answers: { ...withCards, 'POST /invoices/:invoiceId/pay': () => unanswered('checking') },
    fragment: `#cc/invoices/${anId(200)}`,
    reach: step(/^Pay €29 now/),
    shows: /You will not be charged twice/,
  },
  'a declined payment': {
    answers: { ...withCards, 'POST /invoices/:invoiceId/pay': () => unanswered('declined') },
    fragment: `#cc/invoices/${anId(200)}`,
    reach: step(/^Pay €29 now/),
    shows: /Nothing was charged/,
  },
  'a pay link': { answers: withPayLink, fragment: payLink, shows: /Pay €29 with Visa/ },
  'a pay link with card fields': {
    answers: withPayLink,
    fragment: payLink,
    reach: step(/^Pay with another card/),
    shows: 'Pay €29 now',
  },
  'a pay link that is too old': {
    answers: { ...withPayLink, 'POST /pay-links/open': () => refuse('link_expired', 410) },
    fragment: payLink,
    shows: /too old/,
  },
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
    shows: /Issued on/,
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
    reach: async () => {
      await page.getByLabelText('Period').selectOptions('Choose dates');
      await expect.element(page.getByLabelText('From', { exact: true })).toBeVisible();
    },
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
    shows: 'Nothing fits this choice.',
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
      'GET /payment-methods': () => ({
        mayChange: true,
        methods: [
          aPaymentMethod(),
          aPaymentMethod({ id: anId(601), isDefault: false, pays: [] }),
          aPaymentMethod({ id: anId(602), isDefault: false, isExpired: true }),
        ],
      }),
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
  'overview with offers': {
    answers: {
      ...signedIn,
      'GET /boot': () =>
        aBoot({
          customer: aCustomer(),
          overview: anOverview({ offers: [anOffer(), aWordyOffer, anOffer({ id: anId(912) })] }),
        }),
    },
    shows: 'You could join',
  },
  'my account': {
    answers: { ...signedIn, 'GET /profile': () => aFullProfile },
    fragment: '#cc/profile',
    shows: 'Shirt size',
  },
  'manage account': { answers: withFullProfile, fragment: '#cc/profile', reach: manage, shows: 'Update profile' },
  'manage account with an error and a new address': {
    answers: {
      ...withFullProfile,
      'PATCH /profile': () => refuse('invalid_request', 422, { fields: [{ path: 'fields.shirt', message: 'no' }] }),
    },
    fragment: '#cc/profile',
    reach: async () => {
      await manage();
      await press('Update profile');
      await press('Add an address');
      await expect.element(page.getByText('New address')).toBeVisible();
    },
    shows: 'This does not fit here. Please check it.',
  },
  'my account that is saved': {
    answers: { ...withFullProfile, 'PATCH /profile': () => aFullProfile },
    fragment: '#cc/profile',
    reach: async () => {
      await manage();
      await press('Update profile');
    },
    shows: 'Saved.',
  },
  'manage account where nothing is edited': {
    answers: {
      ...withFullProfile,
      'GET /boot': () =>
        aBoot({ site: aSite({ profileEditing: false }), customer: aCustomer(), overview: anOverview() }),
    },
    fragment: '#cc/profile',
    reach: manage,
    shows: 'To change your name, please write to us.',
  },
  phones: { answers: withPhones(false), fragment: '#cc/phones', shows: 'To change a number, please write to us.' },
  'phones that are edited': {
    answers: {
      ...withPhones(true),
      'POST /phones': () => refuse('invalid_request', 422, { fields: [{ path: 'number', message: 'no' }] }),
    },
    fragment: '#cc/phones',
    reach: async () => {
      await press('Add a phone number');
      await press('Save number');
    },
    shows: 'Type a phone number, like +49 40 5550 1187.',
  },
  programs: { answers: withPrograms, fragment: '#cc/programs', shows: 'Not yours yet' },
  'programs with a question': {
    answers: withPrograms,
    fragment: '#cc/programs',
    reach: async () => {
      await press('Ask about Kiln Club');
      await press('Send question');
    },
    shows: 'Write your question first.',
  },
  'programs with a question that is sent': {
    answers: withPrograms,
    fragment: '#cc/programs',
    reach: async () => {
      await press('Ask about Kiln Club');
      await page.getByLabelText('Your question').fill('How many evenings?');
      await press('Send question');
    },
    shows: 'Your question is sent. The answer comes by email.',
  },
  'orders of chosen dates': {
    answers: signedIn,
    fragment: '#cc/orders',
    reach: () => page.getByLabelText('Period').selectOptions('Choose dates'),
    shows: 'To',
  },
  'orders from another address': { answers: signedIn, fragment: '#cc/orders', reach: claim, shows: 'Send a code' },
  'orders from an address that is none': {
    answers: { ...signedIn, 'POST /orders/claim/email': () => refuse('invalid_request', 422) },
    fragment: '#cc/orders',
    reach: askForClaim,
    shows: /Type another whole email address/,
  },
  'orders from another address, with a wrong code': {
    answers: { ...signedIn, 'POST /orders/claim': () => refuse('code_wrong', 401, { triesLeft: 0 }) },
    fragment: '#cc/orders',
    reach: async () => {
      await askForClaim();
      await page.getByLabelText('Six-digit code').fill('000000');
    },
    shows: /was wrong too often/,
  },
  'orders that came from another address': {
    answers: signedIn,
    fragment: '#cc/orders',
    reach: async () => {
      await askForClaim();
      await page.getByLabelText('Six-digit code').fill('123456');
    },
    shows: /is here now/,
  },
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
      'button, .button, .link, input:not(.hidden), label:has(.hidden), select, textarea, nav a, .profile-tabs a, [role=menuitem]',
    )) {
      const { height, width } = target.getBoundingClientRect();
      if (width > 0) expect(height, target.outerHTML).toBeGreaterThanOrEqual(43.5);
    }
  });
}
