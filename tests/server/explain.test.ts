/** Why can't they? For each cause a site where it is the only one, and exactly its answer. */
import { beforeAll, describe, expect, test } from 'vitest';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { causeNames } from '../../server/features/access/access.admin.contract.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aGrant, aPage, aProgram, signedIn } from '../support/builders.ts';
import * as listed from '../support/causes.ts';
import { byPassword, causes, lastEvent, lesson, pageCauses, signInCauses, titleOf } from '../support/causes.ts';
import { aStaffMember } from '../support/staff.ts';

const password = 'a long enough phrase';
let app: TestApp;
beforeAll(async () => void (app = await startApp()));

/** Asks as somebody who helps at that site. */
async function explain(siteId: string, query: object) {
  const helper = await aStaffMember(app, siteId, 'support');
  return helper.call('GET /admin/explain', { query });
}

async function aScene(fields?: Parameters<typeof aCustomer>[2]) {
  const scene = await listed.aScene(app, fields);
  const why = (query: object = { login: scene.ann.email }) => explain(scene.siteId, query);
  return { ...scene, why };
}

async function expectCause({ name, create }: listed.Cause) {
  const { siteId, query, answer, remedies } = await create(app);
  const explained = await explain(siteId, query);
  expect({ cause: explained.cause, answer: explained.answer }).toEqual({ cause: name, answer });
  expect(explained.remedies).toMatchObject(remedies);
}

test('every cause there is can be told', () => {
  expect(new Set(causes.map(({ name }) => name))).toEqual(new Set(causeNames));
});

describe("B22: why can't they sign in?", () => {
  test.each(signInCauses.map((cause) => [titleOf(cause), cause] as const))('%s', (_, cause) => expectCause(cause));

  test('somebody without an address is asked about by their id', async () => {
    const scene = await aScene();
    const byId = await scene.why({ login: scene.ann.id });
    expect(byId).toEqual(await scene.why());
    expect(byId.customer?.id).toBe(scene.ann.id);
  });

  test('an origin keeps nobody out any more once it is allowed', async () => {
    const { name, create } = causes.find((cause) => cause.name === 'origin_refused')!;
    const { siteId, query } = await create(app);
    expect((await explain(siteId, query)).cause).toBe(name);
    await sitesStore(app.db).addOrigin(siteId, 'https://www.kiln.example');
    expect((await explain(siteId, query)).cause).toBe('never_tried');
  });
});

describe("why can't they see this page?", () => {
  test.each(pageCauses.map((cause) => [titleOf(cause), cause] as const))('%s', (_, cause) => expectCause(cause));

  test('the checks name the record that decided, and say no more than was looked at', async () => {
    const scene = await listed.aPageScene(app);
    const { checks } = await explain(scene.siteId, { login: scene.ann.email, page: lesson });
    expect(checks.slice(-2)).toMatchObject([
      {
        says: 'Once signed in, the customer is known and not blocked.',
        isFine: true,
        record: { kind: 'customer', id: scene.ann.id },
      },
      {
        says: 'Was never granted “Studio” (Studio Membership).',
        isFine: false,
        record: { kind: 'level', id: scene.levelId },
      },
    ]);
  });

  test('the page they were refused last is the one that is explained, without asking for it', async () => {
    const scene = await listed.aPageScene(app);
    await scene.visitor.call('POST /access/refusals', { body: { page: lesson } });
    expect(await explain(scene.siteId, { login: scene.ann.email })).toMatchObject({
      cause: 'level_missing',
      answer: `${scene.before}, then: Ann Lee was never granted a level that opens “Lesson 1”.`,
    });
  });
});

describe('a support code opens exactly its explanation', () => {
  test('of a refused sign-in, whatever came after', async () => {
    const scene = await aScene();
    const { body } = await byPassword(scene, scene.ann);
    const at = await lastEvent(scene);
    await byPassword(scene, scene.ann, password);
    const answer = `Ann Lee typed a wrong password on ${at}.`;
    expect(await scene.why({ code: body.supportCode })).toMatchObject({ cause: 'password_wrong', answer });
  });

  test('of an address that nobody has', async () => {
    const scene = await aScene();
    const { body } = await byPassword(scene, { email: 'nobody@nowhere.example' });
    const answer = 'No customer of this site has the address or username nobody@nowhere.example.';
    const code = body.supportCode?.replace('-', ' ').toLowerCase();
    expect(await scene.why({ code })).toMatchObject({ cause: 'customer_unknown', answer });
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

  test('of a page they are refused again after signing in once more', async () => {
    const scene = await listed.aPageScene(app);
    const refuse = { body: { page: lesson } };
    const first = await scene.visitor.call('POST /access/refusals', refuse);
    const again = await signedIn(app, scene.ann);
    expect(await again.call('POST /access/refusals', refuse)).toEqual(first);
    const query = { login: scene.ann.email };
    expect(await explain(scene.siteId, query)).toMatchObject({ cause: 'level_missing', page: { address: lesson } });
  });

  test('of levels that an element asked for, and not of the page refused after', async () => {
    const scene = await listed.aPageScene(app);
    const { supportCode } = await scene.visitor.call('POST /access/refusals', { body: { levels: 'Atelier' } });
    await scene.visitor.call('POST /access/refusals', { body: { page: lesson } });
    const explained = await explain(scene.siteId, { code: supportCode });
    expect(explained).toMatchObject({ cause: 'level_unknown', page: null });
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
