import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, readEmail, signedIn, type TestCustomer } from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
});

const password = 'a long enough phrase';

async function withPassword(customer: TestCustomer): Promise<Visitor> {
  const visitor = aVisitor(app, customer.siteId);
  await visitor.call('POST /sign-in/password', { body: { login: customer.email, password } });
  return visitor;
}

const isSignedIn = async (visitor: Visitor) => (await visitor.ask('GET /overview')).status === 200;
/** Moves a customer's sessions into the past. */
const age = (customer: TestCustomer, column: string, by: string) =>
  app
    .db('auth_session')
    .where({ customer_id: customer.id })
    .update({ [column]: app.db.raw(`${column} - interval '${by}'`) });
const askConfirmed = async (customer: TestCustomer, visitor: Visitor) => {
  await visitor.call('POST /security/confirmation-email', { body: {} });
  await app.work();
  await visitor.call('POST /security/confirmation', { body: { code: readEmail(app, customer.email).code } });
};

describe('the cookie', () => {
  test('A2: on https it is __Host-, Secure, HttpOnly, Lax, for the whole host and nothing else', async () => {
    const secure = await startApp({ config: { isSecure: true, baseUrl: 'https://account.kiln.example' } });
    const ann = await aCustomer(secure, await aSite(secure), { password });
    const headers = { 'x-forwarded-proto': 'https', origin: 'https://account.kiln.example' };
    const visitor = aVisitor(secure, ann.siteId, headers);
    const { setCookies } = await visitor.send({
      method: 'POST',
      path: `/api/v1/${ann.siteId}/sign-in/password`,
      body: { login: ann.email, password },
      headers,
    });
    expect(setCookies).toHaveLength(1);
    const [pair = '', ...attributes] = (setCookies[0] ?? '').split('; ');
    expect(pair).toMatch(/^__Host-cc_sid=s%3A/);
    expect(attributes.filter((each) => !each.startsWith('Expires=')).sort()).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    expect(setCookies[0]?.length).toBeLessThan(4096);
    expect(await isSignedIn(visitor)).toBe(true);
    const asked = await visitor.send({
      method: 'POST',
      path: `/api/v1/${ann.siteId}/sign-in/email`,
      body: { email: ann.email },
      headers,
    });
    expect(asked.setCookies[0]).toMatch(
      /^__Host-cc_attempt=[\w-]{32}; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  test('a server on https says so when its proxy does not tell that the call came over https', async () => {
    const secure = await startApp({ config: { isSecure: true, baseUrl: 'https://account.kiln.example' } });
    const answer = await aVisitor(secure, 'any-site').send({ path: '/api/v1/any-site/boot' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'insecure_connection' } });
  });

  test('A2: a visitor who asks for nothing gets no cookie', async () => {
    const visitor = aVisitor(app, siteId);
    for (const path of [
      `/api/v1/${siteId}/boot`,
      `/api/v1/${siteId}/orders`,
      `/c/${siteId}`,
      '/api/docs',
      '/nowhere',
    ]) {
      expect((await visitor.send({ path })).setCookies, path).toEqual([]);
    }
  });

  test('A3: a session id the browser brought along is never signed in', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const attacker = await withPassword(await aCustomer(app, siteId, { password }));
    const planted = attacker.cookies.get('cc_sid') ?? '';
    const victim = aVisitor(app, siteId);
    victim.cookies.set('cc_sid', planted);
    await victim.call('POST /sign-in/password', { body: { login: ann.email, password } });
    expect(victim.cookies.get('cc_sid')).not.toBe(planted);
    expect((await attacker.ask('GET /profile')).body.email).not.toBe(ann.email);
  });

  test('A3: setting a password and confirming give a new session id, and the old one is worth nothing', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    for (const step of [
      () => visitor.call('PUT /security/password', { body: { password: 'quite another phrase' } }),
      () => visitor.call('POST /security/confirmation', { body: { password: 'quite another phrase' } }),
    ]) {
      const old = aVisitor(app, siteId);
      old.cookies.set('cc_sid', visitor.cookies.get('cc_sid') ?? '');
      await step();
      expect(await isSignedIn(visitor)).toBe(true);
      expect(await isSignedIn(old)).toBe(false);
    }
  });

  test.each(['s%3Aabc.def', 'abc', 's%3A', `s%3A${'a'.repeat(43)}.${'b'.repeat(43)}`, '%', 's%3A%00.x'])(
    'a made-up cookie %j is nobody',
    async (value) => {
      const visitor = aVisitor(app, siteId);
      visitor.cookies.set('cc_sid', value);
      expect((await visitor.ask('GET /overview')).status).toBe(401);
    },
  );

  test('A17: a cookie signed with the last secret stays good while it is on the list', async () => {
    const [old, next] = ['an-older-key-0123456789-abcdefghijk', 'a-newer-key-0123456789-abcdefghijkl'];
    const first = await startApp({ config: { sessionSecrets: [old] } });
    const ann = await aCustomer(first, await aSite(first), { password });
    const { sessionReader } = await import('../../server/http/transport.ts');
    const visitor = aVisitor(first, ann.siteId);
    await visitor.call('POST /sign-in/password', { body: { login: ann.email, password } });
    const request = { headers: { cookie: `cc_sid=${visitor.cookies.get('cc_sid')}` } } as never;
    expect(sessionReader({ isSecure: false, sessionSecrets: [next, old] })(request)).toBeDefined();
    expect(sessionReader({ isSecure: false, sessionSecrets: [next] })(request)).toBeUndefined();
  });
});

