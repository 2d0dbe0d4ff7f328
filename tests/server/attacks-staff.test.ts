/** What somebody would try who wants to be staff, to stay it, or to be a customer through it. */
import { Secret, TOTP } from 'otpauth';
import { v7 as newId } from 'uuid';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { adminContract } from '../../server/admin-contract.ts';
import { hashPassword } from '../../server/features/sign-in/passwords.ts';
import { staffStore } from '../../server/features/staff/staff.store.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite } from '../support/builders.ts';
import { aStaffMember } from '../support/staff.ts';
import { aCaller, aVisitor } from '../support/visitor.ts';

const password = 'a kiln full of celadon';
let app: TestApp;
let siteId: string;
beforeAll(async () => void (app = await startApp({ statementMillis: 20_000 })));
beforeEach(async () => {
  await app.db('rate_limit').delete();
  siteId = await aSite(app);
});

const nobody = () => aCaller(app, siteId, { contract: adminContract });
const tokenTo = (email: string) =>
  /#\/link\/(\S+)/.exec(app.mailbox.letters().find(({ to }) => to === email)?.text ?? '')?.[1] ?? '';

test('B5: a reader’s click proves their address for nobody else', async () => {
  const victim = `victim-${newId()}@people.example`;
  const attacker = await aStaffMember(app, siteId, 'owner', { email: victim, email_proved_at: null });
  await aCustomer(app, await aSite(app), { email: victim });
  await attacker.call('POST /admin/address-email');
  await app.work();
  const body = { token: tokenTo(victim) };
  const colleague = await aStaffMember(app, siteId, 'support');
  for (const other of [nobody(), colleague]) {
    expect(await other.ask('POST /admin/links/use', { body })).toMatchObject({ status: 401 });
  }
  expect(await attacker.call('GET /admin/session')).toMatchObject({ staff: { isEmailProved: false }, centers: [] });
  expect(await attacker.ask('POST /admin/links/use', { body })).toMatchObject({ status: 200 });
});

test('B19, B22: a center opened from the desk is no fresh proof, and stands among the sign-ins there', async () => {
  const member = await aStaffMember(app, siteId, 'support');
  const shop = await aSite(app);
  const customer = await aCustomer(app, shop, { email: member.email });
  await member.call('POST /admin/centers/open', { body: { siteId: shop } });
  const visitor = aVisitor(app, shop);
  visitor.cookies.set('cc_sid', member.cookies.get('cc_sid') ?? '');
  expect(await visitor.ask('PUT /security/password', { body: { password } })).toMatchObject({
    status: 403,
    body: { code: 'confirmation_needed' },
  });
  expect(await app.db('auth_event').where({ site_id: shop, customer_id: customer.id })).toMatchObject([
    { kind: 'signed_in', method: 'staff', login: member.email },
  ]);
});

test('A16: a sign-in under way does not outlive a new password', async () => {
  const member = await aStaffMember(app, siteId, 'support', { password_hash: await hashPassword(password) });
  const thief = nobody();
  const client = await app.pool.connect();
  await client.query('begin; lock table session in access exclusive mode');
  const signingIn = thief.ask('POST /admin/sign-in', { body: { email: member.email, password } });
  const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await vi.waitUntil(async () => (await app.pool.query(waits)).rowCount, { timeout: 15_000 });
  await staffStore(app.db).setPassword(siteId, member.id, 'another hash');
  await client.query('commit');
  client.release();
  expect((await signingIn).status).toBe(401);
  expect((await thief.ask('GET /admin/session')).status).toBe(401);
});

test('A16: new one-time codes sign every other device out', async () => {
  const member = await aStaffMember(app, siteId, 'support', { password_hash: await hashPassword(password) });
  const stolen = nobody();
  await stolen.call('POST /admin/sign-in', { body: { email: member.email, password } });
  const { pending, secret } = await member.call('POST /admin/second-factor');
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  await member.call('POST /admin/second-factor/confirm', { body: { pending, code } });
  expect((await stolen.ask('GET /admin/session')).status).toBe(401);
  expect(await member.call('GET /admin/session')).toMatchObject({ step: 'ready' });
});

test('invitations of an owner who is one no more let nobody in', async () => {
  for (const change of ['removed', 'demoted'] as const) {
    const [owner, leaving] = [await aStaffMember(app, siteId), await aStaffMember(app, siteId)];
    const email = `${change}@vendor.example`;
    await leaving.call('POST /admin/staff/invitations', { body: { email, role: 'owner' } });
    await app.work();
    const params = { staffId: leaving.id };
    if (change === 'removed') await owner.call('DELETE /admin/staff/:staffId', { params });
    else await owner.call('PATCH /admin/staff/:staffId', { params, body: { role: 'support' } });
    const joining = await nobody().ask('POST /admin/links/use', { body: { token: tokenTo(email), password } });
    expect(joining).toMatchObject({ status: 410 });
  }
});

test('an invitation to who has joined meanwhile is refused, not failed upon', async () => {
  const owner = await aStaffMember(app, siteId);
  const email = `twice-${newId()}@vendor.example`;
  await owner.call('POST /admin/staff/invitations', { body: { email, role: 'support' } });
  await app.work();
  await aStaffMember(app, siteId, 'support', { email });
  const joining = await nobody().ask('POST /admin/links/use', { body: { token: tokenTo(email), password } });
  expect(joining).toMatchObject({ status: 409, body: { code: 'staff_already' } });
});

test('the trail holds no secret of one-time codes, not even encrypted', async () => {
  const member = await aStaffMember(app, siteId, 'support');
  const { pending } = await member.call('POST /admin/second-factor');
  await member.ask('POST /admin/second-factor/confirm', { body: { pending, code: '000000' } });
  const { rows } = await app.pool.query('select string_agg(details::text, $1) as all from audit_entry', [' ']);
  expect(rows[0].all).not.toContain(pending.slice(-20));
});

test('a page that shows what a customer sees asks for nobody but a customer', async () => {
  for (const id of ['..', '%2e%2e', '..%2Fapi', 'x']) {
    const response = await fetch(`${app.url}/admin/${siteId}/view/${encodeURIComponent(decodeURIComponent(id))}`);
    expect(await response.text(), id).not.toContain('<customer-center');
  }
  expect(await (await fetch(`${app.url}/admin/${siteId}/view/${newId()}`)).text()).toContain('<customer-center');
});
