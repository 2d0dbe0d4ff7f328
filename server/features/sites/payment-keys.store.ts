import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';

const kind = 'payment_key';

/** The payment provider's secret key of a site, encrypted. */
export function paymentKeysStore(db: Knex) {
  return {
    /** In place of the one before. */
    async save(siteId: string, encrypted: string): Promise<void> {
      await db('site_secret')
        .insert({ site_id: siteId, id: newId(), kind, encrypted })
        .onConflict(db.raw(`(site_id) where kind = '${kind}'`))
        .merge({ encrypted, created_at: db.fn.now(), last_used_at: null });
    },

    /** For use: the time of it is written down. */
    async take(siteId: string): Promise<string | undefined> {
      const rows: { encrypted: string }[] = await db('site_secret')
        .where({ site_id: siteId, kind })
        .update({ last_used_at: db.fn.now() })
        .returning('encrypted');
      return rows[0]?.encrypted;
    },
  };
}
