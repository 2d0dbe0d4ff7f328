/**
 * A real WordPress with the plugin, on SQLite, for PHPUnit and for journeys in a browser.
 *
 * WordPress itself is a prepared folder, named by CC_WORDPRESS_65 and CC_WORDPRESS_61 or found in the cache where
 * `install-tools.js` puts it; it is copied, never changed.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const scripts = join(import.meta.dirname, 'wordpress');
const plugin = resolve(import.meta.dirname, '../../shortcodes/customer-center');
// Mail goes nowhere.
const phpOptions = ['-d', 'sendmail_path=/bin/true'];

/** @typedef {'6.5' | '6.1'} WordPressVersion */

/**
 * What the plugin needs to know of the server; left out, the plugin is not configured.
 * @typedef {{ server?: string, site?: string, secret?: string }} PluginSettings
 */

/**
 * Makes a WordPress with the plugin active, pretty permalinks, the administrator admin / password, and the pages
 * `/account/` (the whole center) and `/my-orders/` (one section). Takes about two seconds.
 * @param {{ version: WordPressVersion, url?: string, folder?: string } & PluginSettings} options
 *   `url`: the address it will be reached at; `folder`: where to put it, by default a new temporary folder
 * @returns {Promise<{ folder: string, url: string }>}
 */
export async function installWordPress({ version, url = 'http://localhost', folder, server, site, secret }) {
  const prepared = preparedWordPress(version);
  const target = folder ?? (await mkdtemp(join(tmpdir(), 'customer-center-wordpress-')));
  await mkdir(target, { recursive: true });
  await cp(prepared, target, { recursive: true });
  await cp(join(scripts, 'wp-config.php'), join(target, 'wp-config.php'));
  await symlink(plugin, join(target, 'wp-content/plugins/customer-center'));
  await run('php', [...phpOptions, join(scripts, 'install.php'), target, url]);
  const settings = JSON.stringify({ server: server ?? '', site: site ?? '', secret: secret ?? '' });
  await run('php', [...phpOptions, join(scripts, 'seed.php'), target, settings]);
  return { folder: target, url };
}

/**
 * Installs a WordPress and serves it until `stop()`, which also removes its folder.
 * @param {{ version: WordPressVersion, port?: number, host?: string } & PluginSettings} options
 *   `host`: localhost or a name below it, such as `shop.localhost`
 * @returns {Promise<{ url: string, folder: string, stop: () => Promise<void> }>}
 */
export async function startWordPress({ version, port, host = 'localhost', ...settings }) {
  const listenOn = port ?? (await freePort());
  const { folder, url } = await installWordPress({ version, url: `http://${host}:${listenOn}`, ...settings });
  const php = spawn(
    'php',
    [...phpOptions, '-S', `127.0.0.1:${listenOn}`, '-t', folder, join(scripts, 'router.php')],
    // A page that calls its own site needs a second worker. Workers end with the process group only.
    { detached: true, stdio: 'ignore', env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' } },
  );
  const ended = new Promise((done) => php.once('exit', done).once('error', done));
  const endGroup = () => {
    try {
      if (php.pid) process.kill(-php.pid, 'SIGTERM');
    } catch {
      // Gone already.
    }
  };
  process.once('exit', endGroup);
  const stop = async () => {
    process.removeListener('exit', endGroup);
    endGroup();
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilItAnswers(`http://127.0.0.1:${listenOn}/wp-json/`, php);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, folder, stop };
}

/** @param {WordPressVersion} version */
function preparedWordPress(version) {
  const variable = `CC_WORDPRESS_${version.replace('.', '')}`;
  const folder = process.env[variable] ?? join(homedir(), `.cache/customer-center/wordpress-${version}`);
  if (!existsSync(join(folder, 'wp-load.php'))) {
    throw new Error(`No WordPress ${version} in ${folder}; tests/support/install-tools.js puts it there`);
  }
  return folder;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => done(port));
    });
  });
}

/**
 * @param {string} address
 * @param {import('node:child_process').ChildProcess} process
 */
async function untilItAnswers(address, process) {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline;) {
    if (process.exitCode !== null || process.pid === undefined) throw new Error('php -S ended by itself');
    if (
      await fetch(address).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${address} did not answer within 30 seconds`);
}
