import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { anId, aPayment, type Payment, visa } from './builders.ts';
import { type Answers, refuse, type Request, serve, signedIn } from './fake-server.ts';
import { focused, mount } from './mount.ts';

const next = `2024-03-01T10:00:00Z_${anId(1)}`;
const period = () => page.getByLabelText('Period');
const result = () => page.getByLabelText('Result');
const day = (name: 'From' | 'To') => page.getByLabelText(name, { exact: true });
const rows = () => page.getByRole('listitem').filter({ has: page.getByText(/^(Paid|Failed|Refunded)$/) });
const amountIn = (at: number) => rows().nth(at).element().querySelector('.money')!;

/** Shows the section; `asked` are the queries in the order they came. */
function open(payments: Answers['GET /payments'], width = '1000px'): { asked: string[]; center: HTMLElement } {
  const asked: string[] = [];
  serve({
    ...signedIn,
    'GET /payments': (request: Request) => {
      asked.push(decodeURIComponent(request.query.toString()));
      return payments!(request);
    },
  });
  return { asked, center: mount({ fragment: '#cc/payments', width }) };
}

const these =
  (...items: Payment[]) =>
  () => ({ items, next: null });
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
test('each payment says when, what for, with which card, what became of it and how much', async () => {
  open(
    these(
      aPayment(),
      aPayment({ id: anId(301), state: 'failed', reason: 'insufficient funds' }),
      aPayment({ id: anId(302), state: 'refunded', title: null, card: null }),
    ),
  );
  await expect.element(rows().nth(0)).toHaveTextContent(/Clay Club.*€29\.00.*3 April 2024.*Visa ending 4242.*Paid/);
  await expect.element(rows().nth(1)).toHaveTextContent(/insufficient funds.*Failed/);
  await expect.element(rows().nth(2)).toHaveTextContent(/Payment.*Refunded/);
  expect(rows().nth(2).element().querySelector('.success')).toBeNull();
});

test('amounts stand under each other, in figures of one width', async () => {
  open(these(aPayment(), aPayment({ id: anId(2), amountCents: 123456 })));
  await expect.element(rows().nth(1)).toBeVisible();
  const amounts = [0, 1].map(amountIn);
  const [one, other] = amounts.map((amount) => amount.getBoundingClientRect().right);
  expect(one).toBe(other);
  for (const amount of amounts) {
    expect(getComputedStyle(amount).textAlign).toBe('end');
    expect(getComputedStyle(amount).fontVariantNumeric).toContain('tabular-nums');
  }
});

test('in a narrow column the amount still stands beside what it was for', async () => {
  open(these(aPayment()), '320px');
  await expect.element(rows().nth(0)).toBeVisible();
  const title = page.getByText('Clay Club').element().getBoundingClientRect();
  const amount = amountIn(0).getBoundingClientRect();
  expect(Math.abs(amount.bottom - title.bottom)).toBeLessThan(4);
  expect(amount.left).toBeGreaterThan(title.right);
});

test('a period asks for its first day, and all asks for none', async () => {
  const { asked } = open(these(aPayment()));
  await expect.element(rows().nth(0)).toBeVisible();
  await period().selectOptions('30 days');
  await expect.poll(() => asked.at(-1)).toBe(`from=${dayBefore(30)}`);
  await period().selectOptions('12 months');
  await expect.poll(() => asked.at(-1)).toBe(`from=${dayBefore(365)}`);
  await period().selectOptions('All');
  await expect.poll(() => asked.at(-1)).toBe('');
});

test('a period is chosen by the keyboard, which stays where it is', async () => {
  const { asked } = open(these(aPayment()));
  await expect.element(rows().nth(0)).toBeVisible();
  (period().element() as HTMLElement).focus();
  await userEvent.keyboard('3');
  await expect.poll(() => asked.at(-1)).toBe(`from=${dayBefore(30)}`);
  await expect.element(period()).toHaveDisplayValue('30 days');
  await expect.element(page.getByRole('status')).toHaveTextContent('The list is updated.');
  expect(focused()).toBe(period().element());
});

