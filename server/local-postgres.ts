/**
 * The database of whoever has configured none: real PostgreSQL, its programs from npm, all it writes in one folder.
 *
 *     folder/cluster/data        PostgreSQL's own files
 *     folder/cluster/password    of its only user, who may do everything; readable by its owner alone
 *     folder/postgres.log        what the server says
 *     folder/started-by          that server, and the process that is to stop it
 *
 * All of it has to hold when either side is killed at any moment and when two processes start at once. So a cluster
 * comes into being by one rename, and which server runs it is decided by PostgreSQL's own lock, `postmaster.pid`.
 */
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive, prepare, readText, user, type Programs } from './local-postgres-programs.ts';

export interface LocalPostgres {
  url: string;
  /** Ends the server, unless that is the business of another living process. */
  stop(): Promise<void>;
  /** A server was running on this folder already. */
  reused: boolean;
}

interface Options {
  /** Made when it is not there. */
  folder: string;
  /** False trades safety against a power cut for speed: for tests. */
  durable?: boolean;
  /** Made when it is not there. */
  database?: string;
}

/**
 * Starts PostgreSQL on a folder, or joins the one that runs there. The server stands outside of the terminal's process
 * group, so that Ctrl-C reaches the caller only, who finishes its work and then calls `stop`. Rejects with a sentence
 * for the operator.
 */
export async function startLocalPostgres({ folder, durable = true, database = user }: Options): Promise<LocalPostgres> {
  const home = openHome(folder);
  const data = join(home, 'cluster', 'data');
  const { pid, port, reused } = await startOrJoin(home, durable);
  const isOurs = claim(home, pid, !reused);
  const password = fs.readFileSync(join(home, 'cluster', 'password'), 'utf8');
  const server = `postgres://${user}:${password}@127.0.0.1:${port}`;
  await createDatabase(`${server}/postgres`, database);
  // Whoever exits without calling `stop`, as after an uncaught error, does not leave the server behind either.
  const interrupt = () => void (isServer(pid, data) && process.kill(pid, 'SIGINT'));
  if (isOurs) process.once('exit', interrupt);
  const stop = async () => {
    process.off('exit', interrupt);
    if (isOurs) await endServer(pid, data);
  };
  return { url: `${server}/${encodeURIComponent(database)}`, stop, reused };
}

/** The folder under its one real name, by which PostgreSQL's lock calls it too. */
function openHome(folder: string): string {
  if (fs.mkdirSync(folder, { recursive: true })) fs.chmodSync(folder, 0o700);
  const home = fs.realpathSync(folder);
  try {
    fs.accessSync(home, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch {
    throw new Error(`the database folder ${home} belongs to another user: start as that one, or set DATABASE_URL`);
  }
  return home;
}

/**
 * Makes this process the one that stops the server. A server that was running is left to its starter, as long as that
 * one lives; no note of this very server means that its starter is about to write one.
 */
function claim(home: string, server: number, isNew: boolean): boolean {
  const file = join(home, 'started-by');
  const [noted, starter] = (readText(file) ?? '').split(' ').map(Number);
  if (!isNew && (noted !== server || isAlive(Number(starter)))) return false;
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, `${server} ${process.pid}`);
  return true;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Somebody else made it in between: PostgreSQL says so in one of two ways.
    if (!['42P04', '23505'].includes((error as pg.DatabaseError).code ?? '')) throw error;
  } finally {
    await client.end();
  }
}

interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

/** Passes by itself: the port went to somebody else, another start is ahead, a killed server's children still end. */
const passing = /could not bind|could not create any TCP|lock file .* already exists|still in use/;

