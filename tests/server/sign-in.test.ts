import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, readEmail, type TestCustomer } from '../support/builders.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
});

/** Each visitor comes from a network of their own, so that limits of one test don't reach another. */
let network = 0;
const visit = (site = siteId): Visitor =>
  aVisitor(app, site, { 'x-forwarded-for': `198.51.${++network >> 8}.${network & 255}` });

async function askFor(visitor: Visitor, email: string) {
  await visitor.call('POST /sign-in/email', { body: { email } });
  await app.work();
  return readEmail(app, email);
}

const isSignedIn = async (visitor: Visitor) => (await visitor.call('GET /boot')).customer !== null;
const causesOf = async (login: string) =>
  (await app.db('auth_event').where({ login }).orderBy('at')).map(({ kind, cause }) => cause ?? kind);

describe('link and code', () => {
  let ann: TestCustomer;
  beforeEach(async () => void (ann = await aCustomer(app, siteId)));

  test('one email carries a link and a code, says who it is from, and has a plain text', async () => {
    const { letter, code, link } = await askFor(visit(), ann.email);
    expect(letter.from).toEqual({ name: 'Kiln & Quill', address: 'hello@vendor.example' });
    expect(letter.html).toContain('Log in now');
    expect(letter.html).toContain(code);
    expect(link).toBe(`${app.url}/c/${siteId}#cc/sign-in/${link.split('/').at(-1)}`);
    expect(letter.subject).not.toContain(code);
  });

  test('the code signs in the browser that asked', async () => {
    const visitor = visit();
    const { code } = await askFor(visitor, ann.email);
    expect(await visitor.call('POST /sign-in/code', { body: { code } })).toEqual({ landing: { to: 'center' } });
    expect(await isSignedIn(visitor)).toBe(true);
  });

  test('B6: the code is worth nothing in another browser', async () => {
    const { code } = await askFor(visit(), ann.email);
    expect(await visit().ask('POST /sign-in/code', { body: { code } })).toMatchObject({
      status: 401,
      body: { code: 'code_wrong' },
    });
  });

  test('B6: five wrong tries kill the code, wherever they come from', async () => {
    const visitor = visit();
    const { code } = await askFor(visitor, ann.email);
    const wrong = code === '000000' ? '000001' : '000000';
    for (let left = 4; left >= 0; left--) {
      const from = { 'x-forwarded-for': `203.0.113.${left}` };
      const answer = await visitor.send({
        method: 'POST',
        path: `/api/v1/${siteId}/sign-in/code`,
        body: { code: wrong },
        headers: from,
      });
      expect(answer.body).toMatchObject({ code: 'code_wrong', triesLeft: left });
    }
    expect((await visitor.ask('POST /sign-in/code', { body: { code } })).status).toBe(401);
  });

  test('B6: fifty guesses at once get five tries', async () => {
    const visitor = visit();
    const { code } = await askFor(visitor, ann.email);
    const guesses = Array.from({ length: 50 }, (_, index) => ({
      guess: String(index).padStart(6, '1'),
      from: `192.0.2.${index}`,
    }));
    await Promise.all(
      guesses.map(({ guess, from }) =>
        visitor.send({
          method: 'POST',
          path: `/api/v1/${siteId}/sign-in/code`,
          body: { code: guess },
          headers: { 'x-forwarded-for': from },
        }),
      ),
    );
    const [attempt] = await app
      .db('sign_in_attempt')
      .where({ email: ann.email })
      .orderBy('created_at', 'desc')
      .limit(1);
    expect(attempt.code_tries).toBe(5);
    expect((await visitor.ask('POST /sign-in/code', { body: { code } })).status).toBe(401);
  });

  test.each([true, '', null, ['123456'], 123456, ' 123456', '12345', '1234567', '１２３４５６', '000000', { $ne: '' }])(
    'B7: %j is not a code',
    async (code) => {
      const visitor = visit();
      const answer = await visitor.send({ method: 'POST', path: `/api/v1/${siteId}/sign-in/code`, body: { code } });
      expect([401, 422]).toContain(answer.status);
      expect(await isSignedIn(visitor)).toBe(false);
    },
  );

  test('the link signs in the browser that asked with one click', async () => {
    const visitor = visit();
    const { token } = await askFor(visitor, ann.email);
    expect(await visitor.call('POST /sign-in/link/check', { body: { token } })).toEqual({ state: 'ready' });
    await visitor.call('POST /sign-in/link', { body: { token } });
    expect(await isSignedIn(visitor)).toBe(true);
  });

  test('B3: checking a link fifty times changes nothing', async () => {
    const asker = visit();
    const { token } = await askFor(asker, ann.email);
    const scanner = visit();
    for (let count = 0; count < 50; count++) await scanner.call('POST /sign-in/link/check', { body: { token } });
    await asker.call('POST /sign-in/link', { body: { token } });
    expect(await isSignedIn(asker)).toBe(true);
    expect(await isSignedIn(scanner)).toBe(false);
  });

  test('B4: another browser must type the address, and three wrong ones kill the link', async () => {
    const { token } = await askFor(visit(), ann.email);
    const other = visit();
    expect(await other.call('POST /sign-in/link/check', { body: { token } })).toEqual({ state: 'email_needed' });
    expect((await other.ask('POST /sign-in/link', { body: { token } })).body.code).toBe('email_needed');
    for (let tries = 0; tries < 3; tries++) {
      const answer = await other.ask('POST /sign-in/link', { body: { token, email: 'eve@customers.example' } });
      expect(answer.body.code).toBe('email_mismatch');
    }
    expect((await other.ask('POST /sign-in/link', { body: { token, email: ann.email } })).body.code).toBe(
      'link_unknown',
    );
  });

  test('B4: another browser with the right address signs in', async () => {
    const { token } = await askFor(visit(), ann.email);
    const other = visit();
    await other.call('POST /sign-in/link', { body: { token, email: ` ${ann.email.toUpperCase()} ` } });
    expect(await isSignedIn(other)).toBe(true);
  });

  test('B5: the browser that asked is not signed in by a click somewhere else', async () => {
    const attacker = visit();
    const { token } = await askFor(attacker, ann.email);
    await visit().call('POST /sign-in/link', { body: { token, email: ann.email } });
    expect(await isSignedIn(attacker)).toBe(false);
  });

  test('B2: a hundred uses of one link at once sign in once', async () => {
    const visitor = visit();
    const { token } = await askFor(visitor, ann.email);
    const use = (index: number) =>
      visitor.send({
        method: 'POST',
        path: `/api/v1/${siteId}/sign-in/link`,
        body: { token },
        headers: { 'x-forwarded-for': `192.0.2.${index}` },
      });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => use(index)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await visit().ask('POST /sign-in/link', { body: { token } })).body.code).toBe('link_used');
  });

  test('B2: ten minutes after sending, link and code are dead', async () => {
    const visitor = visit();
    const { token, code } = await askFor(visitor, ann.email);
    await app
      .db('sign_in_attempt')
      .where({ email: ann.email })
      .update({ expires_at: app.db.raw(`now() - interval '1 second'`) });
    expect(await visitor.call('POST /sign-in/link/check', { body: { token } })).toEqual({ state: 'expired' });
    expect((await visitor.ask('POST /sign-in/link', { body: { token } })).body.code).toBe('link_expired');
    expect((await visitor.ask('POST /sign-in/code', { body: { code } })).status).toBe(401);
  });

  test('B8: signing in closes the other emails of this customer', async () => {
    const visitor = visit();
    const ben = await aCustomer(app, siteId);
    const first = await askFor(visitor, ben.email);
    const second = await askFor(visit(), ben.email);
    await visitor.call('POST /sign-in/code', { body: { code: first.code } });
    expect((await visit().ask('POST /sign-in/link', { body: { token: second.token } })).body.code).toBe('link_unknown');
  });

  test('B8: no more than three emails are good at a time, and the code of each works in the browser that asked', async () => {
    const visitor = visit();
    const ben = await aCustomer(app, siteId);
    const mails = [];
    for (let count = 0; count < 4; count++) mails.push(await askFor(visitor, ben.email));
    expect((await visitor.ask('POST /sign-in/link', { body: { token: mails[0]?.token ?? '' } })).body.code).toBe(
      'link_unknown',
    );
    await visitor.call('POST /sign-in/code', { body: { code: mails[1]?.code ?? '' } });
  });

  test('B1: neither link nor code is kept or logged anywhere', async () => {
    const visitor = visit();
    const { token, code } = await askFor(visitor, ann.email);
    await visitor.call('POST /sign-in/link', { body: { token } });
    const tables = await app.pool.query(`select table_schema || '.' || table_name as name from information_schema.tables
      where table_schema in ('public', 'graphile_worker') and table_type = 'BASE TABLE'`);
    for (const { name } of tables.rows) {
      const { rows } = await app.pool.query(`select count(*)::int as hits from ${name} t where t::text like $1`, [
        `%${token.slice(22)}%`,
      ]);
      expect(rows[0].hits, name).toBe(0);
    }
    expect(app.log.join('')).not.toContain(token.slice(22));
    const stored = await app.db('sign_in_attempt').where({ email: ann.email });
    expect(stored.every(({ code_hash }) => code_hash === null || code_hash.startsWith('$argon2id$'))).toBe(true);
    expect(JSON.stringify(stored)).not.toContain(`"${code}"`);
  });
});

