import type { Logger } from 'pino';
import { isDatabaseAway } from '../../http/error-answer.ts';
import { GatewayError, type GatewayTrouble, type Mention, type Problem } from '../gateway.ts';
import type { Connected, Gateways } from '../gateways.ts';
import type { KeepService } from '../keep.service.ts';
import type { InboxStore, Waiting } from './inbox.store.ts';

/** So many are read and kept together: what one purchase causes is mostly about the same records. */
const batchSize = 25;

/** After so many an event waits for somebody to look at it. With the waiting between them they take five minutes. */
export const mostTries = 6;

/** How long to leave the provider alone, in seconds. Only a person can mend a key. */
const patience: Partial<Record<GatewayTrouble, number>> = {
  unreachable: 60,
  failed_there: 60,
  too_fast: 60,
  key_refused: 600,
  not_permitted: 600,
};

interface Dependencies {
  inbox: InboxStore;
  gateways: Gateways;
  keeping: KeepService;
  readClock: () => Promise<string>;
  logger: Pick<Logger, 'warn'>;
}

/** Somebody else has applied one of these meanwhile. */
class Taken extends Error {}

export interface Applied {
  applied: number;
  failed: number;
  /** Rows that are different now. */
  changed: number;
  /** Why the provider could not be asked. */
  trouble: GatewayError | undefined;
}

export type ApplyEvents = ReturnType<typeof applyEvents>;

/** Reads what waiting events are about, as it is now, and keeps it together with the news that they are applied. */
export function applyEvents({ inbox, gateways, keeping, readClock, logger }: Dependencies) {
  /** @returns rows that are different now */
  async function apply(connected: Connected, events: Waiting[]): Promise<number> {
    const { siteId, gateway } = connected;
    const mentions = new Map(events.flatMap(({ mention }) => (mention ? [[keyOf(mention), mention] as const] : [])));
    const readAt = await readClock();
    const bundle = await gateway.readAbout([...mentions.values()]);
    const { changed } = await keeping.keep({
      ...{ siteId, from: connected, bundle, readAt },
      async more(trx, problems) {
        const noted = events.map(({ id, mention }) => ({ id, note: noteOn(mention, problems) }));
        if (!(await inbox.markApplied(trx, siteId, noted))) throw new Taken();
      },
    });
    return changed;
  }

  /** All together, or else each by itself, so that one that can't be applied stops no other. */
  async function applyBatch(connected: Connected, events: Waiting[]): Promise<Applied> {
    try {
      const changed = await apply(connected, events);
      return { applied: events.length, failed: 0, changed, trouble: undefined };
    } catch (error) {
      const trouble = await putOffFor(connected.siteId, events, error);
      if (trouble) return { applied: 0, failed: 0, changed: 0, trouble };
      if (events.length > 1) return applyOneByOne(connected, events);
      if (!(error instanceof Taken)) await giveBack(connected.siteId, events, error);
      return { applied: 0, failed: 1, changed: 0, trouble: undefined };
    }
  }

  async function applyOneByOne(connected: Connected, events: Waiting[]): Promise<Applied> {
    const sum: Applied = { applied: 0, failed: 0, changed: 0, trouble: undefined };
    for (const [index, event] of events.entries()) {
      const one = await applyBatch(connected, [event]);
      add(sum, one);
      if (one.trouble) {
        await putOffFor(connected.siteId, events.slice(index + 1), one.trouble);
        break;
      }
    }
    return sum;
  }

  /** When nobody can be asked, or nothing can be kept, no event is to blame. Throws when it is our own database. */
  async function putOffFor(siteId: string, events: Waiting[], error: unknown): Promise<GatewayError | undefined> {
    if (isDatabaseAway(error)) throw error;
    const seconds = error instanceof GatewayError ? patience[error.trouble] : undefined;
    if (seconds === undefined) return undefined;
    const { message } = error as GatewayError;
    await inbox.putOff(
      siteId,
      events.map(({ id }) => id),
      { seconds, why: message },
    );
    return error as GatewayError;
  }

  async function giveBack(siteId: string, [event]: Waiting[], error: unknown): Promise<void> {
    if (!event) return;
    const why =
      error instanceof GatewayError ? error.message : 'It could not be written down here: see the server’s log';
    await inbox.fail(siteId, event.id, { why, mostTries });
    logger.warn(
      { event: event.providerId, type: event.type, reason: reasonOf(error) },
      'an event could not be applied',
    );
  }

  return {
    /** All that are due. Ends when none is left, or when the provider can't be asked. */
    async applyWaiting(siteId: string): Promise<Applied> {
      const sum: Applied = { applied: 0, failed: 0, changed: 0, trouble: undefined };
      const connected = await gateways.find(siteId);
      if (!connected) return sum;
      for (;;) {
        const events = await inbox.claim(siteId, batchSize);
        if (events.length === 0) return sum;
        add(sum, await applyBatch(connected, events));
        if (sum.trouble) return sum;
      }
    },
  };
}

function add(sum: Applied, { applied, failed, changed, trouble }: Applied): void {
  sum.applied += applied;
  sum.failed += failed;
  sum.changed += changed;
  sum.trouble = trouble;
}

/** Why what it is about is not shown as it is there, if that is so. */
function noteOn(mention: Mention | null, problems: Problem[]): string | null {
  return problems.find(({ providerId }) => providerId === mention?.providerId)?.reason ?? null;
}

const keyOf = ({ kind, providerId }: Mention): string => `${kind} ${providerId}`;

/** Without the row that PostgreSQL quotes, which is a customer's. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 300);
