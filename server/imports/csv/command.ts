/** `npm run import -- csv …`: customers, orders, enrollments and grants from a file. */
import { parseArgs } from 'node:util';
import { getSite, withDatabase } from '../../command-line.ts';
import { givesAnything, settlePurchases } from '../../features/grants/settle.store.ts';
import { UsageError } from '../../features/settings/setting-options.ts';
import { readCurrency } from './money.ts';
import { encodings, type Encoding } from './decoder.ts';
import { createReport } from './report.ts';
import { importFile, kinds, type KindName } from './run.ts';
import type { ImportOptions } from './work.ts';

const csvUsage = `Usage: npm run import -- csv FILE --as customers|orders|enrollments|grants --site SITE

  --dry-run                     says what would change, and changes nothing
  --create-missing              makes courses, programs and levels that are not there
  --currency EUR                of amounts, when the file has no column for it
  --dates day-first|month-first how 01/02/2026 is meant
  --decimal point|comma         how 1.234 is meant
  --encoding ${encodings.join('|')}    utf-8 when not given

The first line names the columns: ours, or those of WooCommerce's, MemberPress's and ClickFunnels' exports. Times without
an offset are UTC. Customers are found by their email and made when they are not there; what they have is never
overwritten. A line of an order that bears the name of a product is that product's, and opens what buying it opens.
Running it again changes nothing.`;

const seeUsage = 'See: npm run import -- csv --help';

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  ...{ as: text, site: text, currency: text, dates: text, decimal: text, encoding: text },
  ...{ 'dry-run': flag, 'create-missing': flag, help: { ...flag, short: 'h' } as const },
};

interface Command extends ImportOptions {
  as: KindName;
}

/** Throws a `UsageError` when nothing could be imported; ends the process with 1 when some rows could not. */
export async function importCsv(args: string[]): Promise<void> {
  const command = parseCommand(args);
  if (!command) return console.log(csvUsage);
  await withDatabase(
    async ({ db, pool }) => {
      const { siteId } = command;
      await getSite(db, siteId);
      const report = createReport(process.stderr);
      const client = await pool.connect();
      try {
        const summary = await importFile(client, command.as, command, report);
        if (!command.dryRun && (await givesAnything(db, siteId))) await settlePurchases(db, siteId);
        report.stop();
        for (const line of report.describe(summary, command)) console.log(line);
        if (summary.bad > 0) process.exitCode = 1;
      } finally {
        report.stop();
        // With its temporary tables and its lock.
        client.release(true);
      }
    },
    { statementMillis: 15 * 60_000 },
  );
}

/** `undefined`: the operator asks for help. */
function parseCommand(args: string[]): Command | undefined {
  const { positionals, values } = parse(args);
  if (values.help) return undefined;
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError(`FILE is missing. ${seeUsage}`);
  if (more.length > 0) throw new UsageError(`"${more[0]}" has no place after "${file}". ${seeUsage}`);
  if (values.site === undefined) throw new UsageError(`--site is missing. ${seeUsage}`);
  const dates = choose('dates', ['day-first', 'month-first'] as const, values.dates);
  const decimal = choose('decimal', ['point', 'comma'] as const, values.decimal);
  const as = choose('as', Object.keys(kinds) as KindName[], values.as);
  if (as === undefined) throw new UsageError(`--as is missing: ${Object.keys(kinds).join(', ')}. ${seeUsage}`);
  return {
    file,
    siteId: values.site,
    as,
    encoding: choose<Encoding>('encoding', encodings, values.encoding) ?? 'utf-8',
    writing: { dates, decimal, currency: values.currency === undefined ? undefined : currency(values.currency) },
    dryRun: values['dry-run'] ?? false,
    createMissing: values['create-missing'] ?? false,
  };
}

function choose<Choice extends string>(name: string, choices: readonly Choice[], typed?: string): Choice | undefined {
  if (typed === undefined) return undefined;
  const choice = choices.find((each) => each === typed.toLowerCase());
  if (choice === undefined) throw new UsageError(`--${name} must be one of ${choices.join(', ')}; it is "${typed}"`);
  return choice;
}

function currency(typed: string): string {
  try {
    return readCurrency(typed);
  } catch (error) {
    throw new UsageError(`--currency ${(error as Error).message}`);
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const [sentence] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence}. ${seeUsage}`);
  }
}