describe('what a stranger can learn', () => {
  test('B9: known, unknown and blocked addresses get the same answer from the same statements', async () => {
    const known = await aCustomer(app, siteId);
    const blocked = await aCustomer(app, siteId, { blocked: true });
    const answers = [];
    for (const email of [known.email, blocked.email, 'nobody@nowhere.example']) {
      const { rows: before } = await app.pool.query('select count(*)::int as jobs from graphile_worker.jobs');
      const { status, body, headers } = await visit().ask('POST /sign-in/email', { body: { email } });
      const { rows: after } = await app.pool.query('select count(*)::int as jobs from graphile_worker.jobs');
      const names = [...headers.keys()].filter((name) => name !== 'date').sort();
      answers.push({ status, body, names, jobs: after[0].jobs - before[0].jobs });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    await app.work();
    expect(app.mailbox.letters().some(({ to }) => to === blocked.email || to.startsWith('nobody@'))).toBe(false);
  });

  test('B9: a code asked for an unknown address fails like a wrong one', async () => {
    const visitor = visit();
    await visitor.call('POST /sign-in/email', { body: { email: 'nobody@nowhere.example' } });
    await app.work();
    expect((await visitor.ask('POST /sign-in/code', { body: { code: '123456' } })).body).toMatchObject({
      code: 'code_wrong',
      triesLeft: 4,
    });
  });

  test('B22: every failure is written down with its cause, the public answer stays the same', async () => {
    const never = await aCustomer(app, siteId);
    const known = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const blocked = await aCustomer(app, siteId, { password: 'a long enough phrase', blocked: true });
    const tries: [string, string, string][] = [
      [never.email, 'whatever it was', 'password_never_set'],
      [known.email, 'something else', 'password_wrong'],
      [blocked.email, 'a long enough phrase', 'customer_blocked'],
      ['unknown@nowhere.example', 'whatever it was', 'customer_unknown'],
    ];
    for (const [login, password, cause] of tries) {
      const answer = await visit().ask('POST /sign-in/password', { body: { login, password } });
      expect(answer).toMatchObject({ status: 401, body: { code: 'password_wrong' } });
      expect((await causesOf(login)).at(-1)).toBe(cause);
    }
  });
});

describe('addresses', () => {
  test.each([
    'victim@shop.example,attacker@evil.example',
    'victim@shop.example;attacker@evil.example',
    '"attacker@evil.example> x"@shop.example',
    '<victim@shop.example>',
    'victim@shop.example\r\nBcc: attacker@evil.example',
    'victim@shop.example attacker@evil.example',
    'victim@@shop.example',
    'victim@shop',
    '@shop.example',
    'victim@',
    'vic..tim@shop.example',
    'victim@-shop.example',
    'victim@shop.example\u0000',
    '(comment)victim@shop.example',
    'victim\\@shop.example',
    '',
  ])('B12: %j is refused and the field is named', async (email) => {
    const answer = await visit().ask('POST /sign-in/email', { body: { email } });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', fields: [{ path: 'email' }] } });
  });

  test('B12: mail goes to the stored address, however it was typed', async () => {
    const ann = await aCustomer(app, siteId, { email: 'jörg@xn--bcher-kva.example' });
    await visit().call('POST /sign-in/email', { body: { email: '  JÖRG@Bücher.Example ' } });
    await app.work();
    expect(readEmail(app, ann.email).letter.to).toBe('jörg@xn--bcher-kva.example');
  });

  test('B13: links are built from the configured address, whatever the request claims', async () => {
    const ann = await aCustomer(app, siteId);
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    await visit().send({
      method: 'POST',
      path: `/api/v1/${siteId}/sign-in/email`,
      body: { email: ann.email },
      headers,
    });
    await app.work();
    const { letter, link } = readEmail(app, ann.email);
    expect(link.startsWith(`${app.url}/c/`)).toBe(true);
    expect(letter.html + letter.text).not.toContain('evil.example');
  });

  test('the emailed link opens on the center address, in the theme', async () => {
    const site = await aSite(app, { centerAddress: 'https://www.kiln.example/account/' });
    const ann = await aCustomer(app, site);
    await visit(site).call('POST /sign-in/email', { body: { email: ann.email } });
    await app.work();
    expect(readEmail(app, ann.email).link).toMatch(/^https:\/\/www\.kiln\.example\/account\/#cc\/sign-in\/[\w-]{64}$/);
  });
});

describe('password', () => {
  test('signs in by email and by username', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase', username: 'annlee' });
    for (const login of [ann.email, ann.email.toUpperCase(), 'annlee', ' AnnLee ']) {
      const visitor = visit();
      await visitor.call('POST /sign-in/password', { body: { login, password: 'a long enough phrase' } });
      expect(await isSignedIn(visitor)).toBe(true);
    }
  });

  test('a username is worth nothing while its switch is off, an email still is', async () => {
    const site = await aSite(app);
    const { settings } = await app.db('site').where({ id: site }).first();
    settings.switches.usernameSignIn = false;
    await app
      .db('site')
      .where({ id: site })
      .update({ settings: JSON.stringify(settings) });
    const ann = await aCustomer(app, site, { password: 'a long enough phrase', username: 'annlee' });
    const body = { login: 'annlee', password: 'a long enough phrase' };
    expect((await visit(site).ask('POST /sign-in/password', { body })).status).toBe(401);
    await visit(site).call('POST /sign-in/password', { body: { ...body, login: ann.email } });
  });

  test('a site that does not offer a method refuses it', async () => {
    const site = await aSite(app, { signInMethods: { email: true, password: false } });
    const ann = await aCustomer(app, site, { password: 'a long enough phrase' });
    const refused = await visit(site).ask('POST /sign-in/password', {
      body: { login: ann.email, password: 'a long enough phrase' },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'sign_in_method_off' } });
    expect((await visit(site).ask('POST /sign-in/new-password/email', { body: { email: ann.email } })).status).toBe(
      403,
    );
  });

  test('B10: ten wrong tries from one place end with how long to wait', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const visitor = visit();
    const body = { login: ann.email, password: 'not this one' };
    for (let tries = 0; tries < 10; tries++)
      expect((await visitor.ask('POST /sign-in/password', { body })).status).toBe(401);
    const refused = await visitor.ask('POST /sign-in/password', { body });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await causesOf(ann.email)).at(-1)).toBe('too_many_requests');
  });

  test('B11: a flood of tries elsewhere does not lock the customer out', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const flooder = visit();
    for (let tries = 0; tries < 12; tries++) {
      await flooder.ask('POST /sign-in/password', { body: { login: ann.email, password: 'not this one' } });
    }
    for (let tries = 0; tries < 7; tries++) await flooder.ask('POST /sign-in/email', { body: { email: ann.email } });
    await visit().call('POST /sign-in/password', { body: { login: ann.email, password: 'a long enough phrase' } });
  });

  test('B10: however an IPv6 address is written, its /64 counts as one', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const ways = [
      '2001:db8:0:7::1',
      '2001:DB8::7:0:0:0:9',
      '2001:0db8:0000:0007:ffff::1',
      '2001:db8:0:7:1:2:3:4',
      '2001:db8:0:7::abcd',
    ];
    const tryFrom = (from: string) =>
      aVisitor(app, siteId, { 'x-forwarded-for': from }).ask('POST /sign-in/password', {
        body: { login: ann.email, password: 'no' },
      });
    for (const from of [...ways, ...ways]) expect((await tryFrom(from)).status).toBe(401);
    expect((await tryFrom('2001:db8:0:7::ffff')).status).toBe(429);
    expect((await tryFrom('2001:db8:0:8::1')).status).toBe(401);
  });

  test('B10: an IPv4 address wrapped in IPv6 is the same address', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const tryFrom = (from: string) =>
      aVisitor(app, siteId, { 'x-forwarded-for': from }).ask('POST /sign-in/password', {
        body: { login: ann.email, password: 'no' },
      });
    for (let tries = 0; tries < 10; tries++) await tryFrom(tries % 2 ? '203.0.113.77' : '::ffff:203.0.113.77');
    expect((await tryFrom('::FFFF:cb00:714d')).status).toBe(429);
  });

  test('B16: hashed with argon2id, and again when parameters rise', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const { hash } = await import('@node-rs/argon2');
    const weak = await hash('a long enough phrase', { algorithm: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await app.db('customer').where({ id: ann.id }).update({ password_hash: weak });
    await visit().call('POST /sign-in/password', { body: { login: ann.email, password: 'a long enough phrase' } });
    const { password_hash } = await app.db('customer').where({ id: ann.id }).first();
    expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });
});

