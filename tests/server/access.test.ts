/** Who may see what: asked by a page, by the vendor's server, and for lists. */
import { beforeAll, describe, expect, test } from 'vitest';
import { normalAddress } from '../../server/features/access/address.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, anEnrollment, aPage, aProgram, aSite, days, signedIn } from '../support/builders.ts';
import { aVendorServer } from '../support/staff.ts';
import { aVisitor, type Visitor } from '../support/visitor.ts';

const lesson = 'https://kiln.example/lesson';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** A site with one program and level, a customer who is signed in, and a page that the level opens. */
async function aScene(page: Record<string, unknown> = {}) {
  const siteId = await aSite(app);
  const { programId, levelId } = await aProgram(app, siteId, { offer_url: 'https://kiln.example/buy' });
  const ann = await aCustomer(app, siteId);
  const pageId = await aPage(app, siteId, { address: lesson, levelIds: [levelId], ...page });
  return { siteId, programId, levelId, ann, pageId, visitor: await signedIn(app, ann) };
}

const ask = (visitor: Visitor, page = lesson) => visitor.call('GET /access', { query: { page } });
const askLevels = (visitor: Visitor, levels: string, match: 'any' | 'all' = 'any') =>
  visitor.call('GET /access', { query: { levels, match } });

const asServer = async (siteId: string, visitor?: Visitor) =>
  aVendorServer(
    app,
    siteId,
    visitor && { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  );

describe('a page is open', () => {
  test('to everybody when the center does not know it, and the answer says so', async () => {
    const { siteId } = await aScene();
    expect(await ask(aVisitor(app, siteId), 'https://kiln.example/about')).toEqual({
      isAllowed: true,
      reason: 'unguarded',
      at: null,
      show: null,
    });
  });

  test('to everybody when its rule says so', async () => {
    const { siteId } = await aScene({ rule: 'everyone', levelIds: [] });
    expect(await ask(aVisitor(app, siteId))).toMatchObject({ isAllowed: true, reason: 'everyone' });
  });

  test('to whoever is signed in when that is all it asks', async () => {
    const { siteId, visitor } = await aScene({ rule: 'signed_in', levelIds: [] });
    expect(await ask(visitor)).toMatchObject({ isAllowed: true, reason: 'signed_in' });
    expect(await ask(aVisitor(app, siteId))).toMatchObject({ reason: 'signed_out', show: { kind: 'sign_in' } });
  });

  test('to who holds its level, for as long as they hold it', async () => {
    const { ann, levelId, visitor } = await aScene();
    await aGrant(app, ann, levelId);
    expect(await ask(visitor)).toMatchObject({ isAllowed: true, reason: 'level_held', show: null });
    await app
      .db('level_grant')
      .where({ customer_id: ann.id })
      .update({ until: days(-2) });
    const ended = await ask(visitor);
    expect(ended).toMatchObject({ isAllowed: false, reason: 'ended' });
    expect(Date.parse(ended.at ?? '') / 1000).toBeCloseTo(days(-2).getTime() / 1000, -2);
  });

  test('not yet to who will hold its level, and the answer says from when', async () => {
    const { ann, levelId, visitor } = await aScene();
    await aGrant(app, ann, levelId, { since: days(3) });
    const answer = await ask(visitor);
    expect(answer).toMatchObject({ isAllowed: false, reason: 'not_open_yet' });
    expect(Date.parse(answer.at ?? '')).toBeGreaterThan(Date.now());
  });

  test('of all of its levels to who holds each of them only', async () => {
    const { siteId, ann, levelId, pageId, visitor } = await aScene({ rule: 'all' });
    const { levelId: second } = await aProgram(app, siteId);
    await app.db('page_level').insert({ site_id: siteId, page_id: pageId, level_id: second });
    await aGrant(app, ann, levelId);
    expect(await ask(visitor)).toMatchObject({ isAllowed: false, reason: 'level_missing' });
    await aGrant(app, ann, second);
    expect(await ask(visitor)).toMatchObject({ isAllowed: true, reason: 'level_held' });
  });

  test('to nobody when it names no level, rather than to everybody', async () => {
    for (const rule of ['any', 'all']) {
      const { visitor } = await aScene({ rule, levelIds: [] });
      expect(await ask(visitor)).toMatchObject({ isAllowed: false, reason: 'level_missing' });
    }
  });

  test('to the enrolled when their course stands there, until the enrollment is revoked', async () => {
    const { siteId, ann, visitor } = await aScene();
    const courseId = await anEnrollment(app, ann);
    await app
      .db('course')
      .where({ site_id: siteId, id: courseId })
      .update({ address: `${lesson}/` });
    expect(await ask(visitor)).toMatchObject({ isAllowed: true, reason: 'enrolled' });
    await app
      .db('enrollment')
      .where({ course_id: courseId })
      .update({ revoked_at: days(-1) });
    expect(await ask(visitor)).toMatchObject({ isAllowed: false, reason: 'revoked' });
  });

  test('to who holds a level that opens the course standing there', async () => {
    const { siteId, ann, visitor } = await aScene();
    const { levelId } = await aProgram(app, siteId);
    const courseId = '01920000-0000-7000-8000-000000000001';
    await app.db('course').insert({ site_id: siteId, id: courseId, title: 'Glazes', address: lesson });
    await app.db('level_course').insert({ site_id: siteId, level_id: levelId, course_id: courseId });
    expect(await ask(visitor)).toMatchObject({ isAllowed: false });
    await aGrant(app, ann, levelId);
    expect(await ask(visitor)).toMatchObject({ isAllowed: true, reason: 'level_held' });
  });
});

describe('D20: who somebody is and what they hold is computed here, for each request', () => {
  test('nobody is let in by what they send', async () => {
    const { siteId, ann } = await aScene();
    const visitor = aVisitor(app, siteId, { cookie: `contact_id=${ann.id}; cc_levels=studio; cc_sid=${ann.id}` });
    expect(await ask(visitor)).toMatchObject({ isAllowed: false, reason: 'signed_out' });
    for (const query of ['&customerId=1', '&levels=studio', '&isAllowed=true']) {
      const path = `/api/v1/${siteId}/access?page=${lesson}${query}`;
      expect(await visitor.send({ path })).toMatchObject({ status: 422 });
    }
  });

  test('a level of another site, by the same slug, opens nothing', async () => {
    const { levelId, visitor } = await aScene();
    const { slug } = await app.db('level').where({ id: levelId }).first();
    const elsewhere = await aScene();
    await app.db('level').where({ id: elsewhere.levelId }).update({ slug });
    await aGrant(app, elsewhere.ann, elsewhere.levelId);
    expect(await askLevels(elsewhere.visitor, slug)).toMatchObject({ isAllowed: true });
    expect(await askLevels(visitor, slug)).toMatchObject({ isAllowed: false });
  });

  test('a session that has ended sees what a stranger sees', async () => {
    const { ann, levelId, visitor } = await aScene();
    await aGrant(app, ann, levelId);
    await app.db('customer').where({ id: ann.id }).update({ blocked_at: new Date() });
    expect(await ask(visitor)).toMatchObject({ isAllowed: false, reason: 'signed_out' });
  });

  test('the page a guard knows is found however its address is written', async () => {
    const { siteId } = await aScene();
    for (const written of [
      'HTTPS://KILN.example/lesson',
      `${lesson}/`,
      `${lesson}//`,
      `${lesson}#part-2`,
      `${lesson}?utm_source=mail&fbclid=1`,
      `${lesson}?whatever=1`,
      'https://kiln.example//lesson',
      'https://kiln.example:443/lesson',
      'https://kiln.example/%6cesson',
      'https://kiln.example/x/../lesson',
    ]) {
      expect(await ask(aVisitor(app, siteId), written), written).toMatchObject({ reason: 'signed_out' });
    }
    const nonsense = await aVisitor(app, siteId).ask('GET /access', { query: { page: 'javascript:alert(1)' } });
    expect(nonsense).toMatchObject({ status: 422, body: { fields: [{ path: 'page' }] } });
  });
});

test('D20: a page that is known with its query is the same page with more of it', async () => {
  const { siteId } = await aScene({ address: 'https://kiln.example/read?course=7&part=a%20b' });
  for (const query of [
    '?course=7&part=a%20b',
    '?part=a+b&course=7',
    '?course=7&x=1&part=a+b',
    '?0&course=7&part=a%20b&z',
  ]) {
    const access = await ask(aVisitor(app, siteId), `https://kiln.example/read${query}`);
    expect(access, query).toMatchObject({ reason: 'signed_out' });
  }
  expect(await ask(aVisitor(app, siteId), 'https://kiln.example/read?course=8')).toMatchObject({ reason: 'unguarded' });
  const long = `https://kiln.example/read?course=7&part=a%20b&${[...'1234567'].join('&')}`;
  expect(await aVisitor(app, siteId).ask('GET /access', { query: { page: long } })).toMatchObject({ status: 422 });
});

test('an address has one normal form', () => {
  expect(normalAddress('https://Kiln.Example/A/?b=2&utm_medium=x&a=1#c')).toBe('https://kiln.example/A?a=1&b=2');
  expect(normalAddress('https://kiln.example')).toBe('https://kiln.example/');
  expect(normalAddress('https://kiln.example/caf%c3%a9')).toBe('https://kiln.example/caf%C3%A9');
  expect(normalAddress('https://kiln.example/a%21b%2fc?d=%21')).toBe('https://kiln.example/a!b%2Fc?d=%21');
  expect(normalAddress('http://kiln.example/')).toBeUndefined();
});

describe('levels by name', () => {
  async function goldAndSilver() {
    const siteId = await aSite(app);
    const ann = await aCustomer(app, siteId);
    const ids: Record<string, string> = {};
    for (const name of ['Gold', 'Silver']) {
      const { levelId } = await aProgram(app, siteId, { name: `${name} program` });
      await app.db('level').where({ id: levelId }).update({ name, slug: name.toLowerCase() });
      ids[name] = levelId;
    }
    return { siteId, ann, ids, visitor: await signedIn(app, ann) };
  }

  test('are trimmed and case does not count', async () => {
    const { ann, ids, visitor } = await goldAndSilver();
    await aGrant(app, ann, ids.Silver!);
    expect(await askLevels(visitor, 'Gold, SILVER ')).toMatchObject({ isAllowed: true, reason: 'level_held' });
    expect(await askLevels(visitor, 'gold,silver', 'all')).toMatchObject({ isAllowed: false, reason: 'level_missing' });
  });

  test('are found by their slug when they are called something else by now', async () => {
    const { siteId, ann, ids, visitor } = await goldAndSilver();
    await aGrant(app, ann, ids.Gold!);
    await app.db('level').where({ site_id: siteId, id: ids.Gold }).update({ name: 'Platinum' });
    await app.db('level').where({ site_id: siteId, id: ids.Silver }).update({ name: 'Gold' });
    expect(await askLevels(visitor, 'Gold')).toMatchObject({ isAllowed: true });
    expect(await askLevels(visitor, 'Platinum')).toMatchObject({ isAllowed: true });
  });

  test('that do not exist open nothing, and only admins are told', async () => {
    const { siteId, visitor } = await goldAndSilver();
    expect(await askLevels(visitor, 'Silvr')).toMatchObject({ isAllowed: false, reason: 'level_unknown' });
    await visitor.call('POST /access/refusals', { body: { levels: 'Silvr' } });
    const reports = await app.db('site_report').where({ site_id: siteId });
    expect(reports).toMatchObject([{ source: 'server', kind: 'unknown_level', detail: 'Silvr', count: 1 }]);
  });

  test('there must be some', async () => {
    const { visitor } = await goldAndSilver();
    const answer = await visitor.ask('GET /access', { query: { levels: 'Gold,,' } });
    expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'levels' }] } });
  });
});

