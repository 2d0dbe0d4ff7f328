import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { AuditBeginning } from '../../http/calls.ts';
import type { Client } from '../../http/client.ts';
import { dayParams, isWithinDays, placeOf } from '../../http/reading.ts';
import { literally } from '../../like.ts';
import type { AuditEntry } from './staff.admin.contract.ts';

interface Recorded {
  siteId: string;
  /** `null`: nobody we know, as who tries to sign in. */
  staff: { id: string | null; email: string };
  client: Client;
  action: string;
  outcome: string;
}

interface Search {
  after?: string | undefined;
  search?: string | undefined;
  customerId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const pageSize = 50;

export type AuditTrail = ReturnType<typeof auditTrail>;

/** What staff, operators and customers did. Nothing here is ever changed but an outcome. */
export function auditTrail(db: Knex) {
  const row = (siteId: string, staff: Recorded['staff'], action: string) => ({
    ...{ site_id: siteId, id: newId(), actor_kind: 'staff', actor_id: staff.id, actor_name: staff.email, action },
  });

  return {
    /** Written down before it is done; the answer is told what became of it. */
    async begin({ siteId, staff, action, customerId, details }: AuditBeginning) {
      const entry = { ...row(siteId, staff, action), customer_id: customerId, details: JSON.stringify(details) };
      await db('audit_entry').insert(entry);
      return async (outcome: string): Promise<void> => {
        await db('audit_entry').where({ site_id: siteId, id: entry.id }).update({ outcome });
      };
    },

    async record({ siteId, staff, client, action, outcome }: Recorded): Promise<void> {
      const details = JSON.stringify({ device: client.device, network: client.network });
      await db('audit_entry').insert({ ...row(siteId, staff, action), outcome, details });
    },

    /** A page of it, newest first. */
    async list(siteId: string, { after, search, customerId, from, to }: Search) {
      const { rows } = await db.raw(
        `select json_build_object('id', e.id, 'at', e.at, 'actorKind', e.actor_kind,
            'actor', coalesce(nullif(e.actor_name, ''), e.actor_id, ''), 'action', e.action, 'outcome', e.outcome,
            'customerId', e.customer_id, 'customer', c.email, 'details', e.details) as item,
          to_json(e.at) #>> '{}' || '_' || e.id as place
         from audit_entry e
         left join customer c on c.site_id = e.site_id and c.id = e.customer_id
         where e.site_id = :siteId and (e.at, e.id) < (:afterAt::timestamptz, :afterId::uuid)
           and (:customerId::uuid is null or e.customer_id = :customerId::uuid)
           and ${isWithinDays('e.at')}
           and (:like::text is null or e.action ilike :like or e.actor_name ilike :like or c.email ilike :like)
         order by e.at desc, e.id desc limit ${pageSize + 1}`,
        {
          siteId,
          ...placeOf(after),
          ...dayParams({ from, to }),
          customerId: customerId ?? null,
          like: search ? `%${literally(search)}%` : null,
        },
      );
      const items = rows.slice(0, pageSize) as { item: AuditEntry; place: string }[];
      return {
        items: items.map(({ item }) => item),
        next: rows.length > pageSize ? (items.at(-1)?.place ?? null) : null,
      };
    },
  };
}
