/**
 * Each cause of "Why can't they?" and how it comes about, by itself on a site of its own; with the sentence that says so and
 * what mends it. The API, the command and the desk are all held against this one list.
 */
import { when } from '../../server/features/access/explain-words.ts';
import type { CauseName, Remedy } from '../../server/features/access/access.admin.contract.ts';
import type { TestApp } from './app.ts';
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
} from './builders.ts';
import { aVendorServer } from './staff.ts';
import { aVisitor } from './visitor.ts';

export const kiln = 'https://kiln.example';
export const lesson = `${kiln}/lesson`;
const password = 'a long enough phrase';

/** What is asked for where a cause is at work, and what has to come of it. */
export interface Explained {
  siteId: string;
  query: { login?: string; code?: string; page?: string };
  answer: string;
  /** All of them in their order; of the first its words. */
  remedies: Partial<Remedy>[];
}

export interface Cause {
  name: CauseName;
  /** Where one cause comes about in several ways. */
  how?: string;
  create: (app: TestApp) => Promise<Explained>;
}

/** A site, one customer, and a browser of theirs. */
export async function aScene(app: TestApp, fields: Parameters<typeof aCustomer>[2] = {}) {
  await app.db('rate_limit').delete();
  const siteId = await aSite(app, {}, [kiln]);
  const ann = await aCustomer(app, siteId, { firstName: 'Ann', lastName: 'Lee', password, ...fields });
  return { app, siteId, ann, visitor: aVisitor(app, siteId) };
}

export type Scene = Awaited<ReturnType<typeof aScene>>;

/** When the newest event was, as the answer says it. */
export async function lastEvent({ app, siteId }: Scene): Promise<string> {
  const { at } = await app.db('auth_event').where({ site_id: siteId }).orderBy('id', 'desc').first();
  return when(at);
}

export const byPassword = ({ visitor }: Scene, { email }: Pick<TestCustomer, 'email'>, typed = 'wrong') =>
  visitor.ask('POST /sign-in/password', { body: { login: email, password: typed } });

export async function askForLink({ app, visitor, ann }: Scene): Promise<{ code: string; token: string }> {
  await visitor.call('POST /sign-in/email', { body: { email: ann.email } });
  await app.work();
  return readEmail(app, ann.email);
}

const typeWrongCode = ({ visitor }: Scene, code: string) =>
  visitor.ask('POST /sign-in/code', { body: { code: code === '000000' ? '000001' : '000000' } });

const change = ({ app, siteId }: Scene, path: string, value: unknown) =>
  app
    .db('site')
    .where({ id: siteId })
    .update({ settings: app.db.raw('jsonb_set(settings, ?::text[], ?::jsonb)', [path, JSON.stringify(value)]) });

/** Asked by the customer's address; `remedies` given their id, as most of them need it. */
const about = ({ siteId, ann }: Scene, answer: string, remedies: Partial<Remedy>[]): Explained => ({
  siteId,
  query: { login: ann.email },
  answer,
  remedies,
});

const newEmail = ({ ann }: Scene): Partial<Remedy> => ({
  kind: 'send_sign_in_email',
  says: 'Send a new sign-in email',
  customerId: ann.id,
});
const passwordEmail = ({ ann }: Scene): Partial<Remedy> => ({ kind: 'send_new_password_email', customerId: ann.id });

/** Signed in, and a page that a level opens which a registration gives. */
export async function aPageScene(app: TestApp, page: Record<string, unknown> = {}) {
  const scene = await aScene(app);
  const { programId, levelId } = await aProgram(app, scene.siteId);
  await app.db('program').where({ id: programId }).update({ sign_up_level_id: levelId });
  const pageId = await aPage(app, scene.siteId, { address: lesson, levelIds: [levelId], ...page });
  const visitor = await signedIn(app, scene.ann);
  const { at } = await app.db('auth_event').where({ site_id: scene.siteId, kind: 'signed_in' }).first();
  return { ...scene, visitor, programId, levelId, pageId, before: `Ann Lee signed in on ${when(at)}` };
}

type PageScene = Awaited<ReturnType<typeof aPageScene>>;

/** Asked by the customer's address and the page. */
const aboutLesson = (scene: PageScene, then: string, remedies: Partial<Remedy>[]): Explained => ({
  ...aboutLanding(scene, then, remedies),
  query: { login: scene.ann.email, page: lesson },
});

