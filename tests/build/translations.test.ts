/** Every text of the center is there in every language, and no text stands beside `msg()`. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { declineSentences } from '../../server/gateway/stripe/decline-reasons.ts';
import { generate, messagesIn, parse, stringsOf } from '../../widget/locales/update.js';

/** Steps of the build, and the desk of the staff, which is in English: no customer meets them. */
const notShown = /^(small-script|short-names|compress-files|plain-css|customer-center-admin)\.ts$|^(locales|admin)\//;
const files = readdirSync('widget', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !notShown.test(file))
  .map((file) => parse(join('widget', file)));
const messages = files.flatMap((file) => messagesIn(file));

interface Unit {
  source: string;
  target: string | undefined;
}

const xliff = readFileSync('widget/locales/de.xlf', 'utf8');
const units = new Map(
  [...xliff.matchAll(/<trans-unit id="([^"]+)">([^]*?)<\/trans-unit>/g)].map(([, id, unit]): [string, Unit] => [
    id!,
    { source: /<source>([^]*?)<\/source>/.exec(unit!)![1]!, target: /<target>([^]*?)<\/target>/.exec(unit!)?.[1] },
  ]),
);

const again = 'run `npm run translations`';

describe('the German texts', () => {
  test(`are those of the code; if not, ${again}`, () => {
    expect([...units.keys()].sort()).toEqual([...new Set(messages.map(({ id }) => id))].sort());
  });

  test('are complete: each has a <target>', () => {
    expect([...units.values()].filter(({ target }) => !target?.trim()).map(({ source }) => source)).toEqual([]);
  });

  test('have every placeholder of the English one, once', () => {
    const placeholders = (text = '') => [...text.matchAll(/<x [^>]*>/g)].map(([tag]) => tag).sort();
    for (const { source, target } of units.values()) expect(placeholders(target), source).toEqual(placeholders(source));
  });

  test('are written as German is: quotation marks, dashes, and spaces that do not break', () => {
    const wrong = /["“”'][^<>]*["”']|\S–|[^\u00a0]–|[^\u00a0.]…|\.\.\.| %/;
    const texts = [...units.values()].map(({ target = '' }) => target.replace(/<x [^>]*>/g, '§'));
    expect(texts.filter((text) => wrong.test(text))).toEqual([]);
  });

  test('have every sentence of the server on a payment that failed', () => {
    const list = messagesIn(parse('widget/parts/bank-sentences.ts')).map(({ strings: [sentence] }) => sentence);
    expect(list.sort()).toEqual([...new Set(declineSentences)].sort());
  });

  test(`are what the center loads; if not, ${again}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'customer-center-texts-'));
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await generate(folder);
    for (const file of ['de.ts', 'sign-in/de.ts']) {
      expect(readFileSync(join('widget/locales', file), 'utf8'), file).toBe(readFileSync(join(folder, file), 'utf8'));
    }
    rmSync(folder, { recursive: true });
    vi.restoreAllMocks();
  }, 60_000);
});

describe('in the built script', () => {
  let code: string;

  beforeAll(async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const result = await build({ logLevel: 'silent', build: { write: false } });
    if (!('output' in result)) throw new Error('one build was expected');
    code = result.output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
  });

  afterAll(() => vi.unstubAllEnvs());

  test('a text with markup stands as its translation was made for: its id is made of it', () => {
    const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const marked = messages.filter(({ isHtml }) => isHtml);
    expect(marked).not.toEqual([]);
    for (const { strings } of marked) {
      expect(code).toMatch(new RegExp('`' + strings.map(escape).join('\\$\\{[^{}]*\\}') + '`'));
    }
  });

  test('the short ids of texts still tell them apart', () => {
    const ids = [...units.keys()].map((id) => (/^[hs][0-9a-f]{16}$/.test(id) ? id.slice(0, 6) : id));
    expect(new Set(ids).size).toBe(units.size);
    for (const id of ids) expect(code).toMatch(new RegExp(`[{,"'\`]${id}["'\`]?:`));
  });
});

describe('no text stands beside msg()', () => {
  /** Names of products and of what is typed, and the sentence that is there before Lit is. */
  const allowed = new Set(['Kundencenter öffnen', 'Open your customer center']);
  const isText = (text: string) => /\p{L}{2}/u.test(text) && !allowed.has(text.trim());

  test.each(files.map((file) => [file.fileName, file] as const))('in %s', (_, file) => {
    expect(textsIn(file).filter(isText)).toEqual([]);
  });

  test('which is noticed', () => {
    const found = (code: string) => textsIn(ts.createSourceFile('x.ts', code, ts.ScriptTarget.Latest, true));
    expect(found('html`<p class="a">Hello ${name}</p>`').filter(isText)).toEqual(['Hello ']);
    expect(found('html`<p aria-label="Close" title=${x}></p>`').filter(isText)).toEqual(['Close']);
    expect(found("html`<p class=${a ? 'wide' : ''}>${a ? 'Yes' : b || 'Maybe'}</p>`").filter(isText)).toEqual([
      'Yes',
      'Maybe',
    ]);
    expect(found("button({ label: 'Save' })").filter(isText)).toEqual(['Save']);
    expect(found("pill('Paid'); throw new FieldError('email', `Not ${x} so`)").filter(isText)).toEqual([
      'Paid',
      'Not ',
      ' so',
    ]);
    expect(found("html`<p>${msg('Hello')} · ${msg(html`<b>So</b>`)}</p>`").filter(isText)).toEqual([]);
  });
});

/** What people read or hear of a template's own text: between tags, and in some attributes. */
function textsIn(file: ts.SourceFile): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'msg') return;
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') found.push(...textsOfTemplate(node));
    if (ts.isPropertyAssignment(node) && /^(label|text|title|hint|yes|content|action)$/.test(node.name.getText())) {
      found.push(...literalsIn(node.initializer));
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = node.expression.getText().split('.').at(-1)!;
      const at = { pill: 0, fact: 0, heading: 0, announce: 0, finish: 0, empty: 1, FieldError: 1 }[name];
      const argument = at === undefined ? undefined : node.arguments?.[at];
      if (argument) found.push(...literalsIn(argument));
    }
    if (ts.isBinaryExpression(node) && /\.(textContent|ariaLabel|title)$/.test(node.left.getText())) {
      found.push(...literalsIn(node.right));
    }
    ts.forEachChild(node, look);
  };
  look(file);
  return found;
}

