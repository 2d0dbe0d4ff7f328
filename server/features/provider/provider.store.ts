/** A site's connection to its payment provider, as it is made and ended. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { ProviderAccount } from '../../gateway/account.ts';

interface NewConnection {
  account: ProviderAccount;
  publishableKey: string;
  webhookId: string;
  /** Encrypted. */
  webhookSecret: string;
  /** It is the first, or of another account or mode than the one before. */
  isAnother: boolean;
}

/** Call what belongs together inside of one transaction. */
export function providerStore(db: Knex) {
  const ofSite = (table: string, siteId: string) => db(table).where({ site_id: siteId });
  return {
    /** In place of the one before. The secret before stays good for a while: what is on its way is signed with it. */
    async save(siteId: string, wish: NewConnection): Promise<void> {
      const { account, publishableKey, webhookId, webhookSecret, isAnother } = wish;
      await db('site_secret').insert({
        ...{ site_id: siteId, id: newId(), kind: 'webhook_secret', encrypted: webhookSecret },
        created_at: db.raw('clock_timestamp()'),
      });
      const now = db.fn.now();
      const row = {
        ...{ account_id: account.id, account_name: account.name, is_live: account.isLive },
        ...{ publishable_key: publishableKey, webhook_id: webhookId, connected_at: now },
        ...(isAnother && { writes_since: now, last_event_at: null, reconciled_at: null }),
      };
      await db('provider_connection')
        .insert({ site_id: siteId, ...row })
        .onConflict('site_id')
        .merge(row);
    },

    /** A few of the provider's records that saved cards belong to: the newest and the oldest ones. */
    async accountsWithCards(siteId: string): Promise<string[]> {
      const some = (direction: string) =>
        ofSite('payment_method', siteId)
          .whereNull('removed_at')
          .whereNotNull('provider_account_id')
          .orderBy([{ column: 'created_at', order: direction }, 'id'])
          .limit(3)
          .pluck('provider_account_id');
      return [...new Set<string>((await Promise.all([some('asc'), some('desc')])).flat())];
    },

    /** What came from an account that is no longer connected stays as history; its cards can't be charged any more. */
    async leaveAccount(siteId: string): Promise<void> {
      await ofSite('payment_method', siteId)
        .whereNotNull('provider_id')
        .whereNull('removed_at')
        .update({ removed_at: db.fn.now(), is_default: false });
      await ofSite('site_secret', siteId).where({ kind: 'webhook_secret' }).delete();
      await ofSite('import_run', siteId).whereNull('finished_at').update({ finished_at: db.fn.now() });
      await this.forgetWaiting(siteId);
    },

    /** Without the key nobody can ask what waiting events are about. */
    async forgetWaiting(siteId: string): Promise<void> {
      await ofSite('inbox_event', siteId).whereNull('applied_at').delete();
    },

    async remove(siteId: string): Promise<void> {
      await ofSite('provider_connection', siteId).delete();
      await ofSite('site_secret', siteId).whereIn('kind', ['payment_key', 'webhook_secret']).delete();
      await this.forgetWaiting(siteId);
    },

    async askForImport(siteId: string): Promise<void> {
      await addJob(db, 'import-from-provider', siteId);
    },

    async askForReconcile(siteId: string): Promise<void> {
      await addJob(db, 'reconcile-provider', siteId);
    },
  };
}

/** Behind what people wait for, as emails. */
async function addJob(db: Knex, task: string, siteId: string): Promise<void> {
  await db.raw(`select graphile_worker.add_job(?, ?::json, job_key => ?, priority => 10)`, [
    task,
    JSON.stringify({ siteId }),
    `${task}:${siteId}`,
  ]);
}
