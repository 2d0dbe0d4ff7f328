import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { AuditBeginning } from '../../http/calls.ts';

/** Every action of the staff: written down before it is done, and what became of it after. */
export const beginAudit =
  (db: Knex) =>
  async ({ siteId, staff, action, customerId, details }: AuditBeginning) => {
    const id = newId();
    await db('audit_entry').insert({
      site_id: siteId,
      id,
      actor_kind: 'staff',
      actor_id: staff.id,
      actor_name: staff.email,
      action,
      customer_id: customerId,
      details: JSON.stringify(details),
    });
    return async (outcome: string): Promise<void> => {
      await db('audit_entry').where({ site_id: siteId, id }).update({ outcome });
    };
  };
