/** Reading again what an event is about: what belongs to it comes along, whatever comes first. */
import { beforeAll, describe, expect, test } from 'vitest';
import { tellSchool } from '../../examples/demo-school.ts';
import { customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import { connectionsStore } from '../../server/gateway/connections.store.ts';
import { recordKinds, type Bundle, type Mention } from '../../server/gateway/gateway.ts';
import { gatewaysOf } from '../../server/gateway/gateways.ts';
import { keepService } from '../../server/gateway/keep.service.ts';
import { readClock } from '../../server/gateway/records/readings.store.ts';
import { importFromStripe } from '../../server/imports/stripe/import.ts';
import { secretBox } from '../../server/secret-box.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aSandbox, everything } from './imports.ts';

/** No site is connected here, so that what is read may be anybody's. */
const anAccount = { accountId: 'acct_1', isLive: false };

let app: TestApp;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;

beforeAll(async () => {
  app = await startApp({ statementMillis: 20_000 });
  sandbox = await aSandbox();
  tellSchool(sandbox, new Date());
});

const keeping = () =>
  keepService({
    db: app.db,
    gateways: gatewaysOf({ connections: connectionsStore(app.db), secrets: secretBox([]), stripeUrl: sandbox.url }),
  });

/** Reads what each mention is about, one after the other, into a site. */
async function keepAll(siteId: string, mentions: Mention[]): Promise<void> {
  const gateway = sandbox.gateway();
  for (const mention of mentions) {
    const readAt = await readClock(app.db);
    await keeping().keep({ siteId, from: anAccount, bundle: await gateway.readAbout([mention]), readAt });
  }
}

const idsIn = ({ records }: Bundle) =>
  Object.fromEntries(
    recordKinds
      .map((kind) => [kind, records[kind].map(({ providerId }) => providerId).sort()] as const)
      .filter(([, ids]) => ids.length > 0),
  );

/** What is kept of customers who are there, without what depends on when it was read. */
async function rowsOf(siteId: string) {
  const { product: _products, price: _prices, ...rows } = await everything(app, siteId);
  const timeless = (row: string) => row.replace(/"(paused_at|removed_at)": "[^"]*"/g, '"$1": "then"');
  return Object.fromEntries(Object.entries(rows).map(([table, list]) => [table, list.map(timeless).sort()]));
}

const shelves = {
  customer: 'customer',
  subscription: 'subscription',
  plan: 'subscription_schedule',
  order: 'checkout.session',
  invoice: 'invoice',
  payment: 'charge',
  credit_memo: 'credit_note',
} as const;

describe('a school that is read event by event', () => {
  const all = (): Mention[] =>
    Object.entries(shelves).flatMap(([kind, shelf]) =>
      [...sandbox.state[shelf].keys()].map((providerId) => ({ kind, providerId }) as Mention),
    );
  const plans = () =>
    new Set([...sandbox.state.subscription_schedule.values()].map(({ subscription }) => subscription as string));
  const isOfPlan = (providerId: string) =>
    plans().has(String(sandbox.state.invoice.get(providerId)?.parent?.subscription_details?.subscription));
  // Some of everything, all credit memos, and plans with all that they count.
  const some = () =>
    all().filter(
      ({ kind, providerId }, index) =>
        kind === 'credit_memo' || kind === 'plan' || isOfPlan(providerId) || index % 60 === 0,
    );

  test('in whatever order it comes, it ends as an import of the same would', { timeout: 120_000 }, async () => {
    const [forwards, backwards] = [await aSite(app), await aSite(app)];
    await keepAll(forwards, some());
    await keepAll(backwards, some().reverse());
    expect(await rowsOf(backwards)).toEqual(await rowsOf(forwards));
    const imported = await aSite(app);
    await importFromStripe({ db: app.db, siteId: imported, gateway: sandbox.gateway() });
    const whole = await rowsOf(imported);
    for (const [table, rows] of Object.entries(await rowsOf(forwards))) {
      expect(
        rows.filter((row) => !whole[table]?.includes(row)),
        table,
      ).toEqual([]);
    }
  });
});

test('an invoice brings its customer, its subscription and its payments', async () => {
  const paid = [...sandbox.state.invoice.values()].find(
    ({ parent, billing_reason }) => parent?.subscription_details && billing_reason === 'subscription_cycle',
  );
  const bundle = await sandbox.gateway().readAbout([{ kind: 'invoice', providerId: String(paid?.id) }]);
  expect(idsIn(bundle)).toMatchObject({
    customer: [paid?.customer],
    subscription: [paid?.parent?.subscription_details?.subscription],
    invoice: [paid?.id],
    payment: [expect.stringMatching(/^ch_/)],
  });
});

test('what was deleted is told as gone, and asked for once', async () => {
  sandbox.add({ ...customer({ id: 'cus_deleted', email: 'gone@example.com' }), deleted: true } as never);
  sandbox.requests.length = 0;
  const bundle = await sandbox.gateway().readAbout([
    { kind: 'customer', providerId: 'cus_deleted' },
    { kind: 'invoice', providerId: 'in_never' },
    { kind: 'invoice', providerId: 'in_never' },
  ]);
  expect(idsIn(bundle)).toEqual({});
  expect(bundle.gone).toEqual(
    expect.arrayContaining([
      { kind: 'customer', providerId: 'cus_deleted' },
      { kind: 'invoice', providerId: 'in_never' },
    ]),
  );
  expect(sandbox.requests.filter(({ path }) => path.endsWith('in_never'))).toHaveLength(1);
});
