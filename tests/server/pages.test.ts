/** The pages of a site that the center knows: sent by the vendor's server, or kept by admins. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aPage, aProgram, aSite, signedIn } from '../support/builders.ts';
import { aStaffMember, aVendorServer } from '../support/staff.ts';

const kiln = 'https://kiln.example';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

async function aServer() {
  const siteId = await aSite(app, {}, [kiln]);
  return { siteId, server: await aVendorServer(app, siteId) };
}

const sent = (externalId: string, path: string, more: object = {}) => ({
  externalId,
  address: `${kiln}${path}`,
  title: `Page ${externalId}`,
  ...more,
});

test('D20: of all levels, one that does not exist is one that nobody holds', async () => {
  const { siteId, server } = await aServer();
  const { levelId } = await aProgram(app, siteId);
  await app.db('level').where({ id: levelId }).update({ slug: 'gold', name: 'Gold' });
  const ann = await aCustomer(app, siteId);
  await aGrant(app, ann, levelId);
  const page = sent('1', '/a', { rule: 'all', levels: ['Gold', 'Silvr'] });
  await server.call('PUT /vendor/pages', { body: { pages: [page] } });
  const visitor = await signedIn(app, ann);
  const query = { page: `${kiln}/a` };
  expect(await visitor.call('GET /access', { query })).toMatchObject({ isAllowed: false });
  await server.call('PUT /vendor/pages', { body: { pages: [{ ...page, levels: ['Gold'] }] } });
  expect(await visitor.call('GET /access', { query })).toMatchObject({ isAllowed: true });
});

describe("the vendor's server makes pages known", () => {
  test('with who may see them, and reads them back', async () => {
    const { siteId, server } = await aServer();
    const { levelId } = await aProgram(app, siteId);
    await app.db('level').where({ id: levelId }).update({ slug: 'gold', name: 'Gold' });
    const pages = [sent('1', '/b/'), sent('2', '/a?utm_source=x', { rule: 'any', levels: [' GOLD', 'Silvr'] })];
    expect(await server.call('PUT /vendor/pages', { body: { pages } })).toMatchObject({
      saved: 2,
      gone: 0,
      unknownLevels: ['Silvr'],
    });
    expect(await server.call('GET /vendor/pages')).toMatchObject({
      items: [
        { externalId: '2', address: `${kiln}/a`, title: 'Page 2', rule: 'any', levels: ['gold'] },
        { externalId: '1', address: `${kiln}/b`, title: 'Page 1', rule: 'everyone', levels: [] },
      ],
      next: null,
      postLoginPage: 'center',
    });
  });

  test('and what it says nothing about stays as it is', async () => {
    const { siteId, server } = await aServer();
    const { levelId } = await aProgram(app, siteId);
    await aPage(app, siteId, { address: `${kiln}/lesson`, rule: 'any', levelIds: [levelId], menu: 'allowed' });
    const renamed = sent('1', '/lesson', { title: 'Renamed' });
    await server.call('PUT /vendor/pages', { body: { pages: [renamed] } });
    const [page] = await app.db('page').where({ site_id: siteId });
    expect(page).toMatchObject({ external_id: '1', title: 'Renamed', rule: 'any', menu: 'allowed' });
    expect(await app.db('page_level').where({ site_id: siteId })).toHaveLength(1);
    await server.call('PUT /vendor/pages', { body: { pages: [{ ...renamed, rule: 'everyone' }] } });
    expect(await app.db('page').where({ site_id: siteId })).toMatchObject([{ rule: 'everyone' }]);
    expect(await app.db('page_level').where({ site_id: siteId })).toEqual([]);
  });

  test('a level that does not exist closes a page rather than opening it', async () => {
    const { siteId, server } = await aServer();
    await server.call('PUT /vendor/pages', { body: { pages: [sent('1', '/x', { rule: 'any', levels: ['Silvr'] })] } });
    expect(await server.call('POST /vendor/access', { body: { page: `${kiln}/x` } })).toMatchObject({
      isAllowed: false,
    });
    expect(await app.db('page').where({ site_id: siteId })).toMatchObject([{ rule: 'any' }]);
  });

  test('pages may swap their addresses, and one may stand where another was', async () => {
    const { siteId, server } = await aServer();
    const put = (...pages: object[]) => server.call('PUT /vendor/pages', { body: { pages: pages as never } });
    await put(sent('1', '/a', { rule: 'signed_in' }), sent('2', '/b'));
    await put(sent('1', '/b'), sent('2', '/a'));
    const rows = () => app.db('page').where({ site_id: siteId }).orderBy('external_id');
    expect(await rows()).toMatchObject([
      { address: `${kiln}/b`, rule: 'signed_in', gone_at: null },
      { address: `${kiln}/a`, rule: 'everyone', gone_at: null },
    ]);
    await put(sent('3', '/b'));
    const [first, , third] = await rows();
    expect(third).toMatchObject({ address: `${kiln}/b`, gone_at: null });
    expect(first.gone_at).not.toBeNull();
    expect(first.address).not.toBe(`${kiln}/b`);
  });

  test('those missing at the end of a complete list are gone, and come back when they are sent again', async () => {
    const { siteId, server } = await aServer();
    await aPage(app, siteId, { address: `${kiln}/by-hand` });
    await server.call('PUT /vendor/pages', { body: { pages: [sent('1', '/a'), sent('2', '/b'), sent('3', '/c')] } });
    const { at } = await server.call('PUT /vendor/pages', { body: { pages: [sent('1', '/a')] } });
    const last = { pages: [sent('2', '/b')], isComplete: true, beganAt: at };
    expect(await server.call('PUT /vendor/pages', { body: last })).toMatchObject({ saved: 1, gone: 1 });
    const known = async () => (await server.call('GET /vendor/pages')).items.map(({ address }) => address);
    expect(await known()).toEqual([`${kiln}/a`, `${kiln}/b`, `${kiln}/by-hand`]);
    await server.call('PUT /vendor/pages', { body: { pages: [sent('3', '/c')] } });
    expect(await known()).toContain(`${kiln}/c`);
  });

  test.each([
    ['no address of a page', [sent('1', '').address && { ...sent('1', ''), address: 'ftp://x' }], 'pages.0.address'],
    ['the same page twice', [sent('1', '/a'), sent('1', '/b')], 'pages.1.externalId'],
    ['the same address twice', [sent('1', '/a'), sent('2', '/a/')], 'pages.1.address'],
    ['levels without a rule', [sent('1', '/a', { levels: ['gold'] })], 'pages.0.levels'],
    ['a rule without levels', [sent('1', '/a', { rule: 'all' })], 'pages.0.levels'],
  ])('%s is refused with its field, and nothing is saved', async (_, pages, path) => {
    const { siteId, server } = await aServer();
    const answer = await server.ask('PUT /vendor/pages', { body: { pages: pages as never } });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path }] } });
    expect(await app.db('page').where({ site_id: siteId })).toEqual([]);
  });

  test('five hundred at a time are listed, and the rest after them', async () => {
    const { server } = await aServer();
    const pages = Array.from({ length: 500 }, (_, n) => sent(`${n}`, `/p${String(n).padStart(4, '0')}`));
    await server.call('PUT /vendor/pages', { body: { pages } });
    await server.call('PUT /vendor/pages', { body: { pages: [sent('last', '/z')] } });
    const first = await server.call('GET /vendor/pages');
    expect(first.items).toHaveLength(500);
    const rest = await server.call('GET /vendor/pages', { query: { after: first.next! } });
    expect(rest).toMatchObject({ items: [{ address: `${kiln}/z` }], next: null });
  });
});

test('levels are listed by program, with the slug that attributes use', async () => {
  const { siteId, server } = await aServer();
  const { programId, levelId } = await aProgram(app, siteId);
  const { slug } = await app.db('level').where({ id: levelId }).first();
  expect(await server.call('GET /vendor/levels')).toMatchObject({
    programs: [{ id: programId, name: 'Studio Membership', levels: [{ id: levelId, slug, name: 'Studio' }] }],
  });
});

describe('the post-login page', () => {
  test('is the center or a known page', async () => {
    const { siteId, server } = await aServer();
    await aPage(app, siteId, { address: `${kiln}/welcome`, rule: 'everyone' });
    const put = (page: string) => server.ask('PUT /vendor/post-login-page', { body: { page } });
    expect(await put(`${kiln}/welcome/`)).toMatchObject({ status: 200, body: { postLoginPage: `${kiln}/welcome` } });
    expect((await server.call('GET /vendor/pages')).postLoginPage).toBe(`${kiln}/welcome`);
    for (const wrong of [`${kiln}/unknown`, 'https://evil.example/welcome', 'nonsense']) {
      expect(await put(wrong), wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'page' }] } });
    }
    expect(await put('center')).toMatchObject({ status: 200, body: { postLoginPage: 'center' } });
  });
});

describe('admins', () => {
  async function aDesk() {
    const siteId = await aSite(app, {}, [kiln]);
    const admin = await aStaffMember(app, siteId, 'admin');
    const { programId, levelId } = await aProgram(app, siteId);
    await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
    return { siteId, admin, programId, levelId };
  }

  test('keep pages: add one, close it by level, find it, and forget it', async () => {
    const { admin, levelId } = await aDesk();
    const { id } = await admin.call('POST /admin/pages', { body: { address: `${kiln}/lesson/`, title: 'Lesson 1' } });
    const params = { pageId: id };
    const body = { rule: 'any' as const, levelIds: [levelId], menu: 'allowed' as const };
    expect(await admin.call('PATCH /admin/pages/:pageId', { params, body })).toMatchObject({
      ...{ address: `${kiln}/lesson`, rule: 'any', menu: 'allowed', source: 'hand' },
      levels: [{ id: levelId, name: 'Studio', program: 'Studio Membership' }],
    });
    const found = await admin.call('GET /admin/pages', { query: { search: 'LESSON' } });
    expect(found.items.map((page) => page.id)).toEqual([id]);
    expect((await admin.call('GET /admin/pages', { query: { search: 'nothing%' } })).items).toEqual([]);
    await admin.call('DELETE /admin/pages/:pageId', { params });
    expect(await admin.ask('GET /admin/pages/:pageId', { params })).toMatchObject({ status: 404 });
  });

  test('are told which field is wrong', async () => {
    const { siteId, admin, levelId } = await aDesk();
    const pageId = await aPage(app, siteId, { address: `${kiln}/a`, rule: 'everyone' });
    const foreign = await aPage(app, await aSite(app));
    const add = (address: string) => admin.ask('POST /admin/pages', { body: { address } });
    expect(await add('https://elsewhere.example/a')).toMatchObject({ body: { fields: [{ path: 'address' }] } });
    expect(await add(`${kiln}/a`)).toMatchObject({
      body: { fields: [{ path: 'address', message: 'is known already' }] },
    });
    for (const [body, path] of [
      [{ levelIds: [levelId] }, 'levelIds'],
      [{ rule: 'any', levelIds: [foreign] }, 'levelIds.0'],
      [{ refusal: 'page' }, 'refusalPageId'],
      [{ refusal: 'page', refusalPageId: foreign }, 'refusalPageId'],
      [{ refusal: 'page', refusalPageId: pageId }, 'refusalPageId'],
    ] as const) {
      const answer = await admin.ask('PATCH /admin/pages/:pageId', { params: { pageId }, body: body as never });
      expect(answer, path).toMatchObject({ status: 422, body: { fields: [{ path }] } });
    }
  });

  test('C11: are warned before they close the post-login page to customers, and may insist', async () => {
    const { siteId, admin, levelId } = await aDesk();
    const pageId = await aPage(app, siteId, { address: `${kiln}/welcome`, title: 'Welcome', rule: 'everyone' });
    await aGrant(app, await aCustomer(app, siteId), levelId);
    await aCustomer(app, siteId);
    const landing = { rules: [], postLoginPage: `${kiln}/welcome`, respectWantedPage: true };
    await admin.call('PUT /admin/landing', { body: landing });
    const params = { pageId };
    const body = { rule: 'any' as const, levelIds: [levelId] };
    expect(await admin.ask('PATCH /admin/pages/:pageId', { params, body })).toMatchObject({
      status: 409,
      body: {
        code: 'warnings',
        warnings: [
          {
            code: 'post_login_page_closed',
            count: 1,
            says: '1 customer could not open the post-login page “Welcome”, and would land in the center.',
          },
        ],
      },
    });
    expect(await admin.call('GET /admin/pages/:pageId', { params })).toMatchObject({ rule: 'everyone' });
    const insisting = { ...body, evenIf: ['post_login_page_closed' as const] };
    expect(await admin.call('PATCH /admin/pages/:pageId', { params, body: insisting })).toMatchObject({ rule: 'any' });
  });

  test('are warned of two pages that send people to each other', async () => {
    const { siteId, admin, levelId } = await aDesk();
    const first = await aPage(app, siteId, { levelIds: [levelId] });
    const second = await aPage(app, siteId, { levelIds: [levelId], refusal: 'page', refusal_page_id: first });
    const body = { refusal: 'page', refusalPageId: second, evenIf: ['refusal_page_closed'] } as const;
    const answer = await admin.ask('PATCH /admin/pages/:pageId', { params: { pageId: first }, body: body as never });
    expect(answer).toMatchObject({ status: 409 });
    expect(new Set(answer.body.warnings?.map(({ code }) => code))).toEqual(new Set(['redirect_loop']));
  });

  test('choose where customers land, by rules in their order, and try it on one', async () => {
    const { siteId, admin, programId, levelId } = await aDesk();
    const pageId = await aPage(app, siteId, { address: `${kiln}/studio`, title: 'Studio', levelIds: [levelId] });
    const landing = {
      rules: [{ programId, levelId: null, pageId }],
      postLoginPage: 'center',
      respectWantedPage: false,
    };
    expect(await admin.call('PUT /admin/landing', { body: landing })).toEqual(landing);
    expect(await admin.call('GET /admin/landing')).toEqual(landing);
    const ann = await aCustomer(app, siteId);
    const tryIt = () => admin.call('GET /admin/landing/test', { query: { login: ann.email } });
    expect(await tryIt()).toMatchObject({
      url: null,
      answer: 'This customer would land on the center, because it is the post-login page of the site.',
    });
    await aGrant(app, ann, levelId);
    expect(await tryIt()).toMatchObject({
      url: `${kiln}/studio`,
      answer: `This customer would land on ${kiln}/studio, because rule 1 is for those who hold Studio Membership.`,
    });
    const nobody = await admin.ask('GET /admin/landing/test', { query: { login: 'nobody@nowhere.example' } });
    expect(nobody).toMatchObject({ status: 422, body: { fields: [{ path: 'login' }] } });
  });

  test('support may look and not change', async () => {
    const { siteId } = await aDesk();
    const helper = await aStaffMember(app, siteId, 'support');
    await helper.call('GET /admin/pages');
    expect(await helper.ask('POST /admin/pages', { body: { address: `${kiln}/x` } })).toMatchObject({ status: 403 });
  });
});

test('E14: sitemaps, of which each is up to fifty fetches, are read six times in a quarter of an hour', async () => {
  const { siteId } = await aServer();
  const admin = await aStaffMember(app, siteId, 'admin');
  const read = () => admin.ask('POST /admin/sitemap', { body: { url: 'http://localhost:1/sitemap.xml' } });
  for (let time = 0; time < 6; time++) expect((await read()).status).toBe(200);
  expect(await read()).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
});