test('while another choice is asked for, the list stays in its place', async () => {
  let isAsked = false;
  open(({ query }) => {
    if (!query.has('state')) return { items: [aPayment(), aPayment({ id: anId(2) })], next: null };
    isAsked = true;
    return new Promise(() => undefined);
  });
  await expect.element(rows().nth(1)).toBeVisible();
  const before = rows().nth(1).element().getBoundingClientRect();
  await result().selectOptions('failed');
  await expect.poll(() => isAsked).toBe(true);
  await expect.element(page.getByRole('list').filter({ has: rows() }).last()).toHaveAttribute('aria-busy', 'true');
  expect(rows().nth(1).element().getBoundingClientRect()).toEqual(before);
});

test('first and last day can be given, alone or together, and with a result', async () => {
  const { asked } = open(these(aPayment()));
  await expect.element(rows().nth(0)).toBeVisible();
  await period().selectOptions('Choose dates');
  await day('From').fill('2024-01-01');
  await userEvent.tab();
  await expect.poll(() => asked.at(-1)).toBe('from=2024-01-01');
  await day('To').fill('2024-06-30');
  await userEvent.tab();
  await expect.poll(() => asked.at(-1)).toBe('from=2024-01-01&to=2024-06-30');
  await result().selectOptions('failed');
  await expect.poll(() => asked.at(-1)).toBe('from=2024-01-01&to=2024-06-30&state=failed');
  await expect.element(page.getByRole('status')).toHaveTextContent('The list is updated.');
});

test('a last day before the first one is said at its field, and nothing is asked', async () => {
  const { asked } = open(these(aPayment()));
  await expect.element(rows().nth(0)).toBeVisible();
  await period().selectOptions('Choose dates');
  await day('From').fill('2024-06-30');
  await userEvent.tab();
  await day('To').fill('2024-01-01');
  await userEvent.tab();
  await expect.element(day('To')).toHaveAccessibleDescription('This day is before the first one.');
  expect(asked.at(-1)).toBe('from=2024-06-30');
});

test('when nothing fits the choice, one press shows all again', async () => {
  open(({ query }) => ({ items: query.has('state') ? [] : [aPayment()], next: null }));
  await expect.element(rows().nth(0)).toBeVisible();
  await result().selectOptions('refunded');
  await expect.element(page.getByText('Nothing fits this choice.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all', exact: true }).click();
  await expect.element(rows().nth(0)).toBeVisible();
  await expect.element(result()).toHaveValue('');
  expect(focused()).toBe(page.getByRole('heading', { name: 'Payments' }).element());
});

test('somebody who never paid reads what will appear, and has nothing to choose', async () => {
  open(these());
  await expect.element(page.getByText('Every payment will appear here')).toBeVisible();
  await expect.element(result()).not.toBeInTheDocument();
});

test('further payments are of the same choice', async () => {
  const { asked } = open(({ query }) =>
    query.has('after')
      ? { items: [aPayment({ id: anId(2), title: 'Second' })], next: null }
      : { items: [aPayment({ title: 'First' })], next },
  );
  await expect.element(page.getByText('First')).toBeVisible();
  await result().selectOptions('succeeded');
  await expect.poll(() => asked.at(-1)).toBe('state=succeeded');
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect.element(page.getByText('Second')).toBeVisible();
  await expect.element(page.getByText('First')).toBeVisible();
  expect(asked.at(-1)).toBe(`state=succeeded&after=${next}`);
});

