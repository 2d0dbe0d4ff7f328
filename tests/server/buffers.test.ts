/**
 * What a screen costs must not depend on how many customers there are, nor on how far somebody has paged. PostgreSQL
 * counts the blocks a statement touches, so this holds without a stopwatch.
 */
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../../server/contract.ts';
import { defaultSettings } from '../../server/features/settings/settings.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { pageSize } from '../../server/http/reading.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anAddress,
  anExport,
  anEnrollment,
  anInvoice,
  anOrder,
  aGrant,
  aPayment,
  aPage,
  aPhone,
  aProgram,
  aSubscription,
  days,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

const readings = Object.keys(contract).filter((name) => name.startsWith('GET '));
/** What a reading is asked with, when less would not make it do all it can. */
const queries: Record<string, string> = {
  'GET /boot': '?first=overview',
  'GET /access': '?page=https://kiln.example/lesson',
  'GET /access/refusal': '?code=K7M-4QXD',
};
const mostGrowth = 1.25;
/**
 * As long as a site's id may be: the wide keys make an index of 10,000 rows as high as one of 100,000 is. Otherwise the
 * one level between them, which is nobody's fault, would be most of what is counted here.
 */
const siteId = 'a-site-with-the-longest-id-there-can-be0';
const shop = 'https://shop.example';

let app: TestApp;
let ann: TestCustomer;
let visitor: Visitor;

beforeAll(async () => {
  app = await startApp();
  const sites = sitesStore(app.db);
  const settings = defaultSettings('Kiln & Quill');
  await sites.add(siteId, { ...settings, switches: { ...settings.switches, gravatar: true } });
  await sites.addOrigin(siteId, shop);
  ann = await aCustomer(app, siteId);
  visitor = await signedIn(app, ann);
});

describe('ten times the customers and all they have', () => {
  const statements: Statement[] = [];
  const fewer = new Map<string, number>();
  const more = new Map<string, number>();

  beforeAll(async () => {
    const ids = await belongingsOf(ann);
    for (const name of readings) statements.push(await statementOf({ path: pathOf(name, ids) }));
    statements.push(await statementOf({ method: 'PATCH', path: `/api/v1/${siteId}/profile`, body: {} }));
    statements.push(
      await statementOf({ method: 'OPTIONS', path: `/api/v1/${siteId}/orders`, headers: { origin: shop } }),
    );
    await addCustomers(1, 10_000);
    for (const statement of statements) fewer.set(statement.name, await blocksOf(statement));
    await addCustomers(10_001, 100_000);
    for (const statement of statements) more.set(statement.name, await blocksOf(statement));
  });

  test.each([...readings, 'gate', 'preflight'])('make %s read about the same blocks', (name) => {
    const before = fewer.get(name) ?? 0;
    expect(before).toBeGreaterThan(0);
    expect(more.get(name)).toBeLessThanOrEqual(before * mostGrowth);
  });

  test('leave PostgreSQL content to plan each statement once for all customers', async () => {
    // Asked for less, it might find a plan for just that so much cheaper that it makes a new one each time.
    const stranger = aVisitor(app, siteId);
    const least = await statementOf({ path: pathOf('GET /boot', {}).replace(/\?.*/, '') }, stranger);
    const client = await app.pool.connect();
    try {
      // It tries five plans for the values at hand before it compares them with one for any values.
      for (const { name, ...statement } of [...statements, { ...least, name: 'GET /boot, signed out' }]) {
        for (let run = 0; run < 7; run++) await client.query({ name: `planned ${name}`, ...statement });
      }
      const { rows } = await client.query(
        `select name from pg_prepared_statements where name like 'planned %' and generic_plans = 0`,
      );
      expect(rows).toEqual([]);
    } finally {
      client.release(true);
    }
  });
});