describe('Set a New Password', () => {
  async function askForNewPassword(visitor: Visitor, email: string) {
    await visitor.call('POST /sign-in/new-password/email', { body: { email } });
    await app.work();
    return readEmail(app, email);
  }

  test('B17: changes it, signs nobody in, signs every device out, and tells the customer', async () => {
    const ann = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const before = visit();
    await before.call('POST /sign-in/password', { body: { login: ann.email, password: 'a long enough phrase' } });
    const visitor = visit();
    const { letter, token } = await askForNewPassword(visitor, ann.email);
    expect(letter.html).toContain('Change My Password');
    await visitor.call('POST /sign-in/new-password', { body: { token, password: 'another long phrase' } });
    expect(await isSignedIn(visitor)).toBe(false);
    expect((await before.ask('GET /overview')).status).toBe(401);
    await app.work();
    expect(readEmail(app, ann.email).letter.subject).toBe('Your password for Kiln & Quill was changed');
    await visitor.call('POST /sign-in/password', { body: { login: ann.email, password: 'another long phrase' } });
    expect(
      (await visit().ask('POST /sign-in/new-password', { body: { token, password: 'a third long phrase' } })).body.code,
    ).toBe('link_used');
  });

  test('a refused password does not use up the link', async () => {
    const ann = await aCustomer(app, siteId);
    const visitor = visit();
    const { token } = await askForNewPassword(visitor, ann.email);
    expect((await visitor.ask('POST /sign-in/new-password', { body: { token, password: 'short' } })).body.code).toBe(
      'password_too_short',
    );
    await visitor.call('POST /sign-in/new-password', { body: { token, password: 'long enough at last' } });
  });

  test('its link signs nobody in, and a sign-in link sets no password', async () => {
    const ann = await aCustomer(app, siteId);
    const visitor = visit();
    const { token } = await askForNewPassword(visitor, ann.email);
    expect((await visitor.ask('POST /sign-in/link', { body: { token } })).body.code).toBe('link_unknown');
    const signIn = await askFor(visitor, ann.email);
    const answer = await visitor.ask('POST /sign-in/new-password', {
      body: { token: signIn.token, password: 'long enough at last' },
    });
    expect(answer.body.code).toBe('link_unknown');
  });

  test('another browser must type the address', async () => {
    const ann = await aCustomer(app, siteId);
    const { token } = await askForNewPassword(visit(), ann.email);
    const other = visit();
    const body = { token, password: 'long enough at last' };
    expect((await other.ask('POST /sign-in/new-password', { body })).body.code).toBe('email_needed');
    await other.call('POST /sign-in/new-password', { body: { ...body, email: ann.email } });
  });
});

test('a link of one site is unknown on another, even with the same customer', async () => {
  const other = await aSite(app);
  const ann = await aCustomer(app, siteId);
  await aCustomer(app, other, { email: ann.email });
  const { token } = await askFor(visit(), ann.email);
  expect((await visit(other).ask('POST /sign-in/link', { body: { token, email: ann.email } })).body.code).toBe(
    'link_unknown',
  );
});
