/** Ways from one account into another: claimed addresses, registration, and records of a provider. */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readClock } from '../../server/gateway/records/readings.store.ts';
import { saveRecords } from '../../server/gateway/records/records.store.ts';
import { text } from '../../server/gateway/stripe/values.ts';
import { normaliseEmail } from '../../server/features/sign-in/email-address.ts';
import type { CustomerRecord } from '../../server/gateway/gateway.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, anOrder, aSite, readEmail, signedIn, turn, type TestCustomer } from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const patience = { timeout: 15_000 };

let app: TestApp;
let siteId: string;
let ann: TestCustomer;
let ben: TestCustomer;
beforeAll(async () => void (app = await startApp({ statementMillis: 20_000 })));
beforeEach(async () => {
  await app.db('rate_limit').delete();
  siteId = await aSite(app);
  await turn(app, siteId, { registration: true });
  ann = await aCustomer(app, siteId);
  ben = await aCustomer(app, siteId, { firstName: 'Ben' });
});

const visit = () => aVisitor(app, siteId);
const isSignedIn = async (visitor: Visitor) => (await visitor.ask('GET /security')).status === 200;
const rowOf = ({ id }: TestCustomer) => app.db('customer').where({ site_id: siteId, id }).first();

async function askForCode(visitor: Visitor, email: string): Promise<string> {
  await visitor.call('POST /orders/claim/email', { body: { email } });
  await app.work();
  return readEmail(app, email).code;
}

const claim = (visitor: Visitor, code: string) => visitor.ask('POST /orders/claim', { body: { code } });

/** Starts calls one after the other while a row is locked, each waiting for the one before, and lets them go. */
async function inLine(lock: string, ...calls: (() => Promise<unknown>)[]): Promise<unknown[]> {
  const client = await app.pool.connect();
  const started: Promise<unknown>[] = [];
  try {
    await client.query(`begin; ${lock}`);
    for (const call of calls) {
      started.push(call());
      await vi.waitUntil(async () => (await waiters()) >= started.length, patience);
    }
    await client.query('commit');
    return await Promise.all(started);
  } finally {
    client.release(true);
  }
}

async function waiters(): Promise<number> {
  const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await app.pool.query(text)).rowCount ?? 0;
}

const aRecord = (providerId: string, email: string | null): CustomerRecord => ({
  ...{
    providerId,
    email,
    name: 'Ben Lee',
    firstName: 'Ben',
    lastName: 'Lee',
    locale: null,
    phone: null,
    address: null,
  },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', cards: [], defaultCardId: null },
});
const importAccount = (record: CustomerRecord) =>
  app.db.transaction(async (trx) =>
    saveRecords(trx, siteId, { kind: 'customer', records: [record], readAt: await readClock(trx) }),
  );

test('B18: a session that was left open gives nobody else a way in for good', async () => {
  const stolen = await signedIn(app, ann);
  await app
    .db('auth_session')
    .where({ customer_id: ann.id })
    .update({ confirmed_at: new Date(Date.now() - 11 * 60_000) });
  const refused = { status: 403, body: { code: 'confirmation_needed' } };
  const body = { email: `thief-${siteId}@elsewhere.example` };
  expect(await stolen.ask('POST /orders/claim/email', { body })).toMatchObject(refused);
  expect(await claim(stolen, '123456')).toMatchObject(refused);
});

test('B10: codes for other addresses count with the other emails of a network', async () => {
  const visitor = await signedIn(app, ann);
  await app.db('rate_limit').delete();
  for (let n = 0; n < 20; n++) {
    await visit().call('POST /sign-in/registration', { body: { email: `flood${n}-${siteId}@people.example` } });
  }
  const answer = await visitor.ask('POST /orders/claim/email', { body: { email: ben.email } });
  expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
});

test('B12: an address that decodes to another one is none', () => {
  for (const local of ['=?utf-8?q?victim=40shop.example=2C?=', 'a=?x?b?dmljdGltQGE+?=']) {
    expect(normaliseEmail(`${local}@elsewhere.example`)).toBeUndefined();
  }
  expect(normaliseEmail('who?=me@elsewhere.example')).toBeDefined();
});

