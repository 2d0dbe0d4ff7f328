import type { Knex } from 'knex';

/** Our id of one of the provider's memos, once it is kept. */
export const findMemo =
  (db: Knex) =>
  async (siteId: string, providerId: string): Promise<string | undefined> => {
    const row = await db('credit_memo').where({ site_id: siteId, provider_id: providerId }).first('id');
    return row?.id;
  };
