/** Promises that hold for every endpoint, generated from the contract: a new endpoint is tested by being in it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { adminContract } from '../../server/admin-contract.ts';
import { contract } from '../../server/contract.ts';
import { isFile, type Endpoint } from '../../server/http/endpoint.ts';
import { vendorContract } from '../../server/vendor-contract.ts';
import type { TestApp } from '../support/app.ts';
import {
  aCard,
  aCustomer,
  anAddress,
  anExport,
  anInvoice,
  anOperation,
  anOrder,
  aPayment,
  aPhone,
  aProgram,
  aSite,
  aSubscription,
  signedIn,
  turn,
  type TestCustomer,
} from '../support/builders.ts';
import { aBuyer, anOpenInvoice, startShop, type Shop } from '../support/payments.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const endpoints = Object.entries(contract) as [keyof typeof contract, Endpoint][];
const unsafe = endpoints.filter(([name]) => !name.startsWith('GET '));
const readings = endpoints.filter(([name]) => name.startsWith('GET '));
const forCustomers = endpoints.filter(([, { audience }]) => audience === 'customer');

/** A body each endpoint takes. A new endpoint with a body needs a line here. */
const bodies: Partial<Record<keyof typeof contract, object>> = {
  'POST /access/refusals': { page: 'https://kiln.example/lesson' },
  'POST /sign-in/kept': {},
  'POST /sign-in/email': { email: 'ann@customers.example' },
  'POST /sign-in/code': { code: '123456' },
  'POST /sign-in/link/check': { token: 'a'.repeat(64) },
  'POST /sign-in/link': { token: 'a'.repeat(64) },
  'POST /sign-in/password': { login: 'ann', password: 'whatever' },
  'POST /sign-in/new-password/email': { email: 'ann@customers.example' },
  'POST /sign-in/new-password': { token: 'a'.repeat(64), password: 'a long enough phrase' },
  'POST /sign-in/registration': { email: 'new@customers.example', firstName: 'Ann' },
  'POST /sign-out': {},
  'POST /orders/claim/email': { email: 'other@customers.example' },
  'POST /orders/claim': { code: '123456' },
  'POST /phones': { number: '+49 40 5550 1' },
  'POST /payment-methods/card-entries/finish': { entry: 'seti_whatever' },
  'POST /payment-methods/hosted-card-entries': { returnTo: 'https://kiln.example/account' },
  'PATCH /payment-methods/:paymentMethodId': { expiresMonth: 12, expiresYear: 2040, name: 'Ann Ash' },
  'POST /payment-methods/:paymentMethodId/use': { scope: 'all' },
  'POST /payment-methods/:paymentMethodId/remove': {},
  'POST /invoices/:invoiceId/pay': { paymentMethodId: null },
  'POST /pay-links/open': { token: 'a'.repeat(64) },
  'POST /pay-links/fields': { token: 'a'.repeat(64) },
  'POST /pay-links/pay': { token: 'a'.repeat(64) },
  'POST /pay-links/settle': { token: 'a'.repeat(64) },
  'PATCH /phones/:phoneId': { label: 'Studio' },
  'DELETE /phones/:phoneId': {},
  'POST /programs/:programId/ask': { message: 'May I come on Tuesdays only?' },
  'PATCH /profile': { firstName: 'Anna' },
  'POST /security/confirmation-email': {},
  'POST /security/confirmation': { password: 'whatever' },
  'PUT /security/password': { password: 'a long enough phrase' },
  'PUT /security/username': { username: 'somebody' },
  'POST /addresses': { name: 'Ann', line1: 'Street 1', postalCode: '1', city: 'Town', country: 'DE' },
  'PUT /addresses/:addressId/default': {},
  'POST /payments/export': { state: 'succeeded' },
  'POST /security/sign-out-others': {},
  'POST /security/sign-out-everywhere': {},
};

/** What those need in their query that need something there. */
const queries: Partial<Record<keyof typeof contract, string>> = {
  'GET /access': '?page=https://kiln.example/lesson',
  'GET /access/refusal': '?code=K7M-4QXD',
};

