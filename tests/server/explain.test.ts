/** Why can't they? For each cause a site where it is the only one, and exactly its answer. */
import { beforeAll, describe, expect, test } from 'vitest';
import { when } from '../../server/features/access/explain-words.ts';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import type { CauseName } from '../../server/features/access/access.admin.contract.ts';
import { startApp, type TestApp } from '../support/app.ts';
import {
  aCustomer,
  aGrant,
  anEnrollment,
  aPage,
  aProgram,
  aSite,
  days,
  readEmail,
  signedIn,
  type TestCustomer,
} from '../support/builders.ts';
import { aStaffMember, aVendorServer } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';

const kiln = 'https://kiln.example';
const lesson = `${kiln}/lesson`;
const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** A site, one customer, and whoever helps. */
async function aScene(fields: Parameters<typeof aCustomer>[2] = {}) {
  await app.db('rate_limit').delete();
  const siteId = await aSite(app, {}, [kiln]);
  const ann = await aCustomer(app, siteId, { firstName: 'Ann', lastName: 'Lee', password, ...fields });
  const helper = await aStaffMember(app, siteId, 'support');
  const why = (query: object = { login: ann.email }) => helper.call('GET /admin/explain', { query: query });
  return { siteId, ann, why, visitor: aVisitor(app, siteId) };
}

type Scene = Awaited<ReturnType<typeof aScene>>;
const lastEvent = async ({ siteId }: Scene) =>
  app.db('auth_event').where({ site_id: siteId }).orderBy('id', 'desc').first();
/** When the newest event was, as the answer says it. */
const then = async (scene: Scene): Promise<string> => when((await lastEvent(scene)).at);

async function askForLink({ visitor, ann }: Scene): Promise<{ code: string; token: string }> {
  await visitor.call('POST /sign-in/email', { body: { email: ann.email } });
  await app.work();
  return readEmail(app, ann.email);
}

const byPassword = ({ visitor }: Scene, ann: Pick<TestCustomer, 'email'>, typed = 'wrong') =>
  visitor.ask('POST /sign-in/password', { body: { login: ann.email, password: typed } });

async function expectAnswer(scene: Scene, cause: CauseName, answer: string, query?: object) {
  const explained = await scene.why(query);
  expect({ cause: explained.cause, answer: explained.answer }).toEqual({ cause, answer });
  return explained;
}

