/** The pages of a site that the center knows: sent by the vendor's server, or kept by admins. */
import { beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';
import { aPage, aProgram, aSite } from '../support/builders.ts';
import { aVendorServer } from '../support/staff.ts';

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
