/** What staff see and change of a site: settings, the origins it may stand on, the keys of its servers. */
import { beforeAll, describe, expect, test } from 'vitest';
import { defaultSettings, siteSettings } from '../../server/features/settings/settings.ts';
import { settingsChange } from '../../server/features/settings/settings.admin.contract.ts';
import { switchNames } from '../../server/features/settings/switches.ts';
import { hashOf } from '../../server/http/transport.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aSite } from '../support/builders.ts';
import { aStaffMember, aVendorServer } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});

async function anAdmin(settings = {}, origins: string[] = []) {
  const siteId = await aSite(app, settings, origins);
  return { siteId, admin: await aStaffMember(app, siteId, 'admin') };
}

describe('reading the settings', () => {
  test('support reads every setting with what it is for, and no key', async () => {
    const siteId = await aSite(app);
    await aVendorServer(app, siteId);
    const support = await aStaffMember(app, siteId, 'support');
    const reply = await support.call('GET /admin/settings');
    expect(reply).toMatchObject({
      version: 1,
      settings: defaultSettings('Kiln & Quill'),
      notes: [],
      hostedPage: `${app.url}/c/${siteId}`,
      mailFrom: 'hello@vendor.example',
    });
    const explained = Object.keys(reply.explanations.settings).sort();
    const fields = Object.keys(siteSettings.shape).filter((name) => !/^(version|onGradient|switches)$/.test(name));
    expect(explained).toEqual(fields.sort());
    expect(Object.keys(reply.explanations.switches)).toEqual(switchNames);
    expect(JSON.stringify(reply)).not.toMatch(/cck_|secret_hash/);
  });

  test('every setting can be changed, but for what is derived', () => {
    const fields = Object.keys(siteSettings.shape).filter((name) => name !== 'onGradient');
    expect(Object.keys(settingsChange.shape).sort()).toEqual([...fields, 'evenIf'].sort());
  });

  test('a setting that is newer than the site has its default', async () => {
    const { siteId, admin } = await anAdmin();
    await app.db.raw(`update site set settings = settings - 'recordMonths' - 'senderName' where id = ?`, [siteId]);
    expect((await admin.call('GET /admin/settings')).settings).toMatchObject({ recordMonths: 3, senderName: null });
  });
});