describe('a customer with 10,000 orders', () => {
  const blocksOfPage = async (path: string) => blocksOf(await statementOf({ path: `/api/v1/${siteId}${path}` }));
  let overviewBefore: number;

  beforeAll(async () => {
    overviewBefore = await blocksOfPage('/overview');
    await addOrders(ann, 10_000);
  });

  test('waits for the hundredth page no longer than for the first', async () => {
    const { rows } = await app.pool.query(
      `select to_json(placed_at) #>> '{}' || '_' || id as place from purchase_order where site_id = $1 and customer_id = $2
       order by placed_at desc, id desc offset $3 limit 1`,
      [siteId, ann.id, 99 * pageSize - 1],
    );
    const first = await blocksOfPage('/orders');
    expect(await blocksOfPage(`/orders?after=${encodeURIComponent(rows[0].place)}`)).toBeLessThanOrEqual(
      first * mostGrowth,
    );
  });

  test('waits for the overview no longer than with a few', async () => {
    expect(await blocksOfPage('/overview')).toBeLessThanOrEqual(overviewBefore * mostGrowth);
  });
});

const pathOf = (name: string, ids: Record<string, string>): string =>
  `/api/v1/${siteId}${name.replace('GET ', '').replace(/:(\w+)/g, (_, id: string) => ids[id] ?? id)}${queries[name] ?? ''}`;

/** The statement that a request makes the server run, as the server runs it. */
async function statementOf(request: Parameters<Visitor['send']>[0], by = visitor): Promise<Statement> {
  const { query } = app.pool;
  const seen: Statement[] = [];
  app.pool.query = ((statement: Statement) => {
    seen.push(statement);
    return (query as (statement: Statement) => unknown).call(app.pool, statement);
  }) as unknown as typeof query;
  const { status } = await by.send(request).finally(() => (app.pool.query = query));
  expect(status, request.path).toBeLessThan(300);
  return seen[0]!;
}