let shop: Shop;
let app: TestApp;
let siteId: string;
let ann: TestCustomer;
let owned: Record<string, string>;
const nothing = '01920000-0000-7000-8000-000000000000';

interface Belongings {
  orderId: string;
  subscriptionId: string;
  deviceId: string;
  invoiceId: string;
  addressId: string;
  phoneId: string;
  programId: string;
  exportId: string;
  paymentMethodId: string;
  operationId: string;
}

/** What the payment provider is asked about. */
const isProvided = (name: string) => /^(POST|PATCH) \/(invoices|payment-methods)\/:/.test(name);

/** With things that the provider has, too. */
async function aShopper() {
  const buyer = await aBuyer(shop, 'pm_card_visa', 'pm_card_mastercard');
  const { id: invoiceId } = await anOpenInvoice(shop, buyer);
  return { visitor: buyer.visitor, ids: { invoiceId, paymentMethodId: await buyer.cardId(1) } };
}

/** What belongs to the site, so that all its customers may name it. */
const shared = ['programId'];

async function belongingsOf(customer: TestCustomer): Promise<Belongings> {
  await signedIn(app, customer);
  const session = await app.db('auth_session').where({ customer_id: customer.id }).first();
  const paymentMethodId = await aCard(app, customer);
  const subscriptionId = await aSubscription(app, customer, { payment_method_id: paymentMethodId });
  await aPayment(app, customer, { subscription_id: subscriptionId });
  const orderId = await anOrder(app, customer);
  const invoiceId = await anInvoice(app, customer);
  const addressId = await anAddress(app, customer);
  const phoneId = await aPhone(app, customer);
  const { programId } = await aProgram(app, customer.siteId);
  const exportId = await anExport(app, customer);
  const operationId = await anOperation(app, customer);
  const ids = { orderId, subscriptionId, deviceId: session.id, invoiceId, addressId, phoneId, programId, exportId };
  return { ...ids, paymentMethodId, operationId };
}

const pathOf = (name: string, ids: Record<string, string>, site = siteId) =>
  `/api/v1/${site}${(name.split(' ')[1] ?? '').replace(/:(\w+)/g, (_, key: string) => ids[key] ?? nothing)}`;
const methodOf = (name: string) => name.split(' ')[0] ?? '';

function send(
  visitor: Visitor,
  name: keyof typeof contract,
  ids: Record<string, string>,
  more: { body?: unknown; headers?: Record<string, string>; site?: string } = {},
) {
  const body = more.body ?? (name.startsWith('GET ') ? undefined : (bodies[name] ?? {}));
  return visitor.send({
    method: methodOf(name),
    path: pathOf(name, ids, more.site) + (queries[name] ?? ''),
    ...(body !== undefined && { body }),
    headers: more.headers ?? {},
  });
}

beforeAll(async () => {
  shop = await startShop();
  ({ app, siteId } = shop);
  // Off at first, but every endpoint is tested here.
  await turn(app, siteId, { phoneEditing: true, registration: true, gravatar: true });
  ann = await aCustomer(app, siteId);
  owned = { ...(await belongingsOf(ann)) };
});

describe('D14: whose object', () => {
  const withIds = endpoints.filter(([name]) => name.includes(':'));
  let foreign: Record<string, string>;
  let elsewhere: Record<string, string>;
  let visitor: Visitor;

  beforeAll(async () => {
    foreign = { ...(await belongingsOf(await aCustomer(app, siteId))), ...(await aShopper()).ids };
    const other = await aSite(app);
    elsewhere = { ...(await belongingsOf(await aCustomer(app, other))) };
    visitor = await signedIn(app, await aCustomer(app, siteId));
  });

  test('every id in the contract has an object in this test', () => {
    const ids = new Set(withIds.flatMap(([name]) => [...name.matchAll(/:(\w+)/g)].map(([, id]) => id)));
    expect([...ids].sort()).toEqual(Object.keys(owned).sort());
  });

  test.each(withIds)("%s answers for another's object exactly as for none", async (name) => {
    const none = await send(visitor, name, {});
    expect(none.status).toBe(404);
    const isShared = shared.some((id) => name.includes(`:${id}`));
    for (const ids of isShared ? [elsewhere] : [foreign, elsewhere]) {
      const answer = await send(visitor, name, ids);
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 404, body: none.body });
    }
  });

  test.each(withIds)('%s answers for an id that is none as for an unknown one', async (name) => {
    for (const id of ["1' or '1'='1", '1', 'null', '%00', '..%2f..', nothing.toUpperCase().replace('0', 'G')]) {
      const answer = await send(visitor, name, Object.fromEntries(Object.keys(owned).map((key) => [key, id])));
      expect([400, 404], id).toContain(answer.status);
    }
  });

  test.each(withIds)('%s answers its owner', async (name) => {
    if (isProvided(name)) {
      const { visitor, ids } = await aShopper();
      return expect((await send(visitor, name, ids)).status).toBe(200);
    }
    const owner = await signedIn(app, ann);
    const session = await app.db('auth_session').where({ customer_id: ann.id }).orderBy('created_at').first();
    expect((await send(owner, name, { ...owned, deviceId: session.id })).status).toBe(200);
  });
});

