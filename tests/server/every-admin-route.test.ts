/** Promises that hold for every endpoint of the staff and of the vendor's server, generated from their contracts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { adminContract } from '../../server/admin-contract.ts';
import { roles, type Endpoint, type Role } from '../../server/http/endpoint.ts';
import { vendorContract } from '../../server/vendor-contract.ts';
import { aPicture, startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite, signedIn } from '../support/builders.ts';
import { aStaffMember, aVendorServer, type StaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

type AdminName = keyof typeof adminContract;
type VendorName = keyof typeof vendorContract;

const adminEndpoints = Object.entries(adminContract) as [AdminName, Endpoint][];
const forStaff = adminEndpoints.filter(([, { audience }]) => audience !== 'anyone');
const unsafe = adminEndpoints.filter(([name]) => !name.startsWith('GET '));
const vendorEndpoints = Object.entries(vendorContract) as [VendorName, Endpoint][];
const both = [...adminEndpoints, ...vendorEndpoints] as [AdminName | VendorName, Endpoint][];
const unknownId = '01920000-0000-7000-8000-000000000000';
const filter = {};
const credit = { lines: [{ lineId: 'il_1', cents: 100 }], reason: 'returned', memo: 'Came back', to: 'card' };

/** A body each endpoint takes. A new endpoint with a body needs a line here. */
const bodies: Partial<Record<AdminName | VendorName, object>> = {
  'POST /admin/sign-in': { email: 'nobody@vendor.example', password: 'whatever' },
  'POST /admin/new-password/email': { email: 'nobody@vendor.example' },
  'POST /admin/links/check': { token: 'a'.repeat(64) },
  'POST /admin/links/use': { token: 'a'.repeat(64), password: 'whatever' },
  'POST /admin/sign-in/code': { code: '123456' },
  'POST /admin/confirmation': { password: 'whatever' },
  'POST /admin/second-factor/confirm': { pending: 'x', code: '123456' },
  'PATCH /admin/profile': { name: 'Sam' },
  'POST /admin/centers/open': { siteId: 'nowhere' },
  'POST /admin/staff/invitations': { email: 'new@vendor.example', role: 'support' },
  'PATCH /admin/staff/:staffId': { role: 'support' },
  'PATCH /admin/settings': { version: 1, headline: 'Kiln & Quill' },
  'PUT /admin/logo': { content: aPicture.content.toString('base64') },
  'POST /admin/origins': { origin: 'https://www.vendor.example' },
  'POST /admin/origins/remove': { origin: 'https://www.vendor.example' },
  'POST /admin/check-page': { url: 'https://192.168.1.1/' },
  'POST /admin/customers/:customerId/block': { why: 'Chargebacks' },
  'POST /admin/customers/:customerId/email': { kind: 'sign_in' },
  'POST /admin/mailings/preview': { kind: 'sign_in', filter },
  'POST /admin/mailings': { kind: 'sign_in', filter, expected: 1 },
  'POST /admin/programs': { name: 'Studio' },
  'PATCH /admin/programs/:programId': { name: 'Studio' },
  'PUT /admin/programs/:programId/cancel-reasons': { reasons: [] },
  'PUT /admin/programs/:programId/prices': { priceIds: [] },
  'POST /admin/programs/:programId/levels': { name: 'Studio' },
  'PUT /admin/programs/:programId/level-order': { levelIds: [] },
  'PATCH /admin/programs/:programId/levels/:levelId': { name: 'Studio' },
  'POST /admin/programs/:programId/rules': { kind: 'tag', levelId: unknownId, tag: 'alumni' },
  'PUT /admin/products/:productId/grants': { levelIds: [], courseIds: [] },
  'POST /admin/courses': { title: 'Glazes', address: 'https://school.example/glazes' },
  'PATCH /admin/courses/:courseId': { title: 'Glazes' },
  'PUT /admin/course-order': { courseIds: [] },
  'POST /admin/customers/:customerId/enrollments': { courseId: unknownId },
  'POST /admin/customers/:customerId/grants': { levelId: unknownId },
  'PATCH /admin/customers/:customerId/grants/:grantId': { untilAt: null },
  'POST /admin/pages': { address: 'https://kiln.example/lesson' },
  'PATCH /admin/pages/:pageId': { title: 'Lesson 1' },
  'POST /admin/sitemap': { url: 'https://192.168.1.1/sitemap.xml' },
  'PATCH /admin/emails': { version: 1, emails: { receipt: false } },
  'POST /admin/customers/:customerId/card-entries/finish': { entry: 'seti_whatever' },
  'POST /admin/customers/:customerId/subscriptions/:subscriptionId/card': { paymentMethodId: unknownId, when: 'next' },
  'POST /admin/customers/:customerId/invoices/:invoiceId/credit-preview': credit,
  'POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos': credit,
  // No keys at all: nobody outside is asked.
  'PUT /admin/provider': { secretKey: 'none', publishableKey: 'none' },
  'PUT /admin/landing': { rules: [], postLoginPage: 'center', respectWantedPage: true },
};
const bodyOf = (name: AdminName | VendorName) => (name.startsWith('GET ') ? undefined : (bodies[name] ?? {}));

