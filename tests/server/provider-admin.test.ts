/** Connecting a site with its account at the payment provider, from the desk. */
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { account } from '../../examples/stripe-sandbox/objects/account.ts';
import { cardPaymentMethod, customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import { createStripeSandbox, type StripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import { eventTypes } from '../../server/gateway/stripe/events.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite } from '../support/builders.ts';
import { aConnectedSite, anEvent, applyAll, deliver } from '../support/provider.ts';
import { aStaffMember, type StaffMember } from '../support/staff.ts';

const secretKey = 'sk_test_ofTheSchool1234';
const publishableKey = 'pk_test_ofTheSchool1234';
const keys = { secretKey, publishableKey };
const school = account({ id: 'acct_1School', name: 'Kiln & Quill' });

const visa = { brand: 'visa', last4: '4242', expiresMonth: 11, expiresYear: 2090 };

let app: TestApp;
let sandbox: StripeSandbox;
/** What stands between the server and the sandbox, for what a sandbox can't be: another account, a key that lacks something. */
let inBetween: ((path: string, key: string) => { status: number; error: object } | undefined) | undefined;

beforeAll(async () => {
  sandbox = createStripeSandbox();
  const { port } = await sandbox.listen();
  const proxy = createServer((request, response) => {
    const refused = inBetween?.(request.url ?? '', String(request.headers.authorization).replace('Bearer ', ''));
    if (refused) {
      response.writeHead(refused.status, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ error: refused.error }));
    }
    const { method, url, headers } = request;
    const passed = ask({ port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    return request.pipe(passed);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  app = await startApp({ config: { stripeUrl: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` } });
  sandbox.add(school);
  return async () => {
    await sandbox.close();
    proxy.closeAllConnections();
    proxy.close();
  };
});

/** Until the test ends. */
function between(handler: NonNullable<typeof inBetween>): void {
  inBetween = handler;
  onTestFinished(() => (inBetween = undefined));
}

async function anOwner(siteId?: string): Promise<{ siteId: string; owner: StaffMember }> {
  const site = siteId ?? (await aSite(app));
  return { siteId: site, owner: await aStaffMember(app, site, 'owner') };
}

async function connected() {
  const { siteId, owner } = await anOwner();
  await owner.call('PUT /admin/provider', { body: keys });
  return { siteId, owner };
}

const endpoints = (siteId: string) =>
  [...sandbox.state.webhook_endpoint.values()].filter(({ url }) => url.includes(`/webhooks/${siteId}/`));
const secretsOf = (siteId: string, kind: string) => app.db('site_secret').where({ site_id: siteId, kind });
const field = (path: string, message: string | RegExp) => ({
  status: 422,
  body: {
    code: 'invalid_request',
    fields: [{ path, message: typeof message === 'string' ? message : expect.stringMatching(message) }],
  },
});

describe('connecting', () => {
  test('both keys are tried, events are sent here, and everything is imported', async () => {
    const { siteId, owner } = await anOwner();
    expect((await owner.call('GET /admin/provider')).connection).toBeNull();
    sandbox.add(customer({ id: 'cus_before', email: 'before@customers.example' }));
    const status = await owner.call('PUT /admin/provider', { body: keys });
    expect(status).toMatchObject({
      connection: {
        ...{ accountId: 'acct_1School', accountName: 'Kiln & Quill', isLive: false, publishableKey },
        ...{ endpoint: 'working', lastEventAt: null },
      },
      address: `${app.url}/webhooks/${siteId}/stripe`,
      addressProblem: null,
    });
    const [endpoint, ...others] = endpoints(siteId);
    expect(others).toEqual([]);
    expect(endpoint?.enabled_events).toEqual([...eventTypes]);
    await app.work();
    const after = await owner.call('GET /admin/provider');
    expect(after.import).toMatchObject({ finishedAt: expect.any(String), stagesDone: 9, stages: 9 });
    expect(await app.db('customer').where({ site_id: siteId, email: 'before@customers.example' })).toHaveLength(1);
  });

  test('what happens there from then on is known here', async () => {
    const { siteId } = await connected();
    await app.work();
    const [endpoint] = endpoints(siteId);
    const grown = customer({ id: 'cus_grown', email: 'grown@customers.example' });
    sandbox.add(grown);
    const event = anEvent('customer.created', grown);
    expect(await deliver(app, siteId, event, { secret: endpoint?.secret ?? '' })).toMatchObject({ status: 200 });
    await applyAll(app);
    expect(await app.db('customer').where({ site_id: siteId, email: 'grown@customers.example' })).toHaveLength(1);
  });

  test('neither key is told anywhere: not in answers, the log, the audit trail or the tables', async () => {
    const { siteId, owner } = await connected();
    await app.work();
    const told = JSON.stringify([
      await owner.call('GET /admin/provider'),
      await app.db('audit_entry').where({ site_id: siteId }),
      await app.db('site_secret').where({ site_id: siteId }),
      app.log,
    ]);
    expect(told).not.toContain(secretKey);
    expect(told).not.toContain(endpoints(siteId)[0]?.secret);
    const [entry] = await app.db('audit_entry').where({ site_id: siteId });
    expect(entry.details).toMatchObject({ secretKey: '…', publishableKey: '…' });
  });

  test.each([
    ['no key', { ...keys, secretKey: 'hello' }, field('secretKey', /begin with sk_test_/)],
    [
      'the keys exchanged',
      { secretKey: publishableKey, publishableKey: secretKey },
      field('secretKey', /no secret key/),
    ],
    ['no publishable key', { ...keys, publishableKey: 'pk_12' }, field('publishableKey', /begin with pk_test_/)],
    [
      'keys of two modes',
      { ...keys, publishableKey: 'pk_live_ofTheSchool1234' },
      field('publishableKey', 'This key is of live mode, and the secret key of test mode: both must be of one'),
    ],
    [
      'live keys for a server without https',
      { secretKey: 'sk_live_ofTheSchool1234', publishableKey: 'pk_live_ofTheSchool1234' },
      field('secretKey', /In live mode Stripe sends events to https addresses only/),
    ],
  ])('%s is refused at once, and nobody is asked', async (_what, body, refusal) => {
    const { siteId, owner } = await anOwner();
    sandbox.requests.length = 0;
    expect(await owner.ask('PUT /admin/provider', { body })).toMatchObject(refusal);
    expect(sandbox.requests).toEqual([]);
    expect(await secretsOf(siteId, 'payment_key')).toEqual([]);
  });

  test('a key that Stripe does not know is refused', async () => {
    between((_path, key) =>
      key === secretKey
        ? { status: 401, error: { type: 'invalid_request_error', message: `Invalid: ${key}` } }
        : undefined,
    );
    const { siteId, owner } = await anOwner();
    const answer = await owner.ask('PUT /admin/provider', { body: keys });
    expect(answer).toMatchObject(
      field('secretKey', 'Stripe does not accept this key: it is mistyped, expired or deleted'),
    );
    expect(endpoints(siteId)).toEqual([]);
  });

  test('a publishable key of another account is refused', async () => {
    between((path, key) =>
      key === publishableKey && path.startsWith('/v1/setup_intents')
        ? {
            status: 404,
            error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such setupintent' },
          }
        : undefined,
    );
    const { owner } = await anOwner();
    const answer = await owner.ask('PUT /admin/provider', { body: keys });
    expect(answer).toMatchObject(field('publishableKey', 'This key belongs to another account than the secret key'));
  });

  test('a publishable key that is none is refused, and what was made to try it is taken back', async () => {
    between((_path, key) =>
      key === publishableKey
        ? { status: 401, error: { type: 'invalid_request_error', message: 'Invalid' } }
        : undefined,
    );
    const { owner } = await anOwner();
    const answer = await owner.ask('PUT /admin/provider', { body: keys });
    expect(answer).toMatchObject(field('publishableKey', /does not accept this key/));
    expect([...sandbox.state.setup_intent.values()].every(({ status }) => status === 'canceled')).toBe(true);
  });

  test.each([
    ['/v1/credit_notes', 'rak_credit_note_read', 'credit note read'],
    ['/v1/webhook_endpoints', 'rak_webhook_write', 'webhook write'],
    ['/v1/setup_intents', 'rak_setup_intent_write', 'setup intent write'],
  ])('a restricted key that may not use %s is told what it lacks', async (place, permission, words) => {
    between((path) =>
      path.startsWith(place)
        ? {
            status: 403,
            error: {
              type: 'invalid_request_error',
              message: `The provided key 'rk_test_***1234' does not have the required permissions for this endpoint. Having the '${permission}' permission would allow this request to continue.`,
            },
          }
        : undefined,
    );
    const { siteId, owner } = await anOwner();
    const answer = await owner.ask('PUT /admin/provider', { body: { ...keys, secretKey: 'rk_test_restricted1234' } });
    expect(answer).toMatchObject(field('secretKey', new RegExp(`it lacks “${words}”`)));
    expect(await secretsOf(siteId, 'payment_key')).toEqual([]);
  });

  test('while Stripe is away nothing is changed', async () => {
    between(() => ({ status: 500, error: { type: 'api_error', message: 'Sorry' } }));
    const { siteId, owner } = await anOwner();
    expect(await owner.ask('PUT /admin/provider', { body: keys })).toMatchObject({
      ...{ status: 503, body: { code: 'provider_unavailable' } },
    });
    expect((await owner.call('GET /admin/provider')).connection).toBeNull();
    expect(await secretsOf(siteId, 'payment_key')).toEqual([]);
  });
});

describe('connecting again', () => {
  test('the same account: a new endpoint takes the place of the old one, and both secrets are good for a while', async () => {
    const { siteId, owner } = await connected();
    const [old] = endpoints(siteId);
    await owner.call('PUT /admin/provider', { body: { ...keys, secretKey: 'sk_test_rolled5678' } });
    const [next, ...others] = endpoints(siteId);
    expect(others).toEqual([]);
    expect(next?.id).not.toBe(old?.id);
    expect(await secretsOf(siteId, 'payment_key')).toHaveLength(1);
    for (const endpoint of [old, next]) {
      const event = anEvent('customer.updated', customer({ id: 'cus_any', email: null }));
      expect(await deliver(app, siteId, event, { secret: endpoint?.secret ?? '' })).toMatchObject({ status: 200 });
    }
    await app
      .db('site_secret')
      .where({ site_id: siteId })
      .update({ created_at: app.db.raw(`created_at - interval '2 days'`) });
    await app.pool.query(`select graphile_worker.add_job('forget-the-past')`);
    await app.work();
    expect(await secretsOf(siteId, 'webhook_secret')).toHaveLength(1);
  });

  test('another account is refused with what that would mean, unless it is meant', async () => {
    const { siteId, owner } = await anOwner(await aConnectedSite(app));
    const mine = { site_id: siteId };
    const { id: customerId } = await aCustomer(app, siteId);
    await app.db('payment_method').insert({
      ...{ ...mine, id: '01920000-0000-7000-8000-00000000a002', customer_id: customerId, provider_id: 'pm_old' },
      ...{ brand: 'visa', last4: '4242', expires_month: 1, expires_year: 2090, is_default: true },
    });
    const answer = await owner.ask('PUT /admin/provider', { body: keys });
    expect(answer).toMatchObject(
      field('replaceAccount', /Kiln & Quill .*Atelier Nord .*changes no more.*removed here/),
    );
    expect(await app.db('provider_connection').where(mine).pluck('account_id')).not.toEqual(['acct_1School']);
    await owner.call('PUT /admin/provider', { body: { ...keys, replaceAccount: true } });
    expect(await app.db('provider_connection').where(mine).pluck('account_id')).toEqual(['acct_1School']);
    expect(await app.db('payment_method').where({ ...mine, provider_id: 'pm_old' })).toMatchObject([
      { is_default: false, removed_at: expect.any(Date) },
    ]);
    const old = await deliver(app, siteId, anEvent('customer.updated', customer({ id: 'cus_any', email: null })));
    expect(old.status).toBe(400);
  });
});

describe('disconnecting', () => {
  test('the endpoint, the key and the secrets go; what was bought stays', async () => {
    const { siteId, owner } = await connected();
    await app.work();
    const customers = await app.db('customer').where({ site_id: siteId });
    expect(customers.length).toBeGreaterThan(0);
    const { secret } = endpoints(siteId)[0] ?? {};
    const status = await owner.call('DELETE /admin/provider', { body: {} });
    expect(status.connection).toBeNull();
    expect(endpoints(siteId)).toEqual([]);
    expect(await app.db('site_secret').where({ site_id: siteId })).toEqual([]);
    expect(await app.db('customer').where({ site_id: siteId })).toEqual(customers);
    const late = await deliver(app, siteId, anEvent('customer.updated', customer({ id: 'cus_any', email: null })), {
      secret: secret ?? '',
    });
    expect(late.status).not.toBe(200);
    expect(await owner.ask('POST /admin/provider/imports', { body: {} })).toMatchObject({
      ...{ status: 409, body: { code: 'payments_off' } },
    });
  });

  test('connected again to the same account the saved cards stay, and to another they go', async () => {
    const { siteId, owner } = await connected();
    const mine = { site_id: siteId };
    const buyer = customer({ id: 'cus_saver', email: 'saver@customers.example' });
    const card = cardPaymentMethod(visa, { id: 'pm_saver', customer: buyer.id });
    buyer.invoice_settings.default_payment_method = card.id;
    sandbox.add(buyer, card);
    await app.work();
    const saved = () =>
      app
        .db('payment_method')
        .where({ ...mine, provider_id: card.id })
        .first('is_default', 'removed_at');
    expect(await saved()).toEqual({ is_default: true, removed_at: null });
    await owner.call('DELETE /admin/provider', { body: {} });
    await owner.call('PUT /admin/provider', { body: keys });
    expect(await saved()).toEqual({ is_default: true, removed_at: null });

    await owner.call('DELETE /admin/provider', { body: {} });
    // Another account has nobody of that id.
    sandbox.state.customer.delete(buyer.id);
    await owner.call('PUT /admin/provider', { body: keys });
    expect(await saved()).toEqual({ is_default: false, removed_at: expect.any(Date) });
    sandbox.state.payment_method.delete(card.id);
  });

  test('a key that was revoked meanwhile keeps nobody from it', async () => {
    const { owner } = await connected();
    between(() => ({ status: 401, error: { type: 'invalid_request_error', message: 'Expired' } }));
    expect((await owner.call('DELETE /admin/provider', { body: {} })).connection).toBeNull();
  });
});

describe('how it goes', () => {
  test.each([
    [
      'switched off',
      'switched_off',
      (id: string) => Object.assign(sandbox.state.webhook_endpoint.get(id) ?? {}, { status: 'disabled' }),
    ],
    ['deleted', 'missing', (id: string) => sandbox.state.webhook_endpoint.delete(id)],
    [
      'sent elsewhere',
      'elsewhere',
      (id: string) => Object.assign(sandbox.state.webhook_endpoint.get(id) ?? {}, { url: 'https://old.example/' }),
    ],
  ])('an endpoint that was %s is told', async (_what, endpoint, change) => {
    const { siteId, owner } = await anOwner(await aConnectedSite(app));
    sandbox.add({
      ...[...sandbox.state.webhook_endpoint.values()][0],
      id: `we_${siteId}`,
      object: 'webhook_endpoint',
      url: `${app.url}/webhooks/${siteId}/stripe`,
      status: 'enabled',
    } as never);
    await app
      .db('provider_connection')
      .where({ site_id: siteId })
      .update({ webhook_id: `we_${siteId}` });
    change(`we_${siteId}`);
    expect((await owner.call('GET /admin/provider')).connection).toMatchObject({ endpoint });
  });

  test('events that were given up are told with the reason, and can be tried again', async () => {
    const { siteId, owner } = await anOwner(await aConnectedSite(app));
    const person = customer({ id: 'cus_late', email: 'late@customers.example' });
    await deliver(app, siteId, anEvent('customer.created', person));
    await deliver(app, siteId, anEvent('customer.updated', person));
    await app
      .db('inbox_event')
      .where({ site_id: siteId })
      .update({ tries: 6, given_up_at: app.db.fn.now(), failed_why: 'It could not be written down here' });
    expect((await owner.call('GET /admin/provider')).events).toEqual({ waiting: 0, givenUp: 2 });
    const { givenUp, latest } = await owner.call('GET /admin/provider/events');
    expect(latest).toHaveLength(2);
    expect(givenUp).toMatchObject([
      { about: 'cus_late', state: 'given_up', why: 'It could not be written down here', tries: 6, nextTryAt: null },
      { state: 'given_up' },
    ]);
    sandbox.add(person);
    const params = { eventId: givenUp[0]?.id ?? '' };
    const one = await owner.call('POST /admin/provider/events/:eventId/retry', { params, body: {} });
    expect(one.givenUp).toHaveLength(1);
    expect((await owner.call('POST /admin/provider/events/retry-all', { body: {} })).givenUp).toEqual([]);
    await applyAll(app);
    expect((await owner.call('GET /admin/provider')).events).toEqual({ waiting: 0, givenUp: 0 });
    expect(await app.db('customer').where({ site_id: siteId, email: 'late@customers.example' })).toHaveLength(1);
    expect(await owner.ask('POST /admin/provider/events/:eventId/retry', { params, body: {} })).toMatchObject({
      status: 404,
    });
  });

  test('a comparison finds what never arrived', async () => {
    const { siteId, owner } = await anOwner(await aConnectedSite(app));
    sandbox.add(
      customer({ id: 'cus_missed', email: 'missed@customers.example', created: Math.floor(Date.now() / 1000) }),
    );
    await owner.call('POST /admin/provider/reconcile', { body: {} });
    await app.work();
    expect(await app.db('customer').where({ site_id: siteId, email: 'missed@customers.example' })).toHaveLength(1);
    const { connection } = await owner.call('GET /admin/provider');
    expect(connection?.reconciledAt).not.toBeNull();
  });
});
