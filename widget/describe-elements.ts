/**
 * Build step: says, for editors and for vendors' own builds, what the public elements take and tell. Everything comes from
 * their class comments; what these do not name is nobody's business and is left out.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** An attribute, event, slot, part or property of CSS in a custom-elements manifest. */
export interface Described {
  name: string;
  description?: string;
  type?: { text: string };
  /** Of attributes: the property it sets. */
  fieldName?: string;
  inheritedFrom?: unknown;
}

const kinds = ['attributes', 'events', 'slots', 'cssParts', 'cssProperties'] as const;

/** A public element in a custom-elements manifest. */
export interface DescribedElement extends Record<(typeof kinds)[number], Described[]> {
  name: string;
  tagName: string;
  description: string;
  members: unknown[];
  superclass?: unknown;
}

/** A custom-elements manifest, of which this is the part that the project reads. */
export interface Manifest {
  modules: { path: string; declarations: DescribedElement[]; exports: unknown[] }[];
}

interface Source {
  file: string;
  text: string;
}

/** Writes `custom-elements.json` and `customer-center.d.ts` beside the scripts that pages name. */
export function describeElements(): Plugin {
  return {
    name: 'describe-elements',
    async generateBundle() {
      const entries = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
      const manifest = await describe(entries.sort(byScript));
      const elements = manifest.modules.flatMap(({ declarations }) => declarations);
      const json = `${JSON.stringify(manifest, null, 2)}\n`;
      this.emitFile({ type: 'asset', fileName: 'custom-elements.json', source: json });
      this.emitFile({ type: 'asset', fileName: 'customer-center.d.ts', source: typesOf(elements) });
    },
  };
}

const scriptOf = (file: string): string => `${basename(file, '.ts')}.js`;
const byScript = (one: string, other: string): number => (basename(one, '.ts') < basename(other, '.ts') ? -1 : 1);

async function describe(files: string[]): Promise<Manifest> {
  // Loaded late: it brings a TypeScript of its own, which nobody needs but this.
  const { create, ts } = await import('@custom-elements-manifest/analyzer');
  const { litPlugin } = await import('@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js');
  const sources = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }));
  const modules = sources.map(({ file, text }) =>
    ts.createSourceFile(basename(file), text, ts.ScriptTarget.Latest, true),
  );
  const manifest = create({ modules, plugins: litPlugin() }) as Manifest;
  manifest.modules.forEach((module, index) => {
    module.path = scriptOf(files[index] as string);
    module.declarations = module.declarations.filter(({ tagName }) => tagName);
    for (const element of module.declarations) keepPublic(element, sources[index]?.text ?? '', sources);
    // The scripts keep their classes to themselves.
    module.exports = module.declarations.map(({ name, tagName }) => ({
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name, module: module.path },
    }));
  });
  return manifest;
}

/** What the class comment names; of a kind that it is silent about, what it inherits. */
function keepPublic(element: DescribedElement, text: string, sources: Source[]): void {
  const documented = [...text.matchAll(/^ \* @attr (?:\{.*?\} )?([\w-]+)/gm)].map(([, name]) => name);
  for (const kind of kinds) {
    const all = (element[kind] ?? []).flatMap((each) => (/slots|Parts/.test(kind) ? withNamesBeside(each) : each));
    const own = all.filter(({ name, inheritedFrom }) =>
      kind === 'attributes' ? documented.includes(name) : !inheritedFrom,
    );
    element[kind] = (own.length ? own : all).map(({ inheritedFrom: _, ...described }) => described);
  }
  for (const event of element.events) event.type = { text: eventType(event) };
  for (const attribute of element.attributes) attribute.type = { text: writtenOut(attribute.type?.text, sources) };
  element.members = element.attributes.flatMap(({ name, fieldName, type, description }) =>
    fieldName && type
      ? { kind: 'field', name: fieldName, attribute: name, type, ...(description && { description }) }
      : [],
  );
  delete element.superclass;
}

/** A comment may name several in one breath: "Also `row`, `pill`". A name that ends in a dash is only a beginning. */
function withNamesBeside(described: Described): Described[] {
  const [, list = ''] = /\balso (.*)/is.exec(described.description ?? '') ?? [];
  const names = [...list.matchAll(/`([\w-]*\w)`/g)].map(([, name]) => name as string);
  const { description, ...rest } = described;
  if (!names.length) return [described];
  const first = description?.replace(/[;,]? ?\balso .*/is, '');
  return [{ ...rest, ...(first && { description: first }) }, ...names.map((name) => ({ ...rest, name }))];
}

/** A type that an element imports, so that nothing has to be imported with the description. */
function writtenOut(type = 'string', sources: Source[]): string {
  for (const { file, text } of sources) {
    const [, from] = new RegExp(`import [^;]*\\b${type}\\b[^;]* from '(\\.[^']+)'`).exec(text) ?? [];
    const origin = from ? readFileSync(join(dirname(file), from), 'utf8') : '';
    const [, written] = new RegExp(`export type ${type} =([^;]+);`).exec(origin) ?? [];
    if (written) return written.trim();
  }
  return type;
}

/** `detail.url` in an event's description is a text that it carries, unless the comment gives the type itself. */
function eventType({ type, description = '' }: Described): string {
  if (type && type.text !== 'CustomEvent') return type.text;
  const details = [...description.matchAll(/`detail\.(\w+)`/g)].map(([, name]) => `readonly ${name}: string`);
  return `CustomEvent<${details.length ? `{ ${details.join('; ')} }` : 'null'}>`;
}

function typesOf(elements: DescribedElement[]): string {
  const events = new Map(elements.flatMap(({ events }) => events.map((event) => [event.name, event])));
  return `${comment('What the elements tell; every event also reaches the document.')}
export interface CustomerCenterEventMap {
${[...events.values()].map(({ name, type, description }) => `${comment(description, '  ')}\n  '${name}': ${type?.text};`).join('\n')}
}
${elements.map(interfaceOf).join('')}
declare global {
  interface GlobalEventHandlersEventMap extends CustomerCenterEventMap {}

  interface HTMLElementTagNameMap {
${elements.map(({ tagName, name }) => `    '${tagName}': ${name};`).join('\n')}
  }
}
`;
}

const interfaceOf = ({ name, description, attributes }: DescribedElement): string => `
${comment(description)}
export interface ${name} extends HTMLElement {
${attributes.map((each) => `${comment(each.description, '  ')}\n  ${each.fieldName}: ${each.type?.text};`).join('\n')}
}
`;

const comment = (text = '', indent = ''): string => `${indent}/** ${text.replaceAll('*/', '* /')} */`;
