/** What in a configuration would keep people out: each by itself, and nothing where all is well. */
import { beforeAll, expect, test } from 'vitest';
import type { Warning } from '../../server/features/access/access.admin.contract.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aPage, aProduct, aProgram, aSite, days, signedIn } from '../support/builders.ts';
import { aConnectedSite } from '../support/provider.ts';
import { aStaffMember, aVendorServer } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

const kiln = 'https://kiln.example';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** A site that nothing is wrong with: connected, with an origin in use, and a level that a registration gives. */
async function aGoodSite(settings: Parameters<typeof aSite>[1] = {}) {
  const siteId = await aSite(app, settings, [kiln]);
  await app
    .db('site_origin')
    .where({ site_id: siteId })
    .update({ last_seen_at: new Date(), created_at: days(-9) });
  await aConnectedSite(app, { siteId });
  const { programId, levelId } = await aProgram(app, siteId);
  await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
  const helper = await aStaffMember(app, siteId, 'support');
  const check = async () => (await helper.call('GET /admin/check')).warnings;
  return { siteId, programId, levelId, check };
}

type Site = Awaited<ReturnType<typeof aGoodSite>>;

test('a good configuration has no warning', async () => {
  const { check } = await aGoodSite();
  expect(await check()).toEqual([]);
});

const post = (page: string) => ({ postLoginPage: page });

const cases: [Warning['code'], (site: Site) => Promise<unknown>, Parameters<typeof aSite>[1]?][] = [
  [
    'post_login_page_closed',
    async ({ siteId, levelId }) => {
      await aPage(app, siteId, { address: `${kiln}/welcome`, levelIds: [levelId] });
      await aCustomer(app, siteId);
      await aGrant(app, await aCustomer(app, siteId), levelId);
    },
    post(`${kiln}/welcome`),
  ],
  [
    'post_login_page_gone',
    ({ siteId }) => aPage(app, siteId, { address: `${kiln}/welcome`, rule: 'everyone', gone_at: days(-1) }),
    post(`${kiln}/welcome`),
  ],
  ['post_login_page_elsewhere', async () => undefined, post('https://gone.example/welcome')],
  [
    'level_given_by_nothing',
    ({ programId }) => app.db('program').where({ id: programId }).update({ sign_up_level_id: null }),
  ],
  ['page_without_level', ({ siteId }) => aPage(app, siteId)],
  [
    'product_gives_nothing',
    async ({ siteId }) => {
      const product_id = await aProduct(app, siteId);
      await app.db('price').insert({ site_id: siteId, id: product_id, product_id, currency: 'EUR', unit_cents: 2900 });
    },
  ],
  [
    'refusal_page_closed',
    async ({ siteId, levelId }) => {
      const other = await aPage(app, siteId, { levelIds: [levelId] });
      await aPage(app, siteId, { levelIds: [levelId], refusal: 'page', refusal_page_id: other });
    },
  ],
  [
    'origin_never_seen',
    ({ siteId }) => app.db('site_origin').where({ site_id: siteId }).update({ last_seen_at: null }),
  ],
  [
    'emails_refused',
    ({ siteId }) =>
      app.db('email').insert({
        ...{ site_id: siteId, id: app.db.raw('gen_random_uuid()'), template: 'sign-in' },
        ...{ recipient: 'ann@nowhere.example', status: 'refused' },
      }),
  ],
  ['provider_not_connected', ({ siteId }) => app.db('provider_connection').where({ site_id: siteId }).delete()],
  [
    'two_customers',
    async ({ siteId }) => {
      const [ann, other] = [await aCustomer(app, siteId), await aCustomer(app, siteId)];
      const account = { site_id: siteId, provider_id: 'cus_1', customer_id: other.id, email: ann.email };
      await app.db('customer_provider_account').insert(account);
    },
  ],
  [
    'cannot_cancel',
    ({ siteId }) =>
      app
        .db('site')
        .where({ id: siteId })
        .update({ settings: app.db.raw(`jsonb_set(settings, '{switches,center}', 'false')`) }),
  ],
  [
    'other_redirect_plugin',
    ({ siteId }) =>
      app
        .db('site_report')
        .insert({ site_id: siteId, source: 'vendor', kind: 'other_redirect_plugin', detail: 'LoginWP' }),
  ],
  [
    'unknown_level',
    async ({ siteId }) => {
      const visitor = await signedIn(app, await aCustomer(app, siteId));
      await visitor.call('POST /access/refusals', { body: { levels: 'Atelier' } });
    },
  ],
  [
    'plugin_outdated',
    async ({ siteId }) => {
      const server = await aVendorServer(app, siteId);
      await server.call('POST /vendor/site-reports', { body: { kind: 'plugin_outdated', detail: '0.9' } });
    },
  ],
  [
    'old_key',
    async ({ siteId }) => {
      const headers = { 'x-cc-proxy-key': 'cck_earlier', 'x-cc-client-ip': '203.0.113.9' };
      const body = { email: 'ann@customers.example' };
      await aVisitor(app, siteId).send({ method: 'POST', path: `/api/v1/${siteId}/sign-in/email`, body, headers });
    },
  ],
];

