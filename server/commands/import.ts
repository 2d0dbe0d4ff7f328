/** `npm run import -- …`: brings customers and what they have from other systems. */
import { ConfigError } from '../config.ts';
import { UsageError } from '../features/settings/setting-options.ts';
import { importCsv } from '../imports/csv/command.ts';

/** Each takes what stands behind its name. */
const sources: Record<string, (args: string[]) => Promise<void>> = { csv: importCsv };

const usage = `Usage: npm run import -- ${Object.keys(sources).join('|')} …

npm run import -- csv --help      a CSV file: our own columns, WooCommerce, MemberPress, ClickFunnels`;

async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  if (name === 'help' || name === '--help' || name === '-h') return console.log(usage);
  const source = name !== undefined && Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!source) throw new UsageError(name === undefined ? usage : `There is no import "${name}".\n\n${usage}`);
  await source(args);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError || error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
