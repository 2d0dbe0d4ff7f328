import type { Knex } from 'knex';
import { givesAnything, settlePurchases } from '../features/grants/settle.store.ts';
import { connectionsStore } from './connections.store.ts';
import { GatewayError, recordKinds, type Bundle, type Mention, type Problem, type RecordKind } from './gateway.ts';
import type { Connected, Gateways } from './gateways.ts';
import { forgetGone } from './records/gone.store.ts';
import { readClock } from './records/readings.store.ts';
import { saveRecords } from './records/records.store.ts';
import { together, type Outcome } from './records/upsert.store.ts';
import { customersIn } from './records/whose.store.ts';

export interface Kept {
  /** Rows that were added or are different now. */
  changed: number;
  problems: Problem[];
}

export interface JustKept {
  trx: Knex;
  siteId: string;
  bundle: Bundle;
  /** Customers who can be written to since, see `Outcome`. */
  newcomers: string[];
  /** All whom the records are about. */
  customerIds: string[];
}

interface Keeping {
  siteId: string;
  /** Where it was read. */
  from: Pick<Connected, 'accountId' | 'isLive'>;
  bundle: Bundle;
  /** When it was asked for, see `readClock`. */
  readAt: string;
  /** What has to become true in the same transaction. */
  more?: ((trx: Knex, problems: Problem[]) => Promise<void>) | undefined;
}

interface Dependencies {
  db: Knex;
  gateways: Gateways;
  /** Whoever has something to do when records were kept, in their transaction; before what was bought is settled. */
  onKept?: (kept: JustKept) => Promise<void>;
}

export type KeepService = ReturnType<typeof keepService>;

/** Makes our rows say what the provider says, for whoever has learned that something there has changed. */
export function keepService({ db, gateways, onKept = async () => undefined }: Dependencies) {
  /** All that was read, in one transaction. Throws `GatewayError` when the site has another account by then. */
  const keep = ({ siteId, from, bundle, readAt, more }: Keeping): Promise<Kept> =>
    db.transaction(async (trx) => {
      const { changed, newcomers, ...saved } = await saveBundle(trx, siteId, { bundle, readAt });
      const problems = [...bundle.problems, ...saved.problems];
      await more?.(trx, problems);
      if (changed > 0) {
        const customerIds = await customersIn(trx, siteId, bundle);
        await onKept({ trx, siteId, bundle, newcomers, customerIds });
        if (await givesAnything(trx, siteId)) await settlePurchases(trx, siteId, customerIds);
      }
      // Last, when whoever connects another account has had the most time to: none of the old one's cards comes back.
      if (await connectionsStore(trx).isElsewhere(siteId, from))
        throw new GatewayError('unreachable', 'The site was connected to another account meanwhile');
      return { changed, problems };
    });

  return {
    keep,
    /** Reads again what these are about, after a change that was asked for here. Throws `GatewayError`, and `payments_off`. */
    async refresh(siteId: string, mentions: Mention[], more?: (trx: Knex) => Promise<void>): Promise<Kept> {
      const connected = await gateways.of(siteId);
      const readAt = await readClock(db);
      const bundle = await connected.gateway.readAbout(mentions);
      return keep({ siteId, from: connected, bundle, readAt, more });
    },
  };
}

async function saveBundle(
  trx: Knex,
  siteId: string,
  { bundle, readAt }: { bundle: Bundle; readAt: string },
): Promise<Outcome> {
  const save = <Kind extends RecordKind>(kind: Kind) =>
    saveRecords(trx, siteId, { kind, records: bundle.records[kind], readAt });
  const outcomes: Outcome[] = [];
  for (const kind of recordKinds) outcomes.push(await save(kind));
  const outcome = together(...outcomes);
  const forgotten = await forgetGone(trx, siteId, { gone: bundle.gone, readAt });
  return { ...outcome, changed: outcome.changed + forgotten };
}
