/**
 * What the tests need beside npm's packages: a browser, PHP with PHPUnit, and two versions of a real WordPress. Takes
 * what is there, installs the rest: from Debian when it may, otherwise from npm, both into ~/.cache/customer-center.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';

const cache = join(homedir(), '.cache/customer-center');
const isRoot = process.getuid?.() === 0;

/** Pinned, for what is unpacked here is run. */
const packages = {
  chromium: {
    name: '@sparticuz/chromium@143.0.4',
    sha512: '/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==',
  },
  // WordPress 6.2 to 6.5, and a plugin that makes WordPress keep its data in SQLite.
  wordpress: {
    name: '@wp-playground/wordpress-builds@0.9.19',
    sha512: 'dlqvh/MJDpE5W68vgPPKUjpip6zMuBh59L3D18ZX+pdwurC4q4ydrTww/3sTMV69BBcoH6kF93YtAtujNC5Mpw==',
  },
};

/**
 * @typedef {{ browser?: boolean, wordpress?: boolean }} Needs `wordpress` includes PHP and PHPUnit
 * @typedef {{ CC_CHROMIUM?: string, CC_WORDPRESS_65?: string, CC_WORDPRESS_61?: string }} Tools
 */

/**
 * Rejects with a sentence that says what to install when it can't do so itself.
 * @param {Needs} [needs]
 * @returns {Promise<Tools>} the environment by which the tests find them
 */
export async function ensureTools({ browser = true, wordpress = true } = {}) {
  const versions = wordpress ? ['6.5', '6.1'] : [];
  const missing = versions.filter((version) => !isWordPress(wordPressFolder(version)));
  const draft = join(cache, `new-${process.pid}`);
  fs.mkdirSync(draft, { recursive: true });
  try {
    // While apt installs what the machine lacks, npm fetches what WordPress is made from.
    const [builds] = await Promise.all([
      missing.length ? fetchPackage(packages.wordpress, draft) : '',
      installPrograms({ browser, wordpress }, draft),
    ]);
    const prepare = () =>
      Promise.all(missing.map((version) => prepareWordPress(version, builds, join(draft, version))));
    if (missing.length) await report(`Unpacking WordPress ${missing.join(' and ')}`, prepare);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  const folders = versions.map((version) => [wordPressVariable(version), wordPressFolder(version)]);
  const chromium = browser ? findChromium() : undefined;
  return { ...(chromium && { CC_CHROMIUM: chromium }), ...Object.fromEntries(folders) };
}

/** The browser that CC_CHROMIUM names, or an installed one, or the one in our cache. */
export function findChromium() {
  if (process.env.CC_CHROMIUM) return process.env.CC_CHROMIUM;
  const names = ['chromium', 'google-chrome', 'google-chrome-stable'];
  const installed = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const ofMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  // Asked for its version because some systems have a program of that name that only tells how to install the browser.
  return [...installed, ofMac, join(cache, 'chromium/chrome')].find((file) => fs.existsSync(file) && works(file));
}

/**
 * @param {Required<Needs>} needs
 * @param {string} draft
 */
async function installPrograms({ browser, wordpress }, draft) {
  const programs = wordpress ? missingPrograms() : [];
  if (programs.length && canUseApt()) {
    await report(`Installing ${programs.join(', ')}`, () => installFromDebian(programs));
  }
  const stillMissing = programs.length ? missingPrograms() : [];
  if (stillMissing.length) throw new Error(`The tests need ${stillMissing.join(', ')} (Debian's names): install them`);
  if (!browser || findChromium()) return;
  if (canUseApt()) {
    // Not every system with apt has one; there is another source.
    const chromium = ['chromium', 'fonts-liberation'];
    await report('Installing Chromium', () => installFromDebian(chromium).catch(() => undefined));
    if (findChromium()) return;
  }
  if (process.platform === 'linux' && process.arch === 'x64') {
    await report('Downloading Chromium', () => prepareChromium(join(draft, 'chromium')));
  }
  if (!findChromium()) throw new Error('The tests need Chromium or Chrome: install one, or name it in CC_CHROMIUM');
}

function missingPrograms() {
  const extensions = ['pdo_sqlite', 'curl', 'dom', 'mbstring'];
  const question = `exit(array_diff(${JSON.stringify(extensions)}, get_loaded_extensions()) ? 1 : 0);`;
  const hasPhp = works('php', ['-r', question]);
  return [
    ...(hasPhp ? [] : ['php-cli', 'php-sqlite3', 'php-curl', 'php-xml', 'php-mbstring']),
    ...(works('phpunit') ? [] : ['phpunit']),
    ...(works('unzip', ['-v']) ? [] : ['unzip']),
  ];
}

function canUseApt() {
  return isRoot && works('apt-get');
}

/** @param {string[]} names */
async function installFromDebian(names) {
  await withFreshLists(() => apt(['install', '--yes', '--no-install-recommends', ...names]));
}

/**
 * The lists of packages can be absent or out of date, or a server busy: reads them again and tries once more.
 * @param {() => Promise<void>} work
 */
async function withFreshLists(work) {
  try {
    await work();
  } catch {
    if (isRoot) await apt(['update']).catch(() => apt(['update']));
    await work();
  }
}

/**
 * @param {string[]} args
 * @param {string} [folder] where `download` puts its files
 */
async function apt(args, folder) {
  // Waits for another apt; downloads as the caller, for apt's own user may not write into the caller's folders.
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'APT::Sandbox::User=root'];
  await run('apt-get', [...options, ...args], folder);
}

