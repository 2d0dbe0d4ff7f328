/** A built program as a process of its own, the way an operator runs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, onTestFinished, vi } from 'vitest';

export interface Program {
  pid: number;
  /** All that was printed so far. */
  output: { stdout: string; stderr: string };
  /** What was logged so far, an object a line; a line that is no JSON throws. */
  log(): Record<string, unknown>[];
  /** Waits until this was printed. */
  says(words: string | RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
}

interface Options {
  args?: string[];
  /** All of its environment but PATH: what the tests run under is none of its business. */
  env?: Record<string, string>;
  cwd?: string;
}

/** `main`, `demo`, `site`: a file of the build. */
function programFile(name: string): string {
  const file = resolve(`dist/server/${name}.js`);
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run build`);
  return file;
}

/** A server, killed at the end of the test, or after the last one when it is started before them. */
export function start(name: string, options?: Options): Program {
  const program = startFile(programFile(name), options);
  try {
    onTestFinished(() => program.signal('SIGKILL'));
  } catch {
    // Outside of a test.
  }
  return program;
}

const running = new Set<ChildProcess>();
// Here and not where one is started: inside of a test it is too late to ask for anything after the last one.
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Any script. */
export function startFile(file: string, { args = [], env = {}, cwd = tmpdir() }: Options = {}): Program {
  const all = { PATH: process.env.PATH ?? '', ...env };
  const child = spawn(process.execPath, [file, ...args], { cwd, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const ended = new Promise<number | NodeJS.Signals>((done) =>
    child.once('close', (code, signal) => done(signal ?? code ?? -1)),
  );
  running.add(child);
  void ended.then(() => running.delete(child));
  return {
    pid: child.pid ?? -1,
    output,
    log: () =>
      output.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    async says(words) {
      const has = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
      const gone = ended.then((code) =>
        Promise.reject(new Error(`ended with ${code}: ${output.stderr}${output.stdout}`)),
      );
      gone.catch(() => undefined);
      const said = vi.waitUntil(() => has(output.stdout + output.stderr), { timeout: 60_000, interval: 20 });
      await Promise.race([said, gone]);
    },
    signal: (name) => void child.kill(name),
    ended,
  };
}

/** Runs a program to its end. Good for tests that run side by side. */
export async function run(name: string, options?: Options) {
  const { output, ended } = startFile(programFile(name), options);
  return { code: await ended, ...output };
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
