import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { completeSettings, type SiteSettings } from '../settings/settings.ts';

export interface Site {
  id: string;
  settings: SiteSettings;
  created_at: Date;
  /** Counts the changes of the settings. */
  settings_version: number;
}

interface OriginRow {
  origin: string;
  created_at: Date;
  last_seen_at?: Date | null;
}

const complete = (row: Site): Site => ({ ...row, settings: completeSettings(row.settings) });

export type SitesStore = ReturnType<typeof sitesStore>;

export function sitesStore(db: Knex) {
  return {
    list: async (): Promise<Site[]> => (await db('site').select('*').orderBy('id')).map(complete),

    async find(id: string): Promise<Site | undefined> {
      const row = await db('site').where({ id }).first();
      return row && complete(row);
    },

    async add(id: string, settings: SiteSettings): Promise<void> {
      await db('site').insert({ id, settings: JSON.stringify(settings) });
    },

    async get(id: string): Promise<Site> {
      return complete(await db('site').where({ id }).first());
    },

    async saveSettings(id: string, settings: SiteSettings): Promise<void> {
      await db('site')
        .where({ id })
        .update({ settings: JSON.stringify(settings), settings_version: db.raw('settings_version + 1') });
    },

    /** Saves what `change` makes of the settings. `undefined`: they have changed since they had that version. */
    changeSettings: (
      id: string,
      version: number,
      change: (settings: SiteSettings) => SiteSettings,
    ): Promise<Site | undefined> =>
      db.transaction(async (trx) => {
        const row = await trx('site').where({ id, settings_version: version }).forUpdate().first();
        if (!row) return undefined;
        const settings = change(complete(row).settings);
        await sitesStore(trx).saveSettings(id, settings);
        return { ...row, settings, settings_version: version + 1 };
      }),

    origins: async (siteId: string): Promise<string[]> =>
      (await db('site_origin').select('origin').where({ site_id: siteId }).orderBy('origin')).map(
        (row: { origin: string }) => row.origin,
      ),

    originRows: (siteId: string): Promise<OriginRow[]> =>
      db('site_origin').select('*').where({ site_id: siteId }).orderBy('origin'),

    async addOrigin(siteId: string, origin: string): Promise<void> {
      await db('site_origin').insert({ site_id: siteId, origin }).onConflict().ignore();
    },

    async removeOrigin(siteId: string, origin: string): Promise<void> {
      await db('site_origin').where({ site_id: siteId, origin }).delete();
    },

    async addProxyKey(siteId: string, secretHash: Buffer): Promise<void> {
      await db('site_secret').insert({ site_id: siteId, id: newId(), kind: 'proxy', secret_hash: secretHash });
    },
  };
}
