/** Payments as a CSV file: what is in it, what can never be in it, and who gets it. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { decimalAmount } from '../../server/currency.ts';
import { csvRows, csvStart } from '../../server/http/csv.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anExport,
  aPayment,
  aSite,
  aSubscription,
  days,
  signedIn,
  turn,
} from '../support/builders.ts';
import type { Visitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;

beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
});

const exportOf = async (visitor: Visitor, query: Record<string, string> = {}) => {
  const answer = await visitor.ask('GET /payments/export', { query });
  expect(answer.status).toBe(200);
  return read(answer.body);
};

/** Rows by the names of their columns. `fetch` takes the byte order mark away. */
const read = (text: string) => parse<Record<string, string>>(text, { columns: true, bom: true });

async function addPayments(customerId: string, count: number): Promise<void> {
  await app.pool.query(
    `insert into payment (site_id, id, customer_id, at, amount_cents, currency, state, reason)
     select $1, gen_random_uuid(), $2, now() - n * interval '1 minute', n, 'EUR', 'succeeded', null from generate_series(1, $3::int) n`,
    [siteId, customerId, count],
  );
}

describe('the file', () => {
  test('has a row a payment, newest first, in dates and amounts that programs read', async () => {
    const ann = await aCustomer(app, siteId);
    const card = await aCard(app, ann);
    const subscription = await aSubscription(app, ann);
    await aPayment(app, ann, {
      ...{
        at: '2026-01-05T10:00:00.123Z',
        amount_cents: 123456,
        payment_method_id: card,
        subscription_id: subscription,
      },
    });
    await aPayment(app, ann, { at: '2026-01-06T10:00:00Z', amount_cents: 5, currency: 'KWD', state: 'refunded' });
    await aPayment(app, ann, {
      at: '2026-01-07T10:00:00Z',
      amount_cents: 1200,
      currency: 'JPY',
      state: 'failed',
      reason: 'no, "really"\nno',
    });
    const visitor = await signedIn(app, ann);
    expect(await exportOf(visitor)).toEqual([
      ...[
        {
          date: '2026-01-07T10:00:00.000Z',
          for: '',
          card: '',
          result: 'failed',
          reason: 'no, "really"\nno',
          amount: '1200',
          currency: 'JPY',
        },
      ],
      ...[
        {
          date: '2026-01-06T10:00:00.000Z',
          for: '',
          card: '',
          result: 'refunded',
          reason: '',
          amount: '0.005',
          currency: 'KWD',
        },
      ],
      {
        ...{
          date: '2026-01-05T10:00:00.123Z',
          for: 'Studio Membership',
          card: 'visa 4242',
          result: 'succeeded',
          reason: '',
        },
        ...{ amount: '1234.56', currency: 'EUR' },
      },
    ]);
    const raw = await visitor.send({ path: `/api/v1/${siteId}/payments/export` });
    expect(raw.headers.get('content-disposition')).toBe('attachment; filename="payments.csv"');
    expect(raw.headers.get('x-content-type-options')).toBe('nosniff');
    expect(raw.headers.get('cache-control')).toBe('no-store');
    expect(raw.body).toMatch(/^date,for,card,result,reason,amount,currency\r\n/);
  });

  test('begins with the mark that spreadsheets know UTF-8 by, and has a header when there is nothing', async () => {
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${app.url}/api/v1/${siteId}/payments/export`, { headers: { cookie } });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString().split('\r\n')).toHaveLength(2);
  });

  test('has what the list has: by the same filter, within the time the site shows, of nobody else', async () => {
    const site = await aSite(app, { orderHistoryMonths: 12 });
    const ann = await aCustomer(app, site);
    await aPayment(app, ann, { at: days(-3), amount_cents: 100 });
    await aPayment(app, ann, { at: days(-40), amount_cents: 200, state: 'failed' });
    await aPayment(app, ann, { at: days(-500), amount_cents: 300 });
    await aPayment(app, await aCustomer(app, site), { amount_cents: 400 });
    const visitor = await signedIn(app, ann);
    const from = days(-10).toISOString().slice(0, 10);
    for (const query of [{}, { state: 'failed' }, { from }, { to: from }, { from, state: 'refunded' }]) {
      const { items } = await visitor.call('GET /payments', { query: query as { state?: 'failed' } });
      const amounts = (await exportOf(visitor, query as Record<string, string>)).map(({ amount }) => amount);
      expect(amounts, JSON.stringify(query)).toEqual(
        items.map((item) => decimalAmount(item.amountCents, item.currency)),
      );
    }
    expect((await exportOf(visitor)).length).toBe(2);
    expect((await visitor.ask('GET /payments/export', { query: { state: 'lost' } as never })).status).toBe(422);
    expect(await visitor.call('POST /payments/export', { body: { from } })).toEqual({ emailed: false });
  });
});

describe('E13: no cell is a formula', () => {
  /** What spreadsheets take for the start of a formula; spaces and marks before it are skipped by some. */
  const runs = (cell: string) => /^[\s\uFEFF\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\0]/.test(cell);

  test.each([
    ...[
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '\0=1',
      ' =1',
      '\uFEFF=1',
      '\n=1',
      ' \uFEFF \t@x',
      "=cmd|' /C calc'!A0",
    ],
    ...['＝1', '\u00a0=1', 'a\n=1', 'a\r\n-1', 'a;=1', 'a,+1', 'a\t@x', '"=1', "'=1"],
  ])('%j', (text) => {
    const file = csvRows([[text, 'x']]);
    const [row] = parse(file, { relax_column_count: true });
    expect(runs(row?.[0] ?? '')).toBe(false);
    expect(row?.[0]?.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
    // Split by other delimiters, or line by line by what knows no quotation marks.
    for (const piece of file.split(/[\r\n,;\t]+/))
      expect(runs(piece.replace(/^"/, '')), JSON.stringify(piece)).toBe(false);
  });

  test('whatever the text; and what is read again is what was written, but for the guard', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n\0 ;,"\'\uFEFFa1'.split('')), maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 }), (rows) => {
        const again = parse(csvStart + csvRows(rows), { bom: true, record_delimiter: '\r\n' });
        expect(again.flat().filter(runs)).toEqual([]);
        expect(again.map((row) => row.map((cell) => cell.replaceAll("'", '')))).toEqual(
          rows.map((row) => row.map((cell) => cell.replaceAll("'", ''))),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test('of a payment', async () => {
    const ann = await aCustomer(app, siteId);
    await aPayment(app, ann, { state: 'failed', reason: '=HYPERLINK("https://evil.example")' });
    const [row] = await exportOf(await signedIn(app, ann));
    expect(row?.['reason']).toBe(`'=HYPERLINK("https://evil.example")`);
  });
});

