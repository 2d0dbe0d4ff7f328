/** The center in German, and how it comes to speak it. */
import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import xliff from '../../widget/locales/de.xlf?raw';
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
  anOrder,
  anOrderSummary,
  anOverview,
  aPayment,
  aPaymentMethod,
  aPhone,
  aProfile,
  aSecurity,
  aSite,
  aSubscription,
  aToken,
  emailAsked,
  inDays,
  visa,
} from './builders.ts';
import { type Answers, refuse, serve, signedIn, signedOut } from './fake-server.ts';
import { mount, type PageOptions } from './mount.ts';

const heading = (name: string) => page.getByRole('heading', { name });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const press = (name: string) => button(name).click();
const field = (name: string) => page.getByLabelText(name, { exact: true });
const loaded = () => performance.getEntriesByType('resource').filter(({ name }) => /\/locales\/.*\.ts/.test(name));

const locales = ['en-GB', 'de-DE'];
const inWith = (locale: string | null): Answers => ({
  ...signedIn,
  'GET /boot': () => aBoot({ customer: aCustomer({ locale }), overview: anOverview() }),
});

test('an English page loads no texts', async () => {
  serve(signedOut());
  const center = mount();
  await field('Email address').fill('ann@okafor.example');
  await press('Continue');
  await field('Six-digit code').fill('123456');
  await expect.element(heading('Hello, Ann')).toBeVisible();
  expect(loaded()).toEqual([]);
  expect(center.lang).toBe('');
});

test('a German page signs in in German', async () => {
  const server = serve(signedOut({ 'POST /sign-in/code': () => refuse('code_wrong', 401, { triesLeft: 1 }) }));
  const center = mount({ lang: 'de' });
  await field('E-Mail-Adresse').fill('ann');
  await press('Weiter');
  await expect.element(field('E-Mail-Adresse')).toHaveAccessibleDescription(/Ihre vollständige E-Mail-Adresse/);
  await field('E-Mail-Adresse').fill('ann@okafor.example');
  await press('Weiter');
  await expect.element(heading('Prüfen Sie Ihr Postfach')).toBeVisible();
  expect(center.shadowRoot!.textContent.replace(/\s+/g, ' ')).toContain(
    'Falls es für ann@okafor.example ein Konto gibt, ist eine E-Mail von Kiln & Quill <hello@kilnandquill.example> unterwegs.',
  );
  await field('Sechsstelliger Code').fill('000000');
  await expect.element(field('Sechsstelliger Code')).toHaveAccessibleDescription(/noch einen Versuch/);
  expect(server.bodies).toContainEqual({ email: 'ann@okafor.example', language: 'de' });
  expect(center.lang).toBe('de');
});

test.each([
  [1, '1 Sekunde'],
  [42, '42 Sekunden'],
  [600, '10 Minuten'],
])('too many tries, %s seconds to wait: the noun fits the number', async (retryAfterSeconds, time) => {
  serve(signedOut({ 'POST /sign-in/email': () => refuse('too_many_requests', 429, { retryAfterSeconds }) }));
  mount({ lang: 'de' });
  await field('E-Mail-Adresse').fill('ann@okafor.example');
  await press('Weiter');
  await expect.element(page.getByRole('alert')).toHaveTextContent(`Warten Sie ${time} und versuchen`);
});

test('one second to wait is one in English, too', async () => {
  serve(signedOut({ 'POST /sign-in/email': () => refuse('too_many_requests', 429, { retryAfterSeconds: 1 }) }));
  mount();
  await field('Email address').fill('ann@okafor.example');
  await press('Continue');
  await expect.element(page.getByRole('alert')).toHaveTextContent('Wait 1 second, then');
});

test('a server that does not answer is told in German, and so is an element that names no site', async () => {
  serve({ 'GET /boot': () => refuse('unavailable', 503) });
  mount({ lang: 'de' });
  await expect.element(page.getByText(/Der Server antwortet gerade nicht/)).toBeVisible();
  mount({ lang: 'de', attributes: { site: '' } });
  await expect.element(page.getByText(/Prüfen Sie die Attribute „site“ und „server“/)).toBeVisible();
});

