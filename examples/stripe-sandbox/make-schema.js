/**
 * Writes stripe-schema.json, from stripe-node's own types, so that what Stripe would refuse is refused by the sandbox, too:
 *
 *     node examples/stripe-sandbox/make-schema.js
 *
 * To be run after each update of stripe (a test says so); the difference is the review of what has changed.
 */
import { realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Stripe from 'stripe';
import * as generator from 'ts-json-schema-generator';

const folder = dirname(fileURLToPath(import.meta.url));

/** @type {import('ts-json-schema-generator').CompletedConfig} */
const config = {
  ...generator.DEFAULT_CONFIG,
  path: join(folder, 'requests.ts'),
  tsconfig: join(folder, '../../tsconfig.json'),
  type: 'StripeRequests',
  jsDoc: 'none',
  expose: 'all',
  topRef: false,
  skipTypeCheck: true,
  additionalProperties: false,
};

/** The enums of the types are open by a member named OtherString. Requests are checked against what is known today. */
const closedEnums = {
  supportsNode: (/** @type {any} */ node) => node.typeName?.text === 'OtherString',
  createType: () => new generator.NeverType(),
};

/** Amounts with more digits travel as texts; the type is a class with marks that are private to stripe-node. */
const decimals = {
  supportsNode: (/** @type {any} */ node) => node.typeName?.text === 'Decimal',
  createType: () => new generator.StringType(),
};

/** @returns {string} what belongs into stripe-schema.json; takes some seconds */
export function makeSchema() {
  const program = generator.createProgram(config);
  const parser = generator.createParser(program, config, (chain) =>
    chain.addNodeParser(closedEnums).addNodeParser(decimals),
  );
  const formatter = generator.createFormatter(config);
  const schema = nameByPlace(
    new generator.SchemaGenerator(program, parser, formatter, config).createSchema(config.type),
  );
  const { properties: requests } = schema;
  return `${JSON.stringify({
    apiVersion: Stripe.API_VERSION,
    requests,
    definitions: sort(schema.definitions ?? {}),
    expandable: listExpandable(program),
  })}\n`;
}

/**
 * Types without a name are called after their file's path and their place in it. The path is not the same everywhere.
 * @param {object} schema
 * @returns {any}
 */
function nameByPlace(schema) {
  const places = (/** @type {string} */ _, /** @type {string} */ kind, /** @type {string} */ numbers) =>
    `${kind}${numbers.replaceAll(/-\d+(-\d+-\d+)/g, '$1')}`;
  return JSON.parse(
    JSON.stringify(schema).replaceAll(/((?:def|structure|alias|interface)[a-z-]*)((?:-\d+-\d+-\d+)+)/g, places),
  );
}

/**
 * For each kind of object the paths at which ids can be replaced by what they stand for, or other objects are found, and
 * the kinds of these.
 * @param {import('typescript').Program} program
 * @returns {Record<string, Record<string, string[]>>}
 */
function listExpandable(program) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(config.path ?? '');
  const symbols = source ? checker.getExportsOfModule(/** @type {any} */ (checker.getSymbolAtLocation(source))) : [];
  const kinds = symbols
    .filter(({ name }) => name === 'StoredObjects' || name === 'EmbeddedObjects')
    .flatMap((symbol) => checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol)));
  const found = kinds.map((kind) => {
    const paths = readPaths(checker, checker.getTypeOfSymbol(kind));
    return [kind.name, sort(Object.fromEntries(paths))];
  });
  return Object.fromEntries(found);
}

/**
 * @param {import('typescript').TypeChecker} checker
 * @param {import('typescript').Type} type
 * @param {string} [prefix]
 * @returns {[path: string, kinds: string[]][]}
 */
function readPaths(checker, type, prefix = '') {
  return members(type)
    .flatMap((member) => (isDeleted(checker, member) ? [] : checker.getPropertiesOfType(member)))
    .flatMap((property) => {
      const path = prefix + property.name;
      const inside = members(checker.getTypeOfSymbol(property)).flatMap((each) => elements(checker, each));
      const kinds = inside.flatMap((each) => kindOf(checker, each) ?? []);
      if (kinds.length) return [/** @type {[string, string[]]} */ ([path, [...new Set(kinds)].sort()])];
      // Nobody can expand deeper than four levels.
      const isDeep = path.split('.').length === 4;
      return isDeep ? [] : inside.filter(isOurs).flatMap((each) => readPaths(checker, each, `${path}.`));
    });
}

/** @returns {import('typescript').Type[]} */
function members(/** @type {import('typescript').Type} */ type) {
  return type.isUnion() ? type.types : [type];
}

/**
 * An array stands for what is in it.
 * @param {import('typescript').TypeChecker} checker
 * @param {import('typescript').Type} type
 */
function elements(checker, type) {
  if (!checker.isArrayType(type)) return [type];
  const [element] = checker.getTypeArguments(/** @type {any} */ (type));
  return element ? members(element) : [];
}

/**
 * @param {import('typescript').TypeChecker} checker
 * @param {import('typescript').Type} type
 */
function kindOf(checker, type) {
  const property = isOurs(type) ? type.getProperty('object') : undefined;
  const kind = property && checker.getTypeOfSymbol(property);
  if (!kind?.isStringLiteral() || isDeleted(checker, type)) return undefined;
  return kind.value === 'list' ? undefined : kind.value;
}

/**
 * @param {import('typescript').TypeChecker} checker
 * @param {import('typescript').Type} type
 */
function isDeleted(checker, type) {
  const property = type.getProperty('deleted');
  return property !== undefined && checker.typeToString(checker.getTypeOfSymbol(property)) === 'true';
}

/** Is an object that Stripe declares, and not a string or a date. */
function isOurs(/** @type {import('typescript').Type} */ type) {
  const [declaration] = type.symbol?.declarations ?? [];
  return declaration?.getSourceFile().fileName.includes('/stripe/') ?? false;
}

/**
 * @template Value
 * @param {Record<string, Value>} object
 * @returns {Record<string, Value>}
 */
function sort(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(join(folder, 'stripe-schema.json'), makeSchema());
}