describe('a file too large to wait for', () => {
  test('is made by a job, told of by email, and opened by its customer alone, for a day', async () => {
    const ann = await aCustomer(app, siteId);
    await addPayments(ann.id, 5001);
    const visitor = await signedIn(app, ann);
    expect(await visitor.ask('GET /payments/export')).toMatchObject({ status: 409, body: { code: 'too_many' } });
    expect(await visitor.call('POST /payments/export', { body: {} })).toEqual({ emailed: true });
    expect(await visitor.ask('POST /payments/export', { body: {} })).toMatchObject({
      status: 409,
      body: { code: 'too_many' },
    });
    await app.work();
    const letter = app.mailbox.letters().find((each) => each.to === ann.email && each.subject.includes('payments'));
    const [, exportId = ''] = /#cc\/payments\/([\w-]+)$/m.exec(letter?.text ?? '') ?? [];
    const params = { exportId };
    const answer = await visitor.ask('GET /payments/exports/:exportId', { params });
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = read(answer.body);
    expect(rows).toHaveLength(5001);
    expect(new Set(rows.map(({ amount }) => amount)).size).toBe(5001);
    expect(rows.map(({ date }) => date)).toEqual(
      rows
        .map(({ date }) => date)
        .toSorted()
        .toReversed(),
    );
    const eve = await signedIn(app, await aCustomer(app, siteId));
    expect((await eve.ask('GET /payments/exports/:exportId', { params })).status).toBe(404);
    await app
      .db('export_file')
      .where({ id: exportId })
      .update({ finished_at: days(-1.01) });
    expect((await visitor.ask('GET /payments/exports/:exportId', { params })).status).toBe(404);
    await app.db('payment').where({ customer_id: ann.id }).delete();
  });

  test('is made once when its email fails and is tried again', async () => {
    const ann = await aCustomer(app, siteId);
    const id = await anExport(app, ann, { content: 'made before' });
    await app.pool.query(`select graphile_worker.add_job('make-payments-export', $1::json)`, [
      { siteId, exportId: id },
    ]);
    await app.work();
    expect(await app.db('export_file').where({ id }).first()).toMatchObject({ content: 'made before' });
    expect(app.mailbox.letters().filter(({ to }) => to === ann.email)).toHaveLength(1);
  });

  test('is one of a few: what never came about does not count, what is kept does', async () => {
    const ann = await aCustomer(app, siteId);
    await addPayments(ann.id, 5001);
    const visitor = await signedIn(app, ann);
    await anExport(app, ann, { content: null, finished_at: null, created_at: days(-0.1) });
    for (let kept = 0; kept < 4; kept++) await anExport(app, ann);
    expect(await visitor.call('POST /payments/export', { body: { state: 'succeeded' } })).toEqual({ emailed: true });
    await app.work();
    expect((await visitor.ask('POST /payments/export', { body: {} })).status).toBe(409);
    await app
      .db('export_file')
      .where({ customer_id: ann.id })
      .update({ created_at: days(-1.1) });
    expect(await visitor.call('POST /payments/export', { body: {} })).toEqual({ emailed: true });
    await app.work();
    await app.db('payment').where({ customer_id: ann.id }).delete();
  });

  test('asked for ten times at once is made once', async () => {
    const ann = await aCustomer(app, siteId);
    await addPayments(ann.id, 5001);
    const visitor = await signedIn(app, ann);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => visitor.ask('POST /payments/export', { body: {} })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  test('is not made when the site has stopped showing payments', async () => {
    const site = await aSite(app);
    const ann = await aCustomer(app, site);
    const id = await anExport(app, ann, { content: null, finished_at: null });
    await turn(app, site, { orderHistory: false });
    await app.pool.query(`select graphile_worker.add_job('make-payments-export', $1::json)`, [
      { siteId: site, exportId: id },
    ]);
    await app.work();
    // Nor does it stand in the way of the next one.
    expect(await app.db('export_file').where({ id }).first()).toBeUndefined();
    expect(app.mailbox.letters().filter(({ to }) => to === ann.email)).toEqual([]);
  });
});

test('the documentation says that it is a file', async () => {
  const description = await (await fetch(`${app.url}/api/openapi.json`)).json();
  expect(description.paths['/payments/export'].get.responses['200'].content).toEqual({
    'text/csv; charset=utf-8': { schema: { type: 'string', format: 'binary' } },
  });
});