test('the attribute decides before the page', async () => {
  serve(signedOut());
  mount({ attributes: { locale: 'de-AT' } });
  await expect.element(button('Weiter')).toBeVisible();
  mount({ lang: 'de', attributes: { locale: 'en' } });
  await expect.element(button('Continue')).toBeVisible();
});

test("a customer's own language comes with signing in, and goes with signing out", async () => {
  const server = serve(signedOut());
  const own = { ...server.answers };
  server.answers = {
    ...own,
    'GET /boot': async (request) => {
      const boot = await own['GET /boot']!(request);
      if ('site' in boot && boot.customer) boot.customer.locale = 'de-DE';
      return boot;
    },
    'POST /sign-out': () => {
      server.answers['GET /boot'] = () => aBoot();
      return { done: true };
    },
  };
  mount();
  await field('Email address').fill('ann@okafor.example');
  await press('Continue');
  await field('Six-digit code').fill('123456');
  await expect.element(heading('Hallo, Ann')).toBeVisible();
  await expect
    .element(
      page
        .getByText('3. Mai 2031')
        .or(page.getByText(/\d\. \p{L}+/u))
        .first(),
    )
    .toBeVisible();
  await press('Kontomenü');
  await page.getByRole('menuitem', { name: 'Abmelden' }).click();
  await expect.element(heading('Sign in')).toBeVisible();
});

test('choosing a language changes it at once, there where one is', async () => {
  let locale: string | null = 'en-GB';
  serve({
    ...signedIn,
    'GET /boot': () => aBoot({ customer: aCustomer({ locale }), overview: anOverview() }),
    'GET /profile': () => aProfile({ locale, locales }),
    'PATCH /profile': ({ body }) => aProfile({ locale: (locale = body['locale'] as string), locales }),
  });
  const center = mount({ fragment: '#cc/profile' });
  await press('Manage account');
  const frame = center.shadowRoot!.querySelector('customer-center-frame');
  await field('Language and region').selectOptions('de-DE');
  await press('Update profile');
  await expect.element(heading('Mein Konto')).toBeVisible();
  await expect.element(page.getByRole('link', { name: 'Übersicht' })).toBeVisible();
  await expect.element(page.getByText('Gespeichert.').first()).toBeInTheDocument();
  expect(center.shadowRoot!.querySelector('customer-center-frame')).toBe(frame);
  expect({ fragment: location.hash, lang: center.lang }).toEqual({ fragment: '#cc/profile', lang: 'de' });
  await press('Konto verwalten');
  await field('Sprache und Region').selectOptions('en-GB');
  await press('Profil speichern');
  await expect.element(heading('My Account')).toBeVisible();
  expect(center.lang).toBe('en');
});

test('two elements of a page speak the same language', async () => {
  serve(inWith('de-DE'));
  mount({ attributes: { site: 'shared', section: 'orders' } });
  mount({ attributes: { site: 'shared', section: 'invoices' } });
  await expect.element(heading('Bestellungen')).toBeVisible();
  await expect.element(heading('Rechnungen')).toBeVisible();
});

test('two elements that want different languages do not take turns for ever', async () => {
  serve(signedOut());
  const one = mount({ attributes: { locale: 'de' } });
  const other = mount({ attributes: { locale: 'en' } });
  let changes = 0;
  const observer = new MutationObserver((records) => (changes += records.length));
  for (const each of [one, other]) observer.observe(each, { attributes: true, attributeFilter: ['lang'] });
  await expect.element(button('Continue').first()).toBeVisible();
  const settle = () => new Promise((resolve) => setTimeout(resolve, 200));
  await settle();
  const before = changes;
  await settle();
  expect(changes).toBe(before);
});

