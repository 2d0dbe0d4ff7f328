/** A real process of the built server, with what goes wrong around it: R2, R3, R4, R5, R9 and R14. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { migrate, openDatabase, type Database } from '../../server/database.ts';
import { startLocalPostgres } from '../../server/local-postgres.ts';
import { patience, serve } from '../../server/serve.ts';
import { copyDatabase } from '../support/app.ts';
import { aCustomer, aSite } from '../support/builders.ts';
import { readLetter, startMailServer, type Letter, type MailServer } from '../support/mail-server.ts';
import { aVisitor } from '../support/visitor.ts';
import { freePort, start, type Program } from './program.ts';

const silent = pino({ level: 'silent' });

/** Printed at a start while a site has neither an owner nor a link for one. */
const firstOwnerLine =
  /^Become the first owner of [\w-]+, within a day: http:\/\/localhost:\d+\/admin\/[\w-]+#\/link\/[\w-]+\n/gm;

interface Running extends Program {
  url: string;
}

async function startServer(
  databaseUrl: string,
  mail: Pick<MailServer, 'url'> = { url: 'smtp://localhost:1' },
): Promise<Running> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const program = start('main', {
    env: {
      BASE_URL: url,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      SECRETS_KEY: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=',
      SESSION_SECRET: 'Q2hpbGwgdGhlIGtpbG4gYmVmb3JlIG9wZW5pbmcgaXQ',
      SMTP_URL: mail.url,
      MAIL_FROM: 'hello@vendor.example',
    },
  });
  await program.says('is serving');
  return { ...program, url };
}

const opened: Database[] = [];
afterAll(() => Promise.all(opened.map((database) => database.close())));

function open(url: string): Database {
  const database = openDatabase({ url, connections: 4, logger: silent });
  opened.push(database);
  return database;
}

/** A broken connection is status 0, and so is one that is left hanging, however busy this computer is. */
async function visit(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { signal: AbortSignal.timeout(20_000), ...init }).catch(() => undefined);
  await response?.arrayBuffer().catch(() => undefined);
  return { status: response?.status ?? 0, headers: response?.headers };
}

const ask = (url: string, site: string, email: string) =>
  visit(`${url}/api/v1/${site}/sign-in/email`, {
    method: 'POST',
    headers: { origin: url, 'x-cc': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  });

/** A call whose body comes in two parts: under way for as long as a test wants. */
async function anUnfinishedCall(url: string, site: string) {
  const body = JSON.stringify({ email: 'nobody@customers.example' });
  const request = httpRequest(`${url}/api/v1/${site}/sign-in/email`, {
    method: 'POST',
    headers: {
      origin: url,
      'x-cc': '1',
      'content-type': 'application/json',
      'content-length': body.length,
      expect: '100-continue',
    },
  });
  const status = new Promise<number>((done) => {
    request.once('response', (response) => void response.resume().once('end', () => done(response.statusCode ?? 0)));
    request.once('error', () => done(0));
  });
  request.flushHeaders();
  await once(request, 'continue');
  request.write(body.slice(0, 10));
  return { status, finish: () => void request.end(body.slice(10)) };
}

/** A connection on which a test writes what it likes. */
async function aSocket(url: string, text = '') {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<string>((done) => socket.once('close', () => done(received)));
  await new Promise((ready) => socket.once('connect', ready));
  socket.write(text);
  return { socket, closed };
}

test('the first start prints a link for the first owner, on the terminal and not in the log; a second does not', async () => {
  const url = await copyDatabase();
  const siteId = await aSite(open(url));
  for (const links of [1, 0]) {
    const server = await startServer(url);
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output.stderr.match(firstOwnerLine) ?? []).toHaveLength(links);
    expect(server.output.stdout).not.toContain('#/link/');
    if (links) expect(server.output.stderr).toContain(`/admin/${siteId}#/link/`);
  }
});

