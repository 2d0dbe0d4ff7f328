/** Tables with as many customers as a large vendor has, and what a statement costs there. */
import pg from 'pg';
import type { TestApp } from './app.ts';

export interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Blocks that a statement reads, from memory or not, when it is planned once for every customer as named ones are. */
export async function blocksOf({ pool }: Pick<TestApp, 'pool'>, { text, values }: Statement): Promise<number> {
  const client = await pool.connect();
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

/** Customers with one of everything. */
export async function addCustomers(
  app: Pick<TestApp, 'config'>,
  siteId: string,
  [from, to]: [first: number, last: number],
): Promise<void> {
  const each = `from generate_series(${from}, ${to}) n`;
  const id = (kind: string) => `md5('${kind}' || n)::uuid`;
  const site = `'${siteId}'`;
  const some = `now() - n * interval '1 second'`;
  await fill(app, [
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
    `insert into operation (site_id, id, key, asked_by, customer_id, kind, input, answer, settled_at)
     select ${site}, ${id('operation')}, 'key-' || n, 'customer:' || ${id('customer')}, ${id('customer')}, 'use-card', '{}', '{}', now() ${each}`,
    `insert into address (site_id, id, customer_id, name, line1, city, country)
     select ${site}, ${id('address')}, ${id('customer')}, 'Ann', 'Street', 'Town', 'DE' ${each}`,
    `insert into course (site_id, id, title, address) select ${site}, ${id('course')}, 'Course ' || n, 'https://x.example/' || n ${each}`,
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

/** Without time limits, and without the foreign keys' checks, which would take most of the time. */
export async function fill({ config }: Pick<TestApp, 'config'>, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: config.databaseUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
}
