import type { Knex } from 'knex';

export type LogoStore = ReturnType<typeof logoStore>;

export interface Logo {
  hash: string;
  content: Buffer;
  contentType: string;
}

/** The uploaded logo of a site. Its address is a setting; both change together. */
export function logoStore(db: Knex) {
  const show = async (trx: Knex, siteId: string, logoUrl: string | null): Promise<number> => {
    const [row] = await trx('site')
      .where({ id: siteId })
      .update({
        settings: trx.raw(`jsonb_set(settings, '{logoUrl}', ?::jsonb)`, [JSON.stringify(logoUrl)]),
        settings_version: trx.raw('settings_version + 1'),
      })
      .returning('settings_version');
    return row.settings_version;
  };

  return {
    async find(siteId: string, hash: string): Promise<Logo | undefined> {
      const row = await db('site_logo').where({ site_id: siteId, hash }).first();
      return row && { hash, content: row.content, contentType: row.content_type };
    },

    /** In place of the one before. Gives the settings' new version. */
    save: (siteId: string, { hash, content, contentType }: Logo, logoUrl: string): Promise<number> =>
      db.transaction(async (trx) => {
        await trx('site_logo')
          .insert({ site_id: siteId, hash, content, content_type: contentType })
          .onConflict('site_id')
          .merge({ hash, content, content_type: contentType, created_at: trx.fn.now() });
        return show(trx, siteId, logoUrl);
      }),

    remove: (siteId: string): Promise<number> =>
      db.transaction(async (trx) => {
        await trx('site_logo').where({ site_id: siteId }).delete();
        return show(trx, siteId, null);
      }),
  };
}