/** Blocks that a statement reads, from memory or not, when it is planned once for every customer as named ones are. */
async function blocksOf({ text, values }: Statement): Promise<number> {
  const client = await app.pool.connect();
  try {
    await client.query('begin; set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare measured as ${text}`);
    const run = `execute measured(${values.map(literal).join(', ')})`;
    // The first run in a connection also reads the catalogue.
    await client.query(run);
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${run}`);
    const { Plan: plan } = rows[0]['QUERY PLAN'][0];
    return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  } finally {
    await client.query('rollback; deallocate measured');
    client.release();
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map((each) => JSON.stringify(each)).join(',')}}`);
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  return pg.escapeLiteral(String(value));
}

async function belongingsOf(owner: TestCustomer): Promise<Record<string, string>> {
  const card = await aCard(app, owner, { expires_year: 2020 });
  const subscriptionId = await aSubscription(app, owner, { payment_method_id: card });
  await aSubscription(app, owner, { payment_failed_at: days(-1), fix_by_at: days(5) });
  for (let payment = 0; payment < 15; payment++) await aPayment(app, owner, { subscription_id: subscriptionId });
  let orderId = '';
  for (let order = 0; order < 30; order++) orderId = await anOrder(app, owner, { payment_method_id: card });
  let invoiceId = '';
  for (let invoice = 0; invoice < 30; invoice++)
    invoiceId = await anInvoice(app, owner, { status: invoice < 3 ? 'open' : 'paid' });
  await anAddress(app, owner);
  await anEnrollment(app, owner);
  await aPhone(app, owner, { is_default: true });
  for (let program = 0; program < 8; program++) {
    const { levelId } = await aProgram(app, owner.siteId);
    if (program < 4) await aGrant(app, owner, levelId);
  }
  const { levelId } = await aProgram(app, owner.siteId);
  await aPage(app, owner.siteId, { address: 'https://kiln.example/lesson', rule: 'any', levelIds: [levelId] });
  const exportId = await anExport(app, owner);
  return { subscriptionId, orderId, invoiceId, exportId };
}

/** Customers with one of everything. */
async function addCustomers(from: number, to: number): Promise<void> {
  const each = `from generate_series(${from}, ${to}) n`;
  const id = (kind: string) => `md5('${kind}' || n)::uuid`;
  const site = `'${siteId}'`;
  const some = `now() - n * interval '1 second'`;
  await fill([
    `insert into site_origin (site_id, origin) select ${site}, 'https://shop-' || n || '.example' ${each}`,
    `insert into customer (site_id, id, email, created_from)
     select ${site}, ${id('customer')}, 'customer-' || n || '@customers.example', 'test' ${each}`,
    `insert into auth_session (site_id, id, sid_hash, customer_id, transport, method, device)
     select ${site}, ${id('session')}, sha256(n::text::bytea), ${id('customer')}, 'cookie', 'link', 'Firefox on Windows' ${each}`,
    `insert into payment_method (site_id, id, customer_id, brand, last4, expires_month, expires_year, is_default)
     select ${site}, ${id('card')}, ${id('customer')}, 'visa', '4242', 12, 2090, true ${each}`,
    `insert into product (site_id, id, name) select ${site}, ${id('product')}, 'Product ' || n ${each}`,
    `insert into subscription (site_id, id, customer_id, product_id, kind, price_cents, currency, interval_unit, started_at)
     select ${site}, ${id('subscription')}, ${id('customer')}, ${id('product')}, 'subscription', 2900, 'EUR', 'month', ${some} ${each}`,
    `insert into purchase_order (site_id, id, customer_id, number, placed_at, currency, subtotal_cents, total_cents)
     select ${site}, ${id('order')}, ${id('customer')}, 'N-' || n, ${some}, 'EUR', 4200, 4200 ${each}`,
    `insert into purchase_order_line (site_id, order_id, position, title, quantity, unit_cents, total_cents)
     select ${site}, ${id('order')}, 1, 'Clay', 1, 4200, 4200 ${each}`,
    `insert into payment (site_id, id, customer_id, subscription_id, at, amount_cents, currency, state)
     select ${site}, ${id('payment')}, ${id('customer')}, ${id('subscription')}, ${some}, 2900, 'EUR', 'succeeded' ${each}`,
    `insert into invoice (site_id, id, customer_id, number, status, issued_at, currency, total_cents, due_cents)
     select ${site}, ${id('invoice')}, ${id('customer')}, 'I-' || n, 'paid', ${some}, 'EUR', 2900, 0 ${each}`,
    `insert into invoice_line (site_id, invoice_id, position, title, quantity, total_cents)
     select ${site}, ${id('invoice')}, 1, 'Clay', 1, 2900 ${each}`,
    `insert into credit_memo (site_id, id, customer_id, number, issued_at, reason, currency, total_cents, left_cents)
     select ${site}, ${id('memo')}, ${id('customer')}, 'C-' || n, ${some}, 'Returned', 'EUR', 2900, 0 ${each}`,
    `insert into export_file (site_id, id, customer_id, filter, content, finished_at)
     select ${site}, ${id('export')}, ${id('customer')}, '{}', 'date', now() ${each}`,
    `insert into address (site_id, id, customer_id, name, line1, city, country)
     select ${site}, ${id('address')}, ${id('customer')}, 'Ann', 'Street', 'Town', 'DE' ${each}`,
    `insert into course (site_id, id, title, address) select ${site}, ${id('course')}, 'Course ' || n, 'https://x.example' ${each}`,
    `insert into phone (site_id, id, customer_id, number) select ${site}, ${id('phone')}, ${id('customer')}, '+49 40 ' || n ${each}`,
    `insert into level_grant (site_id, id, customer_id, level_id, source_kind)
     select ${site}, ${id('grant')}, ${id('customer')}, (select id from level limit 1), 'purchase' ${each}`,
    `insert into page (site_id, id, address, source)
     select ${site}, ${id('page')}, 'https://kiln.example/page-' || n, 'vendor' ${each}`,
    `insert into support_code (site_id, code, refused, reason, customer_id)
     select ${site}, 'N' || n, 'page', 'ended', ${id('customer')} ${each}`,
    `insert into enrollment (site_id, customer_id, course_id) select ${site}, ${id('customer')}, ${id('course')} ${each}`,
  ]);
}

async function addOrders(owner: TestCustomer, count: number): Promise<void> {
  const each = `from generate_series(1, ${count}) n`;
  await fill([
    `insert into purchase_order (site_id, id, customer_id, number, placed_at, currency, subtotal_cents, total_cents)
     select '${owner.siteId}', md5('much' || n)::uuid, '${owner.id}', 'M-' || n, now() - n * interval '1 minute', 'EUR', 4200, 4200 ${each}`,
    `insert into purchase_order_line (site_id, order_id, position, title, quantity, unit_cents, total_cents)
     select '${owner.siteId}', md5('much' || n)::uuid, 1, 'Clay', 1, 4200, 4200 ${each}`,
  ]);
}

/** Without time limits, and without the foreign keys' checks, which would take most of the time. */
async function fill(statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: app.config.databaseUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
}