/**
 * Resolves to the folder of the unpacked package.
 * @param {{ name: string, sha512: string }} package_
 * @param {string} folder
 */
async function fetchPackage({ name, sha512 }, folder) {
  const target = fs.mkdtempSync(join(folder, 'package-'));
  await run('npm', ['pack', '--silent', name], target);
  const archive = join(target, /** @type {string} */ (fs.readdirSync(target)[0]));
  const found = createHash('sha512').update(fs.readFileSync(archive)).digest('base64');
  if (found !== sha512) throw new Error(`${name} is not the package it was: sha512 ${found}`);
  await run('tar', ['xzf', archive], target);
  fs.rmSync(archive);
  return join(target, 'package');
}

/**
 * The package carries the browser, the libraries that a bare system lacks and a font, each compressed. A script stands
 * for the browser and says where they are.
 * @param {string} draft
 */
async function prepareChromium(draft) {
  fs.mkdirSync(draft);
  const source = join(await fetchPackage(packages.chromium, draft), 'bin');
  const unpack = (/** @type {string} */ name, /** @type {string} */ to) =>
    fs.writeFileSync(to, brotliDecompressSync(fs.readFileSync(join(source, name))), { mode: 0o755 });
  unpack('chromium.br', join(draft, 'chromium'));
  for (const name of ['al2023', 'swiftshader', 'fonts']) {
    unpack(`${name}.tar.br`, join(draft, 'archive.tar'));
    await run('tar', ['xf', 'archive.tar'], draft);
  }
  const home = join(cache, 'chromium');
  fs.writeFileSync(join(draft, 'fonts.conf'), `<fontconfig><dir>${home}/fonts</dir></fontconfig>\n`);
  const script = [
    '#!/bin/sh',
    `[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE='${home}/fonts.conf'`,
    `LD_LIBRARY_PATH='${home}/lib' exec '${home}/chromium' "$@"`,
  ];
  fs.writeFileSync(join(draft, 'chrome'), `${script.join('\n')}\n`, { mode: 0o755 });
  fs.rmSync(join(draft, 'archive.tar'));
  fs.rmSync(join(source, '../..'), { recursive: true });
  moveInto(draft, home);
}

/**
 * Makes a folder that only needs a wp-config.php to run.
 * @param {string} version
 * @param {string} builds the unpacked package
 * @param {string} draft
 */