describe('who may call', () => {
  test.each(forCustomers)('%s needs a session', async (name) => {
    expect(await send(aVisitor(app, siteId), name, owned)).toMatchObject({ status: 401, body: { code: 'signed_out' } });
  });

  test.each(forCustomers)('A9: %s refuses a session of another site', async (name) => {
    const other = await aSite(app);
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    expect((await send(visitor, name, owned, { site: other })).status).toBe(401);
  });

  test.each(endpoints)('%s on an unknown site is refused', async (name) => {
    expect(await send(aVisitor(app, siteId), name, owned, { site: 'no-such-site' })).toMatchObject({
      status: 404,
      body: { code: 'site_unknown' },
    });
  });

  test.each(endpoints.filter(([, endpoint]) => endpoint.switch))(
    '%s is refused while switched off',
    async (name, endpoint) => {
      for (const off of new Set([endpoint.switch, 'center'] as const)) {
        const site = await aSite(app);
        await turn(app, site, { phoneEditing: true, gravatar: true, [off as string]: false });
        const customer = await aCustomer(app, site);
        const ids = { ...(await belongingsOf(customer)) };
        const visitor = await signedIn(app, customer);
        expect(await send(visitor, name, ids, { site })).toMatchObject({ status: 403, body: { code: 'switched_off' } });
      }
    },
  );
});

describe('D17: unknown and read-only fields', () => {
  const hostile = [
    'siteId',
    'site_id',
    'customerId',
    'customer_id',
    'id',
    'email_verified',
    'access_levels',
    'status',
    'blockedAt',
    'passwordHash',
    'skipEmailVerification',
    'role',
    'constructor',
  ];

  test.each(unsafe)('%s refuses every field it does not know, and names it', async (name) => {
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    for (const field of hostile) {
      const answer = await send(visitor, name, owned, { body: { ...bodies[name], [field]: 'x' } });
      expect(answer.status, field).toBe(422);
      expect(JSON.stringify(answer.body.fields), field).toContain(field);
    }
  });

  test.each(endpoints)('%s refuses unknown and repeated query fields', async (name) => {
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    for (const query of ['?customerId=1', '?after=1&after=2', '?after[$gt]=1', '?__proto__[x]=1']) {
      const body = name.startsWith('GET ') ? {} : { body: bodies[name] ?? {} };
      const answer = await visitor.send({ method: methodOf(name), path: pathOf(name, owned) + query, ...body });
      expect(answer.status, query).toBe(422);
    }
  });

  test.each(unsafe)('E16: %s answers nonsense with a refusal, never with a failure', async (name) => {
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    for (const body of [
      '{',
      'null',
      '"x"',
      '[]',
      '1',
      deep,
      `{"a":${'9'.repeat(400)}}`,
      '{"__proto__":{"x":1}}',
      '\u0000',
    ]) {
      const answer = await visitor.send({ method: methodOf(name), path: pathOf(name, owned), body });
      expect(answer.status, body.slice(0, 20)).toBeGreaterThanOrEqual(400);
      expect(answer.status, body.slice(0, 20)).toBeLessThan(500);
    }
  });
});

