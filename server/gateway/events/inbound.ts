import type { Knex } from 'knex';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { connectionsStore } from '../connections.store.ts';
import type { Gateways } from '../gateways.ts';
import { keepService, type JustKept } from '../keep.service.ts';
import { readClock } from '../records/readings.store.ts';
import { applyEvents } from './apply.service.ts';
import { inboxStore } from './inbox.store.ts';
import { reconcile } from './reconcile.service.ts';

interface Dependencies {
  pool: Pool;
  db: Knex;
  gateways: Gateways;
  logger: Pick<Logger, 'warn'>;
  onKept?: ((kept: JustKept) => Promise<void>) | undefined;
}

export type Inbound = ReturnType<typeof inboundOf>;

/** All that brings in what has changed at the provider: events, comparing, and reading again. */
export function inboundOf({ pool, db, gateways, logger, onKept }: Dependencies) {
  const inbox = inboxStore({ pool, db });
  const keeping = keepService({ db, gateways, ...(onKept && { onKept }) });
  const clock = () => readClock(db);
  const applying = applyEvents({ inbox, gateways, keeping, readClock: clock, logger });
  const connections = connectionsStore(db);
  return {
    inbox,
    keeping,
    applying,
    reconcile: reconcile({ inbox, gateways, keeping, applying, readClock: clock, connections }),
  };
}