describe('R3: stopping', () => {
  let databaseUrl: string;
  let site: string;

  beforeAll(async () => {
    databaseUrl = await copyDatabase();
    site = await aSite(open(databaseUrl));
  });

  test('SIGTERM: what is under way is answered, nobody before is refused, the process ends by itself', async () => {
    const server = await startServer(databaseUrl);
    const statuses: number[] = [];
    let isOver = false;
    const traffic = [1, 2, 3].map(async () => {
      while (!isOver) statuses.push((await visit(`${server.url}/api/v1/${site}/boot`)).status);
    });
    await vi.waitUntil(() => statuses.length > 100, { timeout: 20_000 });
    const call = await anUnfinishedCall(server.url, site);
    const readiness = await aSocket(server.url, 'GET /readyz HTTP/1.1\r\nHost: x\r\n');
    const idle = await aSocket(server.url);
    // Time for the server to take the connections and read what is on them.
    for (let round = 0; round < 5; round++) await visit(`${server.url}/healthz`);

    isOver = true;
    server.signal('SIGTERM');
    await Promise.all(traffic);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await server.says('stopping');
    readiness.socket.write('\r\n');
    expect(await readiness.closed).toMatch(/^HTTP\/1\.1 503 [^]*Connection: close[^]*"stopping"/i);
    expect(await idle.closed).toBe('');
    await vi.waitUntil(async () => (await visit(`${server.url}/healthz`)).status === 0);
    call.finish();
    expect(await call.status).toBe(200);
    expect(await server.ended).toBe(0);
    expect(server.output.stderr.replace(firstOwnerLine, '')).toBe('');
  });

  test('Ctrl-C that arrives twice at once, as npm may do, stops in the same order', async () => {
    const server = await startServer(databaseUrl);
    const call = await anUnfinishedCall(server.url, site);
    server.signal('SIGINT');
    server.signal('SIGINT');
    await server.says('stopping');
    call.finish();
    expect(await call.status).toBe(200);
    expect(await server.ended).toBe(0);
  });

  test('a second signal ends the process at once', async () => {
    const server = await startServer(databaseUrl);
    const call = await anUnfinishedCall(server.url, site);
    server.signal('SIGTERM');
    await server.says('stopping');
    const again = setInterval(() => server.signal('SIGTERM'), 50);
    expect(await server.ended).toBe(130);
    clearInterval(again);
    expect(await call.status).toBe(0);
  });
});

describe('R5: slow senders', () => {
  let url: string;
  let stop: () => Promise<void>;
  const limits = {
    ...patience,
    headersTimeout: 300,
    requestTimeout: 600,
    connectionsCheckingInterval: 50,
    notice: 0,
    drain: 200,
  };

  beforeAll(async () => {
    const database = openDatabase({ url: await copyDatabase(), connections: 4, logger: silent });
    const port = await freePort();
    const app: Parameters<typeof serve>[0]['app'] = (request, response) =>
      void (request.url === '/never' ? undefined : request.resume().on('end', () => response.end('done')));
    ({ stop } = await serve({
      app,
      tasks: { nothing: () => undefined },
      database,
      logger: silent,
      host: '127.0.0.1',
      port,
      limits,
    }));
    url = `http://localhost:${port}`;
  });

  test('the limits of a real server are ten and thirty seconds', () => {
    expect(patience).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, drain: 10_000 });
    expect(patience.connectionsCheckingInterval).toBeLessThanOrEqual(2000);
  });

  test('who sends headers or a body for too long is cut off', async () => {
    const header = await aSocket(url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const body = await aSocket(url, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    const dripping = setInterval(() => [header, body].forEach(({ socket }) => socket.write('x')), 40);
    expect(await header.closed).toMatch(/^HTTP\/1\.1 408/);
    expect(await body.closed).toMatch(/^(HTTP\/1\.1 408|$)/);
    clearInterval(dripping);
  });

  test('300 of them keep nobody waiting', async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => aSocket(url, 'GET / HTTP/1.1\r\nX-Slow: ')));
    expect((await visit(url)).status).toBe(200);
    for (const { socket } of slow) socket.destroy();
  });

  test('who never gets an answer does not keep the server from stopping', async () => {
    const hanging = await aSocket(url, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
    await visit(url);
    await stop();
    expect(await hanging.closed).toBe('');
  });
});