/** Asked by the customer's address alone. */
const aboutLanding = (scene: PageScene, then: string, remedies: Partial<Remedy>[]): Explained =>
  about(scene, `${scene.before}, then: ${then}`, remedies);

const grant = ({ ann, levelId }: PageScene): Partial<Remedy> => ({
  kind: 'grant',
  says: 'Grant the level',
  customerId: ann.id,
  levelId,
});
const setRule = ({ pageId }: PageScene): Partial<Remedy> => ({
  kind: 'set_page_rule',
  says: 'Change who may see the page',
  pageId,
});

export const signInCauses: Cause[] = [
  {
    name: 'customer_unknown',
    async create(app) {
      const scene = await aScene(app);
      const answer = 'No customer of this site has the address or username bob@nowhere.example.';
      const remedies = [{ kind: 'add_customer', says: 'Add the customer, or correct the address' } as const];
      return { ...about(scene, answer, remedies), query: { login: ' Bob@Nowhere.example ' } };
    },
  },
  {
    name: 'two_customers',
    async create(app) {
      const scene = await aScene(app);
      const other = await aCustomer(app, scene.siteId, { firstName: 'Anna', lastName: 'Lee-Kim' });
      const account = { site_id: scene.siteId, provider_id: 'cus_1', customer_id: other.id, email: scene.ann.email };
      await app.db('customer_provider_account').insert(account);
      const answer =
        'There are two of them: Ann Lee signs in, but purchases under the same address belong to Anna Lee-Kim.';
      const says = 'Let the customer claim the other orders, by proving that address in their account';
      return about(scene, answer, [
        { kind: 'merge_needed', says, customerId: scene.ann.id, otherCustomerId: other.id },
      ]);
    },
  },
  {
    name: 'customer_blocked',
    async create(app) {
      const scene = await aScene(app, { blocked: true });
      const { blocked_at: at } = await app.db('customer').where({ id: scene.ann.id }).first();
      return about(scene, `Ann Lee is blocked, since ${when(at)}.`, [
        { kind: 'unblock', says: 'Unblock the customer', customerId: scene.ann.id },
      ]);
    },
  },
  {
    name: 'email_bounced',
    async create(app) {
      const scene = await aScene(app);
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
      const answer = `The mail server refused the email to Ann Lee on ${await lastEvent(scene)}: 550 no such mailbox`;
      const correct = { kind: 'correct_email', says: 'Correct the address', customerId: scene.ann.id } as const;
      return about(scene, answer, [correct, newEmail(scene)]);
    },
  },
  {
    name: 'link_scanned',
    async create(app) {
      const scene = await aScene(app);
      const { token } = await askForLink(scene);
      const scanner = aVisitor(app, scene.siteId, { 'x-forwarded-for': '198.51.100.7', 'user-agent': 'LinkScanner' });
      await scanner.call('POST /sign-in/link/check', { body: { token } });
      const shift = { sent_at: app.db.raw(`sent_at - interval '11 minutes'`), expires_at: app.db.raw('now()') };
      const later = { ...shift, checked_at: app.db.raw(`checked_at - interval '11 minutes'`) };
      await app.db('sign_in_attempt').where({ site_id: scene.siteId }).update(later);
      await scene.visitor.ask('POST /sign-in/link', { body: { token } });
      const { sent_at: sent } = await app.db('sign_in_attempt').where({ site_id: scene.siteId }).first();
      const answer = `A mail scanner opened the link moments after it was sent; when Ann Lee came, on ${await lastEvent(scene)}, it was too old (sent ${when(sent)}).`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'link_used',
    async create(app) {
      const scene = await aScene(app);
      const { token } = await askForLink(scene);
      await scene.visitor.call('POST /sign-in/link', { body: { token } });
      await aVisitor(app, scene.siteId).ask('POST /sign-in/link', { body: { token, email: scene.ann.email } });
      const answer = `Ann Lee opened a link on ${await lastEvent(scene)} that had been used already.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'link_expired',
    async create(app) {
      const scene = await aScene(app);
      const { token } = await askForLink(scene);
      await scene.visitor.call('POST /sign-in/link/check', { body: { token } });
      await app
        .db('sign_in_attempt')
        .where({ site_id: scene.siteId })
        .update({ expires_at: app.db.raw('now()') });
      await scene.visitor.ask('POST /sign-in/link', { body: { token } });
      const answer = `Ann Lee opened the link on ${await lastEvent(scene)}, more than ten minutes after it was sent.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'link_unknown',
    how: 'replaced by newer ones',
    async create(app) {
      const scene = await aScene(app);
      const { token } = await askForLink(scene);
      for (let newer = 0; newer < 3; newer++) await askForLink(scene);
      await scene.visitor.ask('POST /sign-in/link', { body: { token } });
      const answer = `Ann Lee opened a link on ${await lastEvent(scene)} that is damaged or was replaced by a newer one.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'link_email_wrong',
    async create(app) {
      const scene = await aScene(app);
      const { token } = await askForLink(scene);
      const elsewhere = aVisitor(app, scene.siteId);
      await elsewhere.ask('POST /sign-in/link', { body: { token, email: 'anne@customers.example' } });
      const answer = `The link to Ann Lee was opened in another browser on ${await lastEvent(scene)}, and another address was typed there.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'code_wrong',
    async create(app) {
      const scene = await aScene(app);
      await typeWrongCode(scene, (await askForLink(scene)).code);
      const answer = `Ann Lee typed a code on ${await lastEvent(scene)} that does not fit the email sent last.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'code_used_up',
    how: 'five were wrong',
    async create(app) {
      const scene = await aScene(app);
      const { code } = await askForLink(scene);
      for (let tries = 0; tries < 5; tries++) await typeWrongCode(scene, code);
      const answer = `Ann Lee typed a code on ${await lastEvent(scene)} that did not work any more: five were wrong, it was used, or another browser had asked for it.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'code_used_up',
    how: 'another browser had asked for it',
    async create(app) {
      const scene = await aScene(app);
      const { code } = await askForLink(scene);
      const { body } = await aVisitor(app, scene.siteId).ask('POST /sign-in/code', { body: { code } });
      const answer = `Somebody typed a code on ${await lastEvent(scene)} that did not work any more: five were wrong, it was used, or another browser had asked for it.`;
      return { ...about(scene, answer, []), query: { code: body.supportCode ?? '' } };
    },
  },
  {
    name: 'password_wrong',
    async create(app) {
      const scene = await aScene(app);
      await byPassword(scene, scene.ann);
      const answer = `Ann Lee typed a wrong password on ${await lastEvent(scene)}.`;
      return about(scene, answer, [newEmail(scene), passwordEmail(scene)]);
    },
  },
  {
    name: 'password_never_set',
    async create(app) {
      const scene = await aScene(app);
      await app.db('customer').where({ id: scene.ann.id }).update({ password_hash: null });
      await byPassword(scene, scene.ann);
      const answer = `Ann Lee tried a password on ${await lastEvent(scene)}, but has never set one.`;
      return about(scene, answer, [newEmail(scene), passwordEmail(scene)]);
    },
  },
  {
    name: 'too_many_requests',
    async create(app) {
      const scene = await aScene(app);
      for (let tries = 0; tries < 11; tries++) await byPassword(scene, scene.ann);
      const answer = `Ann Lee tried too often and was asked to wait, on ${await lastEvent(scene)}.`;
      return about(scene, answer, [{ kind: 'wait', says: 'Wait a quarter of an hour, then try again' }]);
    },
  },
  {
    name: 'sign_in_method_off',
    async create(app) {
      const scene = await aScene(app);
      await change(scene, '{signInMethods,password}', false);
      await byPassword(scene, scene.ann, password);
      const answer = `Ann Lee tried a way of signing in on ${await lastEvent(scene)} that this site does not offer.`;
      return about(scene, answer, [{ kind: 'turn_method_on', says: 'Offer this way of signing in' }]);
    },
  },
  {
    name: 'old_key',
    async create(app) {
      const scene = await aScene(app);
      const headers = { 'x-cc-proxy-key': 'cck_earlier', 'x-cc-client-ip': '203.0.113.9' };
      const path = `/api/v1/${scene.siteId}/sign-in/email`;
      await scene.visitor.send({ method: 'POST', path, body: { email: scene.ann.email }, headers });
      const { last_at: at } = await app.db('site_report').where({ site_id: scene.siteId }).first();
      const answer = `The site's server shows the key of an earlier installation, last on ${when(at)}, so nothing it passes on is accepted.`;
      return about(scene, answer, [{ kind: 'make_key', says: "Make a new key and paste it into the site's plugin" }]);
    },
  },
  {
    name: 'origin_refused',
    async create(app) {
      const scene = await aScene(app);
      const origin = 'https://www.kiln.example';
      const path = `/api/v1/${scene.siteId}/sign-in/email`;
      await scene.visitor.send({ method: 'POST', path, body: { email: scene.ann.email }, headers: { origin } });
      const answer = `Pages on ${origin} are not allowed to sign anybody in; one tried on ${await lastEvent(scene)}.`;
      return about(scene, answer, [{ kind: 'add_origin', says: 'Allow this origin', origin }]);
    },
  },
  {
    name: 'cookies_refused',
    async create(app) {
      const scene = await aScene(app);
      await byPassword(scene, scene.ann, password);
      const forgetful = aVisitor(app, scene.siteId);
      await forgetful.ask('POST /sign-in/kept');
      const answer = `Ann Lee signed in on ${await lastEvent(scene)}, but the browser (Firefox on Windows) kept no cookie.`;
      const says = 'Ask the customer to allow cookies for the site, or to use another browser';
      return about(scene, answer, [{ kind: 'allow_cookies', says }]);
    },
  },
  {
    name: 'email_not_used',
    async create(app) {
      const scene = await aScene(app);
      await askForLink(scene);
      const answer = `Ann Lee asked for an email on ${await lastEvent(scene)} and has not used it.`;
      return about(scene, answer, [newEmail(scene)]);
    },
  },
  {
    name: 'never_tried',
    async create(app) {
      const scene = await aScene(app);
      const answer = 'Ann Lee has not tried to sign in within the last ninety days, as far as this server knows.';
      return about(scene, answer, [newEmail(scene)]);
    },
  },
];

export const pageCauses: Cause[] = [
  {
    name: 'level_missing',
    async create(app) {
      const scene = await aPageScene(app);
      const then = 'Ann Lee was never granted a level that opens “Lesson 1”.';
      return aboutLesson(scene, then, [grant(scene), setRule(scene)]);
    },
  },
  {
    name: 'level_missing',
    how: 'in an element that asks for all of several',
    async create(app) {
      const scene = await aPageScene(app);
      await aGrant(app, scene.ann, scene.levelId);
      const glazes = { site_id: scene.siteId, id: scene.pageId, program_id: scene.programId, name: 'Glazes' };
      await app.db('level').insert(glazes);
      await aGrant(app, await aCustomer(app, scene.siteId), glazes.id);
      const body = { levels: 'Studio, Glazes', match: 'all' } as const;
      const { supportCode } = await scene.visitor.call('POST /access/refusals', { body });
      const then = 'Ann Lee was never granted a level that opens what is for “Studio” and “Glazes” only.';
      const explained = aboutLanding(scene, then, [{ ...grant(scene), levelId: glazes.id }]);
      return { ...explained, query: { code: supportCode ?? '' } };
    },
  },
  {
    name: 'level_unknown',
    async create(app) {
      const scene = await aPageScene(app);
      await scene.visitor.call('POST /access/refusals', { body: { levels: 'Atelier' } });
      const then = 'A page asks for the level “Atelier”, which does not exist.';
      const says = 'Correct the name on the page, or add the level';
      return aboutLanding(scene, then, [{ kind: 'correct_level_name', says }]);
    },
  },
  {
    name: 'ended',
    async create(app) {
      const scene = await aPageScene(app);
      const until = days(-2);
      const grantId = await aGrant(app, scene.ann, scene.levelId, { until });
      const then = `Ann Lee held a level that opens “Lesson 1”, and it ended on ${when(until)}.`;
      const extend = { kind: 'extend', says: 'Extend the access', customerId: scene.ann.id, grantId } as const;
      return aboutLesson(scene, then, [extend, grant(scene)]);
    },
  },
  {
    name: 'not_open_yet',
    async create(app) {
      const scene = await aPageScene(app);
      const since = days(4);
      await aGrant(app, scene.ann, scene.levelId, { since });
      return aboutLesson(scene, `“Lesson 1” opens for Ann Lee on ${when(since)}.`, [grant(scene)]);
    },
  },
  {
    name: 'revoked',
    async create(app) {
      const scene = await aPageScene(app);
      const revoked = days(-3);
      const courseId = await anEnrollment(app, scene.ann, { revoked_at: revoked });
      await app.db('course').where({ id: courseId }).update({ address: lesson });
      const then = `The enrollment of Ann Lee that opens “Lesson 1” was revoked on ${when(revoked)}.`;
      const says = 'Restore the enrollment';
      const restore = { kind: 'restore_enrollment', says, customerId: scene.ann.id, courseId } as const;
      return aboutLesson(scene, then, [restore, grant(scene)]);
    },
  },
  {
    name: 'level_not_given',
    async create(app) {
      const scene = await aPageScene(app);
      await app.db('program').where({ id: scene.programId }).update({ sign_up_level_id: null });
      const then = '“Lesson 1” asks for a level that nothing gives: no product, registration, rule or grant.';
      const sell = { kind: 'sell_level', says: 'Let a product give the level', levelId: scene.levelId } as const;
      return aboutLesson(scene, then, [sell, grant(scene), setRule(scene)]);
    },
  },
  {
    name: 'post_login_page_closed',
    async create(app) {
      const scene = await aPageScene(app);
      await change(scene, '{postLoginPage}', lesson);
      const then = '“Lesson 1” is the page where Ann Lee lands after signing in, and it is closed to them.';
      return aboutLanding(scene, then, [grant(scene), { kind: 'choose_post_login_page' }, setRule(scene)]);
    },
  },
  {
    name: 'redirect_loop',
    async create(app) {
      const scene = await aPageScene(app);
      const instead = { address: `${kiln}/join`, title: 'Join', levelIds: [scene.levelId] };
      const refusal_page_id = scene.pageId;
      const joinId = await aPage(app, scene.siteId, { ...instead, refusal: 'page', refusal_page_id });
      await app.db('page').where({ id: scene.pageId }).update({ refusal: 'page', refusal_page_id: joinId });
      const then = '“Lesson 1” is closed to Ann Lee and sends them to “Join”, which is closed to them as well.';
      const says = 'Choose what others see instead';
      return aboutLesson(scene, then, [{ kind: 'choose_refusal_page', says, pageId: scene.pageId }, grant(scene)]);
    },
  },
  {
    name: 'page_gone',
    how: 'the post-login page',
    async create(app) {
      const gone = days(-1);
      const scene = await aPageScene(app, { rule: 'everyone', gone_at: gone });
      await change(scene, '{postLoginPage}', lesson);
      return aboutLanding(scene, `“Lesson 1” is gone, since ${when(gone)}.`, [
        { kind: 'choose_post_login_page', says: 'Choose another post-login page' },
        { kind: 'restore_page', pageId: scene.pageId },
      ]);
    },
  },
  {
    name: 'page_gone',
    how: 'the page that was wanted',
    async create(app) {
      const gone = days(-1);
      const scene = await aPageScene(app, { rule: 'everyone', gone_at: gone });
      const body = { login: scene.ann.email, password, wantedPage: lesson };
      const { landing } = await aVisitor(app, scene.siteId).call('POST /sign-in/password', { body });
      if (landing.to !== 'center') throw new Error('They landed on a page that is gone.');
      const before = `Ann Lee signed in on ${await lastEvent(scene)}`;
      return aboutLanding({ ...scene, before }, `“Lesson 1” is gone, since ${when(gone)}.`, [
        { kind: 'restore_page', says: 'Put the page back on the site, or remove it here', pageId: scene.pageId },
      ]);
    },
  },
  {
    name: 'other_redirect_plugin',
    async create(app) {
      const scene = await aPageScene(app);
      await aGrant(app, scene.ann, scene.levelId);
      const server = await aVendorServer(app, scene.siteId);
      await server.call('POST /vendor/site-reports', { body: { kind: 'other_redirect_plugin', detail: 'LoginWP' } });
      const then =
        'Nothing here keeps Ann Lee out, but another plugin of the site redirects people after signing in: LoginWP.';
      return aboutLesson(scene, then, [{ kind: 'remove_plugin', says: "Turn the other plugin's redirect off" }]);
    },
  },
  {
    name: 'plugin_outdated',
    async create(app) {
      const scene = await aPageScene(app);
      await aGrant(app, scene.ann, scene.levelId);
      const server = await aVendorServer(app, scene.siteId);
      await server.call('POST /vendor/site-reports', { body: { kind: 'plugin_outdated', detail: '0.9' } });
      const then = "Nothing here keeps Ann Lee out, but the site's plugin is too old to guard pages rightly: 0.9.";
      return aboutLesson(scene, then, [{ kind: 'update_plugin', says: 'Update the plugin' }]);
    },
  },
  {
    name: 'nothing_refused',
    async create(app) {
      const scene = await aPageScene(app);
      await aGrant(app, scene.ann, scene.levelId);
      return about(scene, `${scene.before}, and nothing was refused.`, []);
    },
  },
];

export const causes: Cause[] = [...signInCauses, ...pageCauses];

export const titleOf = ({ name, how }: Cause): string => (how === undefined ? name : `${name}: ${how}`);