test.each(cases)('%s', async (code, spoil, settings) => {
  const site = await aGoodSite(settings);
  await spoil(site);
  const warnings = await site.check();
  expect(warnings.map((each) => each.code)).toEqual([code]);
  expect(warnings[0]).toMatchObject({
    says: expect.stringMatching(/.{20}/),
    screen: expect.stringMatching(/^[a-z]+$/),
  });
});

test('a page that asks for a level which nothing gives is named beside the level', async () => {
  const { siteId, programId, levelId, check } = await aGoodSite();
  await app.db('program').where({ id: programId }).update({ sign_up_level_id: null });
  const pageId = await aPage(app, siteId, { levelIds: [levelId] });
  expect((await check()).map(({ code, id }) => ({ code, id }))).toEqual([
    { code: 'page_asks_for_ungiven_level', id: pageId },
    { code: 'level_given_by_nothing', id: levelId },
  ]);
});

test('a center address without the element is warned of with what was found there', async () => {
  const sentence = 'There is no center on the page.';
  const looked: string[] = [];
  const looking = await startApp({
    lookAtPage: async (url) => {
      looked.push(url);
      const element = { check: 'element', isOk: url.endsWith('/account'), sentence, fix: null } as const;
      return [{ check: 'answers', isOk: true, sentence: 'The page answers.', fix: null }, element];
    },
  });
  const warningsOf = async (centerAddress: string) => {
    const helper = await aStaffMember(looking, await aSite(looking, { centerAddress }, [kiln]), 'support');
    return (await helper.call('GET /admin/check')).warnings.filter(({ code }) => code === 'center_without_element');
  };
  expect(await warningsOf(`${kiln}/account`)).toEqual([]);
  expect(await warningsOf(`${kiln}/elsewhere`)).toMatchObject([
    { says: `The page of the center: ${sentence}`, screen: 'origins', fix: expect.stringContaining('element') },
  ]);
  expect(looked).toEqual([`${kiln}/account`, `${kiln}/elsewhere`]);
});

test('a product that no longer gives the level of a page is refused first, changes nothing, and is saved all the same', async () => {
  const { siteId, programId, levelId } = await aGoodSite();
  const admin = await aStaffMember(app, siteId, 'admin');
  await app.db('program').where({ id: programId }).update({ sign_up_level_id: null });
  const productId = await aProduct(app, siteId);
  const params = { productId };
  const put = (body: { levelIds: string[]; evenIf?: Warning['code'][] }) =>
    admin.ask('PUT /admin/products/:productId/grants', { params, body: { courseIds: [], ...body } });
  expect((await put({ levelIds: [levelId] })).status).toBe(200);
  await aPage(app, siteId, { levelIds: [levelId] });
  const { status, body } = await put({ levelIds: [] });
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'warnings' });
  const codes = (body.warnings ?? []).map(({ code }) => code) as Warning['code'][];
  expect(codes).toEqual(['page_asks_for_ungiven_level', 'level_given_by_nothing']);
  expect(await app.db('product_level').where({ product_id: productId })).toHaveLength(1);
  expect((await put({ levelIds: [], evenIf: codes })).status).toBe(200);
  expect(await app.db('product_level').where({ product_id: productId })).toEqual([]);
});

test('turning the center off where nobody could find out how to cancel is said first', async () => {
  const siteId = await aSite(app);
  const admin = await aStaffMember(app, siteId, 'admin');
  const { version } = await admin.call('GET /admin/settings');
  const off = { version, switches: { center: false } };
  const refused = await admin.ask('PATCH /admin/settings', { body: off });
  expect(refused).toMatchObject({ status: 409, body: { code: 'warnings', warnings: [{ code: 'cannot_cancel' }] } });
  const withContact = { ...off, contactEmail: 'help@vendor.example' };
  expect((await admin.call('PATCH /admin/settings', { body: withContact })).settings.switches.center).toBe(false);
});
