/** Imports once from a sandbox, as a process of its own whose memory is nobody else's, and tells what it took. */
import { pino } from 'pino';
import { openDatabase } from '../../server/database.ts';
import { stripeGateway } from '../../server/gateway/stripe/stripe-gateway.ts';
import { importFromStripe } from '../../server/imports/stripe/import.ts';
import type { Imported } from './messages.ts';

const [url = '', stripeUrl = '', siteId = ''] = process.argv.slice(2);
const database = openDatabase({ url, connections: 4, logger: pino({ level: 'silent' }), statementMillis: 60_000 });
const gateway = stripeGateway({ key: 'sk_test_bench', url: stripeUrl });

const megabytes = () => process.resourceUsage().maxRSS / 1024;
const before = megabytes();
const begun = performance.now();
const { user, system } = process.cpuUsage();
const { counts } = await importFromStripe({ db: database.db, siteId, gateway });
const used = process.cpuUsage({ user, system });
const imported: Imported = {
  records: Object.values(counts).reduce((sum, { read }) => sum + read, 0),
  rows: Object.values(counts).reduce((sum, { changed }) => sum + changed, 0),
  seconds: (performance.now() - begun) / 1000,
  cpuSeconds: (used.user + used.system) / 1e6,
  megabytesBefore: before,
  megabytesPeak: megabytes(),
};
await database.close();
process.send?.(imported, () => process.exit());