describe('the log', () => {
  test('has one line a request, and nothing that signs anybody in', async () => {
    const mail = await startMailServer();
    const databaseUrl = await copyDatabase();
    const database = open(databaseUrl);
    const site = await aSite(database);
    const ann = await aCustomer(database, site, { password: 'a long enough phrase' });
    const server = await startServer(databaseUrl, mail);
    const visitor = aVisitor(server, site, { authorization: 'Bearer hush-hush' });
    const own = `/api/v1/${site}`;

    await visitor.send({ path: `${own}/boot?first=overview&token=hush-hush` });
    await visitor.call('POST /sign-in/email', { body: { email: ann.email } });
    await vi.waitUntil(() => mail.letters.length === 1, { timeout: 10_000 });
    const { code, token } = readLetter(mail.letters[0] as Letter);
    await visitor.call('POST /sign-in/link/check', { body: { token } });
    await visitor.call('POST /sign-in/code', { body: { code } });
    await visitor.call('GET /overview');
    const cookies = [...visitor.cookies.values()];
    await visitor.ask('POST /sign-in/password', { body: { login: ann.email, password: 'a wrong long phrase' } });
    await visitor.call('POST /sign-in/password', { body: { login: ann.email, password: 'a long enough phrase' } });
    await visitor.send({ path: '/nowhere?q=hush-hush' });
    await visitor.send({ path: '/assets/pages.css' });
    await visitor.send({ path: '/healthz' });

    const lines = () => server.log().filter(({ msg }) => msg === 'request');
    await vi.waitUntil(() => lines().length >= 9, { timeout: 5000 });
    expect(lines().map(({ method, path, status }) => ({ method, path, status }))).toEqual([
      { method: 'GET', path: `${own}/boot`, status: 422 },
      { method: 'POST', path: `${own}/sign-in/email`, status: 200 },
      { method: 'POST', path: `${own}/sign-in/link/check`, status: 200 },
      { method: 'POST', path: `${own}/sign-in/code`, status: 200 },
      { method: 'GET', path: `${own}/overview`, status: 200 },
      { method: 'POST', path: `${own}/sign-in/password`, status: 401 },
      { method: 'POST', path: `${own}/sign-in/password`, status: 200 },
      { method: 'GET', path: '/nowhere', status: 404 },
      { method: 'GET', path: '/assets/pages.css', status: 200 },
    ]);
    expect(new Set(lines().map(({ id }) => id)).size).toBe(9);
    expect(cookies.length).toBeGreaterThan(0);
    for (const secret of ['hush', code, token, ...cookies, ...visitor.cookies.values(), 'phrase', ann.email]) {
      expect(server.output.stdout + server.output.stderr).not.toContain(secret);
    }
  });

  test('tells what failed inside without the values of the statement', async () => {
    const databaseUrl = await copyDatabase();
    const database = open(databaseUrl);
    const site = await aSite(database);
    await database.db.raw(`alter table sign_in_attempt add constraint never check (email <> 'ann@customers.example')`);
    const server = await startServer(databaseUrl);
    expect((await ask(server.url, site, 'ann@customers.example')).status).toBe(500);
    const failures = () => server.log().filter(({ msg }) => msg === 'request failed');
    await vi.waitUntil(() => failures().length === 1);
    expect(failures()).toMatchObject([
      { err: { code: '23514', constraint: 'never', stack: expect.any(String) as string } },
    ]);
    expect(server.output.stdout).not.toContain('ann@customers.example');
  });
});

test('R14: an older version starts on a database that a newer one has already changed', async () => {
  const databaseUrl = await copyDatabase();
  const { db } = open(databaseUrl);
  const site = await aSite({ db });
  await db('knex_migrations').insert({ name: '9999-newer', batch: 99, migration_time: new Date() });
  const server = await startServer(databaseUrl);
  expect((await visit(`${server.url}/api/v1/${site}/boot`)).status).toBe(200);
});

describe('R4: the database is too busy', () => {
  test('200 readings that hang: others are refused in time, writing goes on, and all is well afterwards', async () => {
    const databaseUrl = await copyDatabase();
    const site = await aSite(open(databaseUrl));
    const server = await startServer(databaseUrl);
    const boot = `${server.url}/api/v1/${site}/boot`;
    expect((await visit(boot)).status).toBe(200);
    const blocker = new pg.Client({ connectionString: databaseUrl });
    await blocker.connect();
    await blocker.query('begin; lock table customer in access exclusive mode');
    const hanging = Array.from({ length: 200 }, () => visit(boot));
    const [health, hosted, ...others] = await Promise.all([
      visit(`${server.url}/healthz`),
      visit(`${server.url}/c/${site}`),
      // They read other tables and need nothing but a free connection.
      ...Array.from({ length: 20 }, () => visit(boot, { method: 'OPTIONS' })),
    ]);
    expect({ health: health.status, hosted: hosted.status }).toEqual({ health: 200, hosted: 200 });
    const refused = others.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(10);
    for (const { headers } of refused) expect(headers?.get('retry-after')).toBe('5');
    expect(new Set((await Promise.all(hanging)).map(({ status }) => status))).toEqual(new Set([503]));
    await blocker.end();
    await vi.waitUntil(async () => (await visit(boot)).status === 200, { timeout: 15_000 });
    expect((await visit(`${server.url}/readyz`)).status).toBe(200);
  });
});

/** Stands on one port before a database server that gets another one at each start. */
class Forwarder {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  async open(target: number): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => undefined).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    await new Promise<void>((ready) => this.#server?.listen(this.port, '127.0.0.1', ready));
    this.port = (this.#server.address() as { port: number }).port;
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }
}

