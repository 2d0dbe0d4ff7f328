/** A customer who has a little of everything, for the preview: nobody's data. Tests hold it against the contract. */
import type { Api } from '../../contract.ts';
import type { ReplyOf } from '../../http/endpoint.ts';

type Reading = keyof Api & `GET ${string}`;

/** Replies by endpoint. The preview has nothing else, such as files. */
type Samples = { [Name in Reading]?: ReplyOf<Api[Name]> } & { 'GET /overview': ReplyOf<Api['GET /overview']> };

const day = 86_400_000;
const anId = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const currency = 'EUR';
const card = { brand: 'visa', last4: '4242', expiresMonth: 5, expiresYear: 2031 };
const email = 'alex.example@example.com';
const page = 'https://www.example.com/';

export const sampleCustomer: NonNullable<ReplyOf<Api['GET /boot']>['customer']> = {
  firstName: 'Alex',
  lastName: 'Example',
  email,
  initials: 'AE',
  mayHavePicture: false,
  locale: null,
  maySetPassword: false,
};

export function samples(now: number): Samples {
  const inDays = (days: number): string => new Date(now + days * day).toISOString();
  const membership = {
    id: anId(1),
    kind: 'subscription',
    name: 'Monthly membership',
    program: 'Membership',
    priceCents: 2900,
    currency,
    interval: 'month',
    intervalCount: 1,
    state: 'active',
    stateAt: null,
    startedAt: inDays(-400),
    nextPaymentAt: inDays(9),
    nextPaymentCents: 2900,
    card,
    plan: null,
  } as const;
  const plan = {
    ...membership,
    id: anId(2),
    kind: 'plan',
    name: 'Workshop in three payments',
    program: null,
    priceCents: 9900,
    startedAt: inDays(-40),
    nextPaymentAt: inDays(20),
    nextPaymentCents: 9900,
    plan: { paid: 1, total: 3, remainingCents: 19_800 },
  } as const;
  const order = {
    id: anId(100),
    number: '10234',
    placedAt: inDays(-40),
    title: 'Workshop in three payments',
    moreLines: 1,
    totalCents: 31_700,
    refundedCents: 0,
    currency,
    state: 'paid',
  } as const;
  const paid = { amountCents: 2900, currency, state: 'succeeded', reason: null, card } as const;
  const payments = [21, 51, 81].map((ago, n) => ({ id: anId(300 + n), at: inDays(-ago), ...paid }));
  const invoice = {
    id: anId(200),
    number: 'INV-0301',
    issuedAt: inDays(-2),
    dueAt: inDays(12),
    isOverdue: false,
    title: 'Studio day',
    totalCents: 4500,
    dueCents: 4500,
    currency,
    state: 'open',
  } as const;
  const address = {
    id: anId(700),
    name: 'Alex Example',
    line1: '14 Example Street',
    line2: null,
    postalCode: '10115',
    city: 'Berlin',
    region: null,
    country: 'DE',
    isDefault: true,
  };
  const phone = { id: anId(920), number: '+49 30 5550 1187', label: '', isDefault: true };
  const course = (n: number, title: string, progressPercent: number) => ({
    id: anId(800 + n),
    title,
    pictureUrl: null,
    address: page,
    progressPercent,
    enrolledAt: inDays(-40),
  });
  const courses = [course(1, 'First steps', 65), course(2, 'Going further', 0)];
  const offers = [
    {
      id: anId(910),
      program: 'Evening circle',
      description: 'Eight evenings in good company.',
      opens: ['Going further'],
      price: { cents: 1900, currency, intervalUnit: 'month' as const, intervalCount: 1 },
      buyUrl: null,
    },
  ];
  return {
    'GET /overview': {
      attention: [
        {
          kind: 'invoice_open',
          invoiceId: invoice.id,
          number: invoice.number,
          amountCents: invoice.dueCents,
          currency,
          at: invoice.dueAt,
          isOverdue: false,
        },
      ],
      nextPayments: [membership, plan].map(({ id, kind, name, nextPaymentAt: at, nextPaymentCents: amountCents }) => ({
        ...{ subscriptionId: id, kind, name, at, amountCents },
        currency,
        card,
      })),
      recentOrders: [order],
      courses,
      offers,
    },
    'GET /subscriptions': { items: [membership, plan], next: null },
    'GET /subscriptions/:subscriptionId': { ...membership, invoiceId: null, payments },
    'GET /orders': { items: [order], next: null },
    'GET /orders/:orderId': {
      ...order,
      lines: [
        { title: order.title, quantity: 1, unitCents: 29_700, totalCents: 29_700 },
        { title: 'Notebook', quantity: 2, unitCents: 1000, totalCents: 2000 },
      ],
      subtotalCents: 31_700,
      discountCents: 0,
      taxCents: 5061,
      card,
      billingAddress: ['Alex Example', '14 Example Street', '10115 Berlin', 'DE'],
    },
    'GET /invoices': {
      open: [invoice],
      items: [{ ...invoice, id: anId(201), number: 'INV-0288', issuedAt: inDays(-32), dueCents: 0, state: 'paid' }],
      next: null,
    },
    'GET /invoices/:invoiceId': {
      ...invoice,
      lines: [{ title: 'Studio day', quantity: 1, totalCents: 4500 }],
      payments: [],
      pdfUrl: null,
      hostedUrl: null,
      isPayable: true,
    },
    'GET /payments': { items: payments.map((each) => ({ ...each, title: membership.name })), next: null },
    'GET /credit-memos': {
      items: [
        {
          id: anId(500),
          number: 'CM-0012',
          issuedAt: inDays(-15),
          reason: 'Arrived broken',
          totalCents: 1000,
          leftCents: 1000,
          currency,
          invoiceNumber: null,
          uses: [],
        },
      ],
      next: null,
    },
    'GET /payment-methods': {
      methods: [
        {
          id: anId(600),
          card,
          name: 'Ada Ash',
          isDefault: true,
          isExpired: false,
          pays: [membership, plan].map(({ id, name }) => ({ subscriptionId: id, name })),
        },
      ],
      mayChange: true,
    },
    'GET /addresses': [address],
    'GET /phones': { phones: [phone], mayEdit: false },
    'GET /courses': courses,
    'GET /programs': {
      mine: [
        {
          id: anId(900),
          programId: anId(901),
          program: 'Membership',
          level: 'Member',
          sinceAt: inDays(-400),
          untilAt: null,
          endedAt: null,
          source: 'purchase',
          opens: [{ title: 'First steps', address: page }],
        },
      ],
      offers,
    },
    'GET /profile': {
      firstName: 'Alex',
      lastName: 'Example',
      email,
      phone: phone.number,
      defaultAddress: address,
      fields: [],
      locale: null,
      locales: ['en-US', 'en-GB', 'de-DE'],
      customerSince: inDays(-400),
    },
    'GET /security': {
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
      ],
    },
  };
}
