/** Why can't they? As an operator asks: `npm run explain -- SITE WHO [PAGE]`. */
import { beforeAll, describe, expect, test } from 'vitest';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { startApp } from '../support/app.ts';
import { aCustomer, aPage, aProgram, aSite, signedIn } from '../support/builders.ts';
import { causes, titleOf, type Cause, type Explained } from '../support/causes.ts';
import { aStaffMember } from '../support/staff.ts';
import { aVisitor } from '../support/visitor.ts';
import { run } from './program.ts';

async function aScene() {
  const app = await startApp();
  const siteId = await aSite(app, {}, ['https://kiln.example']);
  const ann = await aCustomer(app, siteId, { firstName: 'Ann', lastName: 'Lee', password: 'a long enough phrase' });
  const explain = (...args: string[]) => run('explain', { args, env: { DATABASE_URL: app.config.databaseUrl } });
  return { app, siteId, ann, explain };
}

describe('the sentence of each cause', () => {
  const found = new Map<Cause, Explained>();
  let databaseUrl: string;
  beforeAll(async () => {
    const app = await startApp();
    ({ databaseUrl } = app.config);
    // One after the other: the jobs that send emails are everybody's.
    for (const cause of causes) found.set(cause, await cause.create(app));
  });

  const titled = causes.map((cause) => [titleOf(cause), cause] as const);
  test.concurrent.each(titled)('%s', async (_, cause) => {
    const { siteId, query, answer, remedies } = found.get(cause)!;
    const { login = '', code = login, page = [] } = query;
    const args = [siteId, code, page].flat();
    const { stdout, ...ended } = await run('explain', { args, env: { DATABASE_URL: databaseUrl } });
    expect(ended).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(answer);
    const mends = lines.filter((line) => line.startsWith('  -> '));
    expect(mends).toHaveLength(remedies.length);
    if (remedies[0]) expect(mends[0]).toBe(`  -> ${remedies[0].says}`);
  });
});

describe('npm run explain', () => {
  test('answers as the desk does: the sentence first, then the checks, then what mends it', async () => {
    const { app, siteId, ann, explain } = await aScene();
    const { levelId } = await aProgram(app, siteId);
    await aPage(app, siteId, { address: 'https://kiln.example/lesson', levelIds: [levelId] });
    await signedIn(app, ann);
    const helper = await aStaffMember(app, siteId, 'support');
    const query = { login: ann.email, page: 'https://kiln.example/lesson' };
    const { answer, checks, remedies } = await helper.call('GET /admin/explain', { query });
    const { code, stdout, stderr } = await explain(siteId, ann.email, 'https://kiln.example/lesson/');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe(answer);
    expect(lines.slice(1, 1 + checks.length).map((line) => line.slice(5))).toEqual(
      checks.map(({ says }) => expect.stringContaining(says)),
    );
    expect(lines.slice(1 + checks.length)).toEqual(remedies.map(({ says }) => `  -> ${says}`));
  });

  test('takes a support code for the person', async () => {
    const { app, siteId, ann, explain } = await aScene();
    const body = { login: ann.email, password: 'wrong' };
    const { supportCode = '' } = (await aVisitor(app, siteId).ask('POST /sign-in/password', { body })).body;
    const { code, stdout } = await explain(siteId, supportCode);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Ann Lee typed a wrong password/),
    });
  });

  test('says in one line what is wrong with what was typed', async () => {
    const { app, siteId, ann, explain } = await aScene();
    for (const [args, says] of [
      [['nowhere', ann.email], /^There is no site "nowhere"/],
      [[siteId], /^Usage: npm run explain/],
      [[siteId, 'K7M-4QXD'], /^There is no support code K7M-4QXD/],
      [[siteId, ann.email, 'nonsense'], /^nonsense is no address of a page/],
    ] as const) {
      const { code, stdout, stderr } = await explain(...args);
      expect({ code, stdout, stderr }, args.join(' ')).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(says),
      });
    }
    expect(await sitesStore(app.db).find(siteId)).toBeDefined();
  });
});
