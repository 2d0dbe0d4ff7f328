import { parseArgs } from 'node:util';
import { findStripeUrl, getSite, openSecrets, readSecret, withDatabase } from '../../command-line.ts';
import type { Database } from '../../database.ts';
import { UsageError } from '../../features/settings/setting-options.ts';
import { takePaymentKey } from '../../features/sites/payment-key.ts';
import { GatewayError } from '../../gateway/gateway.ts';
import { listUnclaimed } from '../../gateway/records/claims.store.ts';
import { stripeGateway } from '../../gateway/stripe/stripe-gateway.ts';
import { importFromStripe, ImportTaken } from './import.ts';
import { describeReport, watchProgress } from './report.ts';

interface Values {
  siteId: string | undefined;
  isKeyFromStdin: boolean;
}

function parse(args: string[], isKeyAllowed: boolean): Values {
  try {
    const key = { 'key-from-stdin': { type: 'boolean' } } as const;
    const { positionals, values } = parseArgs({ args, options: isKeyAllowed ? key : {}, allowPositionals: true });
    const [siteId, stray] = positionals;
    if (stray !== undefined) throw new UsageError(`"${stray}" has no place after "${siteId}"`);
    return { siteId, isKeyFromStdin: 'key-from-stdin' in values };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence}. See: npm run import -- help`);
  }
}

/** `stripe SITE [--key-from-stdin]` */
export async function importStripe(args: string[]): Promise<void> {
  const { siteId, isKeyFromStdin } = parse(args, true);
  await withDatabase(async ({ db }) => {
    const { id } = await getSite(db, siteId);
    const key = await findKey(db, id, isKeyFromStdin);
    const gateway = stripeGateway({ key, url: findStripeUrl() });
    await gateway.check();
    const progress = watchProgress(process.stderr);
    try {
      const report = await importFromStripe({ db, siteId: id, gateway, onProgress: progress.show });
      progress.stop();
      console.log(describeReport(id, report));
    } catch (error) {
      progress.stop();
      throw toPlain(error);
    }
  });
}

/** What was kept is safe, whatever happened. */
function toPlain(error: unknown): unknown {
  if (error instanceof ImportTaken) return new UsageError(error.message);
  if (!(error instanceof GatewayError)) return error;
  return new GatewayError(
    error.trouble,
    `${error.message}. What was read so far is kept: the same command goes on from there`,
  );
}

async function findKey(db: Database['db'], siteId: string, isFromStdin: boolean): Promise<string> {
  const question = 'Secret or restricted key of Stripe (it is not shown): ';
  if (isFromStdin) return readSecret(question);
  const kept = await takePaymentKey({ db, openSecrets, siteId });
  if (kept !== undefined) return kept;
  if (process.stdin.isTTY) return readSecret(question);
  throw new UsageError(`${siteId} has no key of Stripe yet. Give it one: npm run site -- payment-key ${siteId}`);
}

/** `unclaimed SITE` */
export async function showUnclaimed(args: string[]): Promise<void> {
  const { siteId } = parse(args, false);
  await withDatabase(async ({ db }) => {
    const { id } = await getSite(db, siteId);
    const accounts = await listUnclaimed(db, id);
    if (accounts.length === 0) console.error('There is none: every record of a customer has an email.');
    for (const { providerId, name, orders, subscriptions } of accounts) {
      console.log([providerId, name || '(no name)', `${orders} orders`, `${subscriptions} subscriptions`].join('\t'));
    }
  });
}