describe("B22: why can't they sign in?", () => {
  test('there is no such customer', async () => {
    const scene = await aScene();
    const answer = 'No customer of this site has the address or username bob@nowhere.example.';
    await expectAnswer(scene, 'customer_unknown', answer, { login: ' Bob@Nowhere.example ' });
  });

  test('somebody without an address is asked about by their id', async () => {
    const scene = await aScene();
    const byId = await scene.why({ login: scene.ann.id });
    expect(byId).toEqual(await scene.why());
    expect(byId.customer?.id).toBe(scene.ann.id);
  });

  test('there are two of them', async () => {
    const scene = await aScene();
    const other = await aCustomer(app, scene.siteId, { firstName: 'Anna', lastName: 'Lee-Kim' });
    const account = { site_id: scene.siteId, provider_id: 'cus_1', customer_id: other.id, email: scene.ann.email };
    await app.db('customer_provider_account').insert(account);
    const answer =
      'There are two of them: Ann Lee signs in, but purchases under the same address belong to Anna Lee-Kim.';
    const { remedies } = await expectAnswer(scene, 'two_customers', answer);
    expect(remedies).toMatchObject([{ kind: 'merge_needed', customerId: scene.ann.id, otherCustomerId: other.id }]);
  });

  test('they are blocked', async () => {
    const scene = await aScene({ blocked: true });
    const { blocked_at: at } = await app.db('customer').where({ id: scene.ann.id }).first();
    const { remedies } = await expectAnswer(scene, 'customer_blocked', `Ann Lee is blocked, since ${when(at)}.`);
    expect(remedies).toMatchObject([{ kind: 'unblock', customerId: scene.ann.id }]);
  });

  test('the email bounced', async () => {
    const scene = await aScene();
    await app.db('auth_event').insert({
      site_id: scene.siteId,
      id: scene.ann.id,
      kind: 'sign_in_failed',
      cause: 'email_bounced',
      method: 'sign_in',
      login: scene.ann.email,
      customer_id: scene.ann.id,
      detail: '550 no such mailbox',
    });
    const answer = `The mail server refused the email to Ann Lee on ${await then(scene)}: 550 no such mailbox`;
    await expectAnswer(scene, 'email_bounced', answer);
  });

  test('a mail scanner opened the link, and they came too late', async () => {
    const scene = await aScene();
    const { token } = await askForLink(scene);
    const scanner = aVisitor(app, scene.siteId, { 'x-forwarded-for': '198.51.100.7', 'user-agent': 'LinkScanner' });
    await scanner.call('POST /sign-in/link/check', { body: { token } });
    const shift = { sent_at: app.db.raw(`sent_at - interval '11 minutes'`), expires_at: app.db.raw('now()') };
    const later = { ...shift, checked_at: app.db.raw(`checked_at - interval '11 minutes'`) };
    await app.db('sign_in_attempt').where({ site_id: scene.siteId }).update(later);
    await scene.visitor.ask('POST /sign-in/link', { body: { token } });
    const { sent_at: sent } = await app.db('sign_in_attempt').where({ site_id: scene.siteId }).first();
    const answer = `A mail scanner opened the link moments after it was sent; when Ann Lee came, on ${await then(scene)}, it was too old (sent ${when(sent)}).`;
    await expectAnswer(scene, 'link_scanned', answer);
  });

  test('the link was used', async () => {
    const scene = await aScene();
    const { token } = await askForLink(scene);
    await scene.visitor.call('POST /sign-in/link', { body: { token } });
    await aVisitor(app, scene.siteId).ask('POST /sign-in/link', { body: { token, email: scene.ann.email } });
    const answer = `Ann Lee opened a link on ${await then(scene)} that had been used already.`;
    const { remedies } = await expectAnswer(scene, 'link_used', answer);
    expect(remedies).toMatchObject([{ kind: 'send_sign_in_email', customerId: scene.ann.id }]);
  });

  test('the link was too old', async () => {
    const scene = await aScene();
    const { token } = await askForLink(scene);
    await scene.visitor.call('POST /sign-in/link/check', { body: { token } });
    await app
      .db('sign_in_attempt')
      .where({ site_id: scene.siteId })
      .update({ expires_at: app.db.raw('now()') });
    await scene.visitor.ask('POST /sign-in/link', { body: { token } });
    const answer = `Ann Lee opened the link on ${await then(scene)}, more than ten minutes after it was sent.`;
    await expectAnswer(scene, 'link_expired', answer);
  });

  test('the code was wrong', async () => {
    const scene = await aScene();
    const { code } = await askForLink(scene);
    const wrong = code === '000000' ? '000001' : '000000';
    await scene.visitor.ask('POST /sign-in/code', { body: { code: wrong } });
    const answer = `Ann Lee typed a code on ${await then(scene)} that does not fit the email sent last.`;
    await expectAnswer(scene, 'code_wrong', answer);
  });

  test('the password was wrong', async () => {
    const scene = await aScene();
    await byPassword(scene, scene.ann);
    await expectAnswer(scene, 'password_wrong', `Ann Lee typed a wrong password on ${await then(scene)}.`);
  });

  test('a password was never set', async () => {
    const scene = await aScene();
    await app.db('customer').where({ id: scene.ann.id }).update({ password_hash: null });
    await byPassword(scene, scene.ann);
    const answer = `Ann Lee tried a password on ${await then(scene)}, but has never set one.`;
    await expectAnswer(scene, 'password_never_set', answer);
  });

  test('there were too many tries', async () => {
    const scene = await aScene();
    for (let tries = 0; tries < 11; tries++) await byPassword(scene, scene.ann);
    const answer = `Ann Lee tried too often and was asked to wait, on ${await then(scene)}.`;
    await expectAnswer(scene, 'too_many_requests', answer);
  });

  test("the site's server shows the key of an earlier installation", async () => {
    const scene = await aScene();
    const headers = { 'x-cc-proxy-key': 'cck_earlier', 'x-cc-client-ip': '203.0.113.9' };
    const path = `/api/v1/${scene.siteId}/sign-in/email`;
    await scene.visitor.send({ method: 'POST', path, body: { email: scene.ann.email }, headers });
    const { last_at: at } = await app.db('site_report').where({ site_id: scene.siteId }).first();
    const answer = `The site's server shows the key of an earlier installation, last on ${when(at)}, so nothing it passes on is accepted.`;
    await expectAnswer(scene, 'old_key', answer);
  });

  test('the origin is not allowed', async () => {
    const scene = await aScene();
    const headers = { origin: 'https://www.kiln.example' };
    const path = `/api/v1/${scene.siteId}/sign-in/email`;
    await scene.visitor.send({ method: 'POST', path, body: { email: scene.ann.email }, headers });
    const answer = `Pages on https://www.kiln.example are not allowed to sign anybody in; one tried on ${await then(scene)}.`;
    const { remedies } = await expectAnswer(scene, 'origin_refused', answer);
    expect(remedies).toMatchObject([{ kind: 'add_origin', origin: 'https://www.kiln.example' }]);
    await sitesStore(app.db).addOrigin(scene.siteId, 'https://www.kiln.example');
    expect((await scene.why()).cause).toBe('never_tried');
  });

  test('the browser refuses cookies', async () => {
    const scene = await aScene();
    await byPassword(scene, scene.ann, password);
    const forgetful = aVisitor(app, scene.siteId);
    await forgetful.ask('POST /sign-in/kept');
    const answer = `Ann Lee signed in on ${await then(scene)}, but the browser (Firefox on Windows) kept no cookie.`;
    await expectAnswer(scene, 'cookies_refused', answer);
  });

  test('they asked for an email and did not use it', async () => {
    const scene = await aScene();
    await askForLink(scene);
    const answer = `Ann Lee asked for an email on ${await then(scene)} and has not used it.`;
    await expectAnswer(scene, 'email_not_used', answer);
  });

  test('they have not tried', async () => {
    const scene = await aScene();
    const answer = 'Ann Lee has not tried to sign in within the last ninety days, as far as this server knows.';
    await expectAnswer(scene, 'never_tried', answer);
  });
});

