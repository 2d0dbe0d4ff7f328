/** A18: an installation that does not add up does not start, and says why in one line that names the variable. */
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { readConfig, variableNames } from '../../server/config.ts';
import { copyDatabase } from '../support/app.ts';
import { freePort, run } from './program.ts';

const secret = 'Q2hpbGwgdGhlIGtpbG4gYmVmb3JlIG9wZW5pbmcgaXQ';

const production = {
  NODE_ENV: 'production',
  BASE_URL: 'https://account.vendor.example',
  DATABASE_URL: 'postgres://center:4711hush@db.vendor.example:5432/center',
  SESSION_SECRET: secret,
  SECRETS_KEY: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
  SMTP_URL: 'smtps://center:0815hush@mail.vendor.example:465',
  MAIL_FROM: 'hello@vendor.example',
};
const local = { ...production, NODE_ENV: '', BASE_URL: 'http://localhost:4400' };

async function refusal(env: Record<string, string>) {
  const { code, stdout, stderr } = await run('main', { env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\n$/);
  for (const hidden of [env.SESSION_SECRET, '4711hush', '0815hush']) if (hidden) expect(stderr).not.toContain(hidden);
  return stderr;
}

describe('one line names what is wrong', () => {
  const cases: [string, Record<string, string>, RegExp][] = [
    ...Object.keys(production)
      .filter((name) => name !== 'NODE_ENV')
      .map((name): [string, Record<string, string>, RegExp] => [
        `${name} absent`,
        { [name]: '' },
        RegExp(`^${name} is missing`),
      ]),
    ['a key cut off', { SECRETS_KEY: secret }, /^SECRETS_KEY is not valid/],
    [
      'a double of Stripe elsewhere',
      { STRIPE_URL: 'https://stripe.example.com' },
      /^STRIPE_URL is not on this computer/,
    ],
    ['a short secret', { SESSION_SECRET: 'only31charactersIsNotQuiteEnoug' }, /^SESSION_SECRET is too short/],
    ['a short old secret', { SESSION_SECRET: `${secret},tooShort` }, /^SESSION_SECRET is too short/],
    ['a comma too much', { SESSION_SECRET: `${secret},` }, /^SESSION_SECRET is too short/],
    ['one letter as secret', { SESSION_SECRET: 'x'.repeat(40) }, /^SESSION_SECRET looks like a placeholder/],
    ['a placeholder', { SESSION_SECRET: 'change-me-change-me-change-me-0123456789' }, /^SESSION_SECRET looks like/],
    ['a default', { SESSION_SECRET: 'my-very-secret-session-key-0123456789' }, /^SESSION_SECRET looks like/],
    ['an address without scheme', { BASE_URL: 'account.vendor.example' }, /^BASE_URL is not valid/],
    ['an address of something else', { BASE_URL: 'ftp://account.vendor.example' }, /^BASE_URL is not valid/],
    ['http in production', { BASE_URL: 'http://account.vendor.example' }, /^BASE_URL must begin with https/],
    ['http://localhost in production', { BASE_URL: 'http://localhost:4400' }, /^BASE_URL must begin with https/],
    ['a path', { BASE_URL: 'https://www.vendor.example/center' }, /^BASE_URL has more than/],
    ['a query', { BASE_URL: 'https://account.vendor.example/?a=1' }, /^BASE_URL has more than/],
    ['a login', { BASE_URL: 'https://a:b@account.vendor.example' }, /^BASE_URL has more than/],
    ['a public host outside of production', { NODE_ENV: '' }, /^NODE_ENV must be production/],
    ['NODE_ENV misspelt', { NODE_ENV: 'Production' }, /^NODE_ENV must be production/],
    ['NODE_ENV of a test', { NODE_ENV: 'test' }, /^NODE_ENV must be production/],
    ['another database', { DATABASE_URL: 'mysql://root@localhost/center' }, /^DATABASE_URL is not valid/],
    ['too few connections', { DATABASE_CONNECTIONS: '1' }, /^DATABASE_CONNECTIONS is not valid/],
    ['a port that is a word', { PORT: 'http' }, /^PORT is not valid/],
    ['a port too high', { PORT: '70000' }, /^PORT is not valid/],
    ['port 0', { PORT: '0' }, /^PORT is not valid/],
    ['no time at all', { SESSION_IDLE_HOURS: '0' }, /^SESSION_IDLE_HOURS is not valid/],
    [
      'hours that contradict',
      { SESSION_IDLE_HOURS: '48', SESSION_MAX_HOURS: '24' },
      /^SESSION_IDLE_HOURS is more than/,
    ],
    ['a mail server of the web', { SMTP_URL: 'https://mail.vendor.example' }, /^SMTP_URL is not valid/],
    ['a sender with a name', { MAIL_FROM: 'Vendor <hello@vendor.example>' }, /^MAIL_FROM is not valid/],
    ['everybody trusted', { TRUST_PROXY: 'true' }, /^TRUST_PROXY .* everybody/],
    ['everybody trusted by range', { TRUST_PROXY: '10.0.0.0/8, 0.0.0.0/0' }, /^TRUST_PROXY .* everybody/],
    ['a proxy by name', { TRUST_PROXY: 'nginx' }, /^TRUST_PROXY is not valid/],
    ['https that nobody can tell of', { TRUST_PROXY: '0' }, /^TRUST_PROXY is 0 and BASE_URL is https/],
    ['an unknown level', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not valid/],
  ];

  test.concurrent.each(cases)('%s', async (_name, changes, line) => {
    expect(await refusal({ ...production, ...changes })).toMatch(line);
  });

  test('a public listener outside of production', async () => {
    expect(await refusal({ ...local, HOST: '0.0.0.0' })).toMatch(/^HOST must be 127\.0\.0\.1/);
  });
});

describe('what adds up', () => {
  test.each([
    ['production', production],
    [
      'production on every address',
      { ...production, HOST: '0.0.0.0', PORT: '8080', TRUST_PROXY: '10.0.0.0/8, loopback' },
    ],
    ['a developer', local],
    ['two secrets', { ...production, SESSION_SECRET: `${secret}, ${secret}2` }],
  ])('%s', (_name, env) => {
    expect(readConfig(env)).toMatchObject({ isSecure: env.BASE_URL.startsWith('https'), baseUrl: env.BASE_URL });
  });
});

test('.env.example names every variable that is read and no other, each below its explanation', () => {
  const lines = readFileSync('.env.example', 'utf8').trim().split('\n');
  const explained = lines.flatMap((line, index) => {
    const [, name] = /^(?:# )?([A-Z_]+)=/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, explanation: lines[index - 1] }];
  });
  expect(explained.map(({ name }) => name).sort()).toEqual([...variableNames].sort());
  for (const { name, explanation } of explained) expect(explanation, name).toMatch(/^# (?![A-Z_]+=)\S/);
});

describe('what the environment names and is not there', () => {
  let databaseUrl: string;
  beforeAll(async () => {
    databaseUrl = await copyDatabase();
  });

  const changed = (change: (url: URL) => void) => {
    const url = new URL(databaseUrl);
    change(url);
    return url.href;
  };

  test('a database server that is down', async () => {
    const port = await freePort();
    const url = `postgres://center@localhost:${port}/center`;
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(
      /^DATABASE_URL does not lead to a database: .*ECONNREFUSED/,
    );
  });

  test('a database server with an unknown name', async () => {
    const url = 'postgres://center@db.invalid:5432/center';
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(
      /^DATABASE_URL does not lead to a database: .*db\.invalid/,
    );
  });

  test('a database server that never answers', async () => {
    const silent = createServer();
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void silent.close());
    const url = `postgres://center@127.0.0.1:${(silent.address() as AddressInfo).port}/center`;
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(
      /^DATABASE_URL does not lead to a database: .*timeout/,
    );
  });

  test('a database that does not exist', async () => {
    const url = changed((each) => (each.pathname = '/nowhere'));
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(/^DATABASE_URL .*database "nowhere" does not exist/);
  });

  test('a wrong password', async () => {
    const url = changed((each) => (each.password = '4711hush'));
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(/^DATABASE_URL .*password authentication failed/);
  });

  test('a user who may not make tables', async () => {
    const admin = new pg.Client({ connectionString: inject('templateUrl') });
    await admin.connect();
    const name = `reader_${process.pid}`;
    await admin.query(`create role ${name} login password 'reads-only'`);
    await admin.query(`create database ${name}`);
    onTestFinished(async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.query(`drop role ${name}`);
      await admin.end();
    });
    const url = changed((each) =>
      Object.assign(each, { username: name, password: 'reads-only', pathname: `/${name}` }),
    );
    expect(await refusal({ ...local, DATABASE_URL: url })).toMatch(/^DATABASE_URL .*permission denied/);
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((ready) => other.listen(0, '127.0.0.1', ready));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const line = await refusal({ ...local, DATABASE_URL: databaseUrl, PORT: String(port) });
    expect(line).toMatch(RegExp(`^PORT ${port} is taken`));
  });

  test('an address that is not of this computer', async () => {
    const env = { ...production, DATABASE_URL: databaseUrl, HOST: '192.0.2.1', PORT: String(await freePort()) };
    expect(await refusal(env)).toMatch(/^HOST 192\.0\.2\.1 is no address of this computer/);
  });
});
