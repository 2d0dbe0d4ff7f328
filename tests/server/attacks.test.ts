/** Calls at the worst moment, and answers that must not differ between somebody and nobody. */
import { hash } from '@node-rs/argon2';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, readEmail, signedIn, type TestCustomer } from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const password = 'a long enough phrase';
const another = 'entirely other words';

let app: TestApp;
let siteId: string;
let ann: TestCustomer;
beforeAll(async () => {
  app = await startApp({ statementMillis: 20_000 });
  siteId = await aSite(app);
});
beforeEach(async () => {
  await app.db('rate_limit').delete();
  ann = await aCustomer(app, siteId, { password });
});

const visit = () => aVisitor(app, siteId);
const signIn = (visitor: Visitor, withPassword = password) =>
  visitor.ask('POST /sign-in/password', { body: { login: ann.email, password: withPassword } });
const isSignedIn = async (visitor: Visitor) => (await visitor.ask('GET /security')).status === 200;

async function askForEmail(visitor: Visitor, email = ann.email): Promise<void> {
  await visitor.call('POST /sign-in/email', { body: { email } });
  await app.work();
}

/** Holds what needs `lock` until `meanwhile` is done; `held` is a call that waits for it. */
async function during<Held, Meanwhile>(lock: string, held: () => Promise<Held>, meanwhile: () => Promise<Meanwhile>) {
  const client = await app.pool.connect();
  try {
    await client.query(`begin; ${lock}`);
    const waiting = held();
    await vi.waitUntil(async () => (await waiters()) > 0, patience);
    const other = meanwhile();
    // Either it is done by itself, or it waits too, behind the one that waits.
    await Promise.race([other, vi.waitUntil(async () => (await waiters()) > 1, patience)]);
    await client.query('commit');
    return [await waiting, await other] as const;
  } finally {
    // Ends the transaction with the connection, also when a wait was in vain.
    client.release(true);
  }
}

/** Counted on another connection: within a transaction PostgreSQL goes on showing what it showed first. */
async function waiters(): Promise<number> {
  const text = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await app.pool.query(text)).rowCount ?? 0;
}

const patience = { timeout: 15_000 };
const noSessions = 'lock table session in access exclusive mode';

describe('A4, A16: a sign-in under way does not outlive', () => {
  test('a password set meanwhile', async () => {
    const [victim, thief] = [await signedIn(app, ann), visit()];
    await during(
      noSessions,
      () => signIn(thief),
      () => victim.ask('PUT /security/password', { body: { password: another } }),
    );
    expect(await isSignedIn(thief)).toBe(false);
  });

  test('signing out everywhere meanwhile, with an emailed code', async () => {
    const [victim, thief] = [await signedIn(app, ann), visit()];
    await askForEmail(thief);
    const { code } = readEmail(app, ann.email);
    await during(
      noSessions,
      () => thief.ask('POST /sign-in/code', { body: { code } }),
      () => victim.ask('POST /security/sign-out-everywhere', { body: {} }),
    );
    expect(await isSignedIn(thief)).toBe(false);
  });
});

test('B19: a session signed out everywhere sets no password any more', async () => {
  const [victim, thief] = [await signedIn(app, ann), await signedIn(app, ann)];
  const [change] = await during(
    `select from customer where id = '${ann.id}' for update`,
    () => victim.ask('POST /security/sign-out-everywhere', { body: {} }),
    () => thief.ask('PUT /security/password', { body: { password: another } }),
  );
  expect(change.status).toBe(200);
  expect((await signIn(visit(), another)).status).toBe(401);
});

test('B17: a new password is set with all that belongs to it, or not at all', async () => {
  const [old, victim] = [await signedIn(app, ann), visit()];
  await victim.call('POST /sign-in/new-password/email', { body: { email: ann.email } });
  await app.work();
  const body = { token: readEmail(app, ann.email).token, password: another };
  await app.pool.query('alter table auth_event rename to away');
  const failed = await victim.ask('POST /sign-in/new-password', { body });
  await app.pool.query('alter table away rename to auth_event');
  expect(failed.status).toBe(500);
  expect((await signIn(visit(), another)).status).toBe(401);
  expect(await isSignedIn(old)).toBe(true);
  await victim.call('POST /sign-in/new-password', { body });
  expect(await isSignedIn(old)).toBe(false);
});

test('B16: hashing anew does not bring an old password back', async () => {
  const victim = await signedIn(app, ann);
  const weak = await hash(password, { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 });
  await app.db('customer').where({ id: ann.id }).update({ password_hash: weak });
  await during(
    `select from customer where id = '${ann.id}' for update`,
    () => victim.ask('PUT /security/password', { body: { password: another } }),
    () => signIn(visit()),
  );
  expect((await signIn(visit())).status).toBe(401);
});