describe('A10: a call that changes something comes from a script on a page of the site', () => {
  const good: Record<string, string> = {
    'x-cc': '1',
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
  };

  test.each(unsafe)('%s refuses every omission and every wrong value', async (name) => {
    const visitor = aVisitor(app, siteId);
    const wrong: Record<string, string>[] = [
      { 'x-cc': '' },
      { 'x-cc': '0' },
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': '' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: '' },
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: `${app.url}.evil.example` },
    ];
    for (const headers of wrong) {
      const answer = await send(visitor, name, owned, { headers: { ...good, ...headers } });
      expect(answer, JSON.stringify(headers)).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
    }
  });
});

describe('A11: reading', () => {
  test.each(readings)('%s changes nothing', async (name) => {
    const visitor = await signedIn(app, ann);
    const tables = [
      'site',
      'customer',
      'subscription',
      'purchase_order',
      'payment',
      'payment_method',
      'session',
      'auth_session',
      'sign_in_attempt',
      'auth_event',
      'email',
      'support_code',
      'site_report',
    ];
    const state = async () =>
      Promise.all(
        tables.map(
          async (table) =>
            (
              await app.pool.query(
                `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from ${table} t`,
              )
            ).rows[0].hash,
        ),
      );
    const before = await state();
    const path = pathOf(name, owned) + (queries[name] ?? '');
    for (const method of ['GET', 'HEAD']) await visitor.send({ method, path });
    expect(await state()).toEqual(before);
  });

  test.each(readings)('%s costs one statement', async (name) => {
    const visitor = await signedIn(app, ann);
    const counted = countStatements();
    const answer = await send(visitor, name, owned);
    expect({ status: answer.status, statements: counted() }).toEqual({ status: 200, statements: 1 });
  });
});

/** Counts what both pools send until called. */
function countStatements(): () => number {
  let count = 0;
  const count1 = <Query extends (...args: never[]) => unknown>(query: Query) =>
    function (this: unknown, ...args: never[]) {
      count++;
      return query.apply(this, args);
    } as unknown as Query;
  const original = app.pool.query.bind(app.pool) as never;
  app.pool.query = count1(original);
  const onQuery = () => void count++;
  app.db.on('query', onQuery);
  return () => {
    app.pool.query = original;
    app.db.off('query', onQuery);
    return count;
  };
}

describe('E11, A20: headers', () => {
  const expected = {
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  };
  const check = (headers: Headers, what: string) => {
    for (const [name, value] of Object.entries(expected)) expect(headers.get(name), `${what}: ${name}`).toBe(value);
    expect(headers.get('content-security-policy'), what).toContain("frame-ancestors 'none'");
    expect(headers.get('x-powered-by'), what).toBeNull();
  };

  test.each(endpoints)('%s, refused or not, is JSON or its file, and nobody caches it', async (name, { reply }) => {
    const visitor = await signedIn(app, await aCustomer(app, siteId));
    for (const answer of [
      await send(visitor, name, owned),
      await send(aVisitor(app, 'no-site'), name, {}, { site: 'no-site' }),
    ]) {
      check(answer.headers, name);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('vary')).toContain('Cookie');
      const file = answer.status === 200 && isFile(reply) ? reply : undefined;
      const type = file ? file.contentType.replace('image/*', 'image/png') : 'application/json; charset=utf-8';
      expect(answer.headers.get('content-type')).toBe(type);
      const isSaved = typeof file?.fileName === 'string';
      expect(answer.headers.get('content-disposition')).toBe(
        isSaved ? `attachment; filename="${file.fileName}"` : null,
      );
    }
  });

  test('refusals outside of the endpoints carry them too, and no stack', async () => {
    const visitor = aVisitor(app, siteId);
    const big = { method: 'POST', path: pathOf('POST /sign-in/email', {}), body: { email: 'x'.repeat(200_000) } };
    const requests = [
      { path: '/nowhere' },
      { path: `/api/v1/${siteId}/nowhere` },
      { path: '/%E0%A4%A' },
      { path: `/c/${siteId}` },
      { path: '/api/docs' },
      big,
    ];
    for (const request of requests) {
      const answer = await visitor.send(request);
      check(answer.headers, request.path);
      expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at \w+ \(/);
    }
    expect((await visitor.send(big)).body.code).toBe('body_too_large');
  });

  test('addresses are exact: another case, a slash more or an encoded one is another address', async () => {
    const visitor = await signedIn(app, ann);
    for (const path of ['/Orders', '/orders/', '//orders', '/orders;x', '/%6frders/', '/orders%2f', '/./orders/.']) {
      expect((await visitor.send({ path: `/api/v1/${siteId}${path}` })).status, path).not.toBe(200);
    }
  });

  test.each(['TRACE', 'PROPFIND'])('%s is not answered', async (method) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) =>
      request(`${app.url}/api/v1/${siteId}/boot`, { method }, (answer) => resolve(answer.statusCode)).end(),
    );
    expect(status).toBeGreaterThanOrEqual(400);
  });
});