describe('changing the settings', () => {
  test('changes what is given and leaves the rest', async () => {
    const { siteId, admin } = await anAdmin({ headline: 'Before', termsUrl: 'https://www.vendor.example/terms' });
    const changed = await admin.call('PATCH /admin/settings', {
      body: {
        version: 1,
        headline: '  After ',
        termsUrl: null,
        privacyUrl: 'https://www.vendor.example/privacy',
        switches: { phones: false },
        orderHistoryMonths: 12,
      },
    });
    expect(changed.version).toBe(2);
    const { switches, ...rest } = changed.settings;
    expect(rest).toMatchObject({ headline: 'After', termsUrl: null, orderHistoryMonths: 12, name: 'Kiln & Quill' });
    expect(switches).toEqual({ ...defaultSettings('x').switches, phones: false });
    expect(await admin.call('GET /admin/settings')).toEqual(changed);
    const { site } = await aVisitor(app, siteId).call('GET /boot');
    expect(site).toMatchObject({ headline: 'After', privacyUrl: 'https://www.vendor.example/privacy' });
    expect(site.sections).not.toContain('phones');
  });

  test('the text on the gradient is the one that is easier to read', async () => {
    const { admin } = await anAdmin();
    const light = await admin.call('PATCH /admin/settings', {
      body: { version: 1, gradient: ['#FFEEAA', '#ffffff'] },
    });
    expect(light.settings).toMatchObject({ gradient: ['#ffeeaa', '#ffffff'], onGradient: '#000000' });
    expect(light.contrast).toBeGreaterThan(15);
    const both = await admin.call('PATCH /admin/settings', { body: { version: 2, gradient: ['#000000', '#ffffff'] } });
    expect(both.notes).toMatchObject([{ field: 'gradient', origin: null }]);
    expect(both.contrast).toBeCloseTo(1, 1);
  });

  test('an address outside the allowed origins is told, with the origin that would mend it', async () => {
    const { admin } = await anAdmin({}, ['https://www.vendor.example']);
    const center = { version: 1, centerAddress: 'https://www.vendor.example/account' };
    expect((await admin.call('PATCH /admin/settings', { body: center })).notes).toEqual([]);
    const elsewhere = { version: 2, centerAddress: 'https://shop.vendor.example/account' };
    expect((await admin.call('PATCH /admin/settings', { body: elsewhere })).notes).toMatchObject([
      { field: 'centerAddress', origin: 'https://shop.vendor.example' },
    ]);
    const own = { version: 3, centerAddress: `${app.url}/c/whatever` };
    expect((await admin.call('PATCH /admin/settings', { body: own })).notes).toEqual([]);
  });

  test('nobody saves over what another has saved since they looked', async () => {
    const { siteId, admin } = await anAdmin();
    const other = await aStaffMember(app, siteId, 'owner');
    await other.call('PATCH /admin/settings', { body: { version: 1, headline: 'The first' } });
    const late = await admin.ask('PATCH /admin/settings', { body: { version: 1, headline: 'The second' } });
    expect(late).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect((await admin.call('GET /admin/settings')).settings.headline).toBe('The first');
  });

  test("what the vendor's own server has saved since counts as well", async () => {
    const { siteId, admin } = await anAdmin();
    const server = await aVendorServer(app, siteId);
    await server.call('PUT /vendor/post-login-page', { body: { page: 'center' } });
    const late = await admin.ask('PATCH /admin/settings', { body: { version: 1, headline: 'The second' } });
    expect(late.body.code).toBe('changed_meanwhile');
  });

  test('of two who save at the same moment one is refused', async () => {
    const { siteId, admin } = await anAdmin();
    const other = await aStaffMember(app, siteId, 'admin');
    const answers = await Promise.all(
      [admin, other].map((who, n) =>
        who.ask('PATCH /admin/settings', { body: { version: 1, headline: `Number ${n}` } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await admin.call('GET /admin/settings')).version).toBe(2);
  });

  test.each([
    [{ headline: '' }, 'headline'],
    [{ headline: 'a\nb' }, 'headline'],
    [{ gradient: ['#123456', 'red'] }, 'gradient.1'],
    [{ privacyUrl: 'http://vendor.example/' }, 'privacyUrl'],
    [{ privacyUrl: 'javascript:alert(1)' }, 'privacyUrl'],
    [{ signInMethods: { email: false, password: false } }, 'signInMethods'],
    [{ passwordMinLength: 7 }, 'passwordMinLength'],
    [{ recordMonths: 25 }, 'recordMonths'],
    [{ recordMonths: 0 }, 'recordMonths'],
    [{ contactEmail: 'nobody' }, 'contactEmail'],
    [{ senderName: 'x'.repeat(101) }, 'senderName'],
    [{ switches: { everything: true } }, 'switches.everything'],
    [{ customerFields: [{ key: 'a', label: 'A', kind: 'choice' }] }, 'customerFields'],
    [{ onGradient: '#ffffff' }, 'onGradient'],
    [{ version: 'one' }, 'version'],
    [{ headline: null }, 'headline'],
  ])('%j is refused, with the place that is wrong', async (body, path) => {
    const { admin } = await anAdmin();
    const answer = await admin.ask('PATCH /admin/settings', { body: { version: 1, ...body } as never });
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', fields: [{ path }] } });
    expect((await admin.call('GET /admin/settings')).version).toBe(1);
  });

  test('support changes nothing', async () => {
    const { siteId } = await anAdmin();
    const support = await aStaffMember(app, siteId, 'support');
    const answer = await support.ask('PATCH /admin/settings', { body: { version: 1, headline: 'Mine' } });
    expect(answer).toMatchObject({ status: 403, body: { code: 'role_not_enough' } });
  });

  test("emails come from the sender's name, and those who wait are told it", async () => {
    const { siteId, admin } = await anAdmin();
    await admin.call('PATCH /admin/settings', { body: { version: 1, senderName: 'The Studio' } });
    const ann = await aCustomer(app, siteId);
    const visitor = aVisitor(app, siteId);
    const { sender } = await visitor.call('POST /sign-in/email', { body: { email: ann.email } });
    expect(sender).toBe('The Studio <hello@vendor.example>');
    expect((await visitor.call('GET /boot')).site.sender).toBe(sender);
    await app.work();
    const letter = app.mailbox.letters().find(({ to }) => to === ann.email);
    expect(letter?.from).toMatchObject({ name: 'The Studio' });
  });
});

describe('allowed origins', () => {
  test('are listed, added as browsers write them, and removed', async () => {
    const { siteId, admin } = await anAdmin({ centerAddress: 'https://www.vendor.example/account' }, [
      'https://www.vendor.example',
    ]);
    const added = await admin.call('POST /admin/origins', { body: { origin: ' https://SHOP.vendor.example:443/ ' } });
    expect(added.origins).toMatchObject([
      { origin: 'https://shop.vendor.example', isCenter: false, lastSeenAt: null },
      { origin: 'https://www.vendor.example', isCenter: true },
    ]);
    const page = aVisitor(app, siteId, { origin: 'https://shop.vendor.example', 'sec-fetch-site': 'same-site' });
    const allowed = async () =>
      (await page.send({ path: `/api/v1/${siteId}/boot` })).headers.get('access-control-allow-origin');
    expect(await allowed()).toBe('https://shop.vendor.example');
    const left = await admin.call('POST /admin/origins/remove', { body: { origin: 'https://shop.vendor.example' } });
    expect(left.origins.map(({ origin }) => origin)).toEqual(['https://www.vendor.example']);
    expect(await allowed()).toBe(null);
  });

  test.each([
    'shop.example',
    'http://shop.example',
    'https://shop.example/account',
    'https://*.shop.example/x',
    'null',
  ])('%s is none', async (origin) => {
    const { admin } = await anAdmin();
    const answer = await admin.ask('POST /admin/origins', { body: { origin } });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'origin' }] } });
  });

  test("the center address's own goes only when that is accepted", async () => {
    const origin = 'https://www.vendor.example';
    const { admin } = await anAdmin({ centerAddress: `${origin}/account` }, [origin]);
    const refused = await admin.ask('POST /admin/origins/remove', { body: { origin } });
    expect(refused).toMatchObject({ status: 422, body: { fields: [{ path: 'isAccepted' }] } });
    expect((await admin.call('GET /admin/origins')).origins).toHaveLength(1);
    await admin.call('POST /admin/origins/remove', { body: { origin, isAccepted: true } });
    expect((await admin.call('GET /admin/origins')).origins).toEqual([]);
  });

  test('there can be a hundred and no more', async () => {
    const origins = Array.from({ length: 100 }, (_, n) => `https://shop${n}.vendor.example`);
    const { admin } = await anAdmin({}, origins);
    const answer = await admin.ask('POST /admin/origins', { body: { origin: 'https://one-more.example' } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'too_many' } });
  });
});

