import { TOTP, Secret } from 'otpauth';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminContract } from '../../server/admin-contract.ts';
import { firstOwnerLink } from '../../server/features/staff/first-owner.ts';
import { staffStore } from '../../server/features/staff/staff.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite } from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';
import { aCaller } from '../support/visitor.ts';

let app: TestApp;
let siteId: string;
const password = 'a kiln full of celadon';
const nobody = () => aCaller(app, siteId, { contract: adminContract });
const tokenIn = (text: string) => /#\/link\/(\S+)/.exec(text)?.[1] ?? '';
const lettersTo = (email: string) => app.mailbox.letters().filter(({ to }) => to === email);
/** A step back in time each, since no code is good twice. */
const codeOf = (secret: string, stepsBack = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() - stepsBack * 30_000 });

beforeAll(async () => {
  app = await startApp();
});

async function anOwner(email = 'owner@vendor.example') {
  siteId = await aSite(app);
  await app.db('rate_limit').delete();
  const link = await firstOwnerLink(staffStore(app.db), app.url, siteId);
  const owner = nobody();
  const token = tokenIn(link ?? '');
  expect(await owner.call('POST /admin/links/check', { body: { token } })).toMatchObject({ kind: 'first_owner' });
  const { step } = await owner.call('POST /admin/links/use', { body: { token, email, name: 'Olga', password } });
  expect(step).toBe('set_up_needed');
  const { pending, secret, uri } = await owner.call('POST /admin/second-factor');
  expect(uri).toContain('otpauth://totp/');
  const confirmed = await owner.call('POST /admin/second-factor/confirm', {
    body: { pending, code: codeOf(secret, 1) },
  });
  return { owner, token, secret, email, recoveryCodes: confirmed.recoveryCodes };
}

describe('the first owner', () => {
  test('comes in by the link, sets one-time codes up, and the link is used up', async () => {
    const { owner, token } = await anOwner();
    expect(await owner.call('GET /admin/session')).toMatchObject({ step: 'ready', staff: { role: 'owner' } });
    const again = await nobody().ask('POST /admin/links/use', {
      body: { token, email: 'x@vendor.example', name: '', password },
    });
    expect(again).toMatchObject({ status: 410, body: { code: 'link_used' } });
    expect(await firstOwnerLink(staffStore(app.db), app.url, siteId)).toBeUndefined();
  });

  test('sees nothing of the desk before the one-time code is set up', async () => {
    siteId = await aSite(app);
    const owner = await aStaffMember(app, siteId, 'owner', { totp: null });
    expect(await owner.ask('GET /admin/staff')).toMatchObject({ status: 403, body: { code: 'second_factor_needed' } });
    expect(await owner.call('GET /admin/session')).toMatchObject({ step: 'set_up_needed', centers: [] });
  });
});

