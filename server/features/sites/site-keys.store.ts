import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { AppError, notFound } from '../../http/errors.ts';
import { hashOf } from '../../http/transport.ts';

const kind = 'proxy';
const most = 20;

export type SiteKeysStore = ReturnType<typeof siteKeysStore>;

/** The secret keys with which servers of the vendor, as WordPress, show who they are. Only their hashes are kept. */
export function siteKeysStore(db: Knex) {
  const list = async (siteId: string) => {
    const rows: { id: string; created_at: Date; last_used_at: Date | null }[] = await db('site_secret')
      .select('id', 'created_at', 'last_used_at')
      .where({ site_id: siteId, kind })
      .orderBy('created_at', 'desc');
    return rows.map(({ id, created_at, last_used_at }) => ({
      id,
      createdAt: created_at.toISOString(),
      lastUsedAt: last_used_at?.toISOString() ?? null,
    }));
  };

  return {
    list,

    /** A new one beside those there are, so that none has to be changed everywhere at once. */
    async make(siteId: string): Promise<{ id: string; key: string }> {
      if ((await list(siteId)).length >= most) throw new AppError('too_many', 409);
      const id = newId();
      const key = `cck_${randomBytes(32).toString('base64url')}`;
      await db('site_secret').insert({ site_id: siteId, id, kind, secret_hash: hashOf(key) });
      return { id, key };
    },

    async revoke(siteId: string, id: string) {
      if ((await db('site_secret').where({ site_id: siteId, id, kind }).delete()) === 0) throw notFound();
      return list(siteId);
    },
  };
}
