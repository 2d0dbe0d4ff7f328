/**
 * What a screen costs must not depend on how many customers there are, nor on how far somebody has paged. PostgreSQL
 * counts the blocks a statement touches, so this holds without a stopwatch.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../../server/contract.ts';
import { settlePurchases } from '../../server/features/grants/settle.store.ts';
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
  anOperation,
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
import { addCustomers, blocksOf, fill, type Statement } from '../support/many-customers.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const readings = Object.keys(contract).filter((name) => name.startsWith('GET '));
/** What a reading is asked with, when less would not make it do all it can. */
const queries: Record<string, string> = {
  'GET /boot': '?first=overview',
  'GET /access': '?page=https://kiln.example/lesson',
  'GET /access/refusal': '?code=K7M-4QXD',
};
/** What settling looks at, in this order. */
const settling = ['refunds', 'grants', 'enrollments', 'rules'];
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
    const settlements = await settlingStatements(ann);
    const all = [...statements, ...settlements];
    await addCustomers(app, siteId, [1, 10_000]);
    for (const statement of all) fewer.set(statement.name, await blocksOf(app, statement));
    await addCustomers(app, siteId, [10_001, 100_000]);
    for (const statement of all) more.set(statement.name, await blocksOf(app, statement));
  });

  test.each([...readings, 'gate', 'preflight', ...settling])('make %s read about the same blocks', (name) => {
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
  const blocksOfPage = async (path: string) => blocksOf(app, await statementOf({ path: `/api/v1/${siteId}${path}` }));
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

/** What settling what one customer has bought makes the server run, by what each is about. */
async function settlingStatements(owner: TestCustomer): Promise<Statement[]> {
  const { levelId } = await aProgram(app, siteId);
  const [sold] = await app.db('subscription').where({ customer_id: owner.id });
  await app.db('product_level').insert({ site_id: siteId, product_id: sold.product_id, level_id: levelId });
  const seen: { sql: string; bindings: unknown[] }[] = [];
  const listen = (statement: (typeof seen)[number]) => void seen.push(statement);
  app.db.on('query', listen);
  await settlePurchases(app.db, siteId, [owner.id]);
  app.db.off('query', listen);
  const parts = seen.filter(({ sql }) => /unnest/.test(sql));
  expect(parts).toHaveLength(settling.length);
  return settling.map((name, at) => ({ name, text: parts[at]?.sql ?? '', values: parts[at]?.bindings ?? [] }));
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
  const operationId = await anOperation(app, owner);
  return { subscriptionId, orderId, invoiceId, exportId, operationId };
}

async function addOrders(owner: TestCustomer, count: number): Promise<void> {
  const each = `from generate_series(1, ${count}) n`;
  await fill(app, [
    `insert into purchase_order (site_id, id, customer_id, number, placed_at, currency, subtotal_cents, total_cents)
     select '${owner.siteId}', md5('much' || n)::uuid, '${owner.id}', 'M-' || n, now() - n * interval '1 minute', 'EUR', 4200, 4200 ${each}`,
    `insert into purchase_order_line (site_id, order_id, position, title, quantity, unit_cents, total_cents)
     select '${owner.siteId}', md5('much' || n)::uuid, 1, 'Clay', 1, 4200, 4200 ${each}`,
  ]);
}
