/**
 * What a request costs, next to the least that Express and PostgreSQL can do. Prints ratios of things measured in turn in
 * one run, which mean something on any computer, and asserts nothing about time, which does not.
 *
 *     npm run bench
 *     CC_BENCH_PROFILE=folder npm run bench     leaves profiles of the servers there, for a browser's developer tools
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sign } from 'cookie-signature';
import { v7 as newId } from 'uuid';
import { build } from 'vite';
import { afterAll, beforeAll, test } from 'vitest';
import { openDatabase, type Database } from '../../server/database.ts';
import { hashOf } from '../../server/http/transport.ts';
import { compileEmails } from '../../server/mail/compile-emails.ts';
import { copyDatabase, startApp } from '../support/app.ts';
import { aCard, aCustomer, anOrder, aPayment, aSite, aSubscription, days } from '../support/builders.ts';
import { firefoxOnWindows } from '../support/visitor.ts';
import { measureDesk } from './desk.ts';
import { connectSite, measureEvents } from './events.ts';
import { measureCsvImport } from './imports-csv.ts';
import { measureStripeImport } from './imports.ts';
import type { Load, LoadResult, Started, Usage } from './messages.ts';
import { measureReadiness } from './readiness.ts';

const rounds = 7;
const secret = randomBytes(48).toString('base64');
const baseUrl = 'https://account.vendor.example';
const password = 'a long enough phrase';
const people = 16;

/** In the project, because the programs look for their packages from where they are. */
const programs = resolve('node_modules/.cache/customer-center-bench');
const scratch = mkdtempSync(join(tmpdir(), 'customer-center-bench-'));
const children: ChildProcess[] = [];

interface Server {
  process: ChildProcess;
  port: number;
}

let database: Database;
let siteId: string;
let customerId: string;
let cookie: string;
let logins: string[];
let product: Server;
let baseline: Server;
let senders: ChildProcess[];

beforeAll(async () => {
  const [url] = await Promise.all([copyDatabase(), buildPrograms()]);
  database = openDatabase({ url, connections: 4, logger: console, statementMillis: 60_000 });
  await fillDatabase();
  product = await startServer('product', [url, secret, baseUrl]);
  baseline = await startServer('baseline', [url]);
  senders = [startProgram('load', []), startProgram('load', [])];
});

afterAll(async () => {
  await Promise.all(
    children.map(async (child) => {
      if (!child.connected) return;
      child.disconnect();
      await once(child, 'exit');
    }),
  );
  await database.close();
  rmSync(scratch, { recursive: true });
});

interface Case {
  name: string;
  server: Server;
  request: string;
}

interface Figures {
  rate: number;
  cpuMicros: number;
  statements: number;
  bytes: number;
}

test('what a request costs', async () => {
  const site = `/api/v1/${siteId}`;
  const overview = { name: 'overview', server: product, request: get(`${site}/overview`, cookie) };
  const orders = { name: 'orders', server: product, request: get(`${site}/orders`, cookie) };
  const boot = { name: 'boot, signed out', server: product, request: get(`${site}/boot`) };
  const bare = (name: string) => ({ name, server: baseline, request: get(`/${name}/${siteId}/${customerId}`, cookie) });
  const compared = [
    { own: overview, same: bare('overview'), rows: await rowsAsLongAs(overview) },
    { own: orders, same: bare('orders'), rows: await rowsAsLongAs(orders) },
    { own: boot, same: undefined, rows: await rowsAsLongAs(boot) },
  ];
  const cases = compared.flatMap(({ own, same, rows }) => (same ? [own, same, rows] : [own, rows]));
  const results = new Map<Case, Figures[]>(cases.map((each) => [each, []]));
  for (const each of cases) await measure(each, 1500);
  for (let round = 0; round < rounds; round++) {
    // Back and forth, so that nobody always comes after the same one.
    for (const each of round % 2 ? cases.toReversed() : cases) results.get(each)?.push(await measure(each, 800));
  }
  const typical = (which: Case, figure: keyof Figures) =>
    median((results.get(which) ?? []).map((each) => each[figure]));
  const against = (own: Case, other: Case | undefined, figure: 'rate' | 'cpuMicros') => {
    const theirs = other && results.get(other);
    const ratio = median(
      (results.get(own) ?? []).map((each, round) => each[figure] / (theirs?.[round]?.[figure] ?? NaN)),
    );
    return theirs ? `${ratio.toFixed(2)} ×` : '';
  };
  print('requests, 16 at once; next to bare Express with the same select, and with a plain one of as many bytes', [
    ['', 'rate', 'to same', 'to plain', 'Node µs', 'to same', 'to plain', 'statements', 'bytes'],
    ...compared.map(({ own, same, rows }) => [
      own.name,
      `${typical(own, 'rate').toFixed(0)}/s`,
      against(own, same, 'rate'),
      against(own, rows, 'rate'),
      typical(own, 'cpuMicros').toFixed(0),
      against(own, same, 'cpuMicros'),
      against(own, rows, 'cpuMicros'),
      typical(own, 'statements').toFixed(2),
      typical(own, 'bytes').toFixed(0),
    ]),
  ]);
});

