import { beforeAll, describe, expect, test } from 'vitest';
import { safeUrl } from '../../server/http/redirects.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aPage, aProgram, aSite, days, readEmail } from '../support/builders.ts';
import { aVisitor } from '../support/visitor.ts';
import type { SiteSettings } from '../../server/features/settings/settings.ts';

const shop = 'https://www.vendor.com';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** Where each way of signing in lands; they must agree. */
async function landingsOf(settings: Partial<SiteSettings>, wantedPage?: string) {
  const site = await aSite(app, settings, [shop]);
  const ann = await aCustomer(app, site, { password: 'a long enough phrase' });
  const wanted = wantedPage === undefined ? {} : { wantedPage };
  const byCode = aVisitor(app, site);
  await byCode.call('POST /sign-in/email', { body: { email: ann.email, ...wanted } });
  await app.work();
  const code = await byCode.call('POST /sign-in/code', { body: { code: readEmail(app, ann.email).code } });
  const byLink = aVisitor(app, site);
  await byLink.call('POST /sign-in/email', { body: { email: ann.email, ...wanted } });
  await app.work();
  const link = await byLink.call('POST /sign-in/link', { body: { token: readEmail(app, ann.email).token } });
  const password = await aVisitor(app, site).call('POST /sign-in/password', {
    body: { login: ann.email, password: 'a long enough phrase', ...wanted },
  });
  expect(link).toEqual(code);
  expect(password).toEqual(code);
  return code.landing;
}

describe('where one lands, the same by link, code and password', () => {
  test('the center, when nothing else is set', async () => {
    expect(await landingsOf({})).toEqual({ to: 'center' });
  });

  test("the site's post-login page", async () => {
    expect(await landingsOf({ postLoginPage: `${shop}/welcome` })).toEqual({ to: 'page', url: `${shop}/welcome` });
  });

  test('the page first wanted goes before it', async () => {
    expect(await landingsOf({ postLoginPage: `${shop}/welcome` }, `${shop}/lesson-1?x=1#top`)).toEqual({
      to: 'page',
      url: `${shop}/lesson-1?x=1#top`,
    });
  });

  test('unless the site does not respect it', async () => {
    expect(await landingsOf({ respectWantedPage: false }, `${shop}/lesson-1`)).toEqual({ to: 'center' });
  });

  test('a wanted page elsewhere is passed over', async () => {
    expect(await landingsOf({ postLoginPage: `${shop}/welcome` }, 'https://evil.example/')).toEqual({
      to: 'page',
      url: `${shop}/welcome`,
    });
  });

  test('a post-login page whose origin was removed sends to the center, not to an error', async () => {
    expect(await landingsOf({ postLoginPage: 'https://gone.example/welcome' })).toEqual({ to: 'center' });
  });

  test('the center address itself is the center: no redirect to where one is', async () => {
    expect(await landingsOf({ centerAddress: `${shop}/account`, postLoginPage: `${shop}/account` })).toEqual({
      to: 'center',
    });
  });
});

describe('C11: a page the customer may not see is never landed on', () => {
  const lesson = `${shop}/lesson`;

  /** Ann signs in by password, with the grants and the wanted page a test gives her. */
  async function aLanding(settings: Partial<SiteSettings>, page: Parameters<typeof aPage>[2] = {}) {
    const site = await aSite(app, settings, [shop]);
    const ann = await aCustomer(app, site, { password: 'a long enough phrase' });
    const { programId, levelId } = await aProgram(app, site);
    const pageId = await aPage(app, site, { address: lesson, levelIds: [levelId], ...page });
    const land = async (wantedPage?: string) => {
      const body = { login: ann.email, password: 'a long enough phrase', ...(wantedPage && { wantedPage }) };
      return (await aVisitor(app, site).call('POST /sign-in/password', { body })).landing;
    };
    return { site, ann, programId, levelId, pageId, land };
  }

  const aRule = (site: string, position: number, fields: object) =>
    app.db('landing_rule').insert({ site_id: site, position, ...fields });

  test('they land in the center, with the reason and a support code', async () => {
    const { site, ann, land } = await aLanding({ postLoginPage: lesson });
    const landing = await land();
    expect(landing).toMatchObject({
      to: 'center',
      reason: { code: 'level_missing', title: 'Lesson 1', at: null, supportCode: expect.stringMatching(/^.{3}-.{4}$/) },
    });
    const rows = await app.db('support_code').where({ site_id: site });
    expect(rows).toMatchObject([{ customer_id: ann.id, page_address: lesson, reason: 'level_missing' }]);
  });

  test('the same for a page they wanted', async () => {
    const { land } = await aLanding({});
    expect(await land(`${lesson}?from=mail`)).toMatchObject({ to: 'center', reason: { code: 'level_missing' } });
  });

  test('an access that has ended or not begun is said with its day', async () => {
    const { ann, levelId, land } = await aLanding({ postLoginPage: lesson });
    const grant = await aGrant(app, ann, levelId, { until: days(-2) });
    expect(await land()).toMatchObject({ reason: { code: 'ended', at: expect.stringMatching(/^\d{4}-/) } });
    await app
      .db('level_grant')
      .where({ id: grant })
      .update({ since: days(2), until: null });
    expect(await land()).toMatchObject({ reason: { code: 'not_open_yet', at: expect.stringMatching(/^\d{4}-/) } });
  });

  test('nor is a page that is gone', async () => {
    const { land } = await aLanding({ postLoginPage: lesson }, { rule: 'everyone', levelIds: [], gone_at: days(-1) });
    expect(await land()).toMatchObject({ to: 'center', reason: { code: 'page_gone', title: 'Lesson 1' } });
  });

  test('who may see it lands there', async () => {
    const { ann, levelId, land } = await aLanding({ postLoginPage: lesson });
    await aGrant(app, ann, levelId);
    expect(await land()).toEqual({ to: 'page', url: lesson });
  });

  test('rules by program and level come in their order, before the post-login page', async () => {
    const { site, ann, programId, levelId, pageId, land } = await aLanding({ postLoginPage: `${shop}/welcome` });
    const vip = await aPage(app, site, { address: `${shop}/vip`, rule: 'everyone' });
    await aRule(site, 1, { level_id: levelId, page_id: vip });
    await aRule(site, 2, { program_id: programId, page_id: pageId });
    expect(await land()).toEqual({ to: 'page', url: `${shop}/welcome` });
    await aGrant(app, ann, levelId);
    expect(await land()).toEqual({ to: 'page', url: `${shop}/vip` });
    await app.db('landing_rule').where({ site_id: site, position: 1 }).delete();
    expect(await land()).toEqual({ to: 'page', url: lesson });
    expect(await land(`${shop}/wanted`)).toEqual({ to: 'page', url: `${shop}/wanted` });
  });

  test('a rule may lead to the center', async () => {
    const { site, ann, programId, levelId, land } = await aLanding({ postLoginPage: `${shop}/welcome` });
    await aRule(site, 1, { program_id: programId, page_id: null });
    await aGrant(app, ann, levelId);
    expect(await land()).toEqual({ to: 'center' });
  });
});

