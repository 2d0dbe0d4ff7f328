/** What an operator types: `npm run site -- …`, here the built command on a database of its own. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isOnAtFirst, switchNames } from '../../server/features/settings/switches.ts';
import { copyDatabase } from '../support/app.ts';
import { freePort, run } from './program.ts';

let databaseUrl: string;

beforeAll(async () => {
  databaseUrl = await copyDatabase();
  await accepted('add', 'pottery', '--name', 'Pottery School');
});

const site = (...args: string[]) => run('site', { args, env: { DATABASE_URL: databaseUrl } });

/** What it printed, given that it went well. */
async function accepted(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What it said, given that it refused. */
async function refused(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).not.toMatch(/\n\s+at /);
  return stderr;
}

const show = async (id = 'pottery') => JSON.parse(await accepted('show', id)) as Record<string, unknown>;

async function query(sql: string) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows as Record<string, unknown>[];
}

describe('adding a site', () => {
  test('needs an id and a name, and every setting has a default', async () => {
    expect(await accepted('add', 'books', '--name', 'Book Shop')).toBe('Saved books.\n');
    expect(await show('books')).toMatchObject({
      site: 'books',
      name: 'Book Shop',
      headline: 'Book Shop',
      centerAddress: null,
      gradient: ['#1f6f5c', '#2b4c7e'],
      onGradient: '#ffffff',
      switches: Object.fromEntries(switchNames.map((name) => [name, isOnAtFirst(name)])),
      orderHistoryMonths: null,
      signInMethods: { email: true, password: true },
      passwordMinLength: 12,
      postLoginPage: 'center',
      respectWantedPage: true,
      origins: [],
    });
    expect(await accepted('list')).toBe('books\tBook Shop\npottery\tPottery School\n');
  });

  test('takes the settings along', async () => {
    await accepted(
      'add',
      'courses',
      '--name',
      'C',
      '--headline',
      'Courses & More',
      '--origin',
      'https://courses.example',
    );
    expect(await show('courses')).toMatchObject({ headline: 'Courses & More', origins: ['https://courses.example'] });
  });

  test.concurrent.each(['', 'ab', 'Upper', 'dash-', 'a b', 'x'.repeat(41)])(
    'is refused for the id "%s"',
    async (id) => {
      expect(await refused('add', '--name', 'X', '--', id)).toMatch(/^SITE needs 3 to 40/);
    },
  );

  test('is refused without a name, and twice', async () => {
    expect(await refused('add', 'nameless')).toMatch(/^--name is missing/);
    expect(await refused('add', 'nameless', '--name', '  ')).toMatch(/^--name must have 1 to 100 characters/);
    expect(await refused('add', 'pottery', '--name', 'Again')).toMatch(
      /exists already. Change it with: npm run site -- set pottery/,
    );
    expect(await refused('show', 'nameless')).toMatch(/^There is no site "nameless"/);
  });
});

