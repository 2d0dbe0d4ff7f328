import type { Knex } from 'knex';

/** A site's account at the payment provider. */
export interface Connection {
  accountId: string;
  accountName: string;
  isLive: boolean;
  publishableKey: string;
  /** The endpoint for events that was made with the key; `null` when there is none yet. */
  webhookId: string | null;
  connectedAt: Date;
  /** Customers are written to about what happened since. */
  writesSince: Date;
  lastEventAt: Date | null;
  reconciledAt: Date | null;
}

export type ConnectionsStore = ReturnType<typeof connectionsStore>;

export function connectionsStore(db: Knex) {
  return {
    /** With the encrypted key of the provider; `undefined` while the site is not connected. */
    async find(siteId: string): Promise<(Connection & { encryptedKey: string }) | undefined> {
      const row = await db('provider_connection as c')
        .join('site_secret as s', (join) => void join.on('s.site_id', 'c.site_id').andOnVal('s.kind', 'payment_key'))
        .where('c.site_id', siteId)
        .first('c.*', 's.encrypted');
      return (
        row && {
          accountId: row.account_id,
          accountName: row.account_name,
          isLive: row.is_live,
          publishableKey: row.publishable_key,
          webhookId: row.webhook_id,
          connectedAt: row.connected_at,
          writesSince: row.writes_since,
          lastEventAt: row.last_event_at,
          reconciledAt: row.reconciled_at,
          encryptedKey: row.encrypted,
        }
      );
    },

    /** Whether the site is connected, and to another account or in the other mode. */
    async isElsewhere(
      siteId: string,
      { accountId, isLive }: Pick<Connection, 'accountId' | 'isLive'>,
    ): Promise<boolean> {
      const row = await db('provider_connection').where({ site_id: siteId }).first('account_id', 'is_live');
      return row !== undefined && (row.account_id !== accountId || row.is_live !== isLive);
    },

    /** When all of a site was last compared with the provider. */
    async noteReconciled(siteId: string, at: string): Promise<void> {
      await db('provider_connection').where({ site_id: siteId }).update({ reconciled_at: at });
    },

    /** Sites that are connected, by their id. */
    sites: (): Promise<string[]> => db('provider_connection').orderBy('site_id').pluck('site_id'),
  };
}
