/** Build steps that keep what pages load small. Used by the build only. */
import { minify } from 'terser';
import type { Plugin } from 'vite';
import { join } from 'node:path';
import { shortNames } from './short-names.ts';

/** Vite's loader adds preloads and CSS to dynamic imports; the center has neither, so a plain `import()` does. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : undefined),
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === 'chunk')
          chunk.code = chunk.code.replace(
            /[\w$]+\(\(\)=>((?:import\(`[^`]+`\)|Promise\.resolve\(\))(?:\.then\((?:\w+|\(\))=>\w+(?:\.\w+(?:\([\w.,]*\))?)?(?:,[\w$]+)?\))?),(?:\[\]|void 0)\)/g,
            '$1',
          );
      }
    },
  },
};

interface TemplateNode {
  type?: string;
  callee?: { name?: string };
  tag?: { name?: string };
  quasi?: { quasis: { start: number; end: number }[] };
}

function templatesIn(node: unknown, found: TemplateNode[] = []): TemplateNode[] {
  if (!node || typeof node !== 'object') return found;
  const { type, tag, callee } = node as TemplateNode;
  // The text of a message is what its translations are found by.
  if (type === 'CallExpression' && callee?.name === 'msg') return found;
  if (type === 'TaggedTemplateExpression' && /^(html|css)$/.test(tag?.name ?? '')) found.push(node);
  for (const child of Object.values(node)) templatesIn(child, found);
  return found;
}

const squeezeHtml = (text: string) =>
  text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/> </g, '> <')
    .replace(/ (\/?>)/g, '$1')
    // In a tag only, where no quotes are needed.
    .replace(/<[a-z][^<>]*>?/g, (tag) => tag.replace(/="([\w-]+)"(?=[\s>])/g, '=$1'));
const squeezeCss = (text: string) =>
  text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/([:, (])0\./g, '$1.')
    .trim();

/** Only properties are decorated, so calling the decorators is all there is to it. */
const plainDecorators: Plugin = {
  name: 'plain-decorators',
  transform: (_, id) =>
    id.endsWith('/helpers/esm/decorate.js')
      ? 'export default (decorators, target, name) => decorators.forEach((decorate) => decorate(target, name));'
      : undefined,
  // The descriptor, which a property has none of.
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/(\.prototype,[`"]\w+[`"]),void 0\)/g, '$1)');
    },
  },
};

const idLength = 6;
/**
 * Ids of texts are 64-bit hashes. For telling a few hundred texts apart their first digits do, and packed texts grow by
 * half with ids that long. Fails when two are the same.
 */