describe('setting', () => {
  type Case = [option: string, typed: string, field: string, stored: unknown];
  const settings: Case[] = [
    ['name', 'Clay', 'name', 'Clay'],
    ['headline', 'Тон & “Ton” <Töpferei>', 'headline', 'Тон & “Ton” <Töpferei>'],
    ['privacy', 'https://shop.example/privacy', 'privacyUrl', 'https://shop.example/privacy'],
    ['terms', 'https://shop.example/terms', 'termsUrl', 'https://shop.example/terms'],
    ['logo', 'https://shop.example/logo.svg', 'logoUrl', 'https://shop.example/logo.svg'],
    ['gradient', '#000000, #33445A', 'gradient', ['#000000', '#33445a']],
    ['order-history', '24', 'orderHistoryMonths', 24],
    ['sign-in', 'email', 'signInMethods', { email: true, password: false }],
    ['password-min-length', '15', 'passwordMinLength', 15],
    ['wanted-page', 'off', 'respectWantedPage', false],
  ];
  const others: Case[] = [
    ['sign-in', 'password, email', 'signInMethods', { email: true, password: true }],
    ['password-min-length', '8', 'passwordMinLength', 8],
    ['wanted-page', 'on', 'respectWantedPage', true],
  ];

  test.each([[settings], [others]])('stores what was typed: %j', async (cases) => {
    const args = cases.flatMap(([option, typed]) => [`--${option}`, typed]);
    expect(await accepted('set', 'pottery', ...args)).toBe('Saved pottery.\n');
    expect(await show()).toMatchObject(Object.fromEntries(cases.map(([, , field, stored]) => [field, stored])));
  });

  test('pages of an allowed origin', async () => {
    const pages = [
      '--center-address',
      'https://shop.example/account',
      '--post-login-page',
      'https://shop.example/welcome',
    ];
    expect(await accepted('set', 'pottery', '--origin', 'https://shop.example', ...pages)).toBe('Saved pottery.\n');
    expect(await show()).toMatchObject({
      centerAddress: 'https://shop.example/account',
      postLoginPage: 'https://shop.example/welcome',
    });
    await accepted('set', 'pottery', '--post-login-page', 'center');
    expect(await show()).toMatchObject({ postLoginPage: 'center' });
  });

  test('an empty value clears what may be absent', async () => {
    await accepted(
      'set',
      'pottery',
      '--privacy=https://shop.example/p',
      '--order-history',
      '6',
      '--logo=https://shop.example/l',
    );
    const none = ['--center-address', '', '--privacy', '', '--terms', '', '--logo', '', '--order-history', ''];
    await accepted('set', 'pottery', ...none);
    const cleared = { centerAddress: null, privacyUrl: null, termsUrl: null, logoUrl: null, orderHistoryMonths: null };
    expect(await show()).toMatchObject(cleared);
  });

  test('switches turn one by one, all at once, and both ways', async () => {
    const all = switchNames.flatMap((name) => ['--off', name]);
    await accepted('set', 'pottery', ...all);
    expect((await show()).switches).toEqual(Object.fromEntries(switchNames.map((name) => [name, false])));
    await accepted('set', 'pottery', '--on', 'center', '--on', 'phones');
    expect((await show()).switches).toMatchObject({ center: true, phones: true, orderHistory: false });
    await accepted('set', 'pottery', ...switchNames.flatMap((name) => ['--on', name]));
  });

  test('the colour of the text follows the gradient', async () => {
    await accepted('set', 'pottery', '--gradient', '#ffffff,#eeeeee');
    expect(await show()).toMatchObject({ onGradient: '#000000' });
    await accepted('set', 'pottery', '--gradient', '#101010,#202020');
    expect(await show()).toMatchObject({ onGradient: '#ffffff' });
  });

  test('origins are added and removed as browsers write them', async () => {
    const four = [
      'https://WWW.Shop.example',
      'https://shop.example:443/',
      'http://localhost:8080',
      'https://bücher.example',
    ];
    await accepted('set', 'books', ...four.flatMap((origin) => ['--origin', origin]));
    const stored = [
      'http://localhost:8080',
      'https://shop.example',
      'https://www.shop.example',
      'https://xn--bcher-kva.example',
    ];
    expect((await show('books')).origins).toEqual(stored);
    await accepted('set', 'books', '--origin', 'https://shop.example', '--remove-origin', 'https://www.shop.example/');
    expect((await show('books')).origins).toEqual(stored.filter((origin) => !origin.includes('www')));
  });

  test('what is older than a setting gets its default along', async () => {
    await query(`update site set settings = settings - 'passwordMinLength' #- '{switches,phones}' where id = 'books'`);
    await accepted('set', 'books', '--headline', 'Books');
    expect(await show('books')).toMatchObject({ headline: 'Books', passwordMinLength: 12, switches: { phones: true } });
  });
});

