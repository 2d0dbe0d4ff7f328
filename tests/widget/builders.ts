/** Things a server would answer, each complete and valid; pass what matters to the test. */
import { sectionNames } from '../../server/features/boot/boot.contract.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import type { Api } from '../../server/contract.ts';

export type Boot = ReplyOf<Api['GET /boot']>;
export type Overview = ReplyOf<Api['GET /overview']>;
export type Subscription = ReplyOf<Api['GET /subscriptions']>['items'][number];
export type Order = ReplyOf<Api['GET /orders/:orderId']>;
export type OrderSummary = ReplyOf<Api['GET /orders']>['items'][number];
export type InvoiceSummary = ReplyOf<Api['GET /invoices']>['open'][number];
export type Invoice = ReplyOf<Api['GET /invoices/:invoiceId']>;
export type Payment = ReplyOf<Api['GET /payments']>['items'][number];
export type CreditMemo = ReplyOf<Api['GET /credit-memos']>['items'][number];
export type PaymentMethod = ReplyOf<Api['GET /payment-methods']>['methods'][number];
export type Address = ReplyOf<Api['GET /addresses']>[number];
export type Course = ReplyOf<Api['GET /courses']>[number];
export type Programs = ReplyOf<Api['GET /programs']>;
export type Phones = ReplyOf<Api['GET /phones']>;
export type Profile = ReplyOf<Api['GET /profile']>;
export type Security = ReplyOf<Api['GET /security']>;

const day = 86_400_000;
export const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
export const anId = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const aToken = 'A'.repeat(64);

export const visa = { brand: 'visa', last4: '4242', expiresMonth: 5, expiresYear: 2031 };
const sender = 'Kiln & Quill <hello@kilnandquill.example>';

export const aSite = (more: Partial<Boot['site']> = {}): Boot['site'] => ({
  id: 'kiln',
  headline: 'Kiln & Quill',
  logoUrl: null,
  gradient: ['#7a3b1e', '#9a4b22'],
  onGradient: '#ffffff',
  privacyUrl: 'https://kiln.example/privacy',
  termsUrl: 'https://kiln.example/terms',
  centerAddress: 'https://kiln.example/account',
  hostedPage: 'https://center.example/c/kiln',
  signInMethods: { email: true, password: true, username: true },
  passwordMinLength: 12,
  sender,
  profileEditing: true,
  registration: false,
  program: null,
  sections: [...sectionNames],
  ...more,
});

export const aCustomer = (more: Partial<NonNullable<Boot['customer']>> = {}): NonNullable<Boot['customer']> => ({
  firstName: 'Ann',
  lastName: 'Okafor',
  email: 'ann@okafor.example',
  initials: 'AO',
  mayHavePicture: false,
  locale: 'en-GB',
  maySetPassword: false,
  ...more,
});

export const anOverview = (more: Partial<Overview> = {}): Overview => ({
  attention: [
    {
      kind: 'payment_failed',
      subscriptionId: anId(1),
      name: 'Clay Club',
      amountCents: 2900,
      currency: 'EUR',
      at: inDays(6),
      invoiceId: null,
    },
    { kind: 'card_expiring', subscriptionId: anId(2), name: 'Ink Box', card: visa, at: inDays(20) },
  ],
  nextPayments: [
    {
      subscriptionId: anId(1),
      kind: 'subscription',
      name: 'Clay Club',
      at: inDays(9),
      amountCents: 2900,
      currency: 'EUR',
      card: visa,
    },
  ],
  recentOrders: [anOrderSummary()],
  courses: [aCourse()],
  offers: [],
  ...more,
});

export const aBoot = (more: Partial<Boot> = {}): Boot => ({
  site: aSite(),
  transport: 'cookie',
  customer: null,
  overview: null,
  ...more,
});

export const aSubscription = (more: Partial<Subscription> = {}): Subscription => ({
  id: anId(1),
  kind: 'subscription',
  name: 'Clay Club',
  program: 'Studio Membership',
  priceCents: 2900,
  currency: 'EUR',
  interval: 'month',
  intervalCount: 1,
  state: 'active',
  stateAt: null,
  startedAt: '2024-03-01T10:00:00Z',
  nextPaymentAt: '2031-05-03T10:00:00Z',
  nextPaymentCents: 2900,
  card: visa,
  plan: null,
  ...more,
});

export const anOrderSummary = (more: Partial<OrderSummary> = {}): OrderSummary => ({
  id: anId(100),
  number: 'KQ-10234',
  placedAt: '2024-03-01T10:00:00Z',
  title: 'Stoneware starter set',
  moreLines: 1,
  totalCents: 17480,
  refundedCents: 0,
  currency: 'EUR',
  state: 'paid',
  ...more,
});

export const anOrder = (more: Partial<Order> = {}): Order => ({
  ...anOrderSummary(),
  lines: [
    { title: 'Stoneware starter set', quantity: 1, unitCents: 14900, totalCents: 14900 },
    { title: 'Wooden rib', quantity: 2, unitCents: 1290, totalCents: 2580 },
  ],
  subtotalCents: 17480,
  discountCents: 500,
  taxCents: 500,
  card: visa,
  billingAddress: ['Ann Okafor', '14 Harbour Row', 'Whitby', 'GB'],
  ...more,
});

