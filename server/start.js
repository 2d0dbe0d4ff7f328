/**
 * What `npm start` and `npm run site -- …` run. Installs the packages and builds the programs when that is needed, then
 * runs one of them in this same process:
 *
 *     node server/start.js                the installation when something is configured, otherwise the demo
 *     node server/start.js site …         the command of that name, a file in dist/server
 *
 * Plain JavaScript without packages: it has to work before there are any. Two starts at once wait for one another.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (/** @type {string} */ path) => join(root, path);

/** All that the build is made from. Not all of it has to be there. */
const sources = [
  ...['server', 'widget', 'examples', 'migrations', 'shortcodes/expand.ts'],
  ...['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'],
];

/** Ends the process with one line when this Node is too old to say anything sensible later. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`This needs Node 20.19 or newer; this is ${process.version}. Get it from https://nodejs.org`);
  process.exit(1);
}

/**
 * Installs what package-lock.json says when something else is in node_modules. Rejects with npm's own words.
 * @param {{ forBuilding?: boolean }} [options] without the tools that build and test, what runs is enough
 */
export async function ensureInstalled({ forBuilding = true } = {}) {
  if (isInstalled(forBuilding)) return;
  await workAlone(async (lock) => {
    if (isInstalled(forBuilding)) return;
    await runNpm('Installing packages, which takes a minute', ['ci', '--include=dev', '--ignore-scripts'], lock);
  });
}

/** Builds when a source has changed since the last build. Rejects with npm's own words. */
export async function ensureBuilt() {
  if (isBuilt()) return;
  await workAlone(async (lock) => {
    if (isBuilt()) return;
    // Taken before: who edits during the build gets another one at the next start.
    const fingerprint = hashSources();
    fs.rmSync(at('dist/.built'), { force: true });
    await runNpm('Building', ['run', 'build'], lock);
    fs.writeFileSync(at('dist/.built'), fingerprint);
  });
}

/** Compares with the list that npm leaves in node_modules, and so knows of installations by hand, too. */
function isInstalled(/** @type {boolean} */ forBuilding) {
  const present = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(([path, { version, dev, devOptional, optional }]) => {
    if (path === '') return true;
    if (present[path]) return present[path].version === version;
    return Boolean(optional || ((dev || devOptional) && !forBuilding));
  });
}

/**
 * @typedef {{ version: string, dev?: boolean, devOptional?: boolean, optional?: boolean }} Package
 * @returns {Record<string, Package>} by path, the project's own is ''
 */
function readPackages(/** @type {string} */ file) {
  return JSON.parse(readText(at(file)) ?? '{}').packages ?? {};
}

function isBuilt() {
  // A delivery without sources is as built as it will ever be.
  if (!fs.existsSync(at('vite.config.ts'))) return fs.existsSync(at('dist/server'));
  const built = readText(at('dist/.built'));
  return built !== undefined && built === hashSources();
}

function hashSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(listFiles))
    hash
      .update(`${path}\0`)
      .update(fs.readFileSync(at(path)))
      .update('\0');
  return hash.digest('hex');
}

/** @returns {string[]} sorted, without hidden files, which editors and systems leave about */
function listFiles(/** @type {string} */ path) {
  const found = fs.statSync(at(path), { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found ? [path] : [];
  const names = fs.readdirSync(at(path)).filter((name) => !name.startsWith('.'));
  return names.sort().flatMap((name) => listFiles(`${path}/${name}`));
}

/**
 * Shows one line; npm's output only when it fails.
 * @param {string} doing
 * @param {string[]} args
 * @param {string} lock
 */
async function runNpm(doing, args, lock) {
  const started = Date.now();
  // Not on stdout, which belongs to the command that runs afterwards.
  process.stderr.write(`${doing} … `);
  const { code, output } = await capture(args, lock);
  process.stderr.write(code === 0 ? `${Math.ceil((Date.now() - started) / 1000)} s\n` : 'failed\n');
  if (code !== 0) throw new Error(`npm ${args.join(' ')}:\n${output.trim()}`);
}

/**
 * @param {string[]} args
 * @param {string} lock
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function capture(args, lock) {
  const npm = process.env.npm_execpath;
  const [program, before, shell] = npm?.endsWith('npm-cli.js')
    ? [process.execPath, [npm], false]
    : ['npm', [], process.platform === 'win32'];
  return new Promise((resolve, reject) => {
    // Some other NODE_ENV would build the development variant of the libraries.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(program, [...before, ...args], { cwd: root, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    // Should this process be killed, the next start waits for npm, which goes on.
    fs.appendFileSync(lock, ` ${child.pid}`);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** @param {(lock: string) => Promise<void>} work */
async function workAlone(work) {
  const lock = at('.cache/preparing');
  try {
    fs.mkdirSync(dirname(lock), { recursive: true });
    fs.accessSync(dirname(lock), fs.constants.W_OK);
  } catch (error) {
    throw new Error(`Something has to be installed or built, but ${root} can't be written to (${error.code})`, {
      cause: error,
    });
  }
  for (let hasSaid = false; !takeLock(lock); hasSaid = true) {
    if (!hasSaid) process.stderr.write('Waiting for another start to install or build\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await work(lock);
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function takeLock(/** @type {string} */ lock) {
  try {
    fs.writeFileSync(lock, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAbandoned(lock)) fs.rmSync(lock, { force: true });
  return false;
}

/** The time limit is for process ids that meanwhile belong to something else. */
function isAbandoned(/** @type {string} */ lock) {
  const changed = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - changed > 20 * 60_000) return true;
  const owners = (readText(lock) ?? '').split(' ').map(Number).filter(Boolean);
  return owners.length > 0 && owners.every((pid) => pid === process.pid || !isAlive(pid));
}

function isAlive(/** @type {number} */ pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readText(/** @type {string} */ file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}

/**
 * Throws a sentence when there is no such command.
 * @param {string[]} args
 * @returns {[name: string, args: string[]]}
 */
function chooseProgram(args) {
  const [command] = args;
  if (!command || command.startsWith('-')) return [isConfigured() ? 'main' : 'demo', args];
  const commands = fs.readdirSync(at('dist/server')).flatMap((file) => (/^(.+)\.js$/.exec(file) ?? []).slice(1));
  if (commands.includes(command)) return [command, args.slice(1)];
  throw new Error(`There is no command "${command}". There are: ${commands.sort().join(', ')}`);
}

/** Whoever has set anything that .env.example names wants the real thing. A port is one thing that a demo may have, too. */
function isConfigured() {
  if (process.env.NODE_ENV === 'production') return true;
  const names = [...fs.readFileSync(at('.env.example'), 'utf8').matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm)];
  return names.some(([, name]) => !['PORT', 'NODE_ENV'].includes(name) && process.env[name]);
}

async function start() {
  requireNode();
  let program;
  try {
    await ensureInstalled({ forBuilding: !isBuilt() });
    await ensureBuilt();
    if (fs.existsSync(at('.env'))) process.loadEnvFile(at('.env'));
    const [name, args] = chooseProgram(process.argv.slice(2));
    program = at(`dist/server/${name}.js`);
    process.argv.splice(1, Infinity, program, ...args);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  // Outside of the above, so that what goes wrong in the program shows where.
  await import(pathToFileURL(program).href);
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await start();
