/** The door that the payment provider's events come in by: rows D1 to D3 of the list of attacks. */
import { beforeAll, describe, expect, test } from 'vitest';
import { customer } from '../../examples/stripe-sandbox/objects/customers.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aSite } from '../support/builders.ts';
import { aConnectedSite, accountId, anEvent, deliver, webhookSecret } from '../support/provider.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});

const anyone = () => customer({ id: 'cus_any', email: 'any@customers.example' });
const seconds = () => Math.floor(Date.now() / 1000);
const inbox = (siteId: string) => app.db('inbox_event').where({ site_id: siteId });
const taken = { status: 200, body: { received: true } };
const forged = { status: 400, body: { code: 'signature_wrong' } };

describe('D1: only what the provider has signed comes in', () => {
  test('a signed event is kept by its id, without what it says of anybody', async () => {
    const siteId = await aConnectedSite(app);
    const event = anEvent('customer.updated', anyone());
    expect(await deliver(app, siteId, event)).toMatchObject(taken);
    const [row] = await inbox(siteId);
    expect(row).toMatchObject({
      provider_id: event.id,
      type: 'customer.updated',
      mention: { kind: 'customer', providerId: 'cus_any' },
      applied_at: null,
    });
    expect(JSON.stringify(row)).not.toContain('any@customers.example');
    const [connection] = await app.db('provider_connection').where({ site_id: siteId });
    expect(Date.now() - connection.last_event_at.getTime()).toBeLessThan(60_000);
  });

  test.each([
    ['not signed at all', { headers: { 'stripe-signature': '' } }],
    ['signed with another secret', { secret: 'whsec_somebodyElse' }],
    ['signed with an empty secret', { secret: '' }],
    ['301 seconds old', { timestamp: seconds() - 301 }],
    ['an hour ahead of time', { timestamp: seconds() + 3600 }],
    ['changed on its way', { body: JSON.stringify(anEvent('customer.deleted', anyone())) }],
    ['written down anew, with the same content', { body: JSON.stringify(anEvent('customer.updated', {}), null, 2) }],
    ['signed, but of a scheme that proves nothing', { headers: { 'stripe-signature': `t=${seconds()},v0=abc` } }],
    ['signed at no time', { headers: { 'stripe-signature': 'v1=abc' } }],
    ['empty', { body: '' }],
  ])('what is %s is refused', async (_what, delivery) => {
    const siteId = await aConnectedSite(app);
    expect(await deliver(app, siteId, anEvent('customer.updated', anyone()), delivery)).toMatchObject(forged);
    expect(await inbox(siteId)).toEqual([]);
  });

  test('what is almost too old is taken', async () => {
    const siteId = await aConnectedSite(app);
    const event = anEvent('customer.updated', anyone());
    expect(await deliver(app, siteId, event, { timestamp: seconds() - 290 })).toMatchObject(taken);
  });

  test('what was signed and is no event is refused', async () => {
    const siteId = await aConnectedSite(app);
    for (const strange of [{}, [], { ...anEvent('customer.updated', {}), id: 'no id' }, { id: 'evt_1' }]) {
      expect(await deliver(app, siteId, strange)).toMatchObject(forged);
    }
    expect(await inbox(siteId)).toEqual([]);
  });

  test('without a secret nothing is taken and nothing is believed', async () => {
    const off = { status: 503, body: { code: 'payments_off' } };
    const sites = [await aConnectedSite(app, { secrets: [] }), await aSite(app), 'no-such-site'];
    for (const siteId of sites) {
      expect(await deliver(app, siteId, anEvent('customer.updated', anyone()))).toMatchObject(off);
      expect(await deliver(app, siteId, anEvent('customer.updated', anyone()), { secret: '' })).toMatchObject(off);
    }
  });

  test('while an endpoint is replaced, both secrets are good', async () => {
    const siteId = await aConnectedSite(app, { secrets: ['whsec_old', 'whsec_new'] });
    for (const secret of ['whsec_old', 'whsec_new']) {
      expect(await deliver(app, siteId, anEvent('customer.updated', anyone()), { secret })).toMatchObject(taken);
    }
    expect(await deliver(app, siteId, anEvent('customer.updated', anyone()))).toMatchObject(forged);
  });

  test('half a megabyte is taken, and more is not', async () => {
    const siteId = await aConnectedSite(app);
    const large = (length: number) => anEvent('customer.updated', { ...anyone(), description: 'x'.repeat(length) });
    expect(await deliver(app, siteId, large(500_000))).toMatchObject(taken);
    const refused = { status: 413, body: { code: 'body_too_large' } };
    expect(await deliver(app, siteId, large(525_000))).toMatchObject(refused);
  });

  test('no page is let in: neither by a preflight nor by a cookie', async () => {
    const siteId = await aConnectedSite(app);
    const preflight = await fetch(`${app.url}/webhooks/${siteId}/stripe`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(404);
    const answer = await deliver(app, siteId, anEvent('customer.updated', anyone()));
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('nothing of an event, and no secret, is in the log', async () => {
    const siteId = await aConnectedSite(app);
    await deliver(app, siteId, anEvent('customer.updated', { ...anyone(), email: 'secretive@customers.example' }));
    expect(app.log.join('\n')).not.toMatch(/secretive|whsec_/);
  });
});

describe('D2: only what is of this account comes in', () => {
  test.each([
    { mode: 'test', livemode: false, account: undefined, isKept: true },
    { mode: 'test', livemode: false, account: accountId, isKept: true },
    { mode: 'test', livemode: false, account: 'acct_other', isKept: false },
    { mode: 'test', livemode: true, account: undefined, isKept: false },
    { mode: 'test', livemode: true, account: 'acct_other', isKept: false },
    { mode: 'live', livemode: true, account: undefined, isKept: true },
    { mode: 'live', livemode: true, account: accountId, isKept: true },
    { mode: 'live', livemode: true, account: 'acct_other', isKept: false },
    { mode: 'live', livemode: false, account: undefined, isKept: false },
  ])('$mode mode: livemode $livemode of account $account is kept: $isKept', async ({ mode, isKept, ...rest }) => {
    const siteId = await aConnectedSite(app, { isLive: mode === 'live' });
    const { account, livemode } = rest;
    const event = anEvent('customer.updated', anyone(), { livemode, ...(account && { account }) });
    expect(await deliver(app, siteId, event)).toMatchObject(taken);
    expect(await inbox(siteId)).toHaveLength(isKept ? 1 : 0);
  });

  test('what another site’s endpoint has signed is refused here', async () => {
    const [siteId, other] = [await aConnectedSite(app), await aConnectedSite(app, { secrets: ['whsec_ofTheOther'] })];
    const event = anEvent('customer.updated', anyone());
    expect(await deliver(app, siteId, event, { secret: 'whsec_ofTheOther' })).toMatchObject(forged);
    expect(await deliver(app, other, event, { secret: webhookSecret })).toMatchObject(forged);
  });

  test('types that nothing here depends on are acknowledged, and nothing is kept of them', async () => {
    const siteId = await aConnectedSite(app);
    for (const type of ['terminal.reader.action_failed', 'customer.tax_id.created', 'made.up']) {
      expect(await deliver(app, siteId, anEvent(type, anyone()))).toMatchObject(taken);
    }
    expect(await inbox(siteId)).toEqual([]);
  });
});

describe('D3: what comes twice counts once', () => {
  test('the same event again, at once or later, changes nothing', async () => {
    const siteId = await aConnectedSite(app);
    const event = anEvent('customer.updated', anyone());
    const answers = await Promise.all(Array.from({ length: 12 }, () => deliver(app, siteId, event)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(12);
    await inbox(siteId).update({ applied_at: app.db.fn.now() });
    expect(await deliver(app, siteId, event)).toMatchObject(taken);
    expect(await inbox(siteId)).toMatchObject([{ provider_id: event.id, applied_at: expect.any(Date) }]);
  });
});