test('the answer to the last choice counts, whichever comes last', async () => {
  let answerFirst = () => undefined as void;
  open(({ query }) => {
    if (query.get('state') === 'failed') {
      return new Promise((resolve) => {
        answerFirst = () => resolve({ items: [aPayment({ title: 'A failed one' })], next: null });
      });
    }
    return { items: [aPayment({ title: query.get('state') ?? 'everything' })], next: null };
  });
  await expect.element(page.getByText('everything')).toBeVisible();
  await result().selectOptions('failed');
  await result().selectOptions('refunded');
  await expect.element(rows().getByText('refunded', { exact: true })).toBeVisible();
  answerFirst();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect.element(page.getByText('A failed one')).not.toBeInTheDocument();
});

test('a choice that cannot be answered keeps the dates that were typed', async () => {
  open(({ query }) =>
    query.has('from') ? refuse('internal', 500, { id: 'X1' }) : { items: [aPayment()], next: null },
  );
  await expect.element(rows().nth(0)).toBeVisible();
  await period().selectOptions('Choose dates');
  await day('From').fill('2024-01-01');
  await userEvent.tab();
  await expect.element(page.getByText('Support code: X1')).toBeVisible();
  await expect.element(day('From')).toHaveValue('2024-01-01');
});

test('many payments with long names stay inside the column', async () => {
  const many = Array.from({ length: 60 }, (_, at) =>
    aPayment({
      id: anId(at),
      title: 'A subscription with a name that goes on and on '.repeat(3),
      card: { ...visa, brand: 'amex' },
      amountCents: 123456789,
    }),
  );
  for (const width of ['320px', '600px', '900px', '1280px']) {
    const { center } = open(these(...many), width);
    await expect.poll(() => center.shadowRoot!.querySelectorAll('.rows .row').length).toBe(60);
    expect(center.scrollWidth, width).toBeLessThanOrEqual(center.clientWidth);
    const list = center.shadowRoot!.querySelector('.rows')!;
    expect(list.scrollWidth, width).toBeLessThanOrEqual(list.clientWidth);
    center.remove();
  }
});

describe('export', () => {
  const button = () => page.getByRole('button', { name: 'Export' });

  test('fetches the file of what is chosen, which the browser saves by itself', async () => {
    const saved: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      if (this.hasAttribute('download')) saved.push(this.href);
    });
    onTestFinished(() => click.mockRestore());
    const asked: unknown[] = [];
    serve({
      ...signedIn,
      'GET /payments': these(aPayment()),
      'POST /payments/export': ({ body }) => {
        asked.push(body);
        return { emailed: false };
      },
    });
    mount({ fragment: '#cc/payments', width: '1000px' });
    await period().selectOptions('12 months');
    await button().click();
    await expect.poll(() => saved.length).toBe(1);
    expect(asked).toEqual([{ from: dayBefore(365) }]);
    const url = new URL(saved[0] ?? '');
    expect(url.pathname).toMatch(/\/api\/v1\/[a-z0-9-]+\/payments\/export$/);
    expect(url.search).toBe(`?from=${dayBefore(365)}`);
  });

  test('says so when it takes a job and an email', async () => {
    serve({ ...signedIn, 'GET /payments': these(aPayment()), 'POST /payments/export': () => ({ emailed: true }) });
    mount({ fragment: '#cc/payments', width: '1000px' });
    await button().click();
    await expect.element(page.getByText('You will get an email when the file is ready.')).toBeVisible();
    await expect.element(button()).not.toBeInTheDocument();
  });

  test('says why it is not possible', async () => {
    serve({ ...signedIn, 'GET /payments': these(aPayment()), 'POST /payments/export': () => refuse('too_many', 409) });
    mount({ fragment: '#cc/payments', width: '1000px' });
    await button().click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('as many of these as there can be');
  });

  test('by email ends in a link to the file', async () => {
    serve({ ...signedIn, 'GET /payments': these(aPayment()) });
    mount({ fragment: `#cc/payments/${anId(9)}`, width: '1000px' });
    const link = page.getByRole('link', { name: 'Download' });
    await expect.element(link).toHaveAttribute('download');
    expect((link.element() as HTMLAnchorElement).href).toMatch(new RegExp(`/payments/exports/${anId(9)}$`));
  });
});