test('two who claim each other’s address at once end as one customer who has an address', async () => {
  const [first, second] = [await signedIn(app, ann), await signedIn(app, ben)];
  await anOrder(app, ann);
  await anOrder(app, ben);
  const codes = [await askForCode(first, ben.email), await askForCode(second, ann.email)] as const;
  const answers = await inLine(
    `select from customer where site_id = '${siteId}' for update`,
    () => claim(first, codes[0]),
    () => claim(second, codes[1]),
  );
  expect(answers).toMatchObject([{ status: 200 }, { status: 401, body: { code: 'signed_out' } }]);
  expect(await rowOf(ann)).toMatchObject({ email: ann.email });
  expect((await first.call('GET /orders')).items).toHaveLength(2);
});

test('who was blocked meanwhile claims nothing any more', async () => {
  const visitor = await signedIn(app, ann);
  await anOrder(app, ben);
  const code = await askForCode(visitor, ben.email);
  const client = await app.pool.connect();
  await client.query(`begin; update customer set blocked_at = now() where id = '${ann.id}'`);
  const waiting = claim(visitor, code);
  await vi.waitUntil(async () => (await waiters()) > 0, patience);
  await client.query('commit');
  client.release();
  expect((await waiting).status).toBe(401);
  expect(await rowOf(ben)).toMatchObject({ email: ben.email });
});

test('a further address of a blocked customer stays blocked with them', async () => {
  const [visitor, email] = [await signedIn(app, ann), `further-${siteId}@people.example`];
  await app.db('claimed_email').insert({ site_id: siteId, email, customer_id: ben.id });
  await app.db('customer').where({ id: ben.id }).update({ blocked_at: new Date() });
  expect(await claim(visitor, await askForCode(visitor, email))).toMatchObject({ body: { orders: 0 } });
  expect(await app.db('claimed_email').where({ site_id: siteId })).toMatchObject([{ customer_id: ben.id }]);
});

test('emails sent before to an address that was claimed open nothing', async () => {
  const [visitor, early] = [await signedIn(app, ann), visit()];
  await early.call('POST /sign-in/email', { body: { email: ben.email } });
  await app.work();
  const { token } = readEmail(app, ben.email);
  await claim(visitor, await askForCode(visitor, ben.email));
  expect((await early.ask('POST /sign-in/link', { body: { token } })).status).toBe(410);
  expect(await isSignedIn(early)).toBe(false);
});

test('an import deletes no customer who has but claimed addresses', async () => {
  await importAccount(aRecord('cus_ben', ben.email));
  await anOrder(app, ben);
  await app.db('claimed_email').insert({ site_id: siteId, email: ben.email, customer_id: ben.id });
  await app.db('customer').where({ id: ben.id }).update({ email: null });
  await importAccount(aRecord('cus_ben', ben.email));
  expect(await rowOf(ben)).toBeDefined();
  expect(await app.db('purchase_order').where({ customer_id: ben.id })).toHaveLength(1);
});

test('B8: registering closes the other emails that would have registered the same address', async () => {
  const email = `new-${siteId}@people.example`;
  const [here, there] = [visit(), visit()];
  for (const visitor of [there, here]) {
    await visitor.call('POST /sign-in/registration', { body: { email } });
    await app.work();
    if (visitor === there) await app.db('rate_limit').delete();
  }
  const [newest, older] = app.mailbox.letters().filter(({ to }) => to === email);
  const code = (text = '') => /^\d{6}$/m.exec(text)?.[0] ?? '';
  await here.call('POST /sign-in/code', { body: { code: code(newest?.text) } });
  expect((await there.ask('POST /sign-in/code', { body: { code: code(older?.text) } })).status).toBe(401);
});

test('an address is registered or claimed, and never both', async () => {
  const email = `both-${siteId}@people.example`;
  const [member, fresh] = [await signedIn(app, ann), visit()];
  const code = await askForCode(member, email);
  await fresh.call('POST /sign-in/registration', { body: { email } });
  await app.work();
  const registering = readEmail(app, email).code;
  await inLine(
    'lock table claimed_email, customer in exclusive mode',
    () => claim(member, code),
    () => fresh.ask('POST /sign-in/code', { body: { code: registering } }),
  );
  const [claimed, owners] = [
    await app.db('claimed_email').where({ site_id: siteId, email }),
    await app.db('customer').where({ site_id: siteId, email }),
  ];
  expect(claimed.length + owners.length).toBe(1);
});

test('half a character in a text of the provider stops no import', async () => {
  await importAccount({ ...aRecord('cus_half', ben.email), name: text.parse('Ben\ud800Lee') ?? '' });
  expect(await app.db('customer_provider_account').where({ site_id: siteId })).toMatchObject([{ name: 'Ben Lee' }]);
});
