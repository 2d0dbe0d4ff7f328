/** Grants of a customer as the site's staff sees and changes them. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { holds } from '../programs/programs.store.ts';
import type { AdminGrant } from './grants.admin.contract.ts';
import { uuidOf } from './purchases.store.ts';
import { settleRules } from './settle.store.ts';

export interface GrantKey {
  siteId: string;
  customerId: string;
  grantId: string;
}

export interface NewGrant {
  siteId: string;
  customerId: string;
  levelId: string;
  /** `null`: without an end. */
  untilAt: string | null;
  note: string | null;
  staffId: string;
}

/** What decides whether a grant can be changed. */
export interface GrantFacts {
  levelId: string;
  sourceKind: string;
  /** By somebody, or because of what it hung on. */
  hasEnded: boolean;
}

export type GrantsAdminStore = ReturnType<typeof grantsAdminStore>;

const purchaseId = uuidOf('g.source_id');

/** Source and name of it: of purchases whichever it is, of rules the tag or level they ask for. */
const sourceSql = `case g.source_kind
  when 'purchase' then coalesce(
    (select json_build_object('kind', 'order', 'name', o.number, 'id', o.id) from purchase_order o
      where o.site_id = g.site_id and o.id = ${purchaseId} and o.customer_id = g.customer_id),
    (select json_build_object('kind', s.kind, 'name', p.name, 'id', s.id)
      from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
      where s.site_id = g.site_id and s.id = ${purchaseId} and s.customer_id = g.customer_id),
    json_build_object('kind', 'purchase', 'name', null, 'id', null))
  else json_build_object('kind', g.source_kind, 'id', null, 'name', case g.source_kind
    when 'admin' then (select coalesce(nullif(t.name, ''), t.email) from staff t
      where t.site_id = g.site_id and t.id = g.granted_by)
    when 'registration' then (select p.name from program p where p.site_id = g.site_id and p.id::text = g.source_id)
    when 'rule' then (select coalesce(r.tag, (select a.name from level a where a.site_id = r.site_id and a.id = r.after_level_id))
      from level_rule r where r.site_id = g.site_id and r.id::text = split_part(g.source_id, ':', 1))
    else nullif(g.source_id, '') end) end`;

const stateSql = `case when ${holds('g')} then 'holds'
  when g.ended_at is null and g.since > now() and coalesce(g.until, 'infinity') > now() then 'not_open_yet'
  else 'ended' end`;

export function grantsAdminStore(db: Knex) {
  const keyed = ({ siteId, customerId, grantId }: GrantKey) => ({
    ...{ site_id: siteId, customer_id: customerId, id: grantId },
  });

  return {
    hasCustomer: async (siteId: string, customerId: string): Promise<boolean> =>
      (await db('customer').where({ site_id: siteId, id: customerId }).first('id')) !== undefined,

    hasLevel: async (siteId: string, levelId: string): Promise<boolean> =>
      (await db('level').where({ site_id: siteId, id: levelId }).first('id')) !== undefined,

    /** Those that hold, then those to come, then the ended ones; newest first. */
    async list(siteId: string, customerId: string): Promise<AdminGrant[]> {
      const { rows } = await db.raw(
        `select json_build_object('id', g.id, 'levelId', l.id, 'level', l.name, 'programId', p.id, 'program', p.name,
          'state', ${stateSql}, 'source', ${sourceSql}, 'note', g.note, 'sinceAt', g.since, 'untilAt', g.until,
          'endedAt', g.ended_at, 'endedWhy', g.ended_why, 'endedNote', g.ended_note) as item
        from level_grant g
        join level l on l.site_id = g.site_id and l.id = g.level_id
        join program p on p.site_id = l.site_id and p.id = l.program_id
        where g.site_id = ? and g.customer_id = ?
        order by array_position('{holds,not_open_yet,ended}', ${stateSql}), g.since desc, g.id desc limit 500`,
        [siteId, customerId],
      );
      return rows.map(({ item }: { item: AdminGrant }) => item);
    },

    find: async (key: GrantKey): Promise<GrantFacts | undefined> =>
      db('level_grant')
        .where(keyed(key))
        .first('level_id as levelId', 'source_kind as sourceKind', db.raw('(ended_at is not null) as "hasEnded"')),

    add: ({ siteId, customerId, levelId, untilAt, note, staffId }: NewGrant): Promise<string> =>
      db.transaction(async (trx) => {
        const id = newId();
        await trx('level_grant').insert({
          ...{ site_id: siteId, id, customer_id: customerId, level_id: levelId, until: untilAt, note },
          // Each one by hand is a source of its own.
          ...{ source_kind: 'admin', source_id: id, granted_by: staffId },
        });
        await settleRules(trx, siteId, [customerId]);
        return id;
      }),

    extend: (key: GrantKey, untilAt: string | null): Promise<void> =>
      db.transaction(async (trx) => {
        await trx('level_grant').where(keyed(key)).update({ until: untilAt });
        await settleRules(trx, key.siteId, [key.customerId]);
      }),

    end: (key: GrantKey, note: string | null): Promise<void> =>
      db.transaction(async (trx) => {
        const ended = { ended_at: trx.fn.now(), ended_why: 'admin', ended_note: note };
        await trx('level_grant').where(keyed(key)).update(ended);
        await settleRules(trx, key.siteId, [key.customerId]);
      }),
  };
}