let app: TestApp;
let siteId: string;

const pathOf = (name: string, site = siteId) =>
  `/api/v1/${site}${(name.split(' ')[1] ?? '').replace(/:(\w+)/g, unknownId)}`;
const request = (name: AdminName | VendorName, more: { site?: string; headers?: Record<string, string> } = {}) => ({
  method: name.split(' ')[0] ?? '',
  path: pathOf(name, more.site),
  ...(bodyOf(name) !== undefined && { body: bodyOf(name) }),
  headers: more.headers ?? {},
});

beforeAll(async () => {
  app = await startApp();
  siteId = await aSite(app);
});

describe('D19: role by route', () => {
  test.each(forStaff)('%s is for its role and those above', async (name, { audience, beforeSecondFactor }) => {
    for (const role of roles) {
      const staff = await aStaffMember(app, siteId, role);
      const { status, body } = await staff.send(request(name));
      const isRefused = status === 403 && body.code === 'role_not_enough';
      expect(isRefused, role).toBe(roles.indexOf(role) < roles.indexOf(audience as Role));
      const half = await aStaffMember(app, siteId, role);
      await app.db('staff_session').where({ id: half.sessionId }).update({ second_factor_at: null });
      await app.db('staff').where({ id: half.id }).update({ totp: 'sealed' });
      const withoutCode = await half.send(request(name));
      if (!beforeSecondFactor) expect(withoutCode.body.code, role).toBe('second_factor_needed');
    }
  });

  test.each(forStaff)('%s is for nobody who is not of the staff', async (name) => {
    const customer = await signedIn(app, await aCustomer(app, siteId));
    for (const visitor of [aVisitor(app, siteId), customer]) {
      expect(await visitor.send(request(name))).toMatchObject({ status: 401, body: { code: 'signed_out' } });
    }
  });

  test.each(forStaff)('%s is not for staff of another site', async (name) => {
    const stranger = await aStaffMember(app, await aSite(app), 'owner');
    expect(await stranger.send(request(name))).toMatchObject({ status: 401, body: { code: 'signed_out' } });
  });

  test.each(forStaff.filter(([, { confirmed }]) => confirmed))('%s asks for a fresh proof', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    const old = app.db.raw(`now() - interval '11 minutes'`);
    await app.db('staff_session').where({ id: owner.sessionId }).update({ confirmed_at: old });
    expect((await owner.send(request(name))).body.code).toBe('confirmation_needed');
  });
});

describe('D14: whose object', () => {
  const withIds = forStaff.filter(([name]) => name.includes(':'));

  test.each(withIds)('%s answers for what is not there with “not found”, and for no id alike', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    expect((await owner.send(request(name))).status).toBe(404);
    const odd = request(name);
    expect((await owner.send({ ...odd, path: odd.path.replaceAll(unknownId, '1%27%20or%201') })).status).toBe(404);
  });

  const ofCustomers = withIds.filter(([name]) => name.includes(':customerId'));
  test.each(ofCustomers)('%s does not know a customer of another site', async (name) => {
    const elsewhere = await aCustomer(app, await aSite(app));
    const owner = await aStaffMember(app, siteId, 'owner');
    const asked = request(name);
    const answer = await owner.send({ ...asked, path: asked.path.replace(unknownId, elsewhere.id) });
    const none = await owner.send(asked);
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 404, body: none.body });
  });
});