describe('a bad value is named, and nothing changes', () => {
  const bad: [args: string[], words: string][] = [
    [['--name', ''], '--name must have 1 to 100 characters on one line; it is ""'],
    [['--headline', 'x'.repeat(101)], '--headline must have 1 to 100 characters on one line'],
    [['--headline', 'two\nlines'], '--headline must have 1 to 100 characters on one line'],
    [
      ['--center-address', 'http://shop.example/account'],
      '--center-address must be an address that begins with https://',
    ],
    [['--privacy', 'javascript:alert(1)'], '--privacy must be an address that begins with https://'],
    [['--terms', 'shop.example/terms'], '--terms must be an address'],
    [['--logo', 'data:image/svg+xml,x'], '--logo must be an address'],
    [['--gradient', 'red,blue'], `--gradient must be two colours such as '#1f6f5c,#2b4c7e'; it is "red,blue"`],
    [['--gradient', '#112233'], '--gradient must be two colours'],
    [['--gradient', ''], '--gradient must be two colours'],
    [['--order-history', '0'], '--order-history must be a number of months from 1 to 240, or empty for all; it is "0"'],
    [['--order-history', '1.5'], '--order-history must be a number'],
    [['--order-history', 'all'], '--order-history must be a number'],
    [['--sign-in', 'sms'], '--sign-in must be email, password or email,password; it is "sms"'],
    [['--sign-in', ''], '--sign-in must be email, password'],
    [['--password-min-length', '7'], '--password-min-length must be a number from 8 to 15; it is "7"'],
    [['--password-min-length', ''], '--password-min-length must be a number'],
    [['--post-login-page', ''], '--post-login-page must be "center" or an address'],
    [['--post-login-page', 'home'], '--post-login-page must be "center" or an address'],
    [['--wanted-page', 'yes'], '--wanted-page must be on or off; it is "yes"'],
    [['--on', 'everything'], '--on "everything" names no switch. There are: center, '],
    [['--off', 'constructor'], '--off "constructor" names no switch'],
    [['--on', 'phones', '--off', 'phones'], "--on phones and --off phones can't both be meant"],
    [['--origin', 'https://shop.example/account'], '--origin must be an origin such as https://www.shop.example'],
    [['--origin', 'http://shop.example'], '--origin must be an origin'],
    [['--origin', '*'], '--origin must be an origin'],
    [['--origin', 'null'], '--origin must be an origin'],
    [['--remove-origin', 'shop'], '--remove-origin must be an origin'],
    [['--colour', 'red'], "Unknown option '--colour'. See: npm run site -- help"],
    [['--headline'], "Option '--headline <value>' argument missing. See: npm run site -- help"],
    [['stray'], '"stray" has no place after "set". See: npm run site -- help'],
  ];

  test.concurrent.each(bad)('%j', async (args, words) => {
    const before = await query('select settings, (select array_agg(origin) from site_origin) from site order by id');
    const good = ['--headline', 'Changed', '--origin', 'https://changed.example', '--off', 'center'];
    const given = args[0] === '--headline' ? good.slice(2) : good;
    expect((await refused('set', 'pottery', ...given, ...args)).startsWith(words)).toBe(true);
    expect(await query('select settings, (select array_agg(origin) from site_origin) from site order by id')).toEqual(
      before,
    );
  });

  test('nothing to set', async () => {
    expect(await refused('set', 'pottery')).toBe('Nothing is to be set. See: npm run site -- help\n');
    expect(await refused('set', 'nobody', '--name', 'X')).toMatch(/^There is no site "nobody"/);
    expect(await refused('set')).toMatch(/^SITE is missing/);
  });
});

describe('what is allowed but without effect is told', () => {
  test('a gradient on which no text is readable', async () => {
    const said = await accepted('set', 'pottery', '--gradient', '#000000,#ffffff');
    expect(said).toBe(
      'Saved pottery.\nNote: text on this gradient has a contrast of 1.0; 4.5 is readable for everyone.\n',
    );
    await accepted('set', 'pottery', '--gradient', '#1f6f5c,#2b4c7e');
  });

  test('a post-login page, or a center, that is not on an allowed origin', async () => {
    const page = 'https://elsewhere.example/welcome';
    expect(await accepted('set', 'pottery', '--post-login-page', page)).toBe(
      `Saved pottery.\nNote: ${page} is not on an allowed origin, so customers land in the center: add it with --origin.\n`,
    );
    const center = ['--post-login-page', 'center', '--center-address', page];
    expect(await accepted('set', 'pottery', ...center)).toContain(`Note: ${page} is not on an allowed origin`);
    expect(await accepted('set', 'pottery', '--origin', 'https://elsewhere.example')).toBe('Saved pottery.\n');
  });
});