test('what others wait while people sign in by password', async () => {
  const others = {
    port: product.port,
    requests: [get(`/api/v1/${siteId}/overview`, cookie)],
    connections: 2,
    pauseMillis: 5,
  };
  const signIns = { port: product.port, requests: signInRequests(3000), connections: people, pauseMillis: 0 };
  const results: { idle: LoadResult; busy: LoadResult; signIns: LoadResult }[] = [];
  await send({ ...others, millis: 1000 });
  for (let round = 0; round < rounds; round++) {
    const idle = await send({ ...others, millis: 1500 });
    const [busy, signedIn] = await Promise.all([
      send({ ...others, millis: 1500 }),
      send({ ...signIns, requests: signIns.requests.slice(round * 400), millis: 1700 }, 1),
    ]);
    results.push({ idle, busy, signIns: signedIn });
  }
  const typical = (read: (result: (typeof results)[number]) => number) => median(results.map(read));
  print(`overview while ${people} people sign in by password`, [
    ['', 'p99 to idle', 'p50 to idle', 'p99 ms idle', 'p99 ms busy', 'sign-ins/s', 'refused'],
    [
      'overview',
      `${typical(({ idle, busy }) => busy.p99Millis / idle.p99Millis).toFixed(2)} ×`,
      `${typical(({ idle, busy }) => busy.p50Millis / idle.p50Millis).toFixed(2)} ×`,
      typical(({ idle }) => idle.p99Millis).toFixed(1),
      typical(({ busy }) => busy.p99Millis).toFixed(1),
      typical(({ signIns: { answers, seconds } }) => answers / seconds).toFixed(0),
      results.reduce((sum, { signIns: { refused } }) => sum + refused, 0).toFixed(0),
    ],
  ]);
});

test('what the provider’s events cost', async () => {
  await connectSite(database, siteId);
  await measureEvents({
    ...{ product: product.port, baseline: baseline.port, siteId, database, send, median, print },
    overview: get(`/api/v1/${siteId}/overview`, cookie),
  });
});

test('when a page can be used', () => measureReadiness(print));

test('what an import costs', () => copyDatabase().then((url) => measureImport(url)));

test('what support waits for', async () => {
  const app = await startApp({ statementMillis: 60_000 });
  await measureDesk(app, await aSite(app), print);
});

/** On a database of its own: the others have the size they are measured with. */
async function measureImport(url: string): Promise<void> {
  const importing = openDatabase({ url, connections: 4, logger: console });
  const site = await aSite(importing);
  await importing.close();
  await measureCsvImport(url, site, print);
}

test('what an import from Stripe takes', async () => {
  const databaseUrl = await copyDatabase();
  const own = openDatabase({ url: databaseUrl, connections: 4, logger: console });
  await measureStripeImport({ databaseUrl, siteId: await aSite(own), startProgram, print });
  await own.close();
});

/** The baseline's plain select, with as many rows as give an answer of about the same length. */
async function rowsAsLongAs({ name, request }: Case): Promise<Case> {
  const bytesOf = async (server: Server, asked: string) =>
    (await send({ port: server.port, requests: [asked], connections: 1, millis: 20, pauseMillis: 0 })).bytes;
  const rows = (count: number) => get(`/rows/${siteId}/${customerId}/${count}`, cookie);
  const wanted = await bytesOf(product, request);
  const [one, two] = [await bytesOf(baseline, rows(1)), await bytesOf(baseline, rows(2))];
  const count = Math.max(1, Math.round((wanted - one) / (two - one)) + 1);
  return { name: `${name}, plain`, server: baseline, request: rows(count) };
}

async function measure({ name, server, request }: Case, millis: number): Promise<Figures> {
  const before = await usageOf(server);
  const { answers, refused, seconds, bytes } = await send({
    port: server.port,
    requests: [request],
    connections: people,
    millis,
    pauseMillis: 0,
  });
  const after = await usageOf(server);
  if (refused > 0) throw new Error(`${name}: ${refused} of ${answers} requests were refused`);
  return {
    rate: answers / seconds,
    cpuMicros: (after.cpuMicros - before.cpuMicros) / answers,
    statements: (after.statements - before.statements) / answers,
    bytes,
  };
}

const send = (load: Load, sender = 0): Promise<LoadResult> => ask(senders[sender]!, load);
const usageOf = (server: Server): Promise<Usage> => ask(server.process, {});

async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

/** As it arrives from a reverse proxy. */
const head = (start: string, from: string) =>
  `${start} HTTP/1.1\r\nHost: account.vendor.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: ${from}\r\n` +
  `User-Agent: ${firefoxOnWindows}\r\nAccept: */*\r\nAccept-Language: en\r\nAccept-Encoding: gzip, deflate, br\r\n` +
  `Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\n`;