describe('signing in', () => {
  test('takes the password, then a code of now, and no code twice', async () => {
    const { email, secret } = await anOwner();
    const owner = nobody();
    expect(await owner.call('POST /admin/sign-in', { body: { email, password } })).toEqual({ step: 'code_needed' });
    expect(await owner.ask('GET /admin/audit')).toMatchObject({ status: 403 });
    const used = { body: { code: codeOf(secret, 1) } };
    expect(await owner.ask('POST /admin/sign-in/code', used)).toMatchObject({ status: 401 });
    const before = new Map(owner.cookies);
    await owner.call('POST /admin/sign-in/code', { body: { code: codeOf(secret) } });
    expect(owner.cookies.get('cc_admin')).not.toBe(before.get('cc_admin'));
    expect(await owner.call('GET /admin/session')).toMatchObject({ step: 'ready' });
  });

  test('works once with each recovery code', async () => {
    const { email, recoveryCodes } = await anOwner();
    const code = recoveryCodes[0] ?? '';
    for (const status of [200, 401]) {
      const owner = nobody();
      await owner.call('POST /admin/sign-in', { body: { email, password } });
      expect(await owner.ask('POST /admin/sign-in/code', { body: { code: code.toUpperCase() } })).toMatchObject({
        status,
      });
    }
  });

  test('ends after ten wrong codes, wherever they come from', async () => {
    const { email } = await anOwner();
    const owner = nobody();
    await owner.call('POST /admin/sign-in', { body: { email, password } });
    for (let guess = 0; guess < 10; guess++) await owner.ask('POST /admin/sign-in/code', { body: { code: '000000' } });
    expect(await owner.ask('POST /admin/sign-in/code', { body: { code: '000000' } })).toMatchObject({ status: 429 });
  });

  test('answers alike for a wrong password and for an address nobody has', async () => {
    const { email } = await anOwner();
    const wrong = await nobody().ask('POST /admin/sign-in', { body: { email, password: 'wrong' } });
    const unknown = await nobody().ask('POST /admin/sign-in', { body: { email: 'no@vendor.example', password } });
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
  });

  test('keeps a cookie of its own that no other site sends', async () => {
    const { email } = await anOwner();
    const { setCookies } = await nobody().ask('POST /admin/sign-in', { body: { email, password } });
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(/^cc_admin=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/);
  });

  test.each([
    ['half an hour without a call', { last_seen_at: `now() - interval '31 minutes'` }],
    ['twelve hours', { created_at: `now() - interval '12 hours 1 minute'` }],
    ['being removed', { revoked_at: 'now()' }],
  ])('A13: ends after %s', async (_, columns) => {
    siteId = await aSite(app);
    const owner = await aStaffMember(app, siteId);
    const [[column = '', sql = ''] = []] = Object.entries(columns);
    await app
      .db('staff_session')
      .where({ id: owner.sessionId })
      .update({ [column]: app.db.raw(sql) });
    expect(await owner.ask('GET /admin/session')).toMatchObject({ status: 401, body: { code: 'signed_out' } });
  });

  test('a new password by email signs every device out and asks for the code as ever', async () => {
    const { owner, email } = await anOwner();
    await nobody().call('POST /admin/new-password/email', { body: { email } });
    await nobody().call('POST /admin/new-password/email', { body: { email: 'no@vendor.example' } });
    await app.work();
    expect(lettersTo('no@vendor.example')).toEqual([]);
    const token = tokenIn(lettersTo(email)[0]?.text ?? '');
    const fresh = nobody();
    const body = { token, password: 'seven glazes on a shelf' };
    expect(await fresh.call('POST /admin/links/use', { body })).toEqual({ step: null });
    expect(await owner.ask('GET /admin/session')).toMatchObject({ status: 401 });
    const { step } = await fresh.call('POST /admin/sign-in', { body: { email, password: body.password } });
    expect(step).toBe('code_needed');
  });
});

