/** What support looks up must not take longer because there are more customers: PostgreSQL counts the blocks it touches. */
import { beforeAll, expect, test } from 'vitest';
import { defaultSettings } from '../../server/features/settings/settings.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anInvoice,
  anOrder,
  aProgram,
  aSubscription,
  type TestCustomer,
} from '../support/builders.ts';
import { addCustomers } from '../support/many-customers.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';

/** As long as may be, see `buffers.test.ts`. */
const siteId = 'a-site-with-the-longest-id-there-can-be0';
const mostGrowth = 1.25;

let app: TestApp;
let ann: TestCustomer;
let staff: StaffMember;

const looked: [string, string][] = [
  ['the list', '/customers'],
  ['those with an open invoice', '/customers?state=unpaid'],
  ['those who never signed in', '/customers?state=never_signed_in'],
  ['a whole address', '/customers?search=customer-77@customers.example'],
  ['how an address begins', '/customers?search=customer-77'],
  ['how a name begins', '/customers?search=annabel'],
  ['the number of an order', '/customers?search=N-77'],
  ['the last four of a card', '/customers?search=4242'],
  ['nothing that there is', '/customers?search=zzzz'],
  ['a record', '/customers/:id'],
  ['sign-ins', '/customers/:id/sign-ins'],
  ['emails', '/customers/:id/emails'],
  ['purchases', '/customers/:id/purchases'],
  ['the audit trail', '/audit'],
];
const fewer = new Map<string, number>();
const more = new Map<string, number>();

beforeAll(async () => {
  app = await startApp();
  await sitesStore(app.db).add(siteId, defaultSettings('Kiln & Quill'));
  ann = await aCustomer(app, siteId, { firstName: 'Annabel', lastName: 'Quist' });
  staff = await aStaffMember(app, siteId, 'owner');
  await aProgram(app, siteId);
  for (const name of ['Sam', 'Sammy']) await staff.call('PATCH /admin/profile', { body: { name } });
  await aCard(app, ann);
  await aSubscription(app, ann);
  await anOrder(app, ann);
  await anInvoice(app, ann);
  await addCustomers(app, siteId, [1, 10_000]);
  for (const [what, path] of looked) fewer.set(what, await blocksOfAll(path));
  await addCustomers(app, siteId, [10_001, 100_000]);
  for (const [what, path] of looked) more.set(what, await blocksOfAll(path));
}, 240_000);

test.each(looked)('%s takes about as many blocks with ten times the customers', (what) => {
  const before = fewer.get(what) ?? 0;
  expect(before).toBeGreaterThan(0);
  expect(more.get(what)).toBeLessThanOrEqual(before * mostGrowth);
});

/** Of all statements of one request but those that every request makes. */
async function blocksOfAll(path: string): Promise<number> {
  const seen: { sql: string; bindings: unknown[] }[] = [];
  const note = ({ sql, bindings }: { sql: string; bindings: unknown[] }) => void seen.push({ sql, bindings });
  app.db.on('query', note);
  const { status } = await staff.send({ path: `/api/v1/${siteId}/admin${path.replace(':id', ann.id)}` });
  app.db.off('query', note);
  expect(status, path).toBe(200);
  let blocks = 0;
  for (const { sql, bindings } of seen) {
    const explain = { text: `explain (analyze, buffers, format json) ${sql}`, values: bindings };
    // The first run also reads the catalogue.
    await app.pool.query(explain);
    const { rows } = await app.pool.query(explain);
    const { Plan: plan } = rows[0]['QUERY PLAN'][0];
    blocks += plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
  }
  return blocks;
}