describe("why can't they see this page?", () => {
  /** Signed in, and a page that a level opens which a product gives. */
  async function aPageScene(page: Record<string, unknown> = {}) {
    const scene = await aScene();
    const { programId, levelId } = await aProgram(app, scene.siteId);
    await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
    const pageId = await aPage(app, scene.siteId, { address: lesson, levelIds: [levelId], ...page });
    const visitor = await signedIn(app, scene.ann);
    const { at } = await app.db('auth_event').where({ site_id: scene.siteId, kind: 'signed_in' }).first();
    const before = `Ann Lee signed in on ${when(at)}`;
    const query = { login: scene.ann.email, page: lesson };
    return { ...scene, visitor, programId, levelId, pageId, before, query };
  }

  test('the level was never granted', async () => {
    const scene = await aPageScene();
    const answer = `${scene.before}, then: Ann Lee was never granted a level that opens “Lesson 1”.`;
    const { remedies, checks } = await expectAnswer(scene, 'level_missing', answer, scene.query);
    expect(remedies).toMatchObject([
      { kind: 'grant', customerId: scene.ann.id, levelId: scene.levelId },
      { kind: 'set_page_rule', pageId: scene.pageId },
    ]);
    expect(checks.at(-1)).toMatchObject({
      says: 'Was never granted “Studio” (Studio Membership).',
      isFine: false,
      record: { kind: 'level', id: scene.levelId },
    });
  });

  test('it was granted and has ended', async () => {
    const scene = await aPageScene();
    const until = days(-2);
    const grantId = await aGrant(app, scene.ann, scene.levelId, { until });
    const answer = `${scene.before}, then: Ann Lee held a level that opens “Lesson 1”, and it ended on ${when(until)}.`;
    const { remedies } = await expectAnswer(scene, 'ended', answer, scene.query);
    expect(remedies[0]).toMatchObject({ kind: 'extend', customerId: scene.ann.id, grantId });
  });

  test('it is not open yet', async () => {
    const scene = await aPageScene();
    const since = days(4);
    await aGrant(app, scene.ann, scene.levelId, { since });
    const answer = `${scene.before}, then: “Lesson 1” opens for Ann Lee on ${when(since)}.`;
    await expectAnswer(scene, 'not_open_yet', answer, scene.query);
  });

  test('the enrollment was revoked', async () => {
    const scene = await aPageScene();
    const revoked = days(-3);
    const courseId = await anEnrollment(app, scene.ann, { revoked_at: revoked });
    await app.db('course').where({ id: courseId }).update({ address: lesson });
    const answer = `${scene.before}, then: The enrollment of Ann Lee that opens “Lesson 1” was revoked on ${when(revoked)}.`;
    await expectAnswer(scene, 'revoked', answer, scene.query);
  });

  test('the page asks for a level that nothing gives', async () => {
    const scene = await aPageScene();
    await app.db('program').where({ id: scene.programId }).update({ sign_up_level_id: null });
    const answer = `${scene.before}, then: “Lesson 1” asks for a level that nothing gives: no product, registration, rule or grant.`;
    const { remedies } = await expectAnswer(scene, 'level_not_given', answer, scene.query);
    expect(remedies[0]).toMatchObject({ kind: 'sell_level', levelId: scene.levelId });
  });

  test('the post-login page itself is closed to them', async () => {
    const scene = await aPageScene();
    await app
      .db('site')
      .where({ id: scene.siteId })
      .update({
        settings: app.db.raw(`jsonb_set(settings, '{postLoginPage}', to_jsonb(?::text))`, [lesson]),
      });
    const answer = `${scene.before}, then: “Lesson 1” is the page where Ann Lee lands after signing in, and it is closed to them.`;
    await expectAnswer(scene, 'post_login_page_closed', answer, { login: scene.ann.email });
  });

  test('the page and what is shown instead send them to each other', async () => {
    const scene = await aPageScene();
    const instead = { address: `${kiln}/join`, title: 'Join', levelIds: [scene.levelId] };
    const joinId = await aPage(app, scene.siteId, { ...instead, refusal: 'page', refusal_page_id: scene.pageId });
    await app.db('page').where({ id: scene.pageId }).update({ refusal: 'page', refusal_page_id: joinId });
    const answer = `${scene.before}, then: “Lesson 1” is closed to Ann Lee and sends them to “Join”, which is closed to them as well.`;
    await expectAnswer(scene, 'redirect_loop', answer, scene.query);
  });

  test('another plugin redirects', async () => {
    const scene = await aPageScene();
    await aGrant(app, scene.ann, scene.levelId);
    const server = await aVendorServer(app, scene.siteId);
    await server.call('POST /vendor/site-reports', { body: { kind: 'other_redirect_plugin', detail: 'LoginWP' } });
    const answer = `${scene.before}, then: Nothing here keeps Ann Lee out, but another plugin of the site redirects people after signing in: LoginWP.`;
    await expectAnswer(scene, 'other_redirect_plugin', answer, scene.query);
  });

  test('the plugin is too old', async () => {
    const scene = await aPageScene();
    await aGrant(app, scene.ann, scene.levelId);
    const server = await aVendorServer(app, scene.siteId);
    await server.call('POST /vendor/site-reports', { body: { kind: 'plugin_outdated', detail: '0.9' } });
    const answer = `${scene.before}, then: Nothing here keeps Ann Lee out, but the site's plugin is too old to guard pages rightly: 0.9.`;
    await expectAnswer(scene, 'plugin_outdated', answer, scene.query);
  });

  test('they can: signed in, and nothing refused', async () => {
    const scene = await aPageScene();
    await aGrant(app, scene.ann, scene.levelId);
    await expectAnswer(scene, 'nothing_refused', `${scene.before}, and nothing was refused.`, {
      login: scene.ann.email,
    });
  });

  test('the page they were refused last is the one that is explained, without asking for it', async () => {
    const scene = await aPageScene();
    await scene.visitor.call('POST /access/refusals', { body: { page: lesson } });
    const answer = `${scene.before}, then: Ann Lee was never granted a level that opens “Lesson 1”.`;
    await expectAnswer(scene, 'level_missing', answer, { login: scene.ann.email });
  });
});

