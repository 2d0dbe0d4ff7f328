/**
 * `npm run translations`: brings `de.xlf` up to date with the texts in the code, where new ones wait for a `<target>`, and
 * makes what the center loads of it: `sign-in/de.ts`, all that can be read before somebody has signed in, and `de.ts`, the
 * rest. Run it again after translating.
 */
import { generateMsgId } from '@lit/localize/internal/id-generation.js';
import { readConfigFileAndWriteSchema } from '@lit/localize-tools/lib/config.js';
import { RuntimeLitLocalizer } from '@lit/localize-tools/lib/modes/runtime.js';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const widget = dirname(import.meta.dirname);

/** What loads first, and what comes only when somebody has signed in. */
const firstFile = join(widget, 'customer-center-button.ts');
const isSignedIn = (/** @type {string} */ file) => /\/(frame\.ts|pay-link\.ts|sections\/[^/]+)$/.test(file);

/** @returns {ts.SourceFile} */
export const parse = (/** @type {string} */ file) =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

/** @returns {void} */
export function visit(/** @type {ts.Node} */ node, /** @type {(node: ts.Node) => void} */ look) {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/**
 * The text of a template, without what is filled in.
 * @returns {string[]}
 */
export const stringsOf = (/** @type {ts.TemplateLiteral} */ template) =>
  ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];

/**
 * Every `msg()` of a file: its id, and the strings of its text.
 * @returns {{ id: string, strings: string[], isHtml: boolean }[]}
 */
export function messagesIn(/** @type {ts.SourceFile} */ source) {
  /** @type {ReturnType<typeof messagesIn>} */
  const found = [];
  visit(source, (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== 'msg') return;
    const [text, options] = node.arguments;
    const isTagged = ts.isTaggedTemplateExpression(text);
    const isHtml = isTagged && text.tag.getText() === 'html';
    const strings = isTagged ? stringsOf(text.template) : [text.text];
    const own = options?.properties.find(({ name }) => name.getText() === 'id')?.initializer.text;
    found.push({ id: own ?? generateMsgId(isTagged ? strings : strings[0], isHtml), strings, isHtml });
  });
  return found;
}

/** Ids of all that can be read before somebody has signed in. */
function signInIds() {
  const files = new Set([firstFile]);
  const ids = new Set();
  for (const file of files) {
    const source = parse(file);
    for (const { id } of messagesIn(source)) ids.add(id);
    for (const { fileName } of ts.preProcessFile(source.text, true, true).importedFiles) {
      const imported = resolve(dirname(file), fileName);
      if (fileName.startsWith('.') && imported.startsWith(widget) && !isSignedIn(imported)) files.add(imported);
    }
  }
  return ids;
}

const header = `// Do not modify this file by hand!
// Re-generate this file by running npm run translations
`;

/** One of the two files. */
function write(/** @type {string} */ file, /** @type {ts.ObjectLiteralElementLike[]} */ entries) {
  const body = entries.map((entry) => `  ${entry.getText()},\n`).join('');
  const imports = [
    body.includes('html`') && "import { html } from 'lit';\n",
    body.includes('str`') && "import { str } from '@lit/localize';\n",
  ].filter(Boolean);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${header}${imports.join('')}\nexport const templates = {\n${body}};\n`);
}

/** What Lit's tool generates, as two files. */
export async function generate(outputDir = import.meta.dirname) {
  const config = readConfigFileAndWriteSchema(join(dirname(widget), 'lit-localize.json'));
  await new RuntimeLitLocalizer({ ...config, output: { ...config.output, outputDir } }).build();
  const file = join(outputDir, 'de.ts');
  /** @type {ts.ObjectLiteralElementLike[]} */
  let entries = [];
  visit(parse(file), (node) => {
    if (ts.isObjectLiteralExpression(node)) entries = [...node.properties];
  });
  const first = signInIds();
  const isFirst = (/** @type {ts.ObjectLiteralElementLike} */ { name }) => first.has(name.text);
  write(join(outputDir, 'sign-in/de.ts'), entries.filter(isFirst));
  write(
    file,
    entries.filter((entry) => !isFirst(entry)),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const config = readConfigFileAndWriteSchema(join(dirname(widget), 'lit-localize.json'));
  await new RuntimeLitLocalizer(config).writeInterchangeFiles();
  await generate();
}
