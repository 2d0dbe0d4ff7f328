/** What tests of the import share: a sandbox with a gateway to it, and all rows that came of it. */
import { afterAll, onTestFinished } from 'vitest';
import { createStripeSandbox, type SandboxOptions } from '../../examples/stripe-sandbox/sandbox.ts';
import type { Database } from '../../server/database.ts';
import type { Gateway } from '../../server/gateway/gateway.ts';
import { movedTables } from '../../server/features/customers/move-customer.store.ts';
import type { StripeOptions } from '../../server/gateway/stripe/client.ts';
import { stripeGateway } from '../../server/gateway/stripe/stripe-gateway.ts';

export const testKey = 'sk_test_import1234';

/** Listens until the test ends, or the file when it is called before one. */
export async function aSandbox(options: SandboxOptions = {}) {
  const sandbox = createStripeSandbox(options);
  const { url } = await sandbox.listen();
  try {
    onTestFinished(() => sandbox.close());
  } catch {
    afterAll(() => sandbox.close());
  }
  const gateway = (more: Partial<StripeOptions> = {}): Gateway => stripeGateway({ key: testKey, url, ...more });
  return { ...sandbox, url, gateway };
}

const tables = [
  'customer',
  'product',
  'price',
  'purchase_order_line',
  'invoice_line',
  'credit_memo_use',
  ...movedTables,
];

/** Every row of a site by its table, as text. Ids that are made anew have the provider's in their place. */
export async function everything({ pool }: Pick<Database, 'pool'>, siteId: string): Promise<Record<string, string[]>> {
  const names = await namesOfIds({ pool }, siteId);
  const named = (row: string) =>
    row.replace(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, (id) => `"${names.get(id.slice(1, -1)) ?? 'made here'}"`);
  const found: Record<string, string[]> = {};
  for (const table of tables) {
    const { rows } = await pool.query(
      `select (to_jsonb(t) - 'site_id')::text as row from ${table} t where site_id = $1`,
      [siteId],
    );
    found[table] = rows.map(({ row }: { row: string }) => named(row)).sort();
  }
  return found;
}

async function namesOfIds({ pool }: Pick<Database, 'pool'>, siteId: string): Promise<Map<string, string>> {
  const provided = ['product', 'price', 'payment_method', 'subscription', 'purchase_order', 'invoice', 'payment'];
  const { rows } = await pool.query(
    `${[...provided, 'credit_memo']
      .map((table) => `select id, provider_id as name from ${table} where site_id = $1`)
      .join(' union all ')}
    union all select customer_id, min(provider_id) from customer_provider_account where site_id = $1 group by customer_id
    union all select id, email from customer where site_id = $1 and id not in (
      select customer_id from customer_provider_account where site_id = $1)`,
    [siteId],
  );
  return new Map(rows.map(({ id, name }: { id: string; name: string }) => [id, name]));
}

/** Which version of each row it is: a row that was written again has another. */
export async function versions({ pool }: Pick<Database, 'pool'>, siteId: string): Promise<string[]> {
  const { rows } = await pool.query(
    tables
      .map((table) => `select '${table} ' || ctid || ' ' || xmin as version from ${table} where site_id = $1`)
      .join(' union all '),
    [siteId],
  );
  return rows.map(({ version }: { version: string }) => version).sort();
}
