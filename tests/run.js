/**
 * `npm test`: installs, builds and fetches what is missing, runs Vitest, then PHPUnit in two versions of WordPress, and
 * closes with one line: `N passed, N failed, N skipped`.
 *
 *     node tests/run.js                    everything but the benchmarks
 *     node tests/run.js server orders      the tests in one folder, of which the files with that name
 *     node tests/run.js shortcodes         the WordPress plugin
 *     node tests/run.js bench              what it costs; asserts nothing
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensureInstalled, requireNode } from '../server/start.js';
import { ensureTools } from './support/install-tools.js';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const tests = dirname(fileURLToPath(import.meta.url));
const root = dirname(tests);

/** What a folder of tests needs beside npm's packages; one that is not named here needs everything. */
const everything = ['build', 'browser', 'wordpress'];
/** @type {Record<string, string[]>} */
const needs = {
  server: [],
  gateway: [],
  ops: ['build'],
  build: ['build'],
  widget: ['browser'],
  bench: ['build', 'browser'],
};

requireNode();
const scratch = fs.mkdtempSync(join(tmpdir(), 'customer-center-tests-'));
process.once('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
// The terminal tells the children as well.
process.once('SIGINT', () => process.exit(130));
const counts = await runTests(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  return { passed: 0, failed: 1, skipped: 0 };
});
if (!counts.passed && !counts.failed) console.error('No test ran.');
process.exitCode = counts.failed || !counts.passed ? 1 : 0;
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);

/**
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
async function runTests(args) {
  const folders = args.filter((arg) => fs.statSync(join(tests, arg), { throwIfNoEntry: false })?.isDirectory());
  const names = args.filter((arg) => !folders.includes(arg));
  const needed = folders.length ? folders.flatMap((folder) => needs[folder] ?? everything) : everything;
  await ensureInstalled();
  if (needed.includes('build')) await ensureBuilt();
  const tools = await ensureTools({ browser: needed.includes('browser'), wordpress: needed.includes('wordpress') });

  const results = [];
  const projects = folders.filter(hasVitestFiles);
  if (!folders.length || projects.length) results.push(await runVitest(projects, names, tools));
  if (!args.length || folders.includes('shortcodes')) {
    // Imported late because it, too, may use what has just been installed.
    const { installWordPress } = await import('./support/wordpress-site.js');
    const runs = ['6.5', '6.1'].map(async (version) => {
      const { folder } = await installWordPress({ version, folder: join(scratch, version), url: 'http://localhost' });
      return runPhpUnit(version, folder);
    });
    results.push(...(await Promise.all(runs)));
  }
  return results.reduce(add, { passed: 0, failed: 0, skipped: 0 });
}

/** The plugin's folder may hold PHPUnit's tests only. */
function hasVitestFiles(/** @type {string} */ folder) {
  return fs.readdirSync(join(tests, folder), { recursive: true }).some((file) => String(file).endsWith('.ts'));
}

/**
 * @param {string[]} projects all but the benchmarks when there is none
 * @param {string[]} names parts of file names, or further options of Vitest
 * @param {Record<string, string>} tools
 * @returns {Promise<Counts>}
 */
async function runVitest(projects, names, tools) {
  if (!process.env.STRIPE_OBJECTS) {
    console.log("STRIPE_OBJECTS is not set: importing Stripe's published sample objects is left out.");
  }
  const file = join(scratch, 'vitest.json');
  const options = (projects.length ? projects : ['!bench']).map((name) => `--project=${name}`);
  // What the benchmarks print is their result, and not an aside of a test.
  if (projects.includes('bench')) options.push('--disable-console-intercept');
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const { code } = await run(process.execPath, [program, 'run', ...options, ...names], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...tools, CC_TEST_COUNTS: file },
  });
  const counted = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0, skipped: 0 };
  return heed(code, counted, 'Vitest');
}

/**
 * @param {string} version
 * @param {string} folder a WordPress with the plugin
 * @returns {Promise<Counts>}
 */
async function runPhpUnit(version, folder) {
  const report = join(scratch, `phpunit-${version}.xml`);
  const { code, output } = await run(
    'phpunit',
    [
      ...['--bootstrap', join(tests, 'shortcodes/bootstrap.php'), '--do-not-cache-result', '--log-junit', report],
      join(tests, 'shortcodes/phpunit'),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, WP_DIR: folder } },
  );
  process.stdout.write(`\nPHPUnit in WordPress ${version}\n${output}`);
  return heed(
    code,
    fs.existsSync(report) ? readReport(report) : { passed: 0, failed: 0, skipped: 0 },
    `PHPUnit ${version}`,
  );
}

/** The outermost suite of PHPUnit's report has the sums. */
function readReport(/** @type {string} */ file) {
  const [suite = ''] = /<testsuite [^>]*>/.exec(fs.readFileSync(file, 'utf8')) ?? [];
  const read = (/** @type {string} */ name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = read('failures') + read('errors') + read('warnings');
  const skipped = read('skipped');
  return { passed: read('tests') - failed - skipped, failed, skipped };
}

/**
 * A program that fails without a failed test has failed all the same.
 * @param {number} code
 * @param {Counts} counts
 * @param {string} name
 */
function heed(code, counts, name) {
  if (code === 0 || counts.failed) return counts;
  console.error(`${name} ended with ${code}`);
  return { ...counts, failed: 1 };
}

/**
 * @param {Counts} a
 * @param {Counts} b
 */
function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(program, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
