import type { Knex } from 'knex';
import type { ConnectionsStore } from '../../gateway/connections.store.ts';
import type { Inbound } from '../../gateway/events/inbound.ts';
import type { Gateways } from '../../gateway/gateways.ts';
import { importFromStripe, ImportTaken } from '../../imports/stripe/import.ts';
import { providerStore } from './provider.store.ts';

/** Lends a database whose statements may take long. */
export type Patiently = (work: (database: { db: Knex; inbound: Inbound }) => Promise<void>) => Promise<void>;

interface Dependencies {
  gateways: Gateways;
  connections: ConnectionsStore;
  patiently: Patiently;
}

interface Job {
  siteId: string;
}

/** What graphile-worker gives beside the payload. */
interface Helpers {
  abortSignal: AbortSignal;
}

/** An import goes on after so long behind what else waits: emails must not. */
const sliceMillis = 20_000;

/** Imports everything, piece by piece. */
export const importFromProvider =
  ({ gateways, patiently }: Pick<Dependencies, 'gateways' | 'patiently'>) =>
  async ({ siteId }: Job, { abortSignal }: Helpers): Promise<void> => {
    const connected = await gateways.find(siteId);
    if (!connected) return;
    const signal = AbortSignal.any([abortSignal, AbortSignal.timeout(sliceMillis)]);
    await patiently(async ({ db }) => {
      try {
        await importFromStripe({ db, siteId, gateway: connected.gateway, signal });
      } catch (error) {
        // Somebody else imports it, as by the command.
        if (error instanceof ImportTaken) return;
        if (!signal.aborted) throw error;
        await providerStore(db).askForImport(siteId);
      }
    });
  };

/** Finds what events have not told, of a site. */
export const reconcileProvider =
  ({ connections, patiently }: Pick<Dependencies, 'connections' | 'patiently'>) =>
  async ({ siteId }: Job, { abortSignal: signal }: Helpers): Promise<void> => {
    if (!(await connections.find(siteId))) return;
    await patiently(async ({ inbound }) => void (await inbound.reconcile(siteId, { signal })));
  };

/** Every night: of each site that is connected, one job each, so that one that fails keeps no other from it. */
export const reconcileAll =
  ({ connections, db }: Pick<Dependencies, 'connections'> & { db: Knex }) =>
  async (): Promise<void> => {
    for (const siteId of await connections.sites()) await providerStore(db).askForReconcile(siteId);
  };
