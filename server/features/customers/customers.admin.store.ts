import type { Knex } from 'knex';
import { firstPlace, placeOf } from '../../http/reading.ts';
import { literally } from '../../like.ts';
import { ownSubscriptions } from '../subscriptions/subscriptions.store.ts';
import { cardSql } from '../payment-methods/card.store.ts';
import { holds } from '../programs/programs.store.ts';
import type {
  AuthEventRow,
  CustomerFilter,
  CustomerRecord,
  CustomerRow,
  Purchases,
  SentEmail,
} from './customers.admin.contract.ts';

const pageSize = 20;

const row = (found: string) => `json_build_object('id', c.id, 'email', c.email,
  'name', trim(c.first_name || ' ' || c.last_name), 'createdAt', c.created_at,
  'lastSignedInAt', c.last_signed_in_at, 'isBlocked', c.blocked_at is not null, 'found', ${found})`;

/**
 * SQL of the customers a filter is about, and its values. Levels, the blocked and the unpaid are found by an index; tags and
 * what most have in common by going through the customers, so that a tag of few takes as long as there are customers.
 */
export function filterSql({ levelId, tag, state }: CustomerFilter): { sql: string; values: Record<string, unknown> } {
  const parts = [
    levelId !== undefined &&
      `exists (select from level_grant g where g.site_id = c.site_id and g.level_id = :levelId::uuid
        and g.customer_id = c.id and ${holds('g')})`,
    tag !== undefined && ':tag = any(c.tags)',
    state === 'blocked' && 'c.blocked_at is not null',
    state === 'never_signed_in' && 'c.last_signed_in_at is null',
    state === 'without_password' && 'c.password_hash is null',
    state === 'unpaid' &&
      `exists (select from invoice i where i.site_id = c.site_id and i.customer_id = c.id and i.status = 'open')`,
  ].filter((part) => part !== false);
  return {
    sql: parts.map((part) => ` and ${part}`).join(''),
    values: { ...(levelId !== undefined && { levelId }), ...(tag !== undefined && { tag }) },
  };
}

export type CustomersStore = ReturnType<typeof customersStore>;