describe('every call that changes something', () => {
  test.each(unsafe.filter(([, { audience }]) => audience !== 'anyone'))(
    '%s has words for the audit trail',
    (_, { audit }) => {
      expect(audit).toMatch(/^[A-Z]/);
    },
  );

  test.each(unsafe)('A10: %s comes from a page of the server itself', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    await app.db('site_origin').insert({ site_id: siteId, origin: 'https://shop.example' }).onConflict().ignore();
    const wrong: Record<string, string>[] = [
      { 'x-cc': '' },
      { 'content-type': 'text/plain' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: '' },
      { origin: 'null' },
      { origin: 'https://shop.example' },
    ];
    for (const headers of wrong) {
      const { status, body } = await owner.send(request(name, { headers }));
      expect({ status, code: body.code }, JSON.stringify(headers)).toEqual({ status: 403, code: 'origin_refused' });
    }
  });

  test.each(unsafe)('D17: %s refuses fields it does not know', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    for (const field of ['siteId2', 'site_id', 'staffId2', 'role2', 'passwordHash', 'constructor']) {
      const answer = await owner.send({ ...request(name), body: { ...bodyOf(name), [field]: 'x' } });
      expect(answer.status, field).toBe(422);
      expect(JSON.stringify(answer.body.fields), field).toContain(field);
    }
  });

  test.each(unsafe)('E16: %s answers nonsense with a refusal', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    for (const body of ['{', 'null', '[]', '"x"', '['.repeat(20_000), '\u0000']) {
      const { status } = await owner.send({ ...request(name), body });
      expect(status, body.slice(0, 5)).toBeGreaterThanOrEqual(400);
      expect(status, body.slice(0, 5)).toBeLessThan(500);
    }
  });
});

describe('pages of other sites', () => {
  test.each(adminEndpoints.filter(([name]) => name.startsWith('GET ')))('may not even ask %s', async (name) => {
    const owner = await aStaffMember(app, siteId, 'owner');
    for (const from of ['cross-site', 'same-site']) {
      const answer = await owner.send(request(name, { headers: { 'sec-fetch-site': from } }));
      expect(answer.status).toBe(403);
    }
  });

  test.each(both)('are not told that %s is theirs', async (name) => {
    await app.db('site_origin').insert({ site_id: siteId, origin: 'https://shop.example' }).onConflict().ignore();
    const owner = await aStaffMember(app, siteId, 'owner');
    const headers = { origin: 'https://shop.example' };
    for (const answer of [
      await owner.send(request(name, { headers })),
      await owner.send({ ...request(name, { headers }), method: 'OPTIONS' }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-headers')).toBeNull();
    }
  });
});

describe('the vendor’s server', () => {
  test.each(vendorEndpoints)('%s needs the secret key of the site', async (name) => {
    const other = await aVendorServer(app, await aSite(app));
    const owner = await aStaffMember(app, siteId, 'owner');
    for (const caller of [other, owner, aVisitor(app, siteId)]) {
      await app.db('rate_limit').delete();
      expect(await caller.send(request(name))).toMatchObject({ status: 401, body: { code: 'proxy_key_wrong' } });
    }
  });

  test.each(vendorEndpoints.filter(([name]) => !name.startsWith('GET ')))(
    'D17: %s refuses unknown fields',
    async (name) => {
      const vendor = await aVendorServer(app, siteId);
      const answer = await vendor.send({ ...request(name), body: { ...bodyOf(name), somethingElse: 1 } });
      expect(answer.status).toBe(422);
    },
  );
});

describe('headers', () => {
  test.each(both)('%s is kept by nobody and framed nowhere', async (name) => {
    const owner: StaffMember = await aStaffMember(app, siteId, 'owner');
    const { headers } = await owner.send(request(name));
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('the desk is never framed', async () => {
    const { headers, body } = await aVisitor(app, siteId).send({ path: `/admin/${siteId}` });
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(body).toContain('<customer-center-admin');
  });
});