async function prepareWordPress(version, builds, draft) {
  fs.mkdirSync(draft);
  await (version === '6.1' ? unpackFromDebian(draft) : unpackFromBuilds(version, builds, draft));
  const content = join(draft, 'wp-content');
  const plugin = join(content, 'plugins/sqlite-database-integration');
  await run('unzip', ['-q', join(builds, 'src/sqlite-database-integration/sqlite-database-integration.zip')], draft);
  fs.mkdirSync(join(content, 'plugins'), { recursive: true });
  fs.renameSync(join(draft, 'sqlite-database-integration-main'), plugin);
  const template = fs.readFileSync(join(plugin, 'db.copy'), 'utf8');
  fs.writeFileSync(
    join(content, 'db.php'),
    template.replaceAll('{SQLITE_PLUGIN}', 'sqlite-database-integration/load.php'),
  );
  const [, found] =
    /\$wp_version = '([^']+)'/.exec(fs.readFileSync(join(draft, 'wp-includes/version.php'), 'utf8')) ?? [];
  if (!`${found}.`.startsWith(`${version}.`)) {
    const variable = wordPressVariable(version);
    throw new Error(`The tests need WordPress ${version}; Debian has ${found} here: name a folder in ${variable}`);
  }
  moveInto(draft, join(cache, `wordpress-${version}`));
}

/**
 * The package keeps a WordPress in two halves: what a browser asks for, and the zipped rest.
 * @param {string} version
 * @param {string} builds
 * @param {string} draft
 */
async function unpackFromBuilds(version, builds, draft) {
  await run('cp', ['-r', `${builds}/public/wp-${version}/.`, draft]);
  await run('unzip', ['-qo', join(builds, `src/wordpress/wp-${version}.zip`), '-d', draft]);
  fs.rmSync(join(draft, 'wp-content/database'), { recursive: true, force: true });
}

/**
 * Debian keeps the theme and some libraries in packages of their own, tied together by links.
 * @param {string} draft
 */
async function unpackFromDebian(draft) {
  const names = ['wordpress', 'wordpress-theme-twentytwentythree', 'php-getid3', 'libjs-underscore', 'libjs-cropper'];
  const folder = join(draft, 'debian');
  const all = join(folder, 'all');
  fs.mkdirSync(folder);
  await withFreshLists(() => apt(['download', ...names], folder)).catch((error) => {
    throw new Error(`The tests need WordPress 6.1: name a folder in CC_WORDPRESS_61. ${error.message}`);
  });
  for (const file of fs.readdirSync(folder)) await run('dpkg-deb', ['-x', join(folder, file), all]);
  const source = join(all, 'usr/share/wordpress');
  // Links into a configuration that is not there.
  for (const name of ['.htaccess', 'wp-config.php']) fs.rmSync(join(source, name), { force: true });
  await run('cp', ['-rL', `${source}/.`, draft]);
  fs.rmSync(folder, { recursive: true });
}

/** @param {string} version */
function wordPressVariable(version) {
  return `CC_WORDPRESS_${version.replace('.', '')}`;
}

/** @param {string} version */
function wordPressFolder(version) {
  return process.env[wordPressVariable(version)] ?? join(cache, `wordpress-${version}`);
}

/** @param {string} folder */
function isWordPress(folder) {
  return fs.existsSync(join(folder, 'wp-load.php'));
}

/**
 * Whole or not at all; another run may have been faster.
 * @param {string} draft
 * @param {string} target
 */
function moveInto(draft, target) {
  try {
    fs.renameSync(draft, target);
  } catch (error) {
    if (!fs.existsSync(target)) throw error;
  }
}

/**
 * @param {string} program
 * @param {string[]} [args]
 */
function works(program, args = ['--version']) {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

/**
 * Rejects with what the program said.
 * @param {string} program
 * @param {string[]} args
 * @param {string} [folder]
 */
async function run(program, args, folder) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await promisify(execFile)(program, args, { ...(folder && { cwd: folder }), env, maxBuffer: 1e8 });
}

/**
 * @param {string} doing
 * @param {() => Promise<unknown>} work
 */
async function report(doing, work) {
  const started = Date.now();
  process.stderr.write(`${doing} …\n`);
  await work();
  process.stderr.write(`${doing}: ${Math.ceil((Date.now() - started) / 1000)} s\n`);
}