describe('ending a session', () => {
  test('A4: signing out stays final while other calls are under way', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    const cookie = `cc_sid=${visitor.cookies.get('cc_sid')}`;
    const sid = { headers: { cookie } };
    const underWay = Array.from({ length: 50 }, (_, index) =>
      index % 2
        ? visitor.send({ path: `/api/v1/${siteId}/overview`, ...sid })
        : visitor.send({
            method: 'POST',
            path: `/api/v1/${siteId}/security/confirmation`,
            body: { password: 'wrong' },
            ...sid,
          }),
    );
    await visitor.send({ method: 'POST', path: `/api/v1/${siteId}/sign-out`, body: {}, ...sid });
    await Promise.all(underWay);
    expect((await visitor.send({ path: `/api/v1/${siteId}/overview`, ...sid })).status).toBe(401);
  });

  test('A4: a session row written back after signing out signs nobody in', async () => {
    const visitor = await withPassword(await aCustomer(app, siteId, { password }));
    const cookie = visitor.cookies.get('cc_sid') ?? '';
    const { rows } = await app.pool.query('select * from session');
    await visitor.call('POST /sign-out', { body: {} });
    for (const row of rows) {
      await app.pool.query('insert into session values ($1, $2, $3) on conflict do nothing', [
        row.sid,
        row.sess,
        row.expire,
      ]);
    }
    visitor.cookies.set('cc_sid', cookie);
    expect(await isSignedIn(visitor)).toBe(false);
  });

  test('A5: when a row cannot be written, nobody is signed in and no cookie is sent', async () => {
    for (const table of ['session', 'auth_session']) {
      const broken = await startApp();
      const ann = await aCustomer(broken, await aSite(broken), { password });
      // Reading goes on, writing fails, as on a full disk.
      await broken.pool.query(
        `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
      );
      await broken.pool.query(`create trigger refuse before insert on ${table} for each row execute function refuse()`);
      const visitor = aVisitor(broken, ann.siteId);
      const answer = await visitor.ask('POST /sign-in/password', { body: { login: ann.email, password } });
      expect(answer.status).toBe(500);
      expect(answer.setCookies.filter((line) => line.startsWith('cc_sid='))).toEqual([]);
    }
  });

  test('A13: twelve hours without a visit end it, thirty days end it in any case', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    await age(ann, 'last_seen_at', '11 hours 59 minutes');
    expect(await isSignedIn(visitor)).toBe(true);
    await age(ann, 'created_at', '719 hours');
    expect(await isSignedIn(visitor)).toBe(true);
    await age(ann, 'created_at', '2 hours');
    expect(await isSignedIn(visitor)).toBe(false);
    const other = await aCustomer(app, siteId, { password });
    const idle = await withPassword(other);
    await age(other, 'last_seen_at', '12 hours 1 minute');
    expect(await isSignedIn(idle)).toBe(false);
  });

  test('being seen moves forward at most every five minutes', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    const seen = async () =>
      (await app.db('auth_session').where({ customer_id: ann.id }).first()).last_seen_at.getTime();
    const first = await seen();
    await visitor.call('GET /overview');
    expect(await seen()).toBe(first);
    await age(ann, 'last_seen_at', '6 minutes');
    await visitor.call('GET /overview');
    expect(await seen()).toBeGreaterThan(first);
  });

  test('A16: changing the password ends every other session', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const [here, there] = [await withPassword(ann), await withPassword(ann)];
    await here.call('PUT /security/password', { body: { password: 'quite another phrase' } });
    expect(await isSignedIn(here)).toBe(true);
    expect(await isSignedIn(there)).toBe(false);
  });

  test('A16: a blocked customer is out at once', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    await app.db('customer').where({ id: ann.id }).update({ blocked_at: new Date() });
    expect(await isSignedIn(visitor)).toBe(false);
  });
});

describe('devices', () => {
  test('A14: the list names each device, its network in part, and which one this is', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const phone = await signedIn(app, ann, {
      'x-forwarded-for': '203.0.113.9',
      'user-agent':
        'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1',
    });
    const desk = await withPassword(ann);
    const { devices } = await desk.call('GET /security');
    expect(devices).toMatchObject([
      { name: 'Firefox on Windows', current: true },
      { name: 'Safari on iOS', network: '203.0.x.x', current: false },
    ]);
    await desk.call('DELETE /security/devices/:deviceId', { params: { deviceId: devices[1]?.id ?? '' } });
    expect(await isSignedIn(phone)).toBe(false);
    expect(await isSignedIn(desk)).toBe(true);
  });

  test('A14: one, others, all', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const [here, there, third] = [await withPassword(ann), await withPassword(ann), await withPassword(ann)];
    await here.call('POST /security/sign-out-others', { body: {} });
    expect([await isSignedIn(here), await isSignedIn(there), await isSignedIn(third)]).toEqual([true, false, false]);
    await here.call('POST /security/sign-out-everywhere', { body: {} });
    expect(await isSignedIn(here)).toBe(false);
  });

  test('A15: revoking on one process counts on the next call to any other', async () => {
    const { createApp } = await import('../../server/app.ts');
    const { createServer } = await import('node:http');
    const { createMailbox } = await import('../../server/mail/mailbox.ts');
    const { pino } = await import('pino');
    const { app: second } = createApp({
      config: app.config,
      database: app,
      mailer: createMailbox(),
      logger: pino({ level: 'silent' }),
      embedFolder: 'server/assets',
      adminFolder: 'server/assets',
    });
    const server = createServer(second);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const elsewhere = { url: `http://localhost:${(server.address() as { port: number }).port}` };
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    const twin = aVisitor(elsewhere, siteId);
    twin.cookies.set('cc_sid', visitor.cookies.get('cc_sid') ?? '');
    expect(await isSignedIn(twin)).toBe(true);
    await visitor.call('POST /security/sign-out-everywhere', { body: {} });
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await twin.ask('GET /overview')).status),
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
    server.closeAllConnections();
    server.close();
  });
});

