import type { Knex } from 'knex';
import { stripeGateway } from '../server/gateway/stripe/stripe-gateway.ts';
import { importFromStripe, type ImportReport } from '../server/imports/stripe/import.ts';
import { addBelongings } from './demo-belongings.ts';
import { isFilled, siteId } from './demo-vendor.ts';

interface Filling {
  /** Of the sandbox. */
  url: string;
  baseUrl: string;
  begun: Date;
  /** Somebody wants the import once more. */
  isAskedFor: boolean;
}

/** Imports from the sandbox once, as a vendor would from Stripe, and adds the rest. An interrupted first start goes on. */
export async function fillDemo(db: Knex, { url, baseUrl, begun, isAskedFor }: Filling): Promise<void> {
  const isNew = !(await isFilled(db));
  if (!isNew && !isAskedFor) return;
  console.log('Filling the demo school: importing its customers from a sandbox of Stripe …');
  const started = performance.now();
  // Nobody else uses the sandbox, so there is no limit of requests to keep.
  const gateway = stripeGateway({ key: 'sk_test_demo', url, requestsPerSecond: 10_000 });
  const report = await importFromStripe({ db, siteId, gateway, onProgress: showProgress });
  console.log(`\r${summary(report)} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const ago = (days: number) => new Date(begun.getTime() - days * 86_400_000);
  if (isNew) await db.transaction((trx) => addBelongings(trx, { siteId, baseUrl, ago }));
}

/** One line that is written over; in a file or a pipe it would only be noise. */
function showProgress({ stage, stagesDone, stages }: { stage: string; stagesDone: number; stages: number }): void {
  if (!process.stdout.isTTY) return;
  process.stdout.write(`\r  ${stagesDone + 1} of ${stages}: ${stage.replace('_', ' ')}s`.padEnd(60));
}

function summary({ counts, problems }: ImportReport): string {
  const read = (kind: keyof ImportReport['counts']) => counts[kind]?.read ?? 0;
  const parts = [
    `${read('customer')} customers`,
    `${read('subscription')} subscriptions`,
    `${read('invoice')} invoices`,
    `${read('payment')} payments`,
  ];
  return `  ${parts.join(', ')}${problems.length ? `, ${problems.length} of them unusable` : ''}`;
}