describe('the secret key of a site', () => {
  test('is printed once, by itself, and only its hash is stored', async () => {
    const { code, stdout, stderr } = await site('key', 'pottery');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cck_[A-Za-z0-9_-]{43}\n$/);
    expect(stderr).toContain('not shown again');
    const key = stdout.trim();
    const stored = await query(`select kind, secret_hash from site_secret where site_id = 'pottery'`);
    expect(stored).toEqual([{ kind: 'proxy', secret_hash: createHash('sha256').update(key).digest() }]);
    const everything = await query('select t::text from site t union all select t::text from site_secret t');
    expect(JSON.stringify(everything)).not.toContain(key);
    expect(JSON.stringify(await show())).not.toContain(key);
  });

  test('needs a site', async () => {
    expect(await refused('key')).toMatch(/^SITE is missing/);
    expect(await refused('key', 'nobody')).toMatch(/^There is no site "nobody"/);
  });
});

describe('the command itself', () => {
  test.each([[['help']], [['--help']], [['set', '-h']]])('%j explains every option', async (args) => {
    const usage = await accepted(...args);
    expect(usage).toContain('Usage: npm run site -- list');
    for (const name of ['--name', '--gradient', '--wanted-page', '--remove-origin', ...switchNames]) {
      expect(usage).toContain(name);
    }
  });

  test('nothing, and a command that there is not, get the usage and fail', async () => {
    expect(await refused()).toMatch(/^Usage: /);
    expect(await refused('delete', 'pottery')).toMatch(/^There is no command "delete"\.\n\nUsage: /);
    expect(await refused('constructor')).toMatch(/^There is no command/);
  });

  test('reading takes no settings', async () => {
    expect(await refused('list', '--name', 'X')).toMatch(/^"--name" has no place after "list"/);
    expect(await refused('show', 'pottery', 'books')).toMatch(/^"books" has no place after "show"/);
  });

  test('a database that is not there is one line', async () => {
    const down = `postgres://center@127.0.0.1:${await freePort()}/center`;
    for (const [url, words] of [
      [down, /^DATABASE_URL does not lead to a database: [^\n]*ECONNREFUSED[^\n]*\n$/],
      ['mysql://x', /^DATABASE_URL is not valid[^\n]*\n$/],
    ] as const) {
      const { code, stdout, stderr } = await run('site', { args: ['list'], env: { DATABASE_URL: url } });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(words);
    }
  });

  test('without a configured database it works on that of the demo, says so, and leaves nothing running', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'customer-center-site-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const said = 'DATABASE_URL is not set: this is the database of the demo, in ./data\n';
    const add = await run('site', { args: ['add', 'shop', '--name', 'Shop'], cwd: folder });
    expect(add).toEqual({ code: 0, stdout: 'Saved shop.\n', stderr: said });
    const list = await run('site', { args: ['list'], cwd: folder });
    expect(list).toEqual({ code: 0, stdout: 'shop\tShop\n', stderr: said });
    expect(existsSync(join(folder, 'data/postgres/cluster/data/postmaster.pid'))).toBe(false);
  });
});

describe('the first owner of the desk', () => {
  const link = /^http:\/\/localhost:4400\/admin\/desk-school#\/link\/[\w-]{60,}\n$/;
  const owner = () => site('owner', 'desk-school');

  test('gets a link once more for the asking, and the one before is good no more', async () => {
    await accepted('add', 'desk-school', '--name', 'Desk School');
    const first = await owner();
    expect(first).toMatchObject({ code: 0, stderr: 'It works once, for a day.\n' });
    expect(first.stdout).toMatch(link);
    const second = await owner();
    expect(second.stdout).toMatch(link);
    expect(second.stdout).not.toBe(first.stdout);
    const rows = await query(`select token_hash is not null as is_armed from staff_link where site_id = 'desk-school'`);
    expect(rows).toEqual([{ is_armed: true }]);
  });

  test('is not made by the command while there is one', async () => {
    await query(`insert into staff (site_id, id, email, role, password_hash)
      values ('desk-school', gen_random_uuid(), 'o@vendor.example', 'owner', '')`);
    expect(await refused('owner', 'desk-school')).toMatch(/^desk-school has an owner/);
  });
});