describe('a support code opens exactly its explanation', () => {
  test('of a refused sign-in, whatever came after', async () => {
    const scene = await aScene();
    const { body } = await byPassword(scene, scene.ann);
    const at = await then(scene);
    await byPassword(scene, scene.ann, password);
    const answer = `Ann Lee typed a wrong password on ${at}.`;
    await expectAnswer(scene, 'password_wrong', answer, { code: body.supportCode });
  });

  test('of an address that nobody has', async () => {
    const scene = await aScene();
    const { body } = await byPassword(scene, { email: 'nobody@nowhere.example' });
    const answer = 'No customer of this site has the address or username nobody@nowhere.example.';
    await expectAnswer(scene, 'customer_unknown', answer, { code: body.supportCode?.replace('-', ' ').toLowerCase() });
  });

  test('of a closed page', async () => {
    const scene = await aScene();
    const { levelId } = await aProgram(app, scene.siteId);
    await aGrant(app, await aCustomer(app, scene.siteId), levelId);
    await aPage(app, scene.siteId, { address: lesson, levelIds: [levelId] });
    const visitor = await signedIn(app, scene.ann);
    const { supportCode } = await visitor.call('POST /access/refusals', { body: { page: lesson } });
    const explained = await scene.why({ code: supportCode });
    expect(explained).toMatchObject({ cause: 'level_missing', page: { address: lesson, title: 'Lesson 1' } });
  });

  test('of another site does not open anything', async () => {
    const scene = await aScene();
    const { body } = await byPassword(scene, scene.ann);
    const elsewhere = await aScene();
    const helper = await aStaffMember(app, elsewhere.siteId, 'support');
    const query = { code: body.supportCode! };
    expect(await helper.ask('GET /admin/explain', { query })).toMatchObject({ status: 404 });
  });
});
