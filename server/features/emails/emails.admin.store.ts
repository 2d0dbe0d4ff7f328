import type { Knex } from 'knex';
import type { HeldEmail } from './emails.admin.contract.ts';
import { sendNoticeSql } from './notices.store.ts';

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
        `with again as (
          update email set status = 'queued', reason = null
          where site_id = :siteId and id = :emailId and status in ('held', 'refused') and key is not null
          returning site_id, id
        )
        select ${sendNoticeSql('again')} from again`,
        { siteId, emailId },
      );
      return rows.length > 0;
    },
  };
}