export const anInvoiceSummary = (more: Partial<InvoiceSummary> = {}): InvoiceSummary => ({
  id: anId(200),
  number: 'INV-0301',
  issuedAt: '2024-04-03T10:00:00Z',
  dueAt: '2031-05-03T10:00:00Z',
  isOverdue: false,
  title: 'Clay Club',
  totalCents: 2900,
  dueCents: 2900,
  currency: 'EUR',
  state: 'open',
  ...more,
});

export const anInvoice = (more: Partial<Invoice> = {}): Invoice => ({
  ...anInvoiceSummary(),
  lines: [
    { title: 'Clay Club, May', quantity: 1, totalCents: 1900 },
    { title: 'Bag of clay', quantity: 2, totalCents: 1000 },
  ],
  payments: [],
  pdfUrl: null,
  hostedUrl: null,
  isPayable: true,
  ...more,
});

export const aPayment = (more: Partial<Payment> = {}): Payment => ({
  id: anId(300),
  at: '2024-04-03T10:00:00Z',
  amountCents: 2900,
  currency: 'EUR',
  state: 'succeeded',
  reason: null,
  title: 'Clay Club',
  card: visa,
  ...more,
});

export const aCreditMemo = (more: Partial<CreditMemo> = {}): CreditMemo => ({
  id: anId(500),
  number: 'CM-0012',
  issuedAt: '2024-04-03T10:00:00Z',
  reason: 'Bowl arrived broken',
  totalCents: 4500,
  leftCents: 4500,
  currency: 'EUR',
  invoiceNumber: null,
  uses: [],
  ...more,
});

export const aPaymentMethod = (more: Partial<PaymentMethod> = {}): PaymentMethod => ({
  id: anId(600),
  card: visa,
  name: 'Ada Ash',
  isDefault: true,
  isExpired: false,
  pays: [{ subscriptionId: anId(1), name: 'Clay Club' }],
  ...more,
});

export const anAddress = (more: Partial<Address> = {}): Address => ({
  id: anId(700),
  name: 'Ann Okafor',
  line1: '14 Harbour Row',
  line2: null,
  postalCode: 'YO22 4JX',
  city: 'Whitby',
  region: null,
  country: 'GB',
  isDefault: true,
  ...more,
});

export const aCourse = (more: Partial<Course> = {}): Course => ({
  id: anId(800),
  title: 'Throwing your first bowl',
  pictureUrl: null,
  address: 'https://kiln.example/courses/bowl',
  progressPercent: 65,
  enrolledAt: '2024-04-03T10:00:00Z',
  ...more,
});

export const aProfile = (more: Partial<Profile> = {}): Profile => ({
  firstName: 'Ann',
  lastName: 'Okafor',
  email: 'ann@okafor.example',
  phone: '+44 20 7946 0018',
  defaultAddress: null,
  fields: [],
  locale: 'en-GB',
  locales: ['en-US', 'en-GB'],
  customerSince: '2022-01-10T10:00:00Z',
  ...more,
});

export const aSecurity = (more: Partial<Security> = {}): Security => ({
  hasPassword: true,
  passwordMinLength: 12,
  username: null,
  confirmedUntil: null,
  devices: [
    {
      id: anId(400),
      name: 'Firefox on Windows',
      network: '203.0.113',
      signedInAt: inDays(-3),
      lastSeenAt: inDays(0),
      current: true,
    },
    {
      id: anId(401),
      name: 'Safari on iPhone',
      network: null,
      signedInAt: inDays(-60),
      lastSeenAt: inDays(-2),
      current: false,
    },
  ],
  ...more,
});

export const emailAsked = { sender, resendAfterSeconds: 60 };
export const done = { done: true } as const;

export const aMembership = (more: Partial<Programs['mine'][number]> = {}): Programs['mine'][number] => ({
  id: anId(900),
  programId: anId(901),
  program: 'Studio Membership',
  level: 'Studio Plus',
  sinceAt: '2022-01-10T10:00:00Z',
  untilAt: null,
  endedAt: null,
  source: 'purchase',
  opens: [{ title: 'Glazes you can eat from', address: 'https://kiln.example/courses/glazes' }],
  ...more,
});

export const anOffer = (more: Partial<Programs['offers'][number]> = {}): Programs['offers'][number] => ({
  id: anId(910),
  program: 'Writers’ Circle',
  description: 'Eight evenings, one story.',
  opens: ['The short story', 'Letters to nobody'],
  price: { cents: 1900, currency: 'EUR', intervalUnit: 'month', intervalCount: 1 },
  buyUrl: 'https://kiln.example/circle',
  ...more,
});

export const aPhone = (more: Partial<Phones['phones'][number]> = {}): Phones['phones'][number] => ({
  id: anId(920),
  number: '+44 20 7946 0018',
  label: '',
  isDefault: true,
  ...more,
});