describe('who may not see a page is shown', () => {
  test('the programs that open this page, with how to buy them, and no others', async () => {
    const { siteId, programId, visitor } = await aScene();
    await aProgram(app, siteId, { name: 'Another program' });
    expect(await ask(visitor)).toMatchObject({
      show: { kind: 'programs', programs: [{ id: programId, buyUrl: 'https://kiln.example/buy' }] },
    });
  });

  test('no program that is not on offer', async () => {
    const { programId, visitor } = await aScene();
    await app.db('program').where({ id: programId }).update({ is_offered: false });
    expect((await ask(visitor)).show).toEqual({ kind: 'programs', programs: [] });
  });

  test('the page it names', async () => {
    const { siteId, pageId, visitor } = await aScene();
    const other = await aPage(app, siteId, { address: 'https://kiln.example/join', rule: 'everyone' });
    await app.db('page').where({ id: pageId }).update({ refusal: 'page', refusal_page_id: other });
    expect((await ask(visitor)).show).toEqual({ kind: 'page', url: 'https://kiln.example/join' });
  });

  test('C11: never a page that is closed to them as well', async () => {
    const { siteId, levelId, pageId, visitor } = await aScene();
    const other = await aPage(app, siteId, { address: 'https://kiln.example/join', levelIds: [levelId] });
    await app.db('page').where({ id: pageId }).update({ refusal: 'page', refusal_page_id: other });
    await app.db('page').where({ id: other }).update({ refusal: 'page', refusal_page_id: pageId });
    expect((await ask(visitor)).show).toMatchObject({ kind: 'programs' });
  });
});