const shortIds: Plugin = {
  name: 'short-ids',
  transform(code, id) {
    if (id.endsWith('/@lit/localize/internal/id-generation.js')) {
      const short = `\nexport const generateMsgId = (...text) => wholeId(...text).slice(0, ${idLength});`;
      return code.replace('export function generateMsgId', 'function wholeId') + short;
    }
    if (!/\/widget\/locales\/.*\bde\.ts$/.test(id)) return undefined;
    return { code: code.replace(/(["'])([hs][0-9a-f]{16})\1(?=:)/g, (_, quote, long) => shorten(long)), map: null };
  },
};
const idsByShort = new Map<string, string>();
function shorten(long: string): string {
  const short = long.slice(0, idLength);
  const other = idsByShort.get(short) ?? long;
  if (other !== long) throw new Error(`the texts ${other} and ${long} need longer ids`);
  idsByShort.set(short, long);
  return short;
}

/** What Lit's localization sets up when it loads is not needed by itself: `translations.ts` calls it. */
const pureLocalize: Plugin = {
  name: 'pure-localize',
  transform: (_, id) => (id.includes('/@lit/localize/') ? { moduleSideEffects: false } : undefined),
};

/**
 * What a dynamic import gives, where several modules share a script: an object with getters says the same in fewer bytes
 * than the bundler's runtime, which would be a script of its own.
 */
const plainNamespaces: Plugin = {
  name: 'plain-namespaces',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const [line, local] = /import\{\w+ as (\w+)\}from["`][^"`]*rolldown-runtime[^"`]*["`];/.exec(chunk.code) ?? [];
        if (!line) continue;
        const call = new RegExp(`\\b${local}\\(\\{((?:\\w+:\\(\\)=>[\\w$]+,?)*)\\}\\)`, 'g');
        const write = (_match: string, members: string) =>
          `{${members.replace(/(\w+):\(\)=>([\w$]+)/g, 'get $1(){return $2}')}}`;
        chunk.code = chunk.code.replace(line, '').replace(call, write);
      }
      for (const name of Object.keys(bundle)) if (name.includes('rolldown-runtime')) delete bundle[name];
    },
  },
};

/** Lit's own keeps ways round browsers that the center does not run in. */
const plainCss: Plugin = {
  name: 'plain-css',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/css-tag.js') && importer?.includes('/@lit/reactive-element/')
      ? join(import.meta.dirname, 'plain-css.ts')
      : undefined,
};

/** Takes indentation out of templates and style sheets. */
const squeezeTemplates: Plugin = {
  name: 'squeeze-templates',
  enforce: 'post',
  transform(code, id) {
    if (!/\/widget\/.*\.ts$/.test(id)) return undefined;
    const edits = templatesIn(this.parse(code)).flatMap(({ tag, quasi }) =>
      quasi!.quasis.map(({ start, end }) => ({ start, end, squeeze: tag!.name === 'css' ? squeezeCss : squeezeHtml })),
    );
    edits.sort((one, other) => other.start - one.start);
    let text = code;
    for (const { start, end, squeeze } of edits)
      text = text.slice(0, start) + squeeze(text.slice(start, end)) + text.slice(end);
    return { code: text, map: null };
  },
};

/**
 * Sections that are opened one after the other travel together: one script packs better than several small ones. Each group
 * stays under what a section may weigh.
 */
const sectionGroups = [
  { name: 'bill', holds: /\/parts\/bill\.ts$/ },
  { name: 'typing', holds: /\/parts\/(code-field|password-field|new-password-fields)\.ts$/ },
  {
    name: 'purchases',
    holds: /\/sections\/(orders|order|payments|filtered-list|period-filter)\.ts$/,
  },
  { name: 'invoices', holds: /\/sections\/invoices?\.ts$/ },
  { name: 'subscriptions', holds: /\/sections\/(subscriptions?|subscription-words|programs|offer-list|courses)\.ts$/ },
  { name: 'account', holds: /\/sections\/(profile|profile-words|addresses|phones)\.ts$/ },
  {
    name: 'paying',
    holds:
      /\/widget\/(card-entry|card-fields|card-look|card-provider|card-return|wish|parts\/choices|sections\/(add-card|pause|payment-flow|pay))\.ts$/,
  },
  {
    name: 'card-steps',
    holds: /\/sections\/(card-steps|use-card|edit-card|remove-card|charge-list|open-invoices)\.ts$/,
  },
  { name: 'security', holds: /\/sections\/(security|device-list|credit-memos)\.ts$/ },
  {
    name: 'dialogs',
    holds:
      /\/widget\/(closed|dialogs|dialogs\.styles|confirm-identity|menu-items|parts\/dialog|sections\/(manage-account|new-address|address-form|country-codes|claim))\.ts$/,
  },
];
/** What Lit's localization needs once another language is spoken, and the texts of signing in. */
const translating =
  /\/widget\/locales\/(translations|sign-in\/\w+)\.ts$|\/@lit\/localize\/(init\/runtime|internal\/(runtime-msg|deferred|fnv1a64|id-generation|locale-status-event))\.js$/;

/** What a signed-in customer sees first, and the small things that every section needs. */
const signedInRoots =
  /\/widget\/(frame|sections\/(overview|payment-row|price-words|address-lines)|parts\/(failure|show-more|section-form\.styles|single-heading|fact))\.ts$/;

/**
 * Two screens come whole: all the first one needs is the one script that pages name, and all that a signed-in customer sees
 * first is one more; what several of the other sections need is a third. Without this, what lazy parts share becomes many
 * further files, some of which load one round later.
 */
function wholeScreens(): Plugin {
  const first = new Set<string>();
  const signedIn = new Set<string>();
  return {
    name: 'whole-screens',
    config: () => ({
      build: {
        rollupOptions: {
          output: {
            entryFileNames: ({ name }) => (name === 'customer-center' ? 'chunks/entry.js' : '[name].js'),
            chunkFileNames: ({ name }) => (name === 'customer-center' ? '[name].js' : 'chunks/[name]-[hash:6].js'),
            codeSplitting: {
              groups: [
                { name: 'customer-center', test: (id: string) => first.has(id) && !translating.test(id), priority: 2 },
                { name: 'signed-in', test: (id: string) => signedIn.has(id) && !translating.test(id), priority: 1 },
                { name: 'translations', test: translating, priority: 1 },
                ...sectionGroups.map(({ name, holds }) => ({ name, test: holds })),
              ],
            },
          },
        },
      },
    }),
    buildEnd() {
      const follow = (id: string, screen: Set<string>) => {
        if (screen.has(id)) return;
        screen.add(id);
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) follow(imported, screen);
      };
      for (const id of this.getModuleIds()) {
        if (id.endsWith('/widget/customer-center.ts')) follow(id, first);
        if (signedInRoots.test(id)) follow(id, signedIn);
      }
    },
    generateBundle(_, bundle) {
      delete bundle['chunks/entry.js'];
    },
  };
}

/** Terser finds a few hundred bytes more in what Vite has made small already. */
const smallest: Plugin = {
  name: 'smallest',
  generateBundle: {
    order: 'post',
    async handler(_, bundle) {
      const unsafe = { unsafe_arrows: true, unsafe_methods: true, pure_getters: true };
      const compress = { ecma: 2020, passes: 3, keep_fargs: false, ...unsafe } as const;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        // A second time it names things by how often they are left, which packs better.
        for (let round = 0; round < 2; round++) {
          const { code = chunk.code } = await minify(chunk.code, { module: true, ecma: 2020, compress });
          chunk.code = code;
        }
      }
    },
  },
};

export const smallScript = (): Plugin[] => [
  plainImports,
  plainNamespaces,
  plainDecorators,
  plainCss,
  pureLocalize,
  shortIds,
  squeezeTemplates,
  shortNames(import.meta.dirname),
  wholeScreens(),
  smallest,
];
