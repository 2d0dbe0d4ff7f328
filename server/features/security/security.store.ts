import type { Knex } from 'knex';
import { reading } from '../../http/reading.ts';
import { revokeSessions } from '../sign-in/sessions.store.ts';
import type { Security } from './security.contract.ts';

export const securityReading = ({
  sessionIdleHours,
  sessionMaxHours,
}: {
  sessionIdleHours: number;
  sessionMaxHours: number;
}) =>
  reading<Security>(`(
    select json_build_object('hasPassword', c.password_hash is not null,
      'passwordMinLength', caller.settings -> 'passwordMinLength', 'username', c.username,
      'confirmedUntil', case when caller.confirmed_at > now() - interval '10 minutes'
        then caller.confirmed_at + interval '10 minutes' end,
      'devices', (select json_agg(json_build_object('id', s.id, 'name', s.device,
          'network', ${networkSql('s.network')}, 'signedInAt', s.created_at, 'lastSeenAt', s.last_seen_at,
          'current', s.id = caller.session_id) order by s.id = caller.session_id desc, s.last_seen_at desc)
        from auth_session s
        where s.site_id = caller.site_id and s.customer_id = caller.customer_id and s.revoked_at is null
          and s.created_at > now() - interval '${sessionMaxHours} hours'
          and s.last_seen_at > now() - interval '${sessionIdleHours} hours'))
    from customer c where c.site_id = caller.site_id and c.id = caller.customer_id)`);

/** The first half of an address: enough to recognise one's own network, not enough to be traced by. */
const networkSql = (column: string): string => `case
  when ${column} like '%.%' then substring(${column} from '^\\d+\\.\\d+') || '.x.x'
  when ${column} like '%_/64' then substring(${column} from '^[0-9a-f]+(?:[:][0-9a-f]*)?') || '::' end`;

export type SecurityStore = ReturnType<typeof securityStore>;

export function securityStore(db: Knex) {
  const open = (siteId: string, customerId: string) =>
    db('auth_session').where({ site_id: siteId, customer_id: customerId }).whereNull('revoked_at');
  const revoked = (why: string) => ({ revoked_at: db.fn.now(), revoked_why: why });

  return {
    /** `false`: there is no such device, or it is somebody else's. */
    async revokeDevice(siteId: string, customerId: string, sessionId: string): Promise<boolean> {
      return (await open(siteId, customerId).where({ id: sessionId }).update(revoked('device_signed_out'))) === 1;
    },

    /** Ends every session of a customer but the given one, and every sign-in that is under way. */
    revokeOthers: (siteId: string, customerId: string, keep: string | null, why: string): Promise<void> =>
      db.transaction((trx) => revokeSessions(trx, { siteId, customerId, keep, why })),

    async saveUsername(siteId: string, customerId: string, username: string | null): Promise<boolean> {
      try {
        await db('customer').where({ site_id: siteId, id: customerId }).update({ username });
        return true;
      } catch (error) {
        if ((error as { code?: string }).code === '23505') return false;
        throw error;
      }
    },
  };
}
