import type { Knex } from 'knex';
import { cardEnds, isChargedTo } from '../payment-methods/card.store.ts';
import type { NoticeKind } from './notices.ts';

interface Source {
  kind: NoticeKind;
  /** SQL: what tells it from all others of its kind; one of a key is sent once. */
  key: string;
  /** SQL that gives `jsonb`: the ids it is made of when it is sent. */
  about: string;
  /** SQL: rows `y` with `site_id` and `customer_id`, and the connection `k` of their site. */
  from: string;
  /** Of what may be about very many. */
  most?: number;
}

/** SQL: asks for the job that sends an email, once however often; `row` has its `site_id` and `id`. */
const sendNoticeSql = (row: string): string =>
  `graphile_worker.add_job('send-notice', json_build_object('siteId', ${row}.site_id, 'emailId', ${row}.id),
    job_key => 'notice:' || ${row}.id)`;

/** SQL: sends those of these emails again that wait and can be made anew; gives a row for each. */
export const sendAgainSql = (which: string): string => `
  with again as (
    update email set status = 'queued', reason = null where ${which} and key is not null returning site_id, id
  )
  select ${sendNoticeSql('again')} from again`;

/**
 * Queues emails with the jobs that send them: in the transaction that changed what they are about. Who has no address, is
 * blocked, or whose site has switched it off gets none.
 */
const queueSql = ({ kind, key, about, from, most }: Source): string => `
  with added as (
    insert into email (site_id, id, template, recipient, customer_id, status, key, about)
    select c.site_id, gen_random_uuid(), '${kind}', c.email, c.id, 'queued', '${kind}:' || ${key}, ${about}
    from ${from}
    join customer c on c.site_id = y.site_id and c.id = y.customer_id
    join site on site.id = y.site_id
    where c.email is not null and c.blocked_at is null
      and coalesce((site.settings -> 'emails' ->> '${kind}')::boolean, true)
    ${most === undefined ? '' : `limit ${most}`}
    on conflict (site_id, key) where key is not null do nothing
    returning site_id, id
  )
  select ${sendNoticeSql('added')} from added`;

const connected = 'join provider_connection k on k.site_id = y.site_id';

/**
 * Not so long ago that it is news to nobody. Debits from bank accounts are decided up to two weeks after they were begun,
 * which is the time that the provider gives them.
 */
const isRecent = (at: string) => `${at} > now() - interval '16 days'`;

/** What happened since; the provider counts whole seconds, so the one in which the site was connected is part of it. */
const connectedBy = (at: string) => `${connected} and ${at} >= date_trunc('second', k.writes_since)`;

const receipts = queueSql({
  kind: 'receipt',
  key: 'y.id',
  about: `jsonb_build_object('paymentId', y.id)`,
  from: `(select * from payment where site_id = :siteId and provider_id = any(:providerIds)
      and state = 'succeeded' and amount_cents > 0 and ${isRecent('at')}) y
    ${connectedBy('y.at')}`,
});

/** One a day for each invoice, and none while the customer is there: they read on the screen what became of it. */
const failures = queueSql({
  kind: 'payment-failed',
  key: `i.id || ':' || (y.at at time zone 'UTC')::date`,
  about: `jsonb_build_object('invoiceId', i.id, 'paymentId', y.id)`,
  from: `(select * from payment where site_id = :siteId and provider_id = any(:providerIds)
      and state = 'failed' and ${isRecent('at')}) y
    ${connectedBy('y.at')}
    join invoice i on i.site_id = y.site_id and i.id = y.invoice_id and i.status = 'open' and not exists (
      select from operation o where o.site_id = i.site_id and o.customer_id = i.customer_id and o.kind = 'pay-invoice'
        and o.input ->> 'invoiceId' = i.id::text and o.created_at > now() - interval '10 minutes')`,
});

const credits = queueSql({
  kind: 'credit-memo',
  key: 'y.id',
  about: `jsonb_build_object('creditMemoId', y.id)`,
  from: `(select * from credit_memo where site_id = :siteId and provider_id = any(:providerIds)
      and ${isRecent('issued_at')}) y
    ${connectedBy('y.issued_at')}`,
});