test('money and dates are written as in Germany', async () => {
  serve(inWith('de-DE'));
  const center = mount({ fragment: `#cc/invoices/${anId(200)}` });
  await expect.element(heading('Rechnung INV-0301')).toBeVisible();
  const text = center.shadowRoot!.textContent.replace(/\s+/g, ' ');
  expect(text).toContain('29,00 €');
  expect(text).toContain('Fällig am 3. Mai 2031');
  expect(text).toContain('Ausgestellt am 3. April 2024');
});

interface Screen extends PageOptions {
  readonly answers: Answers;
  readonly reach?: () => Promise<void>;
  /** Text that is there when the screen is. */
  readonly shows: string | RegExp;
}

const german = inWith('de-DE');
const askForEmail = async () => {
  await field('E-Mail-Adresse').fill('ann@okafor.example');
  await press('Weiter');
};
const aPage = <Item>(...items: Item[]) => ({ items, next: `2024-03-01T10:00:00Z_${anId(1)}` });
const link = `#cc/sign-in/${aToken}`;
const dead = (state: 'used' | 'expired' | 'unknown') => ({
  answers: signedOut({ 'POST /sign-in/link/check': () => ({ state }) }),
  fragment: link,
  shows: 'Neue E-Mail anfordern',
});

const screens: Record<string, Screen> = {
  'sign in': { answers: signedOut(), shows: 'Weiter' },
  inbox: {
    answers: signedOut({ 'POST /sign-in/email': () => ({ ...emailAsked, resendAfterSeconds: 60 }) }),
    reach: askForEmail,
    shows: 'Andere Adresse verwenden',
  },
  password: { answers: signedOut(), reach: () => press('Mit Passwort anmelden'), shows: 'Benutzername' },
  forgotten: {
    answers: signedOut(),
    reach: async () => {
      await press('Mit Passwort anmelden');
      await press('Neues Passwort festlegen');
      await field('E-Mail-Adresse').fill('ann@okafor.example');
      await press('E-Mail senden');
    },
    shows: /auf „Passwort ändern“/,
  },
  register: {
    answers: {
      ...signedOut(),
      'GET /boot': () => aBoot({ site: aSite({ registration: true, program: 'Clay Club' }) }),
    },
    shows: 'Clay Club beitreten',
  },
  'an emailed link': { answers: signedOut(), fragment: link, shows: 'Jetzt anmelden' },
  'a link for another browser': {
    answers: signedOut({ 'POST /sign-in/link/check': () => ({ state: 'email_needed' }) }),
    fragment: link,
    shows: /in einem anderen Browser/,
  },
  'a used link': dead('used'),
  'an old link': dead('expired'),
  'a damaged link': dead('unknown'),
  'a new password': { answers: signedOut(), fragment: `#cc/new-password/${aToken}`, shows: 'Passwort ändern' },
  hosted: { answers: { 'GET /boot': () => aBoot({ transport: 'hosted' }) }, shows: /auf einer eigenen Seite/ },
  overview: {
    answers: {
      ...german,
      'GET /boot': () => aBoot({ customer: aCustomer({ locale: 'de-DE', maySetPassword: true }) }),
      'GET /overview': () =>
        anOverview({
          attention: [
            ...anOverview().attention,
            ...[false, true].map((isOverdue) => ({
              kind: 'invoice_open' as const,
              invoiceId: anId(200),
              number: 'INV-0301',
              amountCents: 2900,
              currency: 'EUR',
              at: inDays(5),
              isOverdue,
            })),
          ],
          offers: [anOffer()],
        }),
    },
    shows: 'Das könnte Sie interessieren',
  },
  'nothing yet': {
    answers: {
      ...german,
      'GET /boot': () => aBoot({ customer: aCustomer({ locale: 'de-DE' }) }),
      'GET /overview': () => anOverview({ attention: [], nextPayments: [], recentOrders: [], courses: [], offers: [] }),
    },
    shows: /was als Nächstes fällig ist/,
  },
  subscriptions: {
    answers: {
      ...german,
      'GET /subscriptions': () =>
        aPage(
          ...(['active', 'trial', 'ends', 'paused', 'payment_failed', 'ended', 'paid_off'] as const).map((state, at) =>
            aSubscription({ id: anId(at), state, stateAt: inDays(300), intervalCount: 1 + at }),
          ),
          ...(['day', 'week', 'year'] as const).map((interval, at) => aSubscription({ id: anId(20 + at), interval })),
          ...(['ends', 'paused', 'payment_failed'] as const).map((state, at) =>
            aSubscription({ id: anId(30 + at), state, stateAt: null }),
          ),
          aSubscription({ id: anId(9), kind: 'plan', plan: { paid: 1, total: 3, remainingCents: 100 } }),
        ),
    },
    fragment: '#cc/subscriptions',
    shows: 'Frühere',
  },
  'one subscription': {
    answers: {
      ...german,
      'GET /subscriptions/:subscriptionId': () => ({
        ...aSubscription({ state: 'payment_failed', stateAt: inDays(300) }),
        invoiceId: anId(200),
        payments: [aPayment(), aPayment({ state: 'failed' }), aPayment({ state: 'refunded' })],
      }),
    },
    fragment: `#cc/subscriptions/${anId(1)}`,
    shows: 'Letzte Zahlungen',
  },
  'one payment plan': {
    answers: {
      ...german,
      'GET /subscriptions/:subscriptionId': () => ({
        ...aSubscription({ kind: 'plan', plan: { paid: 1, total: 3, remainingCents: 100 }, card: null }),
        invoiceId: null,
        payments: [],
      }),
    },
    fragment: `#cc/subscriptions/${anId(1)}`,
    shows: 'Ratenzahlung',
  },
  courses: {
    answers: { ...german, 'GET /courses': () => [65, 0, 100].map((progressPercent) => aCourse({ progressPercent })) },
    fragment: '#cc/courses',
    shows: 'Erneut öffnen',
  },
  programs: {
    answers: {
      ...german,
      'GET /programs': () => ({
        mine: [
          aMembership(),
          aMembership({ untilAt: inDays(9), source: 'admin' }),
          aMembership({ endedAt: inDays(-9), source: 'registration' }),
        ],
        offers: [anOffer(), anOffer({ id: anId(911), buyUrl: null, price: null })],
      }),
    },
    fragment: '#cc/programs',
    reach: async () => {
      await press('Frage zu Writers’ Circle');
      await press('Frage senden');
    },
    shows: 'Schreiben Sie zuerst Ihre Frage.',
  },
  orders: {
    answers: {
      ...german,
      'GET /orders': () =>
        aPage(
          ...(['paid', 'open', 'partly_refunded', 'refunded'] as const).map((state) =>
            anOrderSummary({ state, moreLines: 3, refundedCents: 100 }),
          ),
        ),
    },
    fragment: '#cc/orders',
    reach: async () => {
      await page.getByLabelText('Zeitraum').selectOptions('dates');
      await press('Bestellung von anderer Adresse hinzufügen');
    },
    shows: 'Code senden',
  },
  'one order': {
    answers: { ...german, 'GET /orders/:orderId': () => ({ ...anOrder(), refundedCents: 100, subtotalCents: 1 }) },
    fragment: `#cc/orders/${anId(100)}`,
    shows: 'Rechnungsadresse',
  },
  invoices: {
    answers: {
      ...german,
      'GET /invoices': () => ({
        open: [
          anInvoiceSummary({ dueCents: 100 }),
          anInvoiceSummary({ isOverdue: true }),
          anInvoiceSummary({ dueAt: null }),
        ],
        items: (['paid', 'void', 'uncollectible'] as const).map((state) => anInvoiceSummary({ state, dueCents: 0 })),
        next: `2024-03-01T10:00:00Z_${anId(1)}`,
      }),
    },
    fragment: '#cc/invoices',
    shows: 'Ausgebucht',
  },
  'one invoice': {
    answers: { ...german, 'GET /invoices/:invoiceId': () => anInvoice({ dueCents: 100 }) },
    fragment: `#cc/invoices/${anId(200)}`,
    shows: 'Noch keine Zahlung.',
  },
  'an invoice that was withdrawn': {
    answers: { ...german, 'GET /invoices/:invoiceId': () => anInvoice({ state: 'void' }) },
    fragment: `#cc/invoices/${anId(200)}`,
    shows: 'Storniert',
  },
  payments: {
    answers: {
      ...german,
      'GET /payments': () =>
        aPage(aPayment(), aPayment({ state: 'failed', title: null }), aPayment({ state: 'refunded', card: null })),
      'POST /payments/export': () => ({ emailed: true }),
    },
    fragment: '#cc/payments',
    reach: () => press('Exportieren'),
    shows: /Sie erhalten eine E-Mail/,
  },
  'a payment that a bank refused': {
    answers: {
      ...german,
      'GET /payments': () => aPage(aPayment({ state: 'failed', reason: 'The card has expired.' })),
    },
    fragment: '#cc/payments',
    shows: /Die Karte ist abgelaufen\./,
  },
  'payments that a choice leaves out': {
    answers: {
      ...german,
      'GET /payments': ({ query }) => ({ items: query.has('state') ? [] : [aPayment()], next: null }),
    },
    fragment: '#cc/payments',
    reach: async () => page.getByLabelText('Ergebnis').selectOptions('failed'),
    shows: 'Dazu gibt es keine Einträge.',
  },
  'credit memos': {
    answers: {
      ...german,
      'GET /credit-memos': () =>
        aPage(
          aCreditMemo(),
          aCreditMemo({ leftCents: 1500, uses: [{ invoiceNumber: 'INV-0301', at: inDays(-9), cents: 3000 }] }),
          aCreditMemo({ leftCents: 0, invoiceNumber: 'INV-0290' }),
        ),
    },
    fragment: '#cc/credit-memos',
    shows: 'Verwendet für',
  },
  'payment methods': {
    answers: {
      ...german,
      'GET /payment-methods': () => ({
        mayChange: true,
        methods: [
          aPaymentMethod(),
          aPaymentMethod({ isDefault: false, pays: [] }),
          aPaymentMethod({ isExpired: true, card: { ...visa, brand: 'unknown' } }),
        ],
      }),
    },
    fragment: '#cc/payment-methods',
    shows: 'Abgelaufen',
  },
  addresses: {
    answers: {
      ...german,
      'GET /addresses': () => [anAddress(), anAddress({ isDefault: false })],
      'POST /addresses': () =>
        refuse('invalid_request', 400, { fields: ['name', 'country'].map((path) => ({ path, message: 'no' })) }),
    },
    fragment: '#cc/addresses',
    reach: async () => {
      await press('Adresse hinzufügen');
      await press('Adresse speichern');
    },
    shows: 'Diese Angabe fehlt.',
  },
  phones: {
    answers: {
      ...german,
      'GET /phones': () => ({ mayEdit: true, phones: [aPhone(), aPhone({ isDefault: false })] }),
    },
    fragment: '#cc/phones',
    reach: () => press('Telefonnummer hinzufügen'),
    shows: 'Nummer speichern',
  },
  'my account': {
    answers: { ...german, 'GET /profile': () => aProfile({ locale: null, locales, defaultAddress: anAddress() }) },
    fragment: '#cc/profile',
    shows: 'Persönliche Angaben',
  },
  'manage account': {
    answers: { ...german, 'GET /profile': () => aProfile({ locales }) },
    fragment: '#cc/profile',
    reach: () => press('Konto verwalten'),
    shows: 'Profil speichern',
  },
  security: {
    answers: german,
    fragment: '#cc/security',
    reach: () => press('Passwort ändern'),
    shows: 'Neues Passwort wiederholen',
  },
  'a username': {
    answers: { ...german, 'GET /security': () => aSecurity({ username: 'ann', hasPassword: false }) },
    fragment: '#cc/security',
    reach: () => press('Benutzernamen ändern'),
    shows: 'Benutzernamen speichern',
  },
  'a question': {
    answers: german,
    fragment: '#cc/security',
    reach: () => press('Überall abmelden'),
    shows: 'Überall abmelden?',
  },
  'a confirmation': {
    answers: {
      ...german,
      'POST /security/sign-out-others': () => refuse('confirmation_needed', 403),
    },
    fragment: '#cc/security',
    reach: async () => {
      await press('Alle anderen Geräte abmelden');
      await new Promise((resolve) => setTimeout(resolve, 450));
      await press('Andere abmelden');
    },
    shows: 'Bestätigen Sie, dass Sie es sind',
  },
  'sign in again': {
    answers: { ...german, 'GET /orders': () => refuse('signed_out', 401) },
    fragment: '#cc/orders',
    shows: /Ihre Eingaben bleiben erhalten/,
  },
  'a section with an error': {
    answers: { ...german, 'GET /orders': () => refuse('internal', 500, { id: 'ABC' }) },
    fragment: '#cc/orders',
    shows: /Support-Code: ABC/,
  },
  'a center that is closed': {
    answers: {
      ...german,
      'GET /boot': () => aBoot({ site: aSite({ sections: [] }), customer: aCustomer({ locale: 'de-DE' }) }),
    },
    shows: 'Zurzeit geschlossen',
  },
  'the menu': { answers: german, reach: () => press('Kontomenü'), shows: 'Abmelden' },
};

