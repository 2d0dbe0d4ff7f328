/** `npm start`: which program it runs, and what the demo leaves behind and what it does not. */
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { variableNames } from '../../server/config.ts';
import { aVisitor } from '../support/visitor.ts';
import { freePort, start, startFile, type Program } from './program.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'customer-center-start-'));
  folders.push(folder);
  return folder;
}

describe('which program runs', () => {
  let root: string;

  beforeAll(async () => {
    root = await aFolder();
    await mkdir(join(root, 'dist/server'), { recursive: true });
    await mkdir(join(root, 'server'));
    await writeFile(join(root, 'package.json'), '{ "type": "module" }');
    for (const file of ['server/start.js', '.env.example']) await copyFile(file, join(root, file));
    for (const name of ['main', 'demo', 'site']) {
      const program = `console.log(JSON.stringify(['${name}', process.argv.slice(2), process.env.BASE_URL ?? '']))`;
      await writeFile(join(root, `dist/server/${name}.js`), program);
    }
  });

  async function npmStart(env: Record<string, string> = {}, args: string[] = []) {
    const program = startFile(join(root, 'server/start.js'), { env, args });
    return { code: await program.ended, ...program.output };
  }

  const chosen = async (env?: Record<string, string>, args?: string[]) => {
    const { code, stdout, stderr } = await npmStart(env, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as [name: string, args: string[], baseUrl: string];
  };

  test('the demo when nothing is configured, or no more than a port', async () => {
    expect(await chosen()).toEqual(['demo', [], '']);
    expect(await chosen({ PORT: '4500' })).toEqual(['demo', [], '']);
    expect(await chosen({ NODE_ENV: 'development', BASE_URL: '' })).toEqual(['demo', [], '']);
  });

  const telling = variableNames.filter((name) => name !== 'PORT' && name !== 'NODE_ENV');

  test.concurrent.each(telling)('the installation when %s is set', async (name) => {
    expect((await chosen({ [name]: '1' }))[0]).toBe('main');
  });

  test('the installation in production, even with nothing else: it says what is missing', async () => {
    expect((await chosen({ NODE_ENV: 'production' }))[0]).toBe('main');
  });

  test('.env counts, and the environment goes before it', async () => {
    await writeFile(join(root, '.env'), 'BASE_URL=https://from-the-file.example\n');
    expect(await chosen()).toEqual(['main', [], 'https://from-the-file.example']);
    expect((await chosen({ BASE_URL: 'https://given.example' }))[2]).toBe('https://given.example');
    await rm(join(root, '.env'));
  });

  test('a command gets its arguments; one that there is not is one line', async () => {
    expect(await chosen({}, ['site', 'set', 'shop', '--name', 'A shop'])).toEqual([
      'site',
      ['set', 'shop', '--name', 'A shop'],
      '',
    ]);
    const { code, stdout, stderr } = await npmStart({}, ['sites']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('There is no command "sites". There are: demo, main, site\n');
  });
});

describe('the demo', () => {
  let folder: string;
  let port: number;
  let url: string;
  let demo: Program;
  let mara: ReturnType<typeof visitor>;

  beforeAll(async () => {
    folder = await aFolder();
    port = await freePort();
    url = `http://localhost:${port}`;
    demo = startDemo();
    await demo.says('Ctrl-C stops');
    mara = visitor();
  });

  // What a failed test leaves behind.
  afterAll(async () => {
    const database = await postmaster();
    if (isAlive(database)) process.kill(database, 'SIGINT');
  });

  const visitor = () => aVisitor({ url }, 'kiln-and-quill');
  const startDemo = () => start('demo', { cwd: folder, env: { PORT: String(port) } });

  /** The one PostgreSQL that the demo brings, as it writes itself down. */
  const postmaster = async () => {
    const note = await readFile(join(folder, 'data/postgres/cluster/data/postmaster.pid'), 'utf8').catch(() => '');
    return Number(note.split('\n')[0]);
  };

  function isAlive(pid: number): boolean {
    try {
      return pid > 0 && process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  /** Ctrl-C, after which no process is left. */
  async function stop(demo: Program): Promise<void> {
    const database = await postmaster();
    expect(isAlive(database)).toBe(true);
    demo.signal('SIGINT');
    expect(await demo.ended).toBe(0);
    await vi.waitUntil(() => !isAlive(database), { timeout: 5000 });
  }

  test('starts in any folder and prints where to go', async () => {
    const printed = demo.output.stdout;
    const addresses = [...printed.matchAll(/http:\S+/g)].map(([address]) => address);
    expect(addresses).toContain(`${url}/shop/account.html`);
    for (const address of [
      ...addresses,
      `${url}/embed/customer-center.js`,
      `${url}/mailbox/files/mailbox.css`,
      `${url}/`,
    ]) {
      expect((await fetch(address)).status, address).toBe(200);
    }
    for (const name of ['mara.voss', 'jonas.albrecht', 'ines.brandt']) expect(printed).toContain(`${name}@example.com`);
    expect(demo.output.stderr).toBe('');
  });

  test('the sign-in email comes to the mailbox, and its link signs in', async () => {
    await mara.call('POST /sign-in/email', { body: { email: 'mara.voss@example.com' } });
    const newest = async () => ((await mara.send({ path: '/mailbox/newest' })).body as { id: string | null }).id;
    await vi.waitUntil(newest, { timeout: 10_000 });
    const letter = String((await mara.send({ path: `/mailbox/${await newest()}` })).body);
    const [, link = ''] = /href="([^"]+#cc\/sign-in\/[^"]+)"/.exec(letter) ?? [];
    expect(link.startsWith(`${url}/shop/account.html#cc/sign-in/`)).toBe(true);
    expect(String((await mara.send({ path: '/mailbox' })).body)).toContain('mara.voss@example.com');
    const token = link.split('/').at(-1) ?? '';
    expect(await mara.call('POST /sign-in/link/check', { body: { token } })).toEqual({ state: 'ready' });
    await mara.call('POST /sign-in/link', { body: { token } });
    expect((await mara.call('GET /profile')).firstName).toBe('Mara');
  });

  test('a second one on the same port says so in one line, and disturbs nobody', async () => {
    const other = start('demo', { cwd: await aFolder(), env: { PORT: String(port) } });
    expect(await other.ended).toBe(1);
    expect(other.output.stdout).toBe('');
    expect(other.output.stderr).toMatch(RegExp(`^PORT ${port} is taken[^\n]*\n$`));
    await mara.call('GET /profile');
  });

  test('a port that is none is one line', async () => {
    const other = start('demo', { cwd: folder, env: { PORT: 'http' } });
    expect(await other.ended).toBe(1);
    expect(other.output).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^PORT is not valid[^\n]*\n$/) as string,
    });
  });

  test('Ctrl-C leaves no process; the next start knows who is signed in and what they changed', async () => {
    await mara.call('PATCH /profile', { body: { firstName: 'Maren' } });
    await stop(demo);
    demo = startDemo();
    await demo.says('Ctrl-C stops');
    expect(demo.output.stdout).not.toContain('Filling');
    expect((await mara.call('GET /profile')).firstName).toBe('Maren');
    await stop(demo);
  });

  test('when its port was taken in the meantime it leaves no database behind', async () => {
    const other = createServer();
    await new Promise<void>((ready) => other.listen(port, '127.0.0.1', ready));
    const late = startDemo();
    expect(await late.ended).toBe(1);
    expect(late.output.stderr).toMatch(/^PORT \d+ is taken/);
    expect(isAlive(await postmaster())).toBe(false);
    await new Promise((closed) => other.close(closed));
  });

  test('Ctrl-C during the very first start leaves nothing running either', async () => {
    const fresh = await aFolder();
    const impatient = start('demo', { cwd: fresh, env: { PORT: String(port) } });
    const note = join(fresh, 'data/postgres/cluster/data/postmaster.pid');
    const read = () => readFile(note, 'utf8').catch(() => '');
    await vi.waitUntil(async () => (await read()).includes('ready'), { timeout: 30_000 });
    const database = Number((await read()).split('\n')[0]);
    impatient.signal('SIGINT');
    expect(await impatient.ended).toBe(0);
    await vi.waitUntil(() => !isAlive(database), { timeout: 5000 });
    expect(impatient.output.stderr).toBe('');
  });
});