describe('the staff', () => {
  test('is joined by an emailed invitation, with the role that was given', async () => {
    const { owner } = await anOwner();
    await owner.call('POST /admin/staff/invitations', { body: { email: 'Help@Vendor.example', role: 'support' } });
    await app.work();
    const helper = nobody();
    const token = tokenIn(lettersTo('help@vendor.example')[0]?.text ?? '');
    const { step } = await helper.call('POST /admin/links/use', { body: { token, name: 'Hal', password } });
    expect(step).toBe('ready');
    expect(await helper.call('GET /admin/session')).toMatchObject({
      staff: { email: 'help@vendor.example', role: 'support', isEmailProved: true },
    });
    const { members } = await owner.call('GET /admin/staff');
    expect(members.map(({ name, role }) => [name, role])).toEqual([
      ['Olga', 'owner'],
      ['Hal', 'support'],
    ]);
  });

  test('keeps its last owner', async () => {
    const { owner } = await anOwner();
    const { staff } = await owner.call('GET /admin/session');
    const params = { staffId: staff.id };
    expect(await owner.ask('DELETE /admin/staff/:staffId', { params })).toMatchObject({ body: { code: 'last_owner' } });
    const demoted = await owner.ask('PATCH /admin/staff/:staffId', { params, body: { role: 'admin' } });
    expect(demoted).toMatchObject({ status: 409, body: { code: 'last_owner' } });
  });

  test('who is removed is out at once', async () => {
    const { owner } = await anOwner();
    const helper = await aStaffMember(app, siteId, 'support');
    await owner.call('DELETE /admin/staff/:staffId', { params: { staffId: helper.id } });
    expect(await helper.ask('GET /admin/session')).toMatchObject({ status: 401 });
  });

  test('what is dangerous asks for a fresh proof', async () => {
    const { owner, secret } = await anOwner();
    await app.db('staff_session').update({ confirmed_at: app.db.raw(`now() - interval '11 minutes'`) });
    const invite = { body: { email: 'new@vendor.example', role: 'admin' as const } };
    expect(await owner.ask('POST /admin/staff/invitations', invite)).toMatchObject({
      body: { code: 'confirmation_needed' },
    });
    await owner.call('POST /admin/confirmation', { body: { password, code: codeOf(secret) } });
    await owner.call('POST /admin/staff/invitations', invite);
  });

  test('leaves a trail that never holds a password or a code', async () => {
    const { owner } = await anOwner();
    await owner.call('POST /admin/staff/invitations', { body: { email: 'trail@vendor.example', role: 'admin' } });
    const { items } = await owner.call('GET /admin/audit', { query: { search: 'Invited' } });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      action: 'Invited somebody to the staff',
      outcome: 'done',
      details: { email: 'trail@vendor.example', role: 'admin' },
    });
    const { rows } = await app.pool.query('select string_agg(details::text, $1) as all from audit_entry', [' ']);
    expect(rows[0].all).not.toContain(password);
  });

  test('a failed action stands in the trail with its reason', async () => {
    const { owner } = await anOwner();
    const params = { staffId: '01920000-0000-7000-8000-000000000000' };
    await owner.ask('DELETE /admin/staff/:staffId', { params });
    const { items } = await owner.call('GET /admin/audit', { query: { search: 'Removed somebody' } });
    expect(items[0]).toMatchObject({ outcome: 'not_found', details: params });
  });

  test('leaves a trail that is forgotten after two years, and emails to many after one', async () => {
    const { owner } = await anOwner();
    await aCustomer(app, siteId);
    const ages = (table: string, column: string, days: number) =>
      app
        .db(table)
        .where({ site_id: siteId })
        .update({ [column]: app.db.raw('now() - make_interval(days => ?)', [days]) });
    const body = { kind: 'sign_in' as const, filter: {}, expected: 1 };
    await owner.call('POST /admin/mailings', { body });
    await ages('mailing', 'created_at', 370);
    await owner.call('POST /admin/mailings', { body });
    await ages('audit_entry', 'at', 740);
    await owner.call('PATCH /admin/profile', { body: { name: 'Olga Ott' } });
    await app.db.raw(`select graphile_worker.add_job('forget-the-past')`);
    await app.work();
    expect((await owner.call('GET /admin/audit')).items).toMatchObject([{ action: 'Changed their own name' }]);
    expect((await owner.call('GET /admin/mailings')).items).toHaveLength(1);
  });
});

describe('centers where a member of the staff is a customer', () => {
  test('are listed and opened without another sign-in, once their address is proved', async () => {
    const { owner, email } = await anOwner('both@vendor.example');
    const other = await aSite(app, { headline: 'Other Shop' });
    await aCustomer(app, other, { email });
    expect(await owner.call('GET /admin/session')).toMatchObject({ centers: [] });
    expect(await owner.ask('POST /admin/centers/open', { body: { siteId: other } })).toMatchObject({ status: 404 });
    await owner.call('POST /admin/address-email');
    await app.work();
    await owner.call('POST /admin/links/use', { body: { token: tokenIn(lettersTo(email)[0]?.text ?? '') } });
    const { centers } = await owner.call('GET /admin/session');
    expect(centers).toEqual([{ siteId: other, headline: 'Other Shop' }]);
    const { url } = await owner.call('POST /admin/centers/open', { body: { siteId: other } });
    expect(url).toBe(`${app.url}/c/${other}#cc/overview`);
    const boot = await owner.send({ path: `/api/v1/${other}/boot` });
    expect(boot.body).toMatchObject({ customer: { firstName: 'Ann' } });
  });
});