describe('a support code', () => {
  test('is given to a customer who is refused, the same for a while, and names what was refused', async () => {
    const { siteId, ann, visitor } = await aScene();
    const body = { page: lesson };
    const { supportCode } = await visitor.call('POST /access/refusals', { body });
    expect(supportCode).toMatch(/^[ACEFGHJKMNPQRTWXY34679]{3}-[ACEFGHJKMNPQRTWXY34679]{4}$/);
    expect(await visitor.call('POST /access/refusals', { body })).toEqual({ supportCode });
    const rows = await app.db('support_code').where({ site_id: siteId });
    expect(rows).toMatchObject([
      { code: supportCode, customer_id: ann.id, page_address: lesson, reason: 'level_missing' },
    ]);
    const own = await visitor.call('GET /access/refusal', { query: { code: supportCode!.toLowerCase() } });
    expect(own.refusal).toEqual({ code: 'level_missing', title: 'Lesson 1', at: null, supportCode });
  });

  test("is nobody else's to look up", async () => {
    const { siteId, visitor } = await aScene();
    const { supportCode } = await visitor.call('POST /access/refusals', { body: { page: lesson } });
    const other = await signedIn(app, await aCustomer(app, siteId));
    expect(await other.call('GET /access/refusal', { query: { code: supportCode! } })).toEqual({ refusal: null });
  });

  test('is not given where nothing was refused', async () => {
    const { siteId, ann, levelId, visitor } = await aScene();
    expect(await aVisitor(app, siteId).call('POST /access/refusals', { body: { page: lesson } })).toEqual({
      supportCode: null,
    });
    await aGrant(app, ann, levelId);
    expect(await visitor.call('POST /access/refusals', { body: { page: lesson } })).toEqual({ supportCode: null });
  });

  test('is forgotten after thirty days', async () => {
    const { siteId, visitor } = await aScene();
    await visitor.call('POST /access/refusals', { body: { page: lesson } });
    await app
      .db('support_code')
      .where({ site_id: siteId })
      .update({ at: days(-31) });
    await app.db.raw(`select graphile_worker.add_job('forget-the-past')`);
    await app.work();
    expect(await app.db('support_code').where({ site_id: siteId })).toEqual([]);
  });
});

