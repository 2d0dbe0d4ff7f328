/** The provider's events on their way into our tables. */
import type { Knex } from 'knex';
import type { Pool } from 'pg';
import { v7 as newId } from 'uuid';
import type { Mention, ProviderEvent } from '../gateway.ts';

export interface Waiting {
  id: string;
  providerId: string;
  type: string;
  mention: Mention | null;
  tries: number;
}

export type InboxStore = ReturnType<typeof inboxStore>;

/** So long nobody else takes what one is working on; whoever dies over it has it taken up by the next. */
const lease = `interval '1 minute'`;

const waiting = 'applied_at is null and given_up_at is null';

const addJobSql = (siteId: string) => `graphile_worker.add_job('apply-events',
  json_build_object('siteId', ${siteId}), job_key => 'apply-events:' || ${siteId})`;

export function inboxStore({ pool, db }: { pool: Pool; db: Knex }) {
  return {
    /** Whose events are expected, and what they are signed with. `undefined`: there is no such site, or it is not connected. */
    async findReceiver(
      siteId: string,
    ): Promise<{ isLive: boolean; accountId: string; encrypted: string[] } | undefined> {
      const { rows } = await pool.query({
        name: 'webhook-receiver',
        text: `select c.is_live as "isLive", c.account_id as "accountId", array(
            select s.encrypted from site_secret s where s.site_id = c.site_id and s.kind = 'webhook_secret'
            order by s.created_at desc limit 2) as encrypted
          from provider_connection c where c.site_id = $1`,
        values: [siteId],
      });
      return rows[0];
    },

    /** One that is here already stays as it is. `isHasty` also has the site's waiting events applied soon. */
    async add(
      siteId: string,
      { providerId, type, mention, createdAt }: ProviderEvent,
      isHasty: boolean,
    ): Promise<void> {
      await pool.query({
        name: isHasty ? 'webhook-add-and-apply' : 'webhook-add',
        text: `${isHasty ? hurrySql : ''} insert into inbox_event (site_id, id, provider_id, type, mention, created_at)
          ${isHasty ? 'select $1, $2::uuid, $3, $4, $5::jsonb, $6::timestamptz from hurry' : 'values ($1, $2, $3, $4, $5, $6)'}
          on conflict (site_id, provider_id) do nothing`,
        values: [siteId, newId(), providerId, type, mention && JSON.stringify(mention), createdAt],
      });
    },

    /** Has a site's waiting events applied soon, and remembers that some came. */
    async hurry(siteId: string): Promise<void> {
      await pool.query({ name: 'webhook-apply', text: `${hurrySql} select from hurry`, values: [siteId] });
    },

    /** Those of a list that were missed. Gives how many there were. */
    async addMissing(siteId: string, events: ProviderEvent[]): Promise<number> {
      const { rowCount } = await db.raw(
        `insert into inbox_event (site_id, id, provider_id, type, mention, created_at)
        select ?, r.id, r.provider_id, r.type, r.mention, r.created_at
        from jsonb_to_recordset(?::jsonb)
          as r(id uuid, provider_id text, type text, mention jsonb, created_at timestamptz)
        on conflict (site_id, provider_id) do nothing`,
        [
          siteId,
          JSON.stringify(
            events.map(({ providerId, type, mention, createdAt }) => ({
              ...{ id: newId(), provider_id: providerId, type, mention, created_at: createdAt },
            })),
          ),
        ],
      );
      return rowCount as number;
    },

    /** The next few that are due, for this caller alone. */
    async claim(siteId: string, most: number): Promise<Waiting[]> {
      const { rows } = await db.raw(
        `with due as (
          select id from inbox_event where site_id = ? and ${waiting} and next_try_at <= now()
          order by next_try_at limit ? for update skip locked)
        update inbox_event e set next_try_at = now() + ${lease} from due where e.site_id = ? and e.id = due.id
        returning e.id, e.provider_id as "providerId", e.type, e.mention, e.tries`,
        [siteId, most, siteId],
      );
      return rows;
    },

    /** In the transaction of their effects. False: somebody else has applied one of them meanwhile. */
    async markApplied(trx: Knex, siteId: string, events: { id: string; note: string | null }[]): Promise<boolean> {
      const { rowCount } = await trx.raw(
        `update inbox_event e set applied_at = now(), given_up_at = null, failed_why = r.note
        from jsonb_to_recordset(?::jsonb) as r(id uuid, note text)
        where e.site_id = ? and e.id = r.id and e.applied_at is null`,
        [JSON.stringify(events), siteId],
      );
      return rowCount === events.length;
    },

    /** The provider could not be asked, which is no event's fault. */
    async putOff(siteId: string, ids: string[], { seconds, why }: { seconds: number; why: string }): Promise<void> {
      await db('inbox_event')
        .where({ site_id: siteId })
        .whereIn('id', ids)
        .whereNull('applied_at')
        .update({ next_try_at: db.raw('now() + make_interval(secs => ?)', [seconds]), failed_why: why });
    },

    /** One that fails by itself: later again, each time twice as late, and after so many tries no more. */
    async fail(siteId: string, id: string, { why, mostTries }: { why: string; mostTries: number }): Promise<void> {
      await db.raw(
        `update inbox_event set tries = tries + 1, failed_why = ?, next_try_at = now() + interval '10 seconds' * 2 ^ tries,
          given_up_at = case when tries + 1 >= ? then now() end
        where site_id = ? and id = ? and applied_at is null`,
        [why, mostTries, siteId, id],
      );
    },

    /** What a crash, or waiting, has left: a job for each site with something due. */
    async sweep(): Promise<void> {
      await db.raw(
        `select ${addJobSql('s.site_id')} from (
          select distinct site_id from inbox_event where ${waiting} and next_try_at <= now()) s`,
      );
    },
  };
}

/** CTE `hurry`: a job of the site in $1, and the time of its last event, written at most once a minute. */
const hurrySql = `with noticed as (
    update provider_connection set last_event_at = now()
    where site_id = $1 and coalesce(last_event_at, '-infinity') < now() - interval '1 minute'),
  hurry as materialized (select ${addJobSql('$1::text')})`;
