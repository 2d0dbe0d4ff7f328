/** What holds for every import of a CSV file: refusals in one line, any way to write a file, and a kill at any moment. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { importBench } from '../support/csv-files.ts';
import { run, start } from './program.ts';

type Bench = Awaited<ReturnType<typeof importBench>>;
let bench: Bench;

beforeAll(async () => {
  bench = await importBench();
});

const emails = async (domain: string) =>
  (await bench.query(`select email from customer where email like $1 order by 1`, [`%@${domain}`])).map(
    ({ email }) => email,
  );

describe('the command', () => {
  const cases: [args: string[], words: RegExp][] = [
    [[], /^Usage: npm run import -- stripe SITE/],
    [['excel'], /^There is no import "excel"\.\n\nUsage: /],
    [['constructor'], /^There is no import/],
    [['csv'], /^FILE is missing\. See: npm run import -- csv --help\n$/],
    [['csv', 'a.csv'], /^--site is missing/],
    [['csv', 'a.csv', '--site', 'pottery'], /^--as is missing: customers, orders, enrollments, grants/],
    [
      ['csv', 'a.csv', '--site', 'pottery', '--as', 'people'],
      /^--as must be one of customers, orders, .*; it is "people"\n$/,
    ],
    [['csv', 'a.csv', 'b.csv', '--site', 'pottery', '--as', 'orders'], /^"b.csv" has no place after "a.csv"/],
    [
      ['csv', 'a.csv', '--site', 'pottery', '--as', 'orders', '--currency', 'pounds'],
      /^--currency "pounds" is not a currency/,
    ],
    [
      ['csv', 'a.csv', '--site', 'pottery', '--as', 'orders', '--dates', 'guess'],
      /^--dates must be one of day-first, month-first/,
    ],
    [['csv', 'a.csv', '--colour', 'red'], /^Unknown option '--colour'\. See/],
    [
      ['csv', 'a.csv', '--site', 'nobody', '--as', 'orders'],
      /^There is no site "nobody"\. See: npm run site -- list\n$/,
    ],
    [['csv', 'a.csv', '--site', 'pottery', '--as', 'orders'], /^a\.csv can't be read \(ENOENT\)\n$/],
    [['csv', '/', '--site', 'pottery', '--as', 'orders'], /^\/ can't be read \(EISDIR\)\n$/],
  ];

  test.concurrent.each(cases)('%j is refused', async (args, words) => {
    const { code, stdout, stderr } = await run('import', { args, env: bench.env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each([[['help']], [['--help']], [['csv', '--help']]])('%j explains itself', async (args) => {
    const { code, stdout, stderr } = await run('import', { args, env: bench.env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: npm run import');
  });
});

describe('the header', () => {
  test('without a column that is needed names it, what is there and what it may be called', async () => {
    const result = await bench.importText('E-Mails,Name\nann@head.example,Ann\n', 'customers');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(
      /^The column "email" is missing\. The file has: E-Mails, Name\. It may be called: email, billing email, .*\n$/,
    );
  });

  test('spells columns as it likes, and what means nothing is told once', async () => {
    const result = await bench.importText(
      'E-MAIL,First_Name,Shoe Size,,Colour\nann@head.example,Ann,38,x,red\n',
      'customers',
    );
    expect(result).toMatchObject({ code: 0, stderr: 'Columns that are not imported: Shoe Size, Colour\n' });
  });

  test('with a column twice is refused', async () => {
    expect(await bench.importText('email,Email\nann@head.example,x\n', 'customers')).toMatchObject({
      code: 1,
      stderr: 'Two columns are called "email"\n',
    });
  });

  test.each(['', '\n\n', '\uFEFF'])('has to be there: %j', async (text) => {
    expect((await bench.importText(text, 'customers')).stderr).toMatch(/^The column "email" is missing/);
  });

  test('alone imports nothing', async () => {
    const result = await bench.importText('email\n', 'customers');
    expect(result).toMatchObject({ code: 0, stderr: expect.stringMatching(/has no rows below its header\n$/) });
  });
});

describe('the file may be written', () => {
  const row = (delimiter: string, end: string) =>
    ['email', 'first name', 'last name'].join(delimiter) +
    end +
    ['x@DOMAIN', '"O""Neil, J;r\t"', 'Lee'].join(delimiter) +
    end;
  const ways: [name: string, text: string][] = [
    ['with commas', row(',', '\n')],
    ['with semicolons and the line ends of Windows', row(';', '\r\n')],
    ['with tabs and the line ends of old Macs', row('\t', '\r')],
    ['with a byte order mark', `\uFEFF${row(',', '\n')}`],
    ['with a hint for Excel', `sep=;\r\n${row(';', '\r\n')}`],
    ['without an end of its last line', row(',', '\n').trimEnd()],
    ['with empty lines', `\n${row(',', '\n\n')}`],
  ];

  test.each(ways)('%s', async (name, text) => {
    const domain = `${name.replace(/\W/g, '')}.example`;
    expect(await bench.importText(text.replace('DOMAIN', domain), 'customers')).toMatchObject({ code: 0, stderr: '' });
    expect(
      await bench.query('select first_name, last_name from customer where email = $1', [`x@${domain}`.toLowerCase()]),
    ).toEqual([{ first_name: 'O"Neil, J;r', last_name: 'Lee' }]);
  });

  test('in other encodings when that is said, and never in a guessed one', async () => {
    const text = 'email,first name\nok@coded.example,Ann\njuergen@coded.example,Jürgen\n';
    const latin = await bench.write(Buffer.from(text, 'latin1'));
    const refused = await bench.importFile(latin, 'customers');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(
      'line 3 has bytes that are no UTF-8 text. Save the file as "CSV UTF-8", or say --encoding windows-1252 when that is what it is. Nothing was imported\n',
    );
    expect(await emails('coded.example')).toEqual([]);
    const wide = await bench.write(Buffer.from(`\uFEFF${text}`, 'utf16le'));
    expect((await bench.importFile(wide, 'customers')).stderr).toContain('--encoding utf-16le');
    expect((await bench.importFile(latin, 'customers', '--encoding', 'windows-1252')).code).toBe(0);
    expect((await bench.importFile(wide, 'customers', '--encoding', 'utf-16le')).stdout).toContain('2 unchanged');
    const [row] = await bench.query(`select first_name from customer where email = 'juergen@coded.example'`);
    expect(row).toEqual({ first_name: 'Jürgen' });
  });

  test('a fault far behind is found in its line', async () => {
    const good = Array.from({ length: 40_000 }, (_, n) => `f${n}@far.example,Zoë Łukasz 🏺\n`).join('');
    const bytes = Buffer.concat([Buffer.from(`email,first name\n${good}`), Buffer.from([0x61, 0xff, 0x0a])]);
    expect((await bench.importText(bytes, 'customers')).stderr).toMatch(/^line 40002 has bytes/);
    expect(await emails('far.example')).toEqual([]);
  });

  test('quotation marks within text are text; one that is never closed ends the import before it begins', async () => {
    const text = 'email,first name\na@quote.example,6" pot\nb@quote.example,"Bo\nc@quote.example,Cy\n';
    expect(await bench.importText(text, 'customers')).toMatchObject({
      code: 1,
      stderr: 'line 3: a quotation mark is opened there and never closed. Nothing was imported\n',
    });
    expect(await emails('quote.example')).toEqual([]);
    const closed = await bench.importText(`${text}d@quote.example,"Dee\n`, 'customers');
    expect(closed.bad).toEqual([
      'line 3, has a cell with a stray quotation mark. It goes on to line 5: is a quotation mark missing?',
    ]);
    expect(await bench.query(`select first_name from customer where email = 'a@quote.example'`)).toEqual([
      { first_name: '6" pot' },
    ]);
  });
});

test('hostile values are values', async () => {
  const names = [`'); drop table customer; --`, '=cmd|calc', '{{constructor}}', '\\N', '$1', '${x}', '%s', '<script>'];
  const text = names.map((name, n) => `h${n}@hostile.example,"${name}"`).join('\n');
  const { code, stdout } = await bench.importText(
    `email,first name\n${text}\nnul@hostile.example,a\0b\n__proto__@hostile.example,__proto__\n`,
    'customers',
  );
  expect(code).toBe(1);
  expect(stdout).toContain('9 new, 0 changed, 0 unchanged, 1 bad');
  const rows = await bench.query(
    `select first_name from customer where email like 'h%@hostile.example' order by email`,
  );
  expect(rows.map((row) => row['first_name'])).toEqual(names);
});

/** All that an import of the file below leaves, but for ids and the time of day. */
const everything = async (site: string) =>
  bench.query(
    `select o.number, o.placed_at, o.currency, o.subtotal_cents, o.total_cents, o.paid_cents, o.billing_address, c.email, c.first_name,
       c.created_from, (select json_agg(json_build_array(l.position, l.title, l.quantity, l.unit_cents, l.total_cents) order by l.position)
         from purchase_order_line l where l.site_id = o.site_id and l.order_id = o.id) as lines
     from customer c left join purchase_order o on o.site_id = c.site_id and o.customer_id = c.id
     where c.site_id = $1 order by c.email, o.number`,
    [site],
  );