describe('secret keys of servers', () => {
  test('are shown once, work, and are refused once they are revoked', async () => {
    const siteId = await aSite(app);
    const owner = await aStaffMember(app, siteId, 'owner');
    const { id, key } = await owner.call('POST /admin/site-keys', { body: {} });
    expect(key).toMatch(/^cck_[\w-]{43}$/);
    const listed = await owner.call('GET /admin/site-keys');
    expect(listed).toMatchObject({ keys: [{ id, lastUsedAt: null }] });
    expect(JSON.stringify(listed)).not.toContain(key);

    const wordPress = aVisitor(app, siteId, { 'x-cc-proxy-key': key });
    const askForCode = () => wordPress.ask('POST /sign-in/email', { body: { email: 'ann@customers.example' } });
    expect((await askForCode()).status).toBe(200);
    const [used] = (await owner.call('GET /admin/site-keys')).keys;
    expect(Date.now() - Date.parse(used?.lastUsedAt ?? '')).toBeLessThan(60_000);

    const { keys } = await owner.call('DELETE /admin/site-keys/:siteKeyId', { params: { siteKeyId: id }, body: {} });
    expect(keys).toEqual([]);
    expect(await askForCode()).toMatchObject({ status: 401, body: { code: 'proxy_key_wrong' } });
  });

  test("are the owner's alone, who has just proved who they are", async () => {
    const siteId = await aSite(app);
    const admin = await aStaffMember(app, siteId, 'admin');
    expect(await admin.ask('GET /admin/site-keys')).toMatchObject({ status: 403, body: { code: 'role_not_enough' } });
    const owner = await aStaffMember(app, siteId, 'owner');
    await app
      .db('staff_session')
      .where({ id: owner.sessionId })
      .update({ confirmed_at: new Date(0) });
    const answer = await owner.ask('POST /admin/site-keys', { body: {} });
    expect(answer).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } });
    expect(await app.db('site_secret').where({ site_id: siteId })).toEqual([]);
  });

  test("of another site, and the payment provider's, can't be revoked here", async () => {
    const [mine, other] = [await aSite(app), await aSite(app)];
    const owner = await aStaffMember(app, mine, 'owner');
    await aVendorServer(app, other);
    const paymentKey = '01920000-0000-7000-8000-00000000000a';
    await app.db('site_secret').insert({ site_id: mine, id: paymentKey, kind: 'payment_key', encrypted: 'sealed' });
    const [foreign] = await app.db('site_secret').where({ site_id: other });
    for (const siteKeyId of [foreign.id, paymentKey]) {
      const answer = await owner.ask('DELETE /admin/site-keys/:siteKeyId', { params: { siteKeyId }, body: {} });
      expect(answer.status).toBe(404);
    }
    expect(await app.db('site_secret').whereIn('site_id', [mine, other])).toHaveLength(2);
  });

  test('there are twenty at most, kept as hashes', async () => {
    const siteId = await aSite(app);
    const owner = await aStaffMember(app, siteId, 'owner');
    let last = '';
    for (let n = 0; n < 20; n++) ({ key: last } = await owner.call('POST /admin/site-keys', { body: {} }));
    const answer = await owner.ask('POST /admin/site-keys', { body: {} });
    expect(answer).toMatchObject({ status: 409, body: { code: 'too_many' } });
    expect(await app.db('site_secret').where({ site_id: siteId, secret_hash: hashOf(last) })).toHaveLength(1);
    const trail = await app.db('audit_entry').where({ site_id: siteId });
    expect(JSON.stringify(trail)).not.toContain(last);
  });
});