describe("Confirm it's you", () => {
  const sensitive = (visitor: Visitor) => [
    () => visitor.ask('PUT /security/password', { body: { password: 'quite another phrase' } }),
    () => visitor.ask('PUT /security/username', { body: { username: 'somebody' } }),
    () =>
      visitor.ask('DELETE /security/devices/:deviceId', {
        params: { deviceId: '0192f000-0000-7000-8000-000000000000' },
      }),
    () => visitor.ask('POST /security/sign-out-others', { body: {} }),
    () => visitor.ask('POST /security/sign-out-everywhere', { body: {} }),
  ];

  test('B19: ten minutes after signing in, every sensitive change asks for it', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const visitor = await withPassword(ann);
    await age(ann, 'confirmed_at', '10 minutes 1 second');
    for (const change of sensitive(visitor))
      expect(await change()).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } });
    expect((await visitor.call('GET /security')).confirmedUntil).toBeNull();
    await askConfirmed(ann, visitor);
    expect((await sensitive(visitor)[1]?.())?.status).toBe(200);
  });

  test('five wrong codes kill it, and a code of one session is worth nothing in another', async () => {
    const ann = await aCustomer(app, siteId, { password });
    const [visitor, other] = [await withPassword(ann), await withPassword(ann)];
    await visitor.call('POST /security/confirmation-email', { body: {} });
    await app.work();
    const { code } = readEmail(app, ann.email);
    expect((await other.ask('POST /security/confirmation', { body: { code } })).body.code).toBe('code_wrong');
    const wrong = code === '000000' ? '000001' : '000000';
    for (let left = 4; left >= 0; left--) {
      expect((await visitor.ask('POST /security/confirmation', { body: { code: wrong } })).body).toMatchObject({
        triesLeft: left,
      });
    }
    expect((await visitor.ask('POST /security/confirmation', { body: { code } })).status).toBe(401);
  });

  test('a customer without a password is not confirmed by any', async () => {
    const ann = await aCustomer(app, siteId);
    const visitor = await signedIn(app, ann);
    expect((await visitor.ask('POST /security/confirmation', { body: { password: 'anything' } })).body.code).toBe(
      'password_wrong',
    );
  });
});

test('a username is unique on a site, free on another, and can be given up', async () => {
  const [ann, ben] = [await aCustomer(app, siteId, { password }), await aCustomer(app, siteId, { password })];
  const [one, two] = [await withPassword(ann), await withPassword(ben)];
  await one.call('PUT /security/username', { body: { username: ' Pottery.Fan ' } });
  expect((await two.ask('PUT /security/username', { body: { username: 'pottery.fan' } })).body.code).toBe(
    'username_taken',
  );
  await one.call('PUT /security/username', { body: { username: null } });
  await two.call('PUT /security/username', { body: { username: 'pottery.fan' } });
  for (const username of ['a', '1abc', 'has space', 'has@sign', 'x'.repeat(41)]) {
    expect((await two.ask('PUT /security/username', { body: { username } })).body.fields).toMatchObject([
      { path: 'username' },
    ]);
  }
});
