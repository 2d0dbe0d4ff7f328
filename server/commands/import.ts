/** `npm run import -- …`: an operator brings in what another system knows. */
import { runCommand } from '../command-line.ts';
import { UsageError } from '../features/settings/setting-options.ts';
import { importCsv } from '../imports/csv/command.ts';
import { importStripe, showUnclaimed } from '../imports/stripe/command.ts';

const usage = `Usage: npm run import -- stripe SITE      everything Stripe has on customers and their purchases; may be repeated
                                          --key-from-stdin   another key than the one kept by "npm run site -- payment-key"
       npm run import -- csv FILE --as customers|orders|enrollments|grants --site SITE; more: csv --help
       npm run import -- unclaimed SITE   records of customers without an email, whom nobody can be yet`;

/** By the first word. */
const commands: Record<string, (args: string[]) => Promise<void>> = {
  csv: importCsv,
  stripe: importStripe,
  unclaimed: showUnclaimed,
};

await runCommand(async () => {
  const [name, ...args] = process.argv.slice(2);
  if (name === 'help' || name === '--help' || name === '-h') return console.log(usage);
  const run = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!run) throw new UsageError(name === undefined ? usage : `There is no import "${name}".\n\n${usage}`);
  await run(args);
});
