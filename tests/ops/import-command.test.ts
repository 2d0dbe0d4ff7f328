/** `npm run site -- payment-key …` and `npm run import -- stripe …`, the built commands against the sandbox. */
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { tellSchool } from '../../examples/demo-school.ts';
import { openDatabase, type Database } from '../../server/database.ts';
import { newSecretsKey } from '../../server/secret-box.ts';
import { aSandbox, everything, testKey } from '../gateway/imports.ts';
import { copyDatabase } from '../support/app.ts';
import { aSite } from '../support/builders.ts';

let database: Database;
let env: Record<string, string>;
let sandbox: Awaited<ReturnType<typeof aSandbox>>;

beforeAll(async () => {
  const url = await copyDatabase();
  database = openDatabase({ url, connections: 4, logger: console, statementMillis: 20_000 });
  sandbox = await aSandbox({ keys: [testKey, 'rk_test_restricted1234'] });
  tellSchool(sandbox, new Date());
  env = { DATABASE_URL: url, SECRETS_KEY: newSecretsKey(), STRIPE_URL: sandbox.url };
  return () => database.close();
});

interface Ended {
  code: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
}

/** Runs a built command with something on its standard input. */
function command(name: string, args: string[], { input = '', more = {} } = {}) {
  const child = spawn(process.execPath, [resolve(`dist/server/${name}.js`), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH ?? '', ...env, ...more },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<Ended>((done) =>
    child.once('close', (code, signal) => done({ code: signal ?? code ?? -1, ...output })),
  );
  return { child, ended };
}

const run = (...call: Parameters<typeof command>) => command(...call).ended;
const keyOf = async (siteId: string) => database.db('site_secret').where({ site_id: siteId, kind: 'payment_key' });
const withKey = async () => {
  const siteId = await aSite(database);
  expect(await run('site', ['payment-key', siteId], { input: testKey })).toMatchObject({ code: 0 });
  return siteId;
};

describe('the key of a site', () => {
  test('is read from standard input, tried, encrypted, and never shown again', async () => {
    const siteId = await aSite(database);
    const { code, stdout, stderr } = await run('site', ['payment-key', siteId], { input: `${testKey}\n` });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'Saved: the test key that ends in 1234.\n',
      stderr: '',
    });
    const [secret] = await keyOf(siteId);
    expect(secret).toMatchObject({ secret_hash: null, encrypted: expect.stringMatching(/^eyJ/) as string });
    const { rows } = await database.pool.query('select t::text from site_secret t');
    expect(JSON.stringify(rows)).not.toContain(testKey);
  });

  test('a second one takes the place of the first; restricted ones are good', async () => {
    const siteId = await withKey();
    const [first] = await keyOf(siteId);
    await run('site', ['payment-key', siteId], { input: 'rk_test_restricted1234' });
    const [second, ...others] = await keyOf(siteId);
    expect(others).toEqual([]);
    expect(second.encrypted).not.toBe(first.encrypted);
  });

  test.each([
    ['nothing', '', 'Nothing came from standard input\n'],
    ['another kind', 'pk_test_123456', 'This is no secret key of Stripe: those begin with sk_ or rk_\n'],
    ['a wrong one', 'sk_test_wrong', 'Stripe does not accept this key: it is mistyped, expired or deleted\n'],
  ])('%s is refused in one line, and nothing is kept', async (_name, input, stderr) => {
    const siteId = await aSite(database);
    expect(await run('site', ['payment-key', siteId], { input })).toEqual({ code: 1, stdout: '', stderr });
    expect(await keyOf(siteId)).toEqual([]);
  });

  test('is no argument, which everybody could read', async () => {
    const siteId = await aSite(database);
    const { code, stderr } = await run('site', ['payment-key', siteId, testKey]);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('has no place') as string });
  });

  test('needs something to encrypt it with', async () => {
    const siteId = await aSite(database);
    const without = { input: testKey, more: { SECRETS_KEY: '' } };
    expect(await run('site', ['payment-key', siteId], without)).toMatchObject({
      code: 1,
      stderr: 'SECRETS_KEY is missing: see .env.example\n',
    });
  });

  test('never goes to another computer than Stripe’s', async () => {
    const siteId = await aSite(database);
    const elsewhere = { input: testKey, more: { STRIPE_URL: 'https://stripe.example.com' } };
    expect(await run('site', ['payment-key', siteId], elsewhere)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^STRIPE_URL is not on this computer[^\n]*\n$/) as string,
    });
  });
});

describe('connecting', () => {
  const pair = `${testKey}\npk_test_import1234\n`;
  const sent = () => [...sandbox.state.webhook_endpoint.values()].map(({ url }) => url);

  test('both keys connect the site, and events are sent to the server', async () => {
    const siteId = await aSite(database);
    expect(await run('site', ['payment-key', siteId], { input: pair })).toEqual({
      code: 0,
      stdout: 'Connected: Kiln & Quill (acct_1KilnAndQuill) in test mode. The server imports everything now.\n',
      stderr: '',
    });
    expect(sent()).toContain(`http://localhost:4400/webhooks/${siteId}/stripe`);
    expect(await database.db('provider_connection').where({ site_id: siteId })).toMatchObject([
      { account_id: 'acct_1KilnAndQuill', is_live: false, publishable_key: 'pk_test_import1234' },
    ]);
    const option = ['payment-key', siteId, '--publishable-key', 'pk_test_other1234'];
    expect(await run('site', option, { input: testKey })).toMatchObject({ code: 0 });
  });

  test('what is wrong with a key is said in one line', async () => {
    const siteId = await aSite(database);
    const mixed = { input: `${testKey}\npk_live_import1234\n` };
    expect(await run('site', ['payment-key', siteId], mixed)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This key is of live mode, and the secret key of test mode: both must be of one\n',
    });
    expect(await keyOf(siteId)).toEqual([]);
  });

  test('a comparison says what it found, and finds nothing the second time', async () => {
    const siteId = await aSite(database);
    expect(await run('reconcile', [siteId])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^\S+ is not connected to Stripe. [^\n]+\n$/) as string,
    });
    await run('site', ['payment-key', siteId], { input: pair });
    const first = await run('reconcile', [siteId, '--full']);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/customer +303 read +\d{3,} rows written/);
    const second = await run('reconcile', [siteId, '--full']);
    expect(second.stdout).toMatch(/: 0 rows written\n/);
    expect(await run('reconcile', [siteId, '--ful'])).toMatchObject({ code: 1 });
  });
});