describe("the vendor's server", () => {
  test('asks for the customer whose cookie it passes on, and gets the code with a refusal', async () => {
    const { siteId, ann, levelId, visitor } = await aScene();
    const server = await asServer(siteId, visitor);
    const refused = await server.call('POST /vendor/access', { body: { page: lesson } });
    expect(refused).toMatchObject({ isAllowed: false, isSignedIn: true, reason: 'level_missing' });
    expect(refused.supportCode).toMatch(/^.{3}-.{4}$/);
    await aGrant(app, ann, levelId);
    expect(await server.call('POST /vendor/access', { body: { page: lesson } })).toMatchObject({
      isAllowed: true,
      supportCode: null,
    });
    expect(await (await asServer(siteId)).call('POST /vendor/access', { body: { page: lesson } })).toMatchObject({
      isAllowed: false,
      isSignedIn: false,
      reason: 'signed_out',
      supportCode: null,
    });
  });

  test('names a page by what it calls it, wherever that stands by now', async () => {
    const { siteId, visitor } = await aScene({ external_id: 'post-7' });
    const server = await asServer(siteId, visitor);
    const body = { page: 'https://kiln.example/moved', externalId: 'post-7' };
    expect(await server.call('POST /vendor/access', { body })).toMatchObject({ reason: 'level_missing' });
    expect(await server.call('POST /vendor/access', { body: { externalId: 'post-8' } })).toMatchObject({
      reason: 'unguarded',
    });
  });

  test('asks for many at once', async () => {
    const { siteId, visitor } = await aScene({ menu: 'allowed' });
    const server = await asServer(siteId, visitor);
    const questions = [{ page: lesson }, { page: 'https://kiln.example/about' }, { levels: 'nobody' }];
    expect(await server.call('POST /vendor/access/list', { body: { questions } })).toEqual({
      answers: [
        { isAllowed: false, reason: 'level_missing', menu: 'allowed' },
        { isAllowed: true, reason: 'unguarded', menu: 'always' },
        { isAllowed: false, reason: 'level_unknown', menu: 'always' },
      ],
      isSignedIn: true,
    });
    expect(await app.db('support_code').where({ site_id: siteId })).toEqual([]);
    const wrong = await server.ask('POST /vendor/access/list', {
      body: { questions: [{ page: lesson }, { page: 'x' }] },
    });
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: 'questions.1.page' }] } });
  });
});

