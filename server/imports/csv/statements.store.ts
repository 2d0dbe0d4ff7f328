import type { PoolClient } from 'pg';
import { catalogueStore } from './catalogue.store.ts';
import { membershipStores } from './memberships.store.ts';
import { importedOrdersStore } from './orders.store.ts';
import { peopleStore } from './people.store.ts';
import { stagedRowsStore } from './staged.store.ts';
import { locks } from '../../locks.ts';

export type Statements = ReturnType<typeof importStatements>;

/** All that an import asks of the database, on the one connection that has its temporary tables. */
export function importStatements(client: PoolClient) {
  return {
    people: peopleStore(client),
    orders: importedOrdersStore(client),
    ...membershipStores(client),
    catalogue: catalogueStore(client),
    staged: stagedRowsStore(client),

    /** One import a site at a time. False when another one is at work, or has died so lately that its last step goes on. */
    async lock(siteId: string): Promise<boolean> {
      const text = 'select pg_try_advisory_lock($1, hashtext($2)) as taken';
      return (await client.query<{ taken: boolean }>(text, [locks.fileImport, siteId])).rows[0]?.taken ?? false;
    },

    /** All of it or nothing; nothing in any case when `keep` is false. */
    async transaction<Result>(keep: boolean, work: () => Promise<Result>): Promise<Result> {
      await client.query('begin');
      try {
        const result = await work();
        await client.query(keep ? 'commit' : 'rollback');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    },
  };
}
