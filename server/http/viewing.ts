/**
 * Seeing the center as a customer does: staff read what that customer would, through the same readings and with their own
 * session. There is no session of the customer, and so nothing that could be changed in their name.
 */
import type { Request } from 'express';
import type { Config } from '../config.ts';
import { isCompleteSession, isOpenSession } from './staff-session.ts';
import { hashOf, sessionReader } from './transport.ts';

/** The element's `server` there is this, up to its `/api/v1`. */
export const viewPrefix = '/viewing/:viewedId/api/v1/:site';

/** What stands in the audit trail before anything is shown. */
const viewAction = 'Viewed the center as a customer';

/** CTEs `gate` and `caller` of somebody whom staff look at: for half an hour after they have said so. */
export const viewCtes = `
  gate as (select site.id as site_id, site.settings, false as origin_allowed from site where site.id = :viewSite),
  caller as (
    select gate.site_id, c.id as customer_id, null::uuid as session_id, now() as confirmed_at, now() as last_seen_at,
      gate.settings
    from gate
    join staff_session s on s.site_id = gate.site_id and s.sid_hash = :viewSid::bytea
    join staff t on t.site_id = s.site_id and t.id = s.staff_id
    join customer c on c.site_id = gate.site_id and c.id = :viewedId::uuid
    where ${isOpenSession} and ${isCompleteSession}
      and exists (
        select from audit_entry e
        where e.site_id = gate.site_id and e.customer_id = c.id and e.at > now() - interval '30 minutes'
          and e.actor_id = t.id::text and e.action = '${viewAction}' and e.outcome = 'done')
  )`;

export function viewParams(config: Pick<Config, 'isSecure' | 'sessionSecrets'>) {
  const readSession = sessionReader(config, 'staff');
  return (request: Request) => {
    const sid = readSession(request);
    return {
      viewSite: request.params.site,
      viewedId: request.params.viewedId,
      viewSid: sid === undefined ? null : hashOf(sid),
    };
  };
}

const masked: Record<string, unknown> = {
  last4: '••••',
  expiresMonth: 1,
  expiresYear: 2000,
  pdfUrl: null,
  hostedUrl: null,
};

/** Takes out of a reply what pays and what leads to the provider's pages. */
export const maskPayments = (json: string): string =>
  JSON.stringify(
    JSON.parse(json, (name, value: unknown) => (Object.hasOwn(masked, name) && value !== null ? masked[name] : value)),
  );