test('C12: the wanted page is kept with the attempt, and a call that uses the code cannot change it', async () => {
  const site = await aSite(app, {}, [shop]);
  const visitor = aVisitor(app, site);
  const answer = await visitor.send({
    method: 'POST',
    path: `/api/v1/${site}/sign-in/code`,
    body: { code: '123456', wantedPage: `${shop}/x` },
  });
  expect(answer).toMatchObject({ status: 422, body: { fields: [{ path: 'wantedPage' }] } });
});

describe('C10: an address is sent to only when it is exactly what it seems', () => {
  const hosts = ['www.vendor.com', 'evil.com'];
  const hostile = [
    '//evil.com',
    '///evil.com',
    '////evil.com',
    '/////evil.com',
    '/\\evil.com',
    '\\\\evil.com',
    '\\/evil.com',
    '/evil',
    '',
    ' ',
    '.',
    '..',
    'evil.com',
    '?x',
    '#x',
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\tscript:alert(1)',
    'javascript://www.vendor.com/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://www.vendor.com/x',
    'filesystem:https://www.vendor.com/x',
    'about:blank',
    'ftp://www.vendor.com/',
    'ws://www.vendor.com/',
    'http://www.vendor.com/',
    'https://evil.com',
    'https://evil.com/https://www.vendor.com',
    'https://www.vendor.com@evil.com',
    'https://www.vendor.com:x@evil.com/',
    'https://user@www.vendor.com/',
    'https://user:pass@www.vendor.com/',
    'https://www.vendor.com.evil.com',
    'https://evilwww.vendor.com',
    'https://vendor.com',
    'https://www.vendor.com.',
    'https://www.vendor.com:444',
    'https://www.vendor.com\\.evil.com',
    'https://www.vendor.com\\@evil.com',
    'https:\\\\evil.com',
    'https:\\\\www.vendor.com',
    'https:/\\evil.com',
    'https:/evil.com',
    'https:evil.com',
    ' https://www.vendor.com',
    'https://www.vendor.com ',
    '\thttps://www.vendor.com',
    'https://www.ven\ndor.com',
    'https://www.vendor.com\r\nSet-Cookie: x',
    'https://www.vendor.com/\u0000',
    'https://www.vendor.com/a b',
    'https://evil.com#@www.vendor.com',
    'https://evil.com?@www.vendor.com',
    'https://evil.com/@www.vendor.com',
    'https://evil%2ecom',
    'https://www.vendor.com%2f.evil.com',
    'https://www.vendor.com%00.evil.com',
    'https://www.vendor.com%09.evil.com',
    'https://www.vendor。com.evil.com',
    'https://ｅｖｉｌ.com',
    'https://www.vendør.com',
    'https://xn--vendr-6ve.com',
    'https://2130706433',
    'https://0x7f000001',
    'https://[::ffff:7f00:1]',
    'https://localhost',
    'https://www.vendor.com,evil.com',
    'https://www.vendor.com;evil.com',
    'https://[www.vendor.com]',
    'https://',
    'https://:443',
    'https://?',
    'https://#',
    '/%2f/evil.com',
    '/%5cevil.com',
    '%2f%2fevil.com',
    'https%3A%2F%2Fwww.vendor.com',
    'view-source:https://www.vendor.com',
    `https://www.vendor.com/${'x'.repeat(2048)}`,
  ];
  test('the corpus is large enough', () => expect(hostile.length).toBeGreaterThanOrEqual(80));

  test.each(hostile)('%j', (raw) => {
    const url = safeUrl(raw, [shop]);
    // Some are odd ways to write the shop's own address: then what is used is the plain one.
    if (url !== undefined) expect(new URL(url).host, raw).toBe(hosts[0]);
    if (url !== undefined) expect(url.startsWith(`${shop}/`)).toBe(true);
  });

  test('a plain address of the shop passes as the browser writes it', () => {
    expect(safeUrl('https://WWW.vendor.com', [shop])).toBe(`${shop}/`);
    expect(safeUrl('https://www.vendor.com:443/a?b=c#d', [shop])).toBe(`${shop}/a?b=c#d`);
    expect(safeUrl('http://localhost:4400/shop/', ['http://localhost:4400'])).toBe('http://localhost:4400/shop/');
  });
});
