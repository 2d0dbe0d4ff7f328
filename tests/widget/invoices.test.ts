import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { anId, anInvoice, anInvoiceSummary, aPayment, type Invoice, type InvoiceSummary } from './builders.ts';
import { refuse, serve, signedIn } from './fake-server.ts';
import { mount } from './mount.ts';

function open(owed: InvoiceSummary[], items: InvoiceSummary[] = []): void {
  serve({ ...signedIn, 'GET /invoices': () => ({ open: owed, items, next: null }) });
  mount({ fragment: '#cc/invoices' });
}

function openOne(invoice: Partial<Invoice>): HTMLElement {
  serve({ ...signedIn, 'GET /invoices/:invoiceId': () => anInvoice(invoice) });
  return mount({ fragment: `#cc/invoices/${anId(200)}` });
}

test('what is owed stands first, with what is left of it and when it is due', async () => {
  open(
    [
      anInvoiceSummary({ title: 'Kick wheel', isOverdue: true, dueAt: '2024-05-03T10:00:00Z', totalCents: 9000 }),
      anInvoiceSummary({ id: anId(2), title: 'Studio' }),
      anInvoiceSummary({ id: anId(3), title: 'Glaze', dueAt: null }),
    ],
    [anInvoiceSummary({ id: anId(4), title: 'Paid long ago', state: 'paid' })],
  );
  const owed = page.getByRole('list', { name: 'To pay' }).getByRole('link');
  await expect.element(owed.nth(0)).toHaveTextContent(/Kick wheel.*€29\.00.*Overdue since 3 May 2024/);
  await expect.element(owed.nth(0)).toHaveTextContent('€61 of €90 is paid.');
  await expect.element(owed.nth(1)).toHaveTextContent('Due on 3 May 2031');
  await expect.element(owed.nth(2)).toHaveTextContent('Due now');
  await expect.element(owed.nth(0)).toHaveAttribute('href', expect.stringContaining(`#cc/invoices/${anId(200)}`));
  const paid = page.getByText('Paid long ago').element();
  expect(owed.nth(2).element().compareDocumentPosition(paid) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

const states = [
  ['paid', 'Paid'],
  ['void', 'Withdrawn'],
  ['uncollectible', 'Written off'],
] as const;

for (const [state, words] of states) {
  test(`the state ${state} is read as “${words}”`, async () => {
    open([], [anInvoiceSummary({ state, dueCents: 0 })]);
    await expect.element(page.getByText(words, { exact: true })).toBeVisible();
    expect(page.getByText(words, { exact: true }).element().classList.contains('success')).toBe(state === 'paid');
    await expect.element(page.getByText('Nothing to pay.')).toBeVisible();
  });
}

test('without any invoice the place says what will appear', async () => {
  open([]);
  await expect.element(page.getByText('What you are asked to pay will appear here')).toBeVisible();
});

test('what is owed stays in its place when earlier invoices are added', async () => {
  serve({
    ...signedIn,
    'GET /invoices': ({ query }) => ({
      open: [anInvoiceSummary({ title: 'Owed' })],
      items: [anInvoiceSummary({ id: anId(2), state: 'paid', title: query.has('after') ? 'Second' : 'First' })],
      next: query.has('after') ? null : `2024-03-01T10:00:00Z_${anId(1)}`,
    }),
  });
  mount({ fragment: '#cc/invoices' });
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.element(page.getByText('Second')).toBeVisible();
  await expect.element(page.getByText('First')).toBeVisible();
  expect(page.getByText('Owed').elements()).toHaveLength(1);
  await expect.element(page.getByRole('button', { name: 'Show more' })).not.toBeInTheDocument();
});

test('an invoice shows its lines, what was paid of it, what is left, and why a payment failed', async () => {
  const center = openOne({
    dueCents: 1900,
    payments: [
      aPayment({ id: anId(301), state: 'failed', reason: 'insufficient funds' }),
      aPayment({ amountCents: 1000 }),
    ],
  });
  await expect.element(page.getByRole('heading', { name: 'Invoice INV-0301' })).toBeVisible();
  const text = center.shadowRoot!.textContent.replace(/\s+/g, ' ');
  for (const words of [
    'Issued on 3 April 2024',
    'Due on 3 May 2031',
    'Clay Club, May',
    'Quantity 2',
    'Total €29.00',
    'Paid -€10.00',
    'To pay €19.00',
    'Visa ending 4242 · insufficient funds',
    'Failed',
  ]) {
    expect(text).toContain(words);
  }
});

test('an invoice nobody tried to pay says so', async () => {
  openOne({});
  await expect.element(page.getByText('No payment yet.')).toBeVisible();
});

test('a withdrawn invoice asks for nothing', async () => {
  openOne({ state: 'void', dueCents: 0 });
  await expect.element(page.getByText('This invoice was withdrawn. Nothing has to be paid.')).toBeVisible();
  await expect.element(page.getByText('To pay', { exact: true })).not.toBeInTheDocument();
  await expect.element(page.getByRole('heading', { name: 'Payments' })).not.toBeInTheDocument();
});

test('an invoice of somebody else is not here', async () => {
  serve({ ...signedIn, 'GET /invoices/:invoiceId': () => refuse('not_found', 404) });
  mount({ fragment: `#cc/invoices/${anId(7)}` });
  await expect.element(page.getByText('This is not here any more')).toBeVisible();
});

test('an invoice that has a document offers it, unless its address is none', async () => {
  const server = serve({
    ...signedIn,
    'GET /invoices/:invoiceId': () => anInvoice({ pdfUrl: 'https://pay.example/inv.pdf' }),
  });
  const center = mount({ fragment: `#cc/invoices/${anId(1)}` });
  const link = page.getByRole('link', { name: 'Download PDF' });
  await expect.element(link).toHaveAttribute('href', 'https://pay.example/inv.pdf');
  center.remove();
  server.answers['GET /invoices/:invoiceId'] = () => anInvoice({ pdfUrl: 'javascript:alert(1)' });
  mount({ fragment: `#cc/invoices/${anId(1)}` });
  await expect.element(page.getByRole('heading', { name: /^Invoice / })).toBeVisible();
  expect(link.query()).toBeNull();
});
