/** `npm run reconcile -- SITE [--full]`: finds what events have not told, as every night. */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { findStripeUrl, getSite, openSecrets, runCommand, withDatabase } from '../command-line.ts';
import { noticesOnKept } from '../features/emails/on-kept.ts';
import { UsageError } from '../features/settings/setting-options.ts';
import { connectionsStore } from '../gateway/connections.store.ts';
import { inboundOf } from '../gateway/events/inbound.ts';
import type { Reconciled } from '../gateway/events/reconcile.service.ts';
import { gatewaysOf } from '../gateway/gateways.ts';

const usage = `Usage: npm run reconcile -- SITE          fetches events of Stripe that never arrived, and compares what is new since the last time
       npm run reconcile -- SITE --full   compares everything there is; what is as it should be is not written again`;

function parse(args: string[]): { siteId: string | undefined; isFull: boolean; isHelp: boolean } {
  try {
    const options = { full: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [siteId, stray] = positionals;
    if (stray !== undefined) throw new UsageError(`"${stray}" has no place after "${siteId}"`);
    return { siteId, isFull: values.full === true, isHelp: values.help === true || siteId === 'help' };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const [sentence = ''] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${sentence}. See: npm run reconcile -- help`);
  }
}

function describe(siteId: string, { missed, applied, failed, counts, changed, problems }: Reconciled): string {
  const lines = Object.entries(counts).map(
    ([kind, { read, changed: rows }]) =>
      `  ${kind.replace('_', ' ').padEnd(16)}${String(read).padStart(8)} read${String(rows).padStart(9)} rows written`,
  );
  const reasons = problems.slice(0, 20).map(({ kind, providerId, reason }) => `  ${kind} ${providerId}: ${reason}`);
  return [
    `Compared ${siteId} with Stripe: ${changed} rows written`,
    `  events          ${String(missed).padStart(8)} missed${String(applied).padStart(7)} applied${failed ? `, ${failed} failed: see the desk` : ''}`,
    ...lines,
    ...(reasons.length > 0 ? [`Not as they are there, or not here at all (${problems.length}):`, ...reasons] : []),
  ].join('\n');
}

await runCommand(async () => {
  const { siteId, isFull, isHelp } = parse(process.argv.slice(2));
  if (isHelp) return console.log(usage);
  if (siteId === undefined) throw new UsageError(usage);
  await withDatabase(async ({ pool, db }) => {
    const { id } = await getSite(db, siteId);
    const connections = connectionsStore(db);
    if (!(await connections.find(id))) {
      throw new UsageError(
        `${id} is not connected to Stripe. Connect it at /admin/${id}, or: npm run site -- payment-key ${id}`,
      );
    }
    const gateways = gatewaysOf({ connections, secrets: openSecrets(), stripeUrl: findStripeUrl() });
    const logger = pino({ level: 'silent' });
    const { reconcile } = inboundOf({ pool, db, gateways, logger, onKept: noticesOnKept });
    console.log(describe(id, await reconcile(id, { isFull })));
  });
});
