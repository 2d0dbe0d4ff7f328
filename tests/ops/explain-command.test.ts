/** Why can't they? As an operator asks: `npm run explain -- SITE WHO [PAGE]`. */
import { describe, expect, test } from 'vitest';
import { sitesStore } from '../../server/features/sites/sites.store.ts';
import { startApp } from '../support/app.ts';
import { aCustomer, aPage, aProgram, aSite, signedIn } from '../support/builders.ts';
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