test('killed at any moment and begun again it ends in the same rows', async () => {
  const seed = Number(process.env.CC_TEST_SEED ?? randomInt(2 ** 31));
  console.log(`CC_TEST_SEED=${seed}`);
  let state = seed;
  const next = (below: number) => (state = (state * 48271 + 11) % 2147483647) % below;
  const rows = Array.from({ length: 24_000 }, (_, n) => {
    const number = `K-${(n * 7919) % 8000}`;
    return `${number},k${((n * 7919) % 8000) % 3000}@kill.example,2026-01-01,EUR,30.00,Line ${Math.floor(n / 8000)},1,10.00,Kay`;
  });
  const file = await bench.write(
    `number,email,placed at,currency,total,line title,quantity,unit price,first name\n${rows.join('\n')}\n`,
  );
  const argsFor = (site: string) => ['csv', file, '--as', 'orders', '--site', site];
  for (const site of ['whole', 'killed']) await run('site', { args: ['add', site, '--name', site], env: bench.env });
  const began = performance.now();
  expect((await run('import', { args: argsFor('whole'), env: bench.env })).code).toBe(0);
  const whole = performance.now() - began;
  const counts: number[] = [];
  for (let kill = 0; kill < 6; kill++) {
    const importing = start('import', { args: argsFor('killed'), env: bench.env });
    await sleep(whole * (0.35 + next(60) / 100));
    importing.signal('SIGKILL');
    await importing.ended;
    const [row] = await bench.query(`select count(*)::int as n from purchase_order where site_id = 'killed'`);
    counts.push(Number(row?.['n']));
  }
  console.log(`orders after each kill: ${counts.join(', ')}`);
  const { code, stdout } = await run('import', { args: argsFor('killed'), env: bench.env });
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^orders: \d+ new, 0 changed, \d+ unchanged, 0 bad/),
  });
  expect(await everything('killed')).toEqual(await everything('whole'));
});

test('two imports of one site take turns', async () => {
  const file = await bench.write(
    `email,course,course address\n${Array.from({ length: 3000 }, (_, n) => `t${n}@turns.example,Turns,https://school.example/t`).join('\n')}\n`,
  );
  const both = await Promise.all([1, 2].map(() => bench.importFile(file, 'enrollments', '--create-missing')));
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ stdout }) => stdout.split(',')[0]).toSorted()).toEqual([
    'enrollments: 0 new',
    'enrollments: 3000 new',
  ]);
  expect(await bench.query(`select from course where title = 'Turns'`)).toHaveLength(1);
});

test('the path of the file is as the shell gives it', async () => {
  const file = await bench.write('email\np@path.example\n');
  const result = await run('import', {
    args: ['csv', join('.', file.split('/').at(-1) ?? ''), '--as', 'customers', '--site', bench.site],
    env: bench.env,
    cwd: join(file, '..'),
  });
  expect(result.code).toBe(0);
});