async function startOrJoin(home: string, durable: boolean): Promise<Postmaster & { reused: boolean }> {
  const data = join(home, 'cluster', 'data');
  const deadline = Date.now() + 60_000;
  let programs: Programs | undefined;
  for (; Date.now() < deadline; await sleep(100)) {
    const running = findPostmaster(data);
    if (running?.isReady) return { ...running, reused: true };
    // One that starts, recovers or stops is waited for.
    if (running) continue;
    programs ??= await prepare(home, durable);
    const started = await launch(programs, home, durable);
    if (typeof started === 'object') return { ...started, reused: false };
    if (!passing.test(started)) throw new Error(`PostgreSQL did not start in ${home}:\n${started}`);
  }
  throw new Error(`PostgreSQL did not become ready in ${home}: its postgres.log says why`);
}

/** Resolves to the server once it takes connections, or to what it said before it gave up. */
async function launch(programs: Programs, home: string, durable: boolean): Promise<Postmaster | string> {
  const data = join(home, 'cluster', 'data');
  removeForeignLock(data);
  const settings = {
    listen_addresses: '127.0.0.1',
    port: await findFreePort(),
    unix_socket_directories: '',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const log = openLog(programs, home);
  const [file, args, options] = programs.call('postgres', [
    ...['-D', data],
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const server = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log.descriptor, log.descriptor] });
  const end: { said?: string } = {};
  server.once('error', (error) => (end.said = error.message));
  server.once('exit', (code, signal) => (end.said = log.read() || `It ended with ${signal ?? code}.`));
  server.unref();
  fs.closeSync(log.descriptor);
  while (end.said === undefined) {
    const running = findPostmaster(data);
    if (running?.isReady && running.pid === server.pid) {
      // From now on its end is no failed start, and its folder may be gone by then.
      server.removeAllListeners('exit');
      return running;
    }
    await sleep(20);
  }
  return end.said;
}

/** What the lock in the data folder says, when the process that it names is a PostgreSQL and serves this folder. */
function findPostmaster(data: string): Postmaster | undefined {
  const [pid, folder, , port, , , , state] = (readText(join(data, 'postmaster.pid')) ?? '').split('\n');
  if (folder !== data || !isServer(Number(pid), data)) return undefined;
  return { pid: Number(pid), port: Number(port), isReady: state?.trim() === 'ready' };
}

/**
 * After a crash of the machine the lock can name a process that is now some other program of the same user, and
 * PostgreSQL would refuse to start until somebody deletes the file.
 */
function removeForeignLock(data: string): void {
  const lock = join(data, 'postmaster.pid');
  const text = readText(lock);
  if (!text) return;
  const [pid, folder = ''] = text.split('\n');
  const isForeign = isAlive(Number(pid)) && !isServer(Number(pid), folder);
  // Read again: meanwhile another start may have put its own lock there.
  if (isForeign && readText(lock) === text) fs.rmSync(lock, { force: true });
}

/** Fast shutdown: sessions end, everything is written. One that takes too long is ended as if the power were cut. */
async function endServer(pid: number, data: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isServer(pid, data)) return;
    process.kill(pid, signal);
    for (let waited = 0; isServer(pid, data) && waited < 10_000; waited += 20) await sleep(20);
  }
  if (isServer(pid, data)) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
}

/** Process ids are used again, so it is the command line that tells whether this one is the server of a folder. */
function isServer(pid: number, data: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') {
    return listProcess('tasklist', '/NH', '/FI', `PID eq ${pid}`).includes('postgres');
  }
  const isLinux = process.platform === 'linux';
  const line = isLinux ? (readText(`/proc/${pid}/cmdline`) ?? '') : listProcess('ps', '-o', 'command=', '-p', `${pid}`);
  return line.includes('/bin/postgres') && line.includes(data);
}

function listProcess(program: string, ...args: string[]): string {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout;
}

interface Log {
  descriptor: number;
  /** What was written since it was opened. */
  read(): string;
}

function openLog(programs: Programs, home: string): Log {
  const file = join(home, 'postgres.log');
  const isLong = (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000;
  const descriptor = fs.openSync(file, isLong ? 'w' : 'a', 0o600);
  programs.give(file);
  const start = fs.fstatSync(descriptor).size;
  return { descriptor, read: () => fs.readFileSync(file).subarray(start).toString().trim() };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