function textsOfTemplate({ template }: ts.TaggedTemplateExpression): string[] {
  const strings = stringsOf(template);
  const markup = strings.join('\0').replace(/<!--[^]*?-->/g, '');
  const between = markup.replace(/<[^>]*>/g, '\0').split('\0');
  const attributes = [...markup.matchAll(/\s(?:aria-label|title|alt|placeholder|label)="([^"]*)"/g)];
  const values = ts.isTemplateExpression(template)
    ? template.templateSpans.filter((_, at) => isBetweenTags(strings.slice(0, at + 1).join('')))
    : [];
  return [
    ...between,
    ...attributes.map(([, text]) => text!),
    ...values.flatMap(({ expression }) => literalsIn(expression)),
  ];
}

const isBetweenTags = (before: string): boolean => before.lastIndexOf('<') <= before.lastIndexOf('>');

/** Strings that a value may come out as. */
function literalsIn(value: ts.Expression): string[] {
  if (ts.isStringLiteral(value)) return [value.text];
  if (ts.isTemplateLiteral(value)) return stringsOf(value);
  if (ts.isParenthesizedExpression(value)) return literalsIn(value.expression);
  if (ts.isConditionalExpression(value)) return [value.whenTrue, value.whenFalse].flatMap(literalsIn);
  if (ts.isBinaryExpression(value) && /^(\|\||&&|\?\?|\+)$/.test(value.operatorToken.getText())) {
    return [value.left, value.right].flatMap(literalsIn);
  }
  return [];
}