describe('the import', () => {
  test('says what it does and what it did', async () => {
    const siteId = await withKey();
    const { code, stdout, stderr } = await run('import', ['stripe', siteId]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^products: 16 read\nprices: 16 read\ncustomers: 303 read\n/);
    expect(stdout).toMatch(/^Imported from Stripe into site-[\w-]+:\n {2}products +16 read +16 rows written\n/);
    expect((await keyOf(siteId))[0].last_used_at).toBeTruthy();
    const again = await run('import', ['stripe', siteId]);
    expect(again.stdout.match(/ 0 rows written/g)).toHaveLength(9);
  });

  test('takes a key from standard input for once', async () => {
    const siteId = await aSite(database);
    const once = { input: testKey, more: { SECRETS_KEY: '' } };
    expect(await run('import', ['stripe', siteId, '--key-from-stdin'], once)).toMatchObject({ code: 0 });
    expect(await keyOf(siteId)).toEqual([]);
  });

  test('lists what could not be used, and who has no email', async () => {
    const siteId = await withKey();
    const person = [...sandbox.state.customer.values()].find(
      (each) => !('deleted' in each) && each.name === 'Mara Voss',
    );
    const invoice = [...sandbox.state.invoice.values()][0]!;
    const before = { person: { ...person }, status: invoice.status };
    Object.assign(person!, { email: null });
    invoice.status = 'draft';
    const { stdout } = await run('import', ['stripe', siteId]);
    Object.assign(person!, before.person);
    invoice.status = before.status;
    expect(stdout).toContain(`  invoice ${invoice.id}: It is a draft: nobody has been asked for the money yet\n`);
    expect(stdout).toContain(`Without an email, so nobody's yet: 1. See them: npm run import -- unclaimed ${siteId}`);
    const { stdout: unclaimed } = await run('import', ['unclaimed', siteId]);
    expect(unclaimed).toMatch(/^cus_\w+\tMara Voss\t\d+ orders\t1 subscriptions\n$/);
  });

  test.each([
    [[], /^Usage: npm run import -- stripe SITE/],
    [['paypal', 'pottery'], /^There is no import "paypal"\.\n\nUsage: /],
    [['stripe'], /^SITE is missing/],
    [['stripe', 'nobody'], /^There is no site "nobody"/],
    [['stripe', 'pottery', 'books'], /^"books" has no place after "pottery"/],
    [['stripe', 'pottery', '--all'], /^Unknown option '--all'/],
  ])('%j is answered with what is wrong', async (args, words) => {
    const { code, stdout, stderr } = await run('import', args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('a site without a key is told how to give it one', async () => {
    const siteId = await aSite(database);
    const { code, stderr } = await run('import', ['stripe', siteId]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `${siteId} has no key of Stripe yet. Give it one: npm run site -- payment-key ${siteId}\n`,
    });
  });

  test('when Stripe goes away it says so and how to go on', async () => {
    const siteId = await withKey();
    const { port } = new URL(sandbox.url);
    const started = command('import', ['stripe', siteId]);
    // Once it has begun to read, however long this computer takes to come to that.
    const hasBegun = async () => (await database.db('import_run').where({ site_id: siteId })).length > 0;
    await vi.waitUntil(hasBegun, { timeout: 20_000, interval: 10 });
    await sandbox.close();
    const { code, stderr } = await started.ended;
    await sandbox.listen(Number(port));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /Stripe does not answer \([^\n]+\)\. What was read so far is kept: the same command goes on from there\n$/,
    );
    expect(await run('import', ['stripe', siteId])).toMatchObject({ code: 0 });
  });

  test('killed again and again, it ends as if nothing had happened', { timeout: 180_000 }, async () => {
    const whole = await withKey();
    const begun = performance.now();
    await run('import', ['stripe', whole]);
    const takes = performance.now() - begun;
    const siteId = await withKey();
    const pauses = Array.from({ length: 12 }, () => randomInt(Math.round(takes * 0.2), Math.round(takes * 0.7)));
    console.log(`killed after ${pauses.join(', ')} ms of ${Math.round(takes)}`);
    const unfinished = () => database.db('import_run').where({ site_id: siteId }).whereNull('finished_at');
    let resumable = 0;
    for (const pause of pauses) {
      const { child, ended } = command('import', ['stripe', siteId]);
      await sleep(pause);
      child.kill('SIGKILL');
      await ended;
      resumable += (await unfinished()).length;
    }
    expect(resumable).toBeGreaterThan(0);
    const [left] = await unfinished();
    const { code, stderr } = await run('import', ['stripe', siteId]);
    expect(code).toBe(0);
    expect(stderr.startsWith('Going on where the last import stopped\n')).toBe(left !== undefined);
    expect(await everything(database, siteId)).toEqual(await everything(database, whole));
  });
});
