import type { Knex } from 'knex';
import type { HeldEmail } from './emails.admin.contract.ts';
import { sendAgainSql } from './notices.store.ts';

export function emailsAdminStore(db: Knex) {
  return {
    async unsent(siteId: string): Promise<HeldEmail[]> {
      const { rows } = await db.raw(
        `select json_build_object('id', e.id, 'kind', e.template, 'recipient', e.recipient, 'customerId', e.customer_id,
          'createdAt', e.created_at, 'state', e.status, 'reason', e.reason, 'isRetryable', e.key is not null) as email
        from email e where e.site_id = :siteId and e.status in ('held', 'refused')
        order by e.created_at desc, e.id desc limit 50`,
        { siteId },
      );
      return rows.map(({ email }: { email: HeldEmail }) => email);
    },

    /** Gives whether there is such an email that waits. */
    async retry(siteId: string, emailId: string): Promise<boolean> {
      const { rows } = await db.raw(
        sendAgainSql(`site_id = :siteId and id = :emailId and status in ('held', 'refused')`),
        { siteId, emailId },
      );
      return rows.length > 0;
    },
  };
}