/** What the English texts look like; not those that German has as well, such as "Name". */
const english = [...xliff.matchAll(/<source>([^]*?)<\/source>\s*<target>([^]*?)<\/target>/g)]
  .filter(([, source, target]) => source !== target)
  .map(([, source]) => {
    const text = new DOMParser().parseFromString(`<p>${source!.replace(/<x [^>]*>/g, '\u0000')}</p>`, 'text/html').body;
    const parts = source!.split(/<x [^>]*>/).map((part) => {
      text.innerHTML = part;
      return text.textContent.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    });
    return new RegExp(`^${parts.join('.+')}$`);
  });

/** Each text as it is read or heard. */
function textsOf(root: Node, found: string[] = []): string[] {
  for (const node of root.childNodes) {
    if (node instanceof Text) found.push(node.data.replace(/\s+/g, ' ').trim());
    if (node instanceof Element) {
      const label = node.getAttribute('aria-label');
      if (label) found.push(label);
      if (node.localName !== 'style') textsOf(node, found);
    }
  }
  return found.filter(Boolean);
}

describe('in German', () => {
  test('the English texts would be recognised', () => {
    const isEnglish = (text: string) => english.some((pattern) => pattern.test(text));
    expect(english.length).toBeGreaterThan(300);
    expect(
      ['Continue', 'Invoice INV-1', 'Names cannot contain < or >, and have at most 100 letters.'].every(isEnglish),
    ).toBe(true);
    expect(isEnglish('Weiter')).toBe(false);
  });

  test.each(Object.entries(screens))('%s has no English text and fits into 320 pixels', async (_, screen) => {
    const { answers, reach, shows, ...options } = screen;
    serve(answers);
    const center = mount({ ...options, lang: 'de', width: '320px' });
    await reach?.();
    await expect.element(page.getByText(shows).first()).toBeInTheDocument();
    const root = center.shadowRoot!;
    expect(textsOf(root).filter((text) => english.some((pattern) => pattern.test(text)))).toEqual([]);
    expect(center.scrollWidth).toBeLessThanOrEqual(center.clientWidth);
    for (const each of root.querySelectorAll<HTMLElement>('.button, .pill, .link, h2, h3, label, .field-end')) {
      expect(each.scrollWidth, each.textContent).toBeLessThanOrEqual(Math.max(each.clientWidth, each.offsetWidth) + 1);
      const { right } = each.getBoundingClientRect();
      if (!each.closest('nav, dialog'))
        expect(right, each.textContent).toBeLessThanOrEqual(center.getBoundingClientRect().right + 1);
    }
  });
});