const get = (path: string, cookies = '') =>
  `${head(`GET ${path}`, '198.51.100.7')}${cookies && `Cookie: ${cookies}\r\n`}\r\n`;

/** Each from a network of its own: limits are not what is measured. */
function signInRequests(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const body = JSON.stringify({ login: logins[index % logins.length], password });
    const from = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
    const about = `Origin: ${baseUrl}\r\nX-CC: 1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
    return `${head(`POST /api/v1/${siteId}/sign-in/password`, from)}${about}\r\n${body}`;
  });
}

async function fillDatabase(): Promise<void> {
  siteId = await aSite(database);
  const ann = await aCustomer(database, siteId, { password });
  const card = await aCard(database, ann);
  for (const fields of [{}, { payment_failed_at: days(-1), fix_by_at: days(6) }, { trial_ends_at: days(4) }]) {
    const subscription = await aSubscription(database, ann, { payment_method_id: card, ...fields });
    for (let payment = 0; payment < 6; payment++) await aPayment(database, ann, { subscription_id: subscription });
  }
  for (let order = 0; order < 30; order++) await anOrder(database, ann, { placed_at: days(-order) });
  customerId = ann.id;
  const others = Array.from({ length: people }, () => aCustomer(database, siteId, { password }));
  logins = (await Promise.all(others)).map(({ email }) => email);
  cookie = await signInBehindItsBack();
  await addCrowd(10_000);
}

/** Others with an order each: in tables of a few rows PostgreSQL reads everything and uses no index. */
async function addCrowd(size: number): Promise<void> {
  const each = `from generate_series(1, ${size}) n`;
  const id = (kind: string) => `'${siteId}', md5('${kind}' || n)::uuid`;
  await database.pool.query(`
    insert into customer (site_id, id, created_from) select ${id('customer')}, 'bench' ${each};
    insert into auth_session (site_id, id, sid_hash, customer_id, transport, method, device)
      select ${id('session')}, sha256(n::text::bytea), md5('customer' || n)::uuid, 'cookie', 'link', 'Firefox on Windows' ${each};
    insert into product (site_id, id, name) select ${id('product')}, 'Glazes' ${each};
    insert into subscription
      (site_id, id, customer_id, product_id, kind, price_cents, currency, interval_unit, started_at)
      select ${id('subscription')}, md5('customer' || n)::uuid, md5('product' || n)::uuid, 'subscription', 900, 'EUR', 'month',
        now() ${each};
    insert into purchase_order (site_id, id, customer_id, number, placed_at, currency, subtotal_cents, total_cents)
      select ${id('order')}, md5('customer' || n)::uuid, 'N-' || n, now(), 'EUR', 4200, 4200 ${each};
    insert into purchase_order_line (site_id, order_id, position, title, quantity, unit_cents, total_cents)
      select ${id('order')}, 1, 'Clay', 1, 4200, 4200 ${each};
    analyze`);
}

async function signInBehindItsBack(): Promise<string> {
  const sid = randomBytes(32).toString('base64url');
  await database.db('auth_session').insert({
    site_id: siteId,
    id: newId(),
    sid_hash: hashOf(sid),
    customer_id: customerId,
    transport: 'cookie',
    method: 'link',
    device: 'Firefox on Windows',
  });
  return `__Host-cc_sid=${encodeURIComponent(`s:${sign(sid, secret)}`)}`;
}

async function buildPrograms(): Promise<void> {
  const input = Object.fromEntries(
    ['product', 'baseline', 'load', 'import-program'].map((name) => [name, resolve(`tests/bench/${name}.ts`)]),
  );
  await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [compileEmails()],
    build: {
      ssr: true,
      outDir: programs,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rollupOptions: { input, output: { entryFileNames: '[name].js' } },
    },
  });
}

async function startServer(name: string, args: string[]): Promise<Server> {
  const child = startProgram(name, args);
  const [{ port }] = (await once(child, 'message')) as [Started];
  return { process: child, port };
}

function startProgram(name: string, args: string[]): ChildProcess {
  const profiles = process.env.CC_BENCH_PROFILE;
  const child = fork(join(programs, `${name}.js`), args, {
    env: { ...process.env, NODE_ENV: 'production' },
    execArgv: profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`] : [],
    // A log is written as it would be, and read by nobody.
    stdio: ['ignore', openSync(join(scratch, `${name}.log`), 'a'), 'inherit', 'ipc'],
  });
  children.push(child);
  return child;
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function print(title: string, rows: string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map(([name = '', ...figures]) =>
    [name.padEnd(widths[0] ?? 0), ...figures.map((figure, index) => figure.padStart(widths[index + 1] ?? 0))].join(
      '   ',
    ),
  );
  console.log(`\n${title}\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
}
