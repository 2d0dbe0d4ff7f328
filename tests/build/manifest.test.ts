/** What the build says about the public elements, to people in the README, to editors and to TypeScript. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DescribedElement, Manifest } from '../../widget/describe-elements.ts';

const folder = mkdtempSync(join(tmpdir(), 'customer-center-manifest-'));
const [, chapter = ''] = /### The element\n(.*?)\n### /s.exec(readFileSync('README.md', 'utf8')) ?? [];
let center: DescribedElement;
let headerButton: DescribedElement;

beforeAll(async () => {
  await build({ logLevel: 'silent', build: { outDir: join(folder, 'embed') } });
  const manifest = JSON.parse(readFileSync(join(folder, 'embed/custom-elements.json'), 'utf8')) as Manifest;
  const elements = manifest.modules.flatMap(({ declarations }) => declarations);
  expect(elements.map(({ tagName }) => tagName)).toEqual([
    'customer-center',
    'customer-center-button',
    'customer-center-gate',
  ]);
  [center, headerButton] = elements as [DescribedElement, DescribedElement];
});
afterAll(() => rmSync(folder, { recursive: true }));

const namesOf = (described: { name: string }[]): string[] => described.map(({ name }) => name).sort();
const quotedIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name as string);
/** The names in backticks in a part of the chapter, each once. */
const listed = (part: RegExp, names = /^[\w-]+$/): string[] => {
  const [, text] = part.exec(chapter) ?? [];
  if (text === undefined) throw new Error(`the README has nothing like ${part.source}`);
  return [...new Set(quotedIn(text).filter((name) => names.test(name)))].sort();
};

test('the README and the manifest name the same attributes', () => {
  const rows = [...chapter.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name);
  expect(rows.sort()).toEqual(namesOf(center.attributes));
  expect(listed(/Its attributes\s+are (.*?);/s)).toEqual(namesOf(headerButton.attributes));
});

test('the README and the manifest name the same events, slots, parts and properties', () => {
  expect(listed(/Events: (.*?)Slots/s, /^customer-center-/)).toEqual(namesOf(center.events));
  expect(listed(/Slots: (.*?)\n\n/s)).toEqual(namesOf(center.slots));
  expect(listed(/::part\([\w-]+\)`: (.*?)\.\n/s)).toEqual(namesOf(center.cssParts));
  expect(listed(/its parts (.*?)\./s)).toEqual(namesOf(headerButton.cssParts));
  expect(listed(/Colours and corners(.*?)For anything else/s, /^--/)).toEqual(namesOf(center.cssProperties));
});

test('every part that is described exists', () => {
  const sources = readdirSync('widget', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const written = sources.flatMap((file) =>
    [...readFileSync(join('widget', file), 'utf8').matchAll(/\bpart=(?:"([^"]*)"|\$\{(.*?)\}[\s>])/g)].map(
      ([, plain, choice]) => plain ?? choice ?? '',
    ),
  );
  // `button-${kind}` stands for whatever can follow.
  const isWritten = (name: string) =>
    written.some((parts) => parts.split(/[^\w${}-]+/).some((part) => name === part || fits(name, part)));
  expect([...center.cssParts, ...headerButton.cssParts].filter(({ name }) => !isWritten(name))).toEqual([]);
});

const fits = (name: string, part: string): boolean =>
  part.includes('-${') && name.startsWith(part.slice(0, part.indexOf('${')));

test('the types need nothing else, and say what attributes and events are', () => {
  const types = readFileSync(join(folder, 'embed/customer-center.d.ts'), 'utf8');
  expect(types).not.toMatch(/\bimport\b|: any\b/);
  const good = `
    import type { CustomerCenter } from './embed/customer-center.d.ts';
    const center: CustomerCenter = document.createElement('customer-center');
    center.site = 'my-school';
    center.theme = 'dark';
    center.returnTo = '/lesson';
    center.addEventListener('customer-center-landing', (event) => event.detail.url.startsWith('https:'));
    document.addEventListener('customer-center-landing', ({ detail }) => detail.url.length);
    document.querySelector('customer-center-button')?.addEventListener('customer-center-signed-out', () => undefined);`;
  expect(complaintsAbout(good)).toEqual([]);
  expect(complaintsAbout(good.replace("'dark'", "'darkish'"))).toHaveLength(1);
  expect(complaintsAbout(good.replace('detail.url.length', 'detail.address'))).toHaveLength(1);
});

function complaintsAbout(source: string): string[] {
  const file = join(folder, 'page.ts');
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