describe('R2: the database goes away', () => {
  let folder: string;
  let postgres: Awaited<ReturnType<typeof startLocalPostgres>>;
  let databaseUrl: string;
  let server: Running;
  let mail: MailServer;
  let site: string;
  let boot: string;
  const forwarder = new Forwarder();
  const email = () => `${randomUUID()}@customers.example`;

  const startPostgres = () => startLocalPostgres({ folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'customer-center-running-'));
    postgres = await startPostgres();
    await forwarder.open(Number(new URL(postgres.url).port));
    databaseUrl = Object.assign(new URL(postgres.url), { port: forwarder.port }).href;
    const database = openDatabase({ url: postgres.url, connections: 4, logger: silent });
    await migrate(database);
    site = await aSite(database);
    await database.close();
    mail = await startMailServer();
    server = await startServer(databaseUrl, mail);
    boot = `${server.url}/api/v1/${site}/boot`;
  });

  afterAll(async () => {
    forwarder.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const postmaster = async () =>
    Number((await readFile(join(folder, 'cluster/data/postmaster.pid'), 'utf8')).split('\n')[0]);
  const isUp = async () => (await visit(boot)).status === 200;

  async function query(sql: string) {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    return (await client.query(sql).finally(() => client.end())).rows;
  }

  /** SIGQUIT: every connection is torn down in the middle of what it does. */
  async function crash(): Promise<void> {
    const pid = await postmaster();
    process.kill(pid, 'SIGQUIT');
    forwarder.close();
    await vi.waitUntil(() => !isAlive(pid), { timeout: 10_000 });
  }

  async function recover(): Promise<void> {
    postgres = await startPostgres();
    await forwarder.open(Number(new URL(postgres.url).port));
  }

  function isAlive(pid: number): boolean {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  }

  async function aCustomerOfTheSite(): Promise<string> {
    const address = email();
    const database = openDatabase({ url: postgres.url, connections: 4, logger: silent });
    await aCustomer(database, site, { email: address });
    await database.close();
    return address;
  }

  const lettersTo = (address: string) => mail.letters.filter(({ recipients }) => recipients.includes(address));

  test('three crashes under load: refusals at once, service seconds after it is back', async () => {
    expect(await isUp()).toBe(true);
    const answers: { status: number }[] = [];
    let isOver = false;
    const traffic = [1, 2, 3, 4].map(async () => {
      while (!isOver) answers.push(await visit(boot), await ask(server.url, site, email()));
    });
    for (let round = 0; round < 3; round++) {
      const before = answers.length;
      await crash();
      await vi.waitUntil(() => answers.slice(before).filter(({ status }) => status === 503).length > 5, {
        timeout: 10_000,
      });
      expect((await visit(`${server.url}/healthz`)).status).toBe(200);
      expect((await visit(`${server.url}/readyz`)).status).toBe(503);
      await recover();
      await vi.waitUntil(isUp, { timeout: 15_000 });
    }
    isOver = true;
    await Promise.all(traffic);
    for (const { status } of answers) expect([200, 429, 503]).toContain(status);
    expect(isAlive(server.pid)).toBe(true);
  });

  test('after all that, emails are still sent', async () => {
    await query('delete from rate_limit');
    const address = await aCustomerOfTheSite();
    expect((await ask(server.url, site, address)).status).toBe(200);
    await vi.waitUntil(() => lettersTo(address).length === 1, { timeout: 15_000 });
  });

  test('a job whose end nobody could write down is done again, and the process lives', async () => {
    const address = await aCustomerOfTheSite();
    let release: ((answer: undefined) => void) | undefined;
    // This one alone: what the crashes before have interrupted is sent again meanwhile.
    const hold = () => new Promise<undefined>((done) => (release = done));
    mail.rules = { message: (recipients) => (recipients.includes(address) ? hold() : undefined) };
    const failures = () => server.output.stdout.split('Failed task').length;
    await ask(server.url, site, address);
    await vi.waitUntil(() => release, { timeout: 10_000 });
    await crash();
    const before = failures();
    mail.rules = {};
    release?.(undefined);
    await vi.waitUntil(() => lettersTo(address).length === 1, { timeout: 10_000 });
    await vi.waitUntil(() => failures() > before, { timeout: 10_000 });
    await recover();
    await vi.waitUntil(() => lettersTo(address).length === 2, { timeout: 20_000 });
    expect(isAlive(server.pid)).toBe(true);
    expect(server.output.stderr).not.toMatch(/unhandled|deprecat/i);
  });

  test('every connection ended by an administrator costs nobody more than a refusal', async () => {
    await query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname is not null',
    );
    await vi.waitUntil(isUp, { timeout: 15_000 });
    expect((await ask(server.url, site, email())).status).toBe(200);
  });

  test('a frozen one: refusals in time, and what is written afterwards is there', async () => {
    await query('delete from rate_limit');
    await Promise.all(Array.from({ length: 12 }, () => ask(server.url, site, email())));
    const backends = (await query('select pid from pg_stat_activity where pid <> pg_backend_pid()')) as {
      pid: number;
    }[];
    const all = [await postmaster(), ...backends.map(({ pid }) => pid)];
    const signal = (name: NodeJS.Signals) => all.filter(isAlive).forEach((pid) => process.kill(pid, name));
    signal('SIGSTOP');
    try {
      const [health, ...answers] = await Promise.all([
        visit(`${server.url}/healthz`),
        ...Array.from({ length: 12 }, () => visit(boot)),
        ...Array.from({ length: 12 }, () => ask(server.url, site, email())),
      ]);
      expect(health.status).toBe(200);
      for (const { status } of answers) expect(status).toBe(503);
    } finally {
      signal('SIGCONT');
    }
    await vi.waitUntil(isUp, { timeout: 15_000 });
    await query('delete from rate_limit; delete from sign_in_attempt');
    const statuses = await Promise.all(
      Array.from({ length: 15 }, async () => (await ask(server.url, site, email())).status),
    );
    expect(statuses).toEqual(Array.from({ length: 15 }, () => 200));
    expect(await query('select count(*)::int from sign_in_attempt')).toEqual([{ count: 15 }]);
    expect(await query(`select from pg_stat_activity where state like 'idle in transaction%'`)).toEqual([]);
    expect(isAlive(server.pid)).toBe(true);
  });
});