describe('A8: other origins', () => {
  let site: string;
  beforeAll(async () => {
    site = await aSite(app, {}, ['https://www.vendor.com', 'https://shop.vendor.com:8443']);
  });
  const strangers = [
    'https://www.vendor.com.evil.com',
    'https://evilwww.vendor.com',
    'https://evilvendor.com',
    'https://vendor.com',
    'http://www.vendor.com',
    'https://www.vendor.com:444',
    'https://www.vendor.com:8443',
    'https://shop.vendor.com',
    'https://shop.vendor.com:8444',
    'https://www.vendor.com.',
    'HTTPS://WWW.VENDOR.COM',
    'https://WWW.vendor.com',
    'https://www.xn--vendr-6ve.com',
    'https://xn--www-vendor-x.com',
    'null',
    'file://',
    'chrome-extension://abcdef',
    'https://[::1]',
    'https://127.0.0.1',
    'https://user@www.vendor.com',
    'https://www.vendor.com@evil.com',
    'https://www.vendor.com/',
    'https://www.vendor.com/path',
    'https://www.vendor.com#x',
    'https://www.vendor.com?x',
    'https://www.vendor.com, https://evil.com',
    'https://evil.com https://www.vendor.com',
    ' https://www.vendor.com.evil',
    '*',
    'https://*',
    'https://*.vendor.com',
    'https://www%2evendor.com',
    'https://www.vendor.com%00.evil.com',
    'blob:https://www.vendor.com/x',
    'data:text/html,x',
    'javascript://www.vendor.com',
    'ws://www.vendor.com',
    'https://www-vendor.com',
    'https://wwwxvendor.com',
    'https://vendor.com.www',
    'https://a.www.vendor.com',
    'https://wwww.vendor.com',
    'https://www.vendor.co',
    'https://www.vendor.comm',
    'https://www.vendor.com:0',
    'https://www.vendor.com:65536',
    'https:www.vendor.com',
    'https:/www.vendor.com',
    '//www.vendor.com',
    'www.vendor.com',
    'ftp://www.vendor.com',
    'https://www.vendor.com\\.evil.com',
    'https://evil.com/https://www.vendor.com',
    'https://localhost',
    'http://localhost',
    'https://0',
    'https://2130706433',
    'https://www.vendor.com:443.evil.com',
    "https://www.vendor.com'--",
    'https://www.vendor.com%',
    'undefined',
  ];

  test('only an exact origin of the site is answered to, with every kind of answer', async () => {
    const visitor = aVisitor(app, site);
    const paths = [`/api/v1/${site}/boot`, `/api/v1/${site}/orders`, `/api/v1/${site}/nowhere`, '/nowhere'];
    expect(new Set(strangers).size).toBeGreaterThanOrEqual(58);
    for (const origin of strangers) {
      for (const path of paths) {
        const { headers } = await visitor.send({ path, headers: { origin } });
        expect(headers.get('access-control-allow-origin'), origin + path).toBeNull();
      }
    }
    for (const origin of ['https://www.vendor.com', 'https://shop.vendor.com:8443']) {
      for (const path of paths.slice(0, 2)) {
        const { headers } = await visitor.send({ path, headers: { origin } });
        expect(headers.get('access-control-allow-origin')).toBe(origin);
        expect(headers.get('access-control-allow-credentials')).toBe('true');
        expect(headers.get('vary')).toContain('Origin');
      }
    }
  });

  test('the question before a call is answered to the same origins only', async () => {
    const visitor = aVisitor(app, site);
    const ask = (origin: string, path: string) =>
      visitor.send({ method: 'OPTIONS', path, headers: { origin, 'access-control-request-method': 'POST' } });
    for (const origin of strangers.slice(0, 12)) {
      expect(
        (await ask(origin, `/api/v1/${site}/sign-in/email`)).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
    const { status, headers } = await ask('https://www.vendor.com', `/api/v1/${site}/sign-in/email`);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://www.vendor.com');
    expect(headers.get('access-control-allow-headers')).toBe('content-type, x-cc, idempotency-key');
  });

  test('an origin of one site is a stranger to another', async () => {
    const answer = await aVisitor(app, siteId).send({
      path: `/api/v1/${siteId}/boot`,
      headers: { origin: 'https://www.vendor.com' },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a page on an allowed origin may sign in', async () => {
    const customer = await aCustomer(app, site);
    const answer = await aVisitor(app, site).send({
      method: 'POST',
      path: `/api/v1/${site}/sign-in/email`,
      body: { email: customer.email },
      headers: { origin: 'https://www.vendor.com', 'sec-fetch-site': 'same-site' },
    });
    expect(answer.status).toBe(200);
  });
});

describe('the page server in between', () => {
  async function keyOf(site: string): Promise<string> {
    const { hashOf } = await import('../../server/http/transport.ts');
    const { sitesStore } = await import('../../server/features/sites/sites.store.ts');
    const key = `cck_${Math.random().toString(36).repeat(4)}`;
    await sitesStore(app.db).addProxyKey(site, hashOf(key));
    return key;
  }

  test('its visitors are counted apart, and only with the key of the site', async () => {
    const customer = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const key = await keyOf(siteId);
    const path = `/api/v1/${siteId}/sign-in/password`;
    const tryFrom = (ip: string, proxyKey: string) =>
      aVisitor(app, siteId, { 'x-forwarded-for': '192.0.2.250' }).send({
        method: 'POST',
        path,
        body: { login: customer.email, password: 'no' },
        headers: { 'x-cc-proxy-key': proxyKey, 'x-cc-client-ip': ip },
      });
    for (let count = 0; count < 10; count++) await tryFrom('203.0.113.200', key);
    expect((await tryFrom('203.0.113.200', key)).status).toBe(429);
    expect((await tryFrom('203.0.113.201', key)).status).toBe(401);
    for (const wrong of ['wrong', await keyOf(await aSite(app))]) {
      expect(await tryFrom('203.0.113.202', wrong)).toMatchObject({ status: 401, body: { code: 'proxy_key_wrong' } });
    }
  });

  test('a visitor who names an address without the key is not believed', async () => {
    const customer = await aCustomer(app, siteId, { password: 'a long enough phrase' });
    const body = { login: customer.email, password: 'no' };
    const tryAs = (ip: string) =>
      aVisitor(app, siteId, { 'x-forwarded-for': '192.0.2.251' }).send({
        method: 'POST',
        path: `/api/v1/${siteId}/sign-in/password`,
        body,
        headers: { 'x-cc-client-ip': ip },
      });
    for (let count = 0; count < 10; count++) await tryAs(`203.0.113.${count}`);
    expect((await tryAs('203.0.113.99')).status).toBe(429);
  });
});

test('the API document has every endpoint, and nothing else', async () => {
  const { body } = await aVisitor(app, siteId).send({ path: '/api/openapi.json' });
  const described = Object.entries((body as unknown as { paths: Record<string, object> }).paths).flatMap(
    ([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(described.sort()).toEqual(Object.keys({ ...contract, ...vendorContract, ...adminContract }).sort());
});

test('no secret and no address of a customer reaches the log', async () => {
  await send(await signedIn(app, await aCustomer(app, siteId)), 'GET /profile', {});
  const log = app.log.join('');
  expect(log).toContain('"path"');
  expect(log).not.toMatch(/cc_sid|s%3A|@customers\.example|password=|x-cc-proxy-key/i);
  for (const line of app.log) expect(() => JSON.parse(line)).not.toThrow();
});