describe('reports', () => {
  test("of the vendor's site are counted", async () => {
    const siteId = await aSite(app);
    const server = await aVendorServer(app, siteId);
    const body = { kind: 'other_redirect_plugin', detail: "Peter's Login Redirect" } as const;
    for (let time = 0; time < 3; time++) await server.call('POST /vendor/site-reports', { body });
    expect(await app.db('site_report').where({ site_id: siteId })).toMatchObject([
      { ...body, source: 'vendor', count: 3 },
    ]);
  });

  test('are bounded for each site and kind, and no flood of one kind hides another', async () => {
    const siteId = await aSite(app);
    const rows = Array.from({ length: 200 }, (_, n) => ({
      site_id: siteId,
      source: 'vendor',
      kind: 'unknown_level',
      detail: `${n}`,
    }));
    await app.db('site_report').insert(rows);
    const server = await aVendorServer(app, siteId);
    await server.call('POST /vendor/access', { body: { levels: 'no such level' } });
    expect(await app.db('site_report').where({ site_id: siteId })).toHaveLength(200);
    await server.call('POST /vendor/site-reports', { body: { kind: 'plugin_outdated', detail: '0.9' } });
    expect(await app.db('site_report').where({ site_id: siteId })).toHaveLength(201);
  });

  test('of a browser that keeps no cookie are tied to who signed in from there, and limited', async () => {
    const siteId = await aSite(app);
    const ann = await aCustomer(app, siteId);
    const headers = { 'x-forwarded-for': '192.0.2.77' };
    await signedIn(app, ann, headers);
    const visitor = aVisitor(app, siteId, headers);
    const report = () => visitor.ask('POST /sign-in/kept');
    const refused = {
      status: 401,
      body: { code: 'cookies_refused', supportCode: expect.stringMatching(/^.{3}-.{4}$/) },
    };
    expect(await report()).toMatchObject(refused);
    expect(await app.db('auth_event').where({ site_id: siteId, cause: 'cookies_refused' })).toMatchObject([
      { customer_id: ann.id, login: ann.email },
    ]);
    const statuses = [];
    for (let time = 0; time < 10; time++) statuses.push((await report()).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test("a key that is not the site's is written down, and a call without one is not", async () => {
    const siteId = await aSite(app);
    const visitor = aVisitor(app, siteId);
    const path = `/api/v1/${siteId}/vendor/levels`;
    await visitor.send({ path });
    expect(await app.db('site_report').where({ site_id: siteId })).toEqual([]);
    expect(await visitor.send({ path, headers: { 'x-cc-proxy-key': 'cck_of-another-installation' } })).toMatchObject({
      status: 401,
    });
    expect(await app.db('site_report').where({ site_id: siteId })).toMatchObject([
      { source: 'server', kind: 'old_key', count: 1 },
    ]);
  });
});

test('an origin is seen when a page there calls, once an hour', async () => {
  const shop = 'https://shop.example';
  const siteId = await aSite(app, {}, [shop]);
  const seen = async () => (await app.db('site_origin').where({ site_id: siteId }).first()).last_seen_at as Date | null;
  const call = () =>
    aVisitor(app, siteId).send({
      method: 'POST',
      path: `/api/v1/${siteId}/access/refusals`,
      body: { page: lesson },
      headers: { origin: shop },
    });
  expect(await seen()).toBeNull();
  await call();
  const first = await seen();
  expect(first).not.toBeNull();
  await call();
  expect(await seen()).toEqual(first);
});