test('A3: signing in again in the same browser ends the session before', async () => {
  const visitor = await signedIn(app, ann);
  const old = visit();
  old.cookies.set('cc_sid', visitor.cookies.get('cc_sid') ?? '');
  await signIn(visitor);
  expect([await isSignedIn(visitor), await isSignedIn(old)]).toEqual([true, false]);
});

test('a session revoked while it confirms is signed out, not a failure', async () => {
  const [here, there] = [await signedIn(app, ann), await signedIn(app, ann)];
  const [confirmation] = await during(
    noSessions,
    () => here.ask('POST /security/confirmation', { body: { password } }),
    () => there.ask('POST /security/sign-out-others', { body: {} }),
  );
  expect(confirmation).toMatchObject({ status: 401, body: { code: 'signed_out' } });
});

describe('B9: what a wrong code answers is the same for an address somebody has and one nobody has', () => {
  const moments: [string, (asker: Visitor) => Promise<unknown>][] = [
    ['at once', async () => undefined],
    [
      'eleven minutes later',
      () =>
        app.db.raw(`update sign_in_attempt set created_at = created_at - interval '11 minutes',
        sent_at = sent_at - interval '11 minutes', expires_at = expires_at - interval '11 minutes'`),
    ],
    [
      'after the customer signed in elsewhere by email',
      async () => {
        const customer = visit();
        await askForEmail(customer);
        await customer.call('POST /sign-in/code', { body: { code: readEmail(app, ann.email).code } });
      },
    ],
  ];

  test.each(moments)('%s', async (_, happens) => {
    const answers = [];
    for (const email of [ann.email, 'nobody@nowhere.example']) {
      const asker = visit();
      await askForEmail(asker, email);
      await happens(asker);
      const { supportCode, ...body } = (await asker.ask('POST /sign-in/code', { body: { code: '000000' } })).body;
      expect(supportCode).toMatch(/^.{3}-.{4}$/);
      answers.push(body);
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('and as many emails are compared with', async () => {
    for (const email of [ann.email, `nobody-${ann.id}@nowhere.example`]) {
      const asker = visit();
      for (let asked = 0; asked < 5; asked++) await askForEmail(asker, email);
      await asker.ask('POST /sign-in/code', { body: { code: '000000' } });
      expect(await app.db('sign_in_attempt').where({ email }).where('code_tries', '>', 0)).toHaveLength(3);
    }
  });
});

test('B4: of twenty wrong addresses typed for a link at once, three are compared', async () => {
  await askForEmail(visit());
  const { token } = readEmail(app, ann.email);
  const guess = (count: number) => visit().ask('POST /sign-in/link', { body: { token, email: `w${count}@x.example` } });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, count) => guess(count)));
  expect(answers.filter(({ body }) => body.code === 'email_mismatch')).toHaveLength(3);
  expect((await visit().ask('POST /sign-in/link', { body: { token, email: ann.email } })).status).toBe(410);
});

test('B11: emails a stranger asks for put no end to the one the customer has', async () => {
  const customer = visit();
  await askForEmail(customer);
  const { token } = readEmail(app, ann.email);
  for (let asked = 0; asked < 4; asked++) await askForEmail(visit());
  await customer.call('POST /sign-in/link', { body: { token } });
});

test('E16: text and days that cannot be are refused, not failed upon', async () => {
  const visitor = await signedIn(app, ann);
  const nobody = visit();
  const api = `/api/v1/${siteId}`;
  const login = { method: 'POST', path: `${api}/sign-in/password`, body: { login: 'a\u0000b', password } };
  const requests = [
    `${api}/orders?after=0000000000000000000_${'a'.repeat(36)}`,
    `${api}/payments?after=2026-99-99T00:00:00_00000000-0000-0000-0000-000000000000`,
    `${api}/payments?from=0000-01-01`,
    `${api}/payments?to=9999-12-31`,
    '/api/v1/%00/boot',
    '/c/%00',
  ].flatMap((path) => [visitor.send({ path }), nobody.send({ path }), nobody.send({ method: 'OPTIONS', path })]);
  for (const { status } of await Promise.all([...requests, nobody.send(login)])) expect(status).toBeLessThan(500);
});

test('a flood of refused calls is written down once, not once a call', async () => {
  const visitor = visit();
  for (let call = 0; call < 60; call++) await visitor.ask('POST /sign-in/code', { body: { code: '000000' } });
  const rows = await app.db('auth_event').where({ site_id: siteId, cause: 'too_many_requests', method: 'code' });
  expect(rows).toHaveLength(1);
});

test('usernames cannot be probed without end', async () => {
  const visitor = await signedIn(app, ann);
  const set = (count: number) => visitor.ask('PUT /security/username', { body: { username: `name${count}` } });
  const statuses = [];
  for (let count = 0; count < 25; count++) statuses.push((await set(count)).status);
  expect(statuses).toContain(429);
});
