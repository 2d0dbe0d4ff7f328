import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Client } from '../../http/client.ts';

/** Why somebody could not sign in. The explanations for support live on these; the public answer names none of them. */
export const causes = [
  'customer_unknown',
  'customer_blocked',
  'email_bounced',
  'code_wrong',
  'code_used_up',
  'link_used',
  'link_expired',
  'link_unknown',
  'link_email_wrong',
  'password_wrong',
  'password_never_set',
  'too_many_requests',
  'sign_in_method_off',
  'origin_refused',
  'cookies_refused',
] as const;
export type Cause = (typeof causes)[number];

export type AuthEventKind =
  | 'email_asked'
  | 'signed_in'
  | 'sign_in_failed'
  | 'new_password_failed'
  | 'password_set'
  | 'username_set'
  | 'confirmed'
  | 'confirmation_failed'
  | 'signed_out'
  | 'device_signed_out'
  | 'others_signed_out'
  | 'everywhere_signed_out';

export interface AuthEvent {
  siteId: string;
  kind: AuthEventKind;
  cause?: Cause | undefined;
  method?: string | undefined;
  /** What was typed as email or username, as far as it was well formed. Never a password or code. */
  login?: string | undefined;
  customerId?: string | null | undefined;
  client?: Client | undefined;
  /** An origin, a device, an answer of the mail server. */
  detail?: string | undefined;
}

export type AuthEvents = ReturnType<typeof authEvents>;

/** Kept for as long as the site wants, `recordMonths`; see the nightly job. */
export function authEvents(db: Knex) {
  return {
    /** Gives the id of what was written down. */
    async record({ siteId, kind, cause, method, login, customerId, client, detail }: AuthEvent): Promise<string> {
      const id = newId();
      await db('auth_event').insert({
        site_id: siteId,
        id,
        kind,
        cause,
        method,
        login,
        customer_id: customerId ?? null,
        network: client?.network,
        device: client?.device,
        request_id: client?.requestId,
        detail: detail?.slice(0, 500),
      });
      return id;
    },

    /** Who signed in from there a moment ago. */
    findSignIn: (
      siteId: string,
      { network, device }: Client,
    ): Promise<{ customer_id: string; login: string | null } | undefined> =>
      db('auth_event')
        .where({ site_id: siteId, kind: 'signed_in', network, device })
        .whereRaw(`at > now() - interval '2 minutes'`)
        .orderBy('at', 'desc')
        .first('customer_id', 'login'),
  };
}
