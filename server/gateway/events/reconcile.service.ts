import type { ConnectionsStore } from '../connections.store.ts';
import { emptyBundle, recordKinds, type Bundle, type Problem, type RecordKind } from '../gateway.ts';
import type { Connected, Gateways } from '../gateways.ts';
import type { KeepService } from '../keep.service.ts';
import type { ApplyEvents } from './apply.service.ts';
import type { InboxStore } from './inbox.store.ts';

export interface Reconciled {
  /** Events that never came here, and what became of all that waited. */
  missed: number;
  applied: number;
  failed: number;
  /** Of records that were compared. */
  counts: Record<RecordKind, { read: number; changed: number }>;
  /** Rows that are different now, by events and by comparing. */
  changed: number;
  problems: Problem[];
}

interface Dependencies {
  inbox: InboxStore;
  gateways: Gateways;
  keeping: KeepService;
  applying: ApplyEvents;
  readClock: () => Promise<string>;
  connections: Pick<ConnectionsStore, 'noteReconciled'>;
}

interface Options {
  /** Everything there is, and not only what is new. */
  isFull?: boolean;
  /** Stops between two pages. */
  signal?: AbortSignal | undefined;
}

const hourMillis = 3_600_000;
const dayMillis = 24 * hourMillis;
/** The provider tells what happened for so long. */
const mostDays = 29;

/**
 * Finds what events have not told: those that never arrived are fetched and applied, and what came to be since the last time
 * is read and compared, or everything. What is as it should be is not written again. Throws `GatewayError`, `payments_off`.
 */
export function reconcile({ inbox, gateways, keeping, applying, readClock, connections }: Dependencies) {
  async function fetchMissed({ siteId, gateway, isLive, accountId }: Connected, since: string): Promise<number> {
    let missed = 0;
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<typeof gateway.readEvents>> = await gateway.readEvents(since, after);
      const ours = page.events.filter(
        (event) => event.isKnown && event.isLive === isLive && (event.accountId ?? accountId) === accountId,
      );
      missed += await inbox.addMissing(siteId, ours);
      if (page.next === null) return missed;
      after = page.next;
    }
  }

  async function compare<Kind extends RecordKind>(
    connected: Connected,
    kind: Kind,
    { since, signal }: { since: string | undefined; signal: AbortSignal | undefined },
  ) {
    const { siteId, gateway } = connected;
    const sum = { read: 0, changed: 0, problems: [] as Problem[] };
    for (let after: string | null = null; ;) {
      signal?.throwIfAborted();
      const readAt = await readClock();
      const page: Awaited<ReturnType<typeof gateway.read<Kind>>> = await gateway.read(kind, after, since);
      const bundle: Bundle = { ...emptyBundle(), problems: page.problems };
      bundle.records[kind].push(...page.records);
      const { changed, problems } = await keeping.keep({ siteId, from: connected, bundle, readAt });
      sum.read += page.read;
      sum.changed += changed;
      sum.problems.push(...problems);
      if (page.next === null) return sum;
      after = page.next;
    }
  }

  return async (siteId: string, { isFull = false, signal }: Options = {}): Promise<Reconciled> => {
    const connected = await gateways.of(siteId);
    const startedAt = await readClock();
    const since = sinceWhen(connected);
    const missed = await fetchMissed(connected, since);
    const { applied, failed, changed: byEvents, trouble } = await applying.applyWaiting(siteId);
    if (trouble) throw trouble;
    const counts = {} as Reconciled['counts'];
    const found: Problem[] = [];
    for (const kind of recordKinds) {
      const { problems, ...count } = await compare(connected, kind, { since: isFull ? undefined : since, signal });
      counts[kind] = count;
      found.push(...problems);
    }
    await connections.noteReconciled(siteId, startedAt);
    const changed = Object.values(counts).reduce((sum, each) => sum + each.changed, byEvents);
    return { missed, applied, failed, counts, changed, problems: found };
  };
}

/** An hour before the last time, since events may come late to the provider's own list. */
function sinceWhen({ reconciledAt, connectedAt }: Connected): string {
  const wanted = (reconciledAt ?? connectedAt).getTime() - hourMillis;
  return new Date(Math.max(wanted, Date.now() - mostDays * dayMillis)).toISOString();
}