const welcomes = queueSql({
  kind: 'welcome',
  key: 'y.customer_id',
  about: `'{}'`,
  // Whoever is met for the first time may have been there for years, as while everything is still being imported.
  from: `(select site_id, id as customer_id, created_at from customer where site_id = :siteId and id = any(:customerIds)) y
    ${connectedBy('y.created_at')}`,
});

const cardChanges = queueSql({
  kind: 'card-changed',
  key: ':operationId',
  about: `jsonb_build_object('cardId', cast(:cardId as uuid), 'names', cast(:names as jsonb))`,
  from: `(select site_id, id as customer_id from customer where site_id = :siteId and id = :customerId) y`,
});

/** So many at a time, which takes a fraction of the time that a statement has. */
const mostExpiring = 1000;

const expiringKey = (card: string) => `${card}.id || ':' || ${card}.expires_year || '-' || ${card}.expires_month`;

/** Cards that expire with this month or the next and that something is paid with, of all sites: the next ones. */
const expiring = queueSql({
  kind: 'card-expiring',
  key: expiringKey('y'),
  about: `jsonb_build_object('cardId', y.id)`,
  from: `(select m.* from payment_method m
      where m.removed_at is null and m.provider_account_id is not null
        and ${cardEnds} between now() and now() + interval '31 days'
        and exists (select from subscription s where ${isChargedTo})
        and not exists (select from email e
          where e.site_id = m.site_id and e.key = 'card-expiring:' || ${expiringKey('m')})) y
    ${connected}`,
  most: mostExpiring,
});

export interface QueuedNotice {
  id: string;
  kind: NoticeKind;
  customerId: string;
  about: Record<string, string>;
}

export type NoticesStore = ReturnType<typeof noticesStore>;

export function noticesStore(db: Knex) {
  const run = (sql: string, values: Record<string, unknown>) => db.raw(sql, values as never);

  return {
    async aboutPayments(siteId: string, providerIds: string[]): Promise<void> {
      if (providerIds.length === 0) return;
      await run(receipts, { siteId, providerIds });
      await run(failures, { siteId, providerIds });
    },

    async aboutCredits(siteId: string, providerIds: string[]): Promise<void> {
      if (providerIds.length > 0) await run(credits, { siteId, providerIds });
    },

    async welcome(siteId: string, customerIds: string[]): Promise<void> {
      if (customerIds.length > 0) await run(welcomes, { siteId, customerIds });
    },

    /** @param names what is paid with it from now on */
    async cardChanged(change: {
      siteId: string;
      customerId: string;
      operationId: string;
      cardId: string;
      names: string[];
    }): Promise<void> {
      await run(cardChanges, { ...change, names: JSON.stringify(change.names) });
    },

    async expiringCards(): Promise<void> {
      while ((await run(expiring, {})).rowCount === mostExpiring);
    },

    /**
     * Held ones of these customers are tried again: what was empty may be filled now. They are held no longer, so that what
     * is learned next, while one is being sent, does not have it sent by a second job as well.
     */
    async release(siteId: string, customerIds: string[]): Promise<void> {
      await run(sendAgainSql(`site_id = :siteId and customer_id = any(:customerIds) and status = 'held'`), {
        siteId,
        customerIds,
      });
    },

    /** To be sent; `undefined` when it was, or is not to be any more. */
    async take(siteId: string, id: string): Promise<QueuedNotice | undefined> {
      const row = await db('email')
        .where({ site_id: siteId, id })
        .whereIn('status', ['queued', 'held'])
        .first('id', 'template', 'customer_id', 'about');
      return row && { id: row.id, kind: row.template, customerId: row.customer_id, about: row.about };
    },

    /** It is about something that is over, or nobody wants it any more. */
    async drop(siteId: string, id: string): Promise<void> {
      await db('email').where({ site_id: siteId, id }).update({ status: 'dropped', reason: null });
    },
  };
}
