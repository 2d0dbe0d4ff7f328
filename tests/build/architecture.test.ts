/** Who may import whom. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

interface Import {
  to: string;
  isType: boolean;
}

const roots = ['server', 'widget', 'migrations', 'examples'];
const files = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => join(root, path)),
);

const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): Import[] {
  const source = readFileSync(file, 'utf8');
  const found = source.matchAll(/^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gm);
  return [...found].map(([, type, from, lazy]) => {
    const target = from ?? lazy ?? '';
    return { to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target, isType: Boolean(type) };
  });
}

const edges = [...imports].flatMap(([from, list]) => list.map((each) => ({ from, ...each })));
const show = ({ from, to }: { from: string; to: string }) => `${from} -> ${to}`;
const feature = (path: string) => /^server\/features\/([^/]+)\//.exec(path)?.[1];

test('the tree is read', () => {
  expect(files.length).toBeGreaterThan(60);
  expect(edges.length).toBeGreaterThan(200);
});

test('queries by knex live in stores, tasks of the database and migrations', () => {
  const places = /\.store\.ts$|^server\/database\.ts$|^migrations\/|^examples\//;
  expect(edges.filter(({ from, to, isType }) => to === 'knex' && !isType && !places.test(from)).map(show)).toEqual([]);
});

test('only config.ts and the programs that start everything read the environment', () => {
  const places = ['server/config.ts', 'server/main.ts', 'server/commands/site.ts', 'examples/demo.ts'];
  const readers = files.filter((file) => readFileSync(file, 'utf8').includes('process.env'));
  expect(readers.filter((file) => !places.includes(file))).toEqual([]);
});

test('the widget fetches in api.ts only, and knows nothing of the server but types', () => {
  const fetching = files.filter(
    (file) => file.startsWith('widget/') && /(?<![.\w])fetch\(/.test(readFileSync(file, 'utf8')),
  );
  expect(fetching).toEqual(['widget/api.ts']);
  const reaching = edges.filter(
    ({ from, to, isType }) => from.startsWith('widget/') && to.startsWith('server/') && !isType,
  );
  expect(reaching.map(show)).toEqual([]);
});

test('contracts import zod, other contracts and what all share', () => {
  const allowed =
    /^zod$|\.contract\.ts$|^server\/http\/(endpoint|values)\.ts$|^server\/features\/settings\/settings\.ts$/;
  const contracts = edges.filter(({ from, to }) => from.endsWith('.contract.ts') && !allowed.test(to));
  expect(contracts.map(show)).toEqual([]);
});

test('Express is met in http, app.ts, desk.ts, serve.ts and the demo only', () => {
  const places = /^server\/(http\/|app\.ts|desk\.ts|serve\.ts|features\/sign-in\/attempt-cookie\.ts)|^examples\//;
  expect(edges.filter(({ from, to }) => to.startsWith('express') && !places.test(from)).map(show)).toEqual([]);
});

test('the server never imports from the examples, the widget or the tests', () => {
  const out = edges.filter(({ from, to }) => from.startsWith('server/') && /^(examples|widget|tests)\//.test(to));
  expect(out.map(show)).toEqual([]);
});

test('what customers use never imports what admins use', () => {
  const ofAdmins =
    /\.admin\.|^server\/(app|desk|money|admin-contract)\.ts$|^server\/features\/staff\/|^widget\/(admin\/|customer-center-admin)/;
  // A store may know the shape of what its feature answers.
  const isOwnShape = ({ from, to, isType }: (typeof edges)[number]) => isType && feature(from) === feature(to);
  const forAdmins = /\.admin\.|^server\/(desk|admin-contract)\.ts$|^widget\/(admin\/|customer-center-admin)/;
  const out = edges.filter((edge) => forAdmins.test(edge.to) && !ofAdmins.test(edge.from) && !isOwnShape(edge));
  expect(out.map(show)).toEqual([]);
});

describe('no cycles', () => {
  test('between files, types aside', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const { to, isType } of imports.get(file) ?? []) if (!isType && imports.has(to)) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(cycles).toEqual([]);
  });
});

test('a feature is a folder with a word of the product, and files named after it', () => {
  const words =
    'access addresses boot courses credit-memos customers docs emails grants invoices operations orders overview pages pay-links payment-methods payments phones preview profile programs provider security settings sign-in sites staff subscriptions'.split(
      ' ',
    );
  const found = [...new Set(files.map(feature).filter(Boolean))].sort();
  expect(found).toEqual(words);
});