describe('jobs survive the process', () => {
  test('one that is killed over an email: another process sends it, and does not touch the jobs of the living', async () => {
    const mail = await startMailServer();
    const databaseUrl = await copyDatabase();
    const database = open(databaseUrl);
    const site = await aSite(database);
    const ann = await aCustomer(database, site);
    mail.rules = { message: () => new Promise<undefined>(() => undefined) };
    const first = await startServer(databaseUrl, mail);
    await ask(first.url, site, ann.email);
    await vi.waitUntil(() => mail.tries === 1, { timeout: 10_000 });
    mail.rules = {};
    const ownDatabase = database.db.raw('(select oid from pg_database where datname = current_database())');
    const signs = () => database.db('pg_locks').where({ locktype: 'advisory', database: ownDatabase });
    await vi.waitUntil(async () => (await signs()).length === 1, { timeout: 10_000 });

    // As if it had been at it for a while.
    const jobs = () => database.db('graphile_worker._private_jobs');
    await jobs().update({ locked_at: database.db.raw(`now() - interval '1 minute'`) });
    const [{ locked_by: owner }] = await jobs().select('locked_by');
    await startServer(databaseUrl, mail);
    expect(await jobs().select('locked_by')).toEqual([{ locked_by: owner }]);

    first.signal('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    await startServer(databaseUrl, mail);
    await vi.waitUntil(async () => (await jobs()).length === 0, { timeout: 15_000 });
    expect(mail.letters.map(({ recipients }) => recipients)).toEqual([[ann.email]]);
    expect(await database.db('email').select('status')).toEqual([{ status: 'sent' }]);
  });

  test('the nightly one deletes what has run out, keeps the rest, and records as long as their site wants', async () => {
    const databaseUrl = await copyDatabase();
    const { db } = open(databaseUrl);
    await startServer(databaseUrl);
    const site = await aSite({ db });
    const patient = await aSite({ db }, { recordMonths: 24 });
    await db.raw(
      `insert into session select 'old' || n, '{}', now() - interval '1 second' from generate_series(1, 12000) n`,
    );
    await db.raw(`insert into session values ('new', '{}', now() + interval '1 day')`);
    const event = `insert into auth_event (site_id, id, kind, at) values (?, gen_random_uuid(), 'signed_in', now() - ?::interval)`;
    await db.raw(event, [site, '93 days']);
    await db.raw(event, [site, '88 days']);
    await db.raw(event, [patient, '700 days']);
    await db.raw(event, [patient, '800 days']);
    await db.raw(`select graphile_worker.add_job('forget-the-past')`);
    await vi.waitUntil(async () => (await db('graphile_worker._private_jobs')).length === 0, { timeout: 15_000 });
    expect(await db('session').select('sid')).toEqual([{ sid: 'new' }]);
    const left = await db('auth_event').select('site_id').orderBy('at');
    expect(left).toEqual([{ site_id: patient }, { site_id: site }]);
  });
});
