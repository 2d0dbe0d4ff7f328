import type { Knex } from 'knex';
import { settlePurchases, sitesThatGive } from './settle.store.ts';

/** What has come about by time alone, and what nobody told of: of one site, or of all of them every night. */
export const settleSites =
  (db: Knex) =>
  async ({ siteId }: { siteId?: string }): Promise<void> => {
    for (const id of siteId === undefined ? await sitesThatGive(db) : [siteId]) await settlePurchases(db, id);
  };