/** What staff read of customers. */
export function customersStore(db: Knex) {
  const select = async <Row>(sql: string, values: Record<string, unknown>): Promise<Row[]> =>
    (await db.raw(sql, values as Record<string, string>)).rows;

  async function pageOf<Item>(sql: string, values: Record<string, unknown>) {
    const rows = await select<{ item: Item; id: string }>(sql, values);
    const items = rows.slice(0, pageSize);
    return { items: items.map(({ item }) => item), next: rows.length > pageSize ? (items.at(-1)?.id ?? null) : null };
  }

  return {
    list(siteId: string, filter: CustomerFilter, after?: string) {
      const { sql, values } = filterSql(filter);
      return pageOf<CustomerRow>(
        `select to_json(c.created_at) #>> '{}' || '_' || c.id as id, ${row('null')} as item from customer c
         where c.site_id = :siteId and (c.created_at, c.id) < (:afterAt::timestamptz, :afterId::uuid)${sql}
         order by c.created_at desc, c.id desc limit ${pageSize + 1}`,
        { siteId, ...placeOf(after), ...values },
      );
    },

    /**
     * The best twenty: the address itself first, then what begins like it, then orders and cards. Those are limited before
     * they meet their customers: a card's four digits are those of many.
     */
    async search(siteId: string, typed: string): Promise<CustomerRow[]> {
      const text = typed.trim();
      const digits = /^\d{4}$/.test(text) ? text : null;
      const found = (rank: number, from: string, what = 'null::text') =>
        `(select ${rank} as rank, c.id, ${what} as found from ${from} limit ${pageSize})`;
      const own = `customer c where c.site_id = :siteId and`;
      return (
        await select<{ item: CustomerRow }>(
          `with found as (
             ${found(1, `${own} c.email = :typed`)}
             union all ${found(1, `${own} c.username = :typed`)}
             union all ${found(
               1,
               `claimed_email e join customer c on c.site_id = e.site_id and c.id = e.customer_id
               where e.site_id = :siteId and e.email = :typed`,
               'e.email',
             )}
             union all ${found(2, `${own} c.email collate "C" like :beginning`)}
             union all ${found(3, `${own} lower(c.first_name || ' ' || c.last_name) collate "C" like :beginning`)}
             union all ${found(3, `${own} lower(c.last_name) collate "C" like :beginning`)}
             union all ${found(
               4,
               `(select * from purchase_order o
                 where o.site_id = :siteId and lower(o.number) collate "C" like :beginning limit ${pageSize}) o
               join customer c on c.site_id = o.site_id and c.id = o.customer_id`,
               'o.number',
             )}
             union all ${found(
               5,
               `(select * from payment_method m
                 where m.site_id = :siteId and m.last4 = :digits::text and m.removed_at is null limit ${pageSize}) m
               join customer c on c.site_id = m.site_id and c.id = m.customer_id`,
               `'•••• ' || m.last4`,
             )}
           ),
           best as (select distinct on (id) id, rank, found from found order by id, rank)
           select ${row('best.found')} as item from best
           join customer c on c.site_id = :siteId and c.id = best.id
           order by best.rank, c.email nulls last, c.id limit ${pageSize}`,
          { siteId, typed: text.toLowerCase(), beginning: `${literally(text.toLowerCase())}%`, digits },
        )
      ).map(({ item }) => item);
    },

    exists: async (siteId: string, customerId: string): Promise<boolean> =>
      (await db('customer').where({ site_id: siteId, id: customerId }).first('id')) !== undefined,

    async find(siteId: string, customerId: string): Promise<CustomerRecord | undefined> {
      const rows = await select<{ item: CustomerRecord }>(
        `select json_build_object('id', c.id, 'email', c.email, 'username', c.username, 'firstName', c.first_name,
            'lastName', c.last_name, 'locale', c.locale, 'tags', c.tags, 'fields', c.fields,
            'createdFrom', c.created_from, 'createdAt', c.created_at, 'hasPassword', c.password_hash is not null,
            'lastSignedInAt', c.last_signed_in_at, 'blockedAt', c.blocked_at, 'blockedWhy', c.blocked_why,
            'claimedEmails', (select coalesce(json_agg(e.email order by e.email), '[]') from claimed_email e
              where e.site_id = c.site_id and e.customer_id = c.id),
            'providerEmails', (select coalesce(json_agg(distinct a.email), '[]') from customer_provider_account a
              where a.site_id = c.site_id and a.customer_id = c.id and a.email is distinct from c.email
                and a.email is not null),
            'phones', (select coalesce(json_agg(p.number order by p.is_default desc, p.id), '[]') from phone p
              where p.site_id = c.site_id and p.customer_id = c.id),
            'devices', (select coalesce(json_agg(item), '[]') from (
              select json_build_object('id', s.id, 'device', s.device, 'method', s.method, 'signedInAt', s.created_at,
                'lastSeenAt', s.last_seen_at) as item
              from auth_session s where s.site_id = c.site_id and s.customer_id = c.id and s.revoked_at is null
              order by s.last_seen_at desc limit 20) open)) as item
         from customer c where c.site_id = :siteId and c.id = :customerId`,
        { siteId, customerId },
      );
      return rows[0]?.item;
    },

    /** Those of their account and those that were only typed with one of their addresses. */
    signIns: (siteId: string, customerId: string, after = firstPlace.afterId) =>
      pageOf<AuthEventRow>(
        `with logins as (
           select email as login from customer where site_id = :siteId and id = :customerId and email is not null
           union select email from claimed_email where site_id = :siteId and customer_id = :customerId
         ),
         events as (
           (select e.* from auth_event e where e.site_id = :siteId and e.customer_id = :customerId
              and e.id < :after::uuid order by e.at desc limit ${pageSize + 1})
           union
           (select e.* from auth_event e where e.site_id = :siteId and e.login in (select login from logins)
              and e.customer_id is null and e.id < :after::uuid order by e.at desc limit ${pageSize + 1})
         )
         select e.id, json_build_object('id', e.id, 'at', e.at, 'kind', e.kind, 'cause', e.cause, 'method', e.method,
           'login', e.login, 'device', e.device, 'detail', e.detail) as item
         from events e order by e.id desc limit ${pageSize + 1}`,
        { siteId, customerId, after },
      ),

    emails: (siteId: string, customerId: string, after = firstPlace.afterId) =>
      pageOf<SentEmail>(
        `select m.id, json_build_object('id', m.id, 'at', m.created_at, 'template', m.template,
           'recipient', m.recipient, 'status', m.status, 'reason', m.reason) as item
         from email m where m.site_id = :siteId and m.customer_id = :customerId and m.id < :after::uuid
         order by m.id desc limit ${pageSize + 1}`,
        { siteId, customerId, after },
      ),

    async purchases(siteId: string, customerId: string): Promise<Purchases> {
      const newest = (item: string, from: string, order: string) =>
        `(select coalesce(json_agg(item), '[]') from (
           select ${item} as item from ${from} order by ${order} limit ${pageSize}) newest)`;
      const of = (table: string, alias: string) =>
        `${table} ${alias} where ${alias}.site_id = caller.site_id and ${alias}.customer_id = caller.customer_id`;
      const [found] = await select<{ item: Purchases }>(
        `with caller as (select :siteId::text as site_id, :customerId::uuid as customer_id)
         select json_build_object(
           'subscriptions', ${newest(
             `json_build_object('id', s.id, 'name', s.name, 'state', s.state, 'stateAt', s.state_at,
               'priceCents', s.price_cents, 'currency', s.currency, 'interval', s.interval_unit,
               'nextPaymentAt', s.next_payment_at, 'card', ${cardSql('s.site_id', 's.paying_card_id')})`,
             `${ownSubscriptions} s`,
             's.rank desc, s.id desc',
           )},
           'orders', ${newest(
             `json_build_object('id', o.id, 'number', o.number, 'at', o.placed_at,
               'title', coalesce((select l.title from purchase_order_line l where l.site_id = o.site_id
                 and l.order_id = o.id order by l.position limit 1), o.number),
               'totalCents', o.total_cents, 'currency', o.currency,
               'state', case when o.refunded_cents > 0 and o.refunded_cents >= o.paid_cents then 'refunded'
                 when o.refunded_cents > 0 then 'partly refunded' when o.paid_cents >= o.total_cents then 'paid'
                 else 'open' end)`,
             of('purchase_order', 'o'),
             'o.placed_at desc, o.id desc',
           )},
           'invoices', ${newest(
             `json_build_object('id', i.id, 'number', i.number, 'at', i.issued_at, 'status', i.status,
               'totalCents', i.total_cents, 'dueCents', i.due_cents, 'currency', i.currency,
               'isCreditable', i.status = 'paid' and i.provider_id is not null and i.total_cents > (
                 select coalesce(sum(m.total_cents), 0) from credit_memo m
                 where m.site_id = i.site_id and m.customer_id = i.customer_id and m.invoice_id = i.id),
               'isPayable', i.status = 'open' and i.due_cents > 0 and i.provider_id is not null)`,
             of('invoice', 'i'),
             `i.status = 'open' desc, i.issued_at desc, i.id desc`,
           )},
           'payments', ${newest(
             `json_build_object('id', y.id, 'at', y.at, 'amountCents', y.amount_cents, 'currency', y.currency,
               'state', y.state, 'reason', y.reason, 'card', ${cardSql('y.site_id', 'y.payment_method_id')})`,
             of('payment', 'y'),
             'y.at desc, y.id desc',
           )},
           'creditMemos', ${newest(
             `json_build_object('id', m.id, 'number', m.number, 'at', m.issued_at, 'totalCents', m.total_cents,
               'leftCents', m.left_cents, 'currency', m.currency)`,
             of('credit_memo', 'm'),
             'm.issued_at desc, m.id desc',
           )},
           'cards', ${newest(
             `json_build_object('id', m.id, 'brand', m.brand, 'last4', m.last4, 'expiresMonth', m.expires_month,
               'expiresYear', m.expires_year, 'isDefault', m.is_default)`,
             `${of('payment_method', 'm')} and m.removed_at is null`,
             'm.is_default desc, m.created_at desc, m.id desc',
           )}) as item from caller`,
        { siteId, customerId },
      );
      return found!.item;
    },

    /** Blocks or lets in again; whoever is blocked is signed out everywhere. `false`: there is no such customer. */
    block: (siteId: string, customerId: string, why: string | null): Promise<boolean> =>
      db.transaction(async (trx) => {
        const changed = await trx('customer')
          .where({ site_id: siteId, id: customerId })
          .update({
            blocked_at: why === null ? null : trx.raw('coalesce(blocked_at, now())'),
            blocked_why: why,
          });
        if (changed === 1 && why !== null) await revokeAll(trx, siteId, customerId, 'blocked');
        return changed === 1;
      }),

    signOut: (siteId: string, customerId: string): Promise<boolean> =>
      db.transaction((trx) => revokeAll(trx, siteId, customerId, 'signed_out_by_staff')),
  };
}

/** Also what is about to become a session, by the epoch that each proof was looked at in. */
async function revokeAll(trx: Knex, siteId: string, customerId: string, why: string): Promise<boolean> {
  const changed = await trx('customer').where({ site_id: siteId, id: customerId }).increment('sign_in_epoch', 1);
  await trx('auth_session')
    .where({ site_id: siteId, customer_id: customerId })
    .whereNull('revoked_at')
    .update({ revoked_at: trx.fn.now(), revoked_why: why });
  return changed === 1;
}
