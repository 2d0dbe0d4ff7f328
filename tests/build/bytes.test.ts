/**
 * What a page loads, in bytes as they travel: each script after brotli at its strongest. Counted on a fresh build, so
 * that it is exact whatever stands in `dist`.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sectionNames } from '../../server/features/boot/boot.contract.ts';

const limits = { signedOut: 12_000, firstView: 20_000, section: 4_000, everything: 60_000, language: 14_000 };
/** What another language adds to the signed-out load: its texts up to the sign-in. */
const signedOutLanguage = 4_000;

const folder = mkdtempSync(join(tmpdir(), 'customer-center-build-'));
const [first, second] = [join(folder, 'first'), join(folder, 'second')];
let chunks: Rolldown.OutputChunk[];

beforeAll(async () => {
  // What Vitest sets would give the libraries' development variants.
  vi.stubEnv('NODE_ENV', 'production');
  chunks = await buildInto(first);
  await buildInto(second);
});

afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a page loads', () => {
  test(`${limits.signedOut} bytes or less until somebody can sign in`, () => {
    expect(bytesOf(signedOut())).toBeLessThanOrEqual(limits.signedOut);
  });

  test(`${limits.firstView} bytes or less until a customer sees the overview`, () => {
    expect(bytesOf(firstView())).toBeLessThanOrEqual(limits.firstView);
  });

  test.each(sectionNames)(`${limits.section} bytes or less when %s is opened`, (name) => {
    const before = firstView();
    const opened = withImports(fileOf(`widget/sections/${name}.ts`)).filter((file) => !before.includes(file));
    expect(bytesOf(opened)).toBeLessThanOrEqual(limits.section);
  });

  test(`${limits.everything} bytes or less for all there is for customers, in one language`, () => {
    expect(bytesOf(everything())).toBeLessThanOrEqual(limits.everything);
  });

  test(`${limits.language} bytes or less for a further language, ${signedOutLanguage} of them until somebody can sign in`, () => {
    const [untilSignIn, rest] = ['translations', 'de'].map((name) => fileOf(`widget/locales/${name}.ts`));
    const before = everything();
    const added = (...files: string[]) => withImports(...files).filter((file) => !before.includes(file));
    expect(bytesOf(added(untilSignIn!))).toBeLessThanOrEqual(signedOutLanguage);
    expect(bytesOf(added(untilSignIn!, rest!))).toBeLessThanOrEqual(limits.language);
    expect(signedOut()).not.toContain(untilSignIn);
  });
});

test('E2: nothing a page loads writes markup or runs text, but Lit, which makes templates under its own policy', () => {
  const forbidden =
    /\beval\(|\bnew Function\b|\b(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment/g;
  const found = chunks.flatMap(({ code }) => [...code.matchAll(forbidden)].map(([text]) => text));
  expect(found).toEqual(['innerHTML']);
  expect(
    chunks.flatMap(({ moduleIds }) => moduleIds.filter((id) => /unsafe-(?:html|svg|mathml)|style-map/.test(id))),
  ).toEqual([]);
});

test('no library of the server comes along', () => {
  const libraries = chunks.flatMap(({ moduleIds }) =>
    moduleIds.map((id) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]),
  );
  const known = ['lit', 'lit-html', 'lit-element', '@lit/reactive-element', '@lit/localize', undefined];
  expect(libraries.filter((name) => !known.includes(name))).toEqual([]);
});

test('each script stands there compressed as well', () => {
  for (const { fileName } of chunks) {
    const script = read(fileName);
    expect(brotliDecompressSync(read(`${fileName}.br`)).equals(script), fileName).toBe(true);
    expect(gunzipSync(read(`${fileName}.gz`)).equals(script), fileName).toBe(true);
  }
});

test('building twice gives the same files', () => {
  expect(hashesIn(second)).toEqual(hashesIn(first));
});

async function buildInto(outDir: string): Promise<Rolldown.OutputChunk[]> {
  const result = await build({ logLevel: 'silent', build: { outDir } });
  if (!('output' in result)) throw new Error('one build was expected');
  return result.output.filter((file) => file.type === 'chunk');
}

/** What pages name. */
const entry = 'customer-center.js';
const signedOut = () => withImports(entry, fileOf('widget/sign-in.ts'));
const firstView = () => withImports(entry, fileOf('widget/frame.ts'), fileOf('widget/sections/overview.ts'));
/** English visitors load no texts: they stand in the code. */
const everything = () =>
  reachable(signedOut(), ({ imports, dynamicImports }) => [...imports, ...dynamicImports].filter(isCode));
const isCode = (file: string) => file !== fileOf('widget/locales/translations.ts');

const withImports = (...files: string[]) => reachable(files, ({ imports }) => imports);

/** The script a source has become part of. */
function fileOf(source: string): string {
  const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(`/${source}`)));
  if (!chunk) throw new Error(`${source} is in no script`);
  return chunk.fileName;
}

function reachable(files: string[], next: (chunk: Rolldown.OutputChunk) => string[]): string[] {
  const found = new Set(files);
  for (const file of found) {
    const chunk = chunks.find(({ fileName }) => fileName === file);
    // The bundler's runtime is named and not written.
    const files = chunk ? next(chunk) : [];
    for (const more of files.filter((name) => chunks.some(({ fileName }) => fileName === name))) found.add(more);
  }
  return [...found];
}

const read = (file: string): Buffer => readFileSync(join(first, file));
const bytesOf = (files: string[]): number => files.reduce((sum, file) => sum + read(`${file}.br`).length, 0);

function hashesIn(outDir: string): Record<string, string> {
  const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hashes = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(outDir.length), createHash('sha256').update(readFileSync(path)).digest('hex')] as const;
  });
  return Object.fromEntries(hashes);
}
