/** What emails of money and cards are made of, read when they are sent. */
import type { Knex } from 'knex';
import { cardFields, cardSql, isChargedTo } from '../payment-methods/card.store.ts';
import type { QueuedNotice } from './notices.store.ts';

interface Money {
  cents: number;
  currency: string;
}

export interface CardFace {
  brand: string;
  last4: string;
  expiresMonth: number;
  expiresYear: number;
}

export interface NoticeFacts {
  firstName: string;
  money: Money | null;
  /** What was paid for. */
  title: string;
  at: Date | null;
  card: CardFace | null;
  /** What a card pays for. */
  names: string[];
  number: string;
  reason: string;
  /** Of a credit memo: it was added to the balance, and did not go back to the card. */
  isOnBalance: boolean;
  /** It was taken off its own invoice before that was paid, and no money moved. */
  isOnInvoice: boolean;
  invoiceId: string | null;
}

/** Of the invoice or order that it paid, else of the subscription. */
const titleOf = (payment: string): string => `coalesce(
  (select p.name from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
    where s.site_id = ${payment}.site_id and s.id = ${payment}.subscription_id),
  (select l.title from invoice_line l where l.site_id = ${payment}.site_id and l.invoice_id = ${payment}.invoice_id
    order by l.position limit 1),
  (select l.title from purchase_order_line l where l.site_id = ${payment}.site_id and l.order_id = ${payment}.order_id
    order by l.position limit 1), '')`;

const money = (cents: string, currency: string) => `json_build_object('cents', ${cents}, 'currency', ${currency})`;

const usesOfMemo = 'select from credit_memo_use u where u.site_id = c.site_id and u.credit_memo_id = c.id';

/** SQL of one row a kind, in columns named as in `NoticeFacts`. No row: it is about something that is over. */
const facts: Record<QueuedNotice['kind'], string> = {
  welcome: 'select 1',
  receipt: `select ${money('y.amount_cents', 'y.currency')} as money, ${titleOf('y')} as title, y.at,
      ${cardSql(':siteId', 'y.payment_method_id')} as card, y.invoice_id as "invoiceId"
    from payment y where y.site_id = :siteId and y.id = (:about::jsonb ->> 'paymentId')::uuid and y.state <> 'failed'`,
  'payment-failed': `select ${money('i.due_cents', 'i.currency')} as money, ${titleOf('y')} as title, y.at, i.id as "invoiceId"
    from invoice i join payment y on y.site_id = i.site_id and y.id = (:about::jsonb ->> 'paymentId')::uuid
    where i.site_id = :siteId and i.id = (:about::jsonb ->> 'invoiceId')::uuid and i.status = 'open' and i.due_cents > 0`,
  'card-expiring': `select json_build_object(${cardFields}) as card, array(
      select p.name from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
      where ${isChargedTo} order by p.name) as names
    from payment_method m
    where m.site_id = :siteId and m.id = (:about::jsonb ->> 'cardId')::uuid and m.removed_at is null`,
  'card-changed': `select ${cardSql(':siteId', `(:about::jsonb ->> 'cardId')::uuid`)} as card, now() as at,
    array(select jsonb_array_elements_text(:about::jsonb -> 'names')) as names`,
  'credit-memo': `select ${money('c.total_cents', 'c.currency')} as money, c.number, c.reason,
      c.left_cents > 0 or exists (${usesOfMemo} and u.invoice_id <> c.invoice_id) as "isOnBalance",
      exists (${usesOfMemo} and u.invoice_id = c.invoice_id) as "isOnInvoice"
    from credit_memo c where c.site_id = :siteId and c.id = (:about::jsonb ->> 'creditMemoId')::uuid`,
};

export function noticeFactsStore(db: Knex) {
  return {
    async find(siteId: string, { kind, customerId, about }: QueuedNotice): Promise<NoticeFacts | undefined> {
      const { rows } = await db.raw(
        `select c.first_name as "firstName", fact.* from customer c cross join lateral (${facts[kind]}) fact
        where c.site_id = :siteId and c.id = :customerId`,
        { siteId, customerId, about: JSON.stringify(about) },
      );
      if (!rows[0]) return undefined;
      const none = { money: null, title: '', at: null, card: null, names: [], number: '', reason: '' };
      return { ...none, isOnBalance: false, isOnInvoice: false, invoiceId: null, ...rows[0] };
    },
  };
}
