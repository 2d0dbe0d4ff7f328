/** Build step: private members get short names. Brotli packs what repeats, but a name still has to be sent once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const privateMember = /\bprivate (?:(?:static|override|readonly|async|get|set) )*([a-z]\w{3,})/g;

interface Node {
  type?: string;
  [key: string]: unknown;
}
interface Name extends Node {
  name: string;
  start: number;
  end: number;
}
interface Edit {
  start: number;
  end: number;
  text: string;
}

const isOfStaff = (file: string): boolean => /^(?:admin|customer-center-admin\b)/.test(file);
const isRare = (file: string): boolean => /-gate\.ts$|^card-|^pay-|^sections\/(?!overview)|^sign-in\//.test(file);

/** The private members of each file, and a short name for each: the same everywhere, so that builds are repeatable. */
function readNames(folder: string) {
  const ofFile = new Map<string, Set<string>>();
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    // The pages of the staff are built apart, and their names stay.
    .filter((file) => file.endsWith('.ts') && !isOfStaff(file))
    .sort()
    // The shortest are for what every customer loads.
    .sort((one, other) => Number(isRare(one)) - Number(isRare(other)));
  for (const file of files) {
    const found = [...readFileSync(join(folder, file), 'utf8').matchAll(privateMember)].map(
      ([, name]) => name as string,
    );
    ofFile.set(join(folder, file), new Set(found));
  }
  const all = [...new Set([...ofFile.values()].flatMap((names) => [...names]))];
  return { ofFile, short: new Map(all.map((name, at) => [name, `_${at.toString(36)}`])) };
}

const isThis = (node: unknown): boolean => (node as Node | null)?.type === 'ThisExpression';

/** Where a private member is named: `this.name`, its definition, `const { name } = this`, and the decorator's string. */
function editsIn(node: unknown, shorten: (name: unknown) => string | undefined, edits: Edit[] = []): Edit[] {
  if (!node || typeof node !== 'object') return edits;
  const { type } = node as Node;
  const rename = (at: unknown, write = (short: string) => short) => {
    const { name, value, start, end } = at as Name & { value?: unknown };
    const short = shorten(name ?? value);
    if (short) edits.push({ start, end, text: write(short) });
  };
  const each = node as Record<string, Node & { [key: string]: Node[] & Node }>;
  if (type === 'MemberExpression' && !each['computed'] && isThis(each['object'])) rename(each['property']);
  if ((type === 'PropertyDefinition' || type === 'MethodDefinition') && !each['computed']) rename(each['key']);
  if (type === 'VariableDeclarator' && isThis(each['init']) && each['id']?.type === 'ObjectPattern') {
    for (const property of each['id']['properties'] as unknown as Record<string, Name>[]) {
      const { key } = property;
      if (property['shorthand']) rename(key, (short) => `${short}: ${key!.name}`);
      else rename(key);
    }
  }
  if (type === 'CallExpression') {
    const [, target, name] = each['arguments'] as unknown as (Node | undefined)[];
    const isPrototype = (target?.['property'] as Name | undefined)?.name === 'prototype';
    if (isPrototype && name?.type === 'Literal') rename(name, (short) => JSON.stringify(short));
  }
  for (const child of Object.values(node)) editsIn(child, shorten, edits);
  return edits;
}

export function shortNames(folder: string): Plugin {
  const { ofFile, short } = readNames(folder);
  return {
    name: 'short-names',
    enforce: 'post',
    transform(code, id) {
      const names = ofFile.get(id);
      if (!names?.size) return undefined;
      const shorten = (name: unknown) => (typeof name === 'string' && names.has(name) ? short.get(name) : undefined);
      const inText = [...names].find((name) => new RegExp(`has\\(['"\`]${name}['"\`]`).test(code));
      if (inText) this.error(`${inText} is private but named in a text, where it would keep its long name`);
      const edits = editsIn(this.parse(code), shorten).sort((one, other) => other.start - one.start);
      let text = code;
      for (const { start, end, text: put } of edits) text = text.slice(0, start) + put + text.slice(end);
      return { code: text, map: null };
    },
  };
}
