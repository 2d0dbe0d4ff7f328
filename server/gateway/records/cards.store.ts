import type { Knex } from 'knex';
import type { CardRecord, CustomerRecord } from '../gateway.ts';
import { rowsBinding, rowsSql, upsert } from './upsert.store.ts';

const given = {
  ...{ customer_id: 'uuid', provider_account_id: 'text', brand: 'text', last4: 'text' },
  ...{
    billing_name: 'text',
    expires_month: 'smallint',
    expires_year: 'smallint',
    created_at: 'timestamptz',
    removed_at: 'timestamptz',
  },
};

interface CardOwner {
  customerId: string | undefined;
  accountId: string | null;
  /** `null`: it is saved. */
  removedAt: string | null;
}

const toRow = (card: CardRecord, { customerId, accountId, removedAt }: CardOwner) => ({
  provider_id: card.providerId,
  customer_id: customerId,
  provider_account_id: accountId,
  brand: card.brand,
  last4: card.last4,
  billing_name: card.name,
  expires_month: card.expiresMonth,
  expires_year: card.expiresYear,
  created_at: card.createdAt,
  removed_at: removedAt,
});

const table = {
  table: 'payment_method',
  given,
  columns: Object.fromEntries(Object.keys(given).map((name) => [name, `r.${name}`])),
  frozen: ['created_at'],
};

type Owned = CustomerRecord & { cards: CardRecord[] };

/** Everything these records of customers hold: new cards, changed ones, removed ones, and which is the default. */
export async function saveCards(
  trx: Knex,
  siteId: string,
  records: CustomerRecord[],
  customerIds: Map<string, string>,
): Promise<number> {
  const owned = records.filter((record): record is Owned => record.cards !== undefined);
  const rows = owned.flatMap(({ providerId, cards }) =>
    cards.map((card) =>
      toRow(card, { customerId: customerIds.get(providerId), accountId: providerId, removedAt: null }),
    ),
  );
  const saved = await upsert(trx, siteId, rows, table);
  return saved + (await removeOthers(trx, siteId, owned)) + (await chooseDefaults(trx, siteId, owned));
}

/** Only of the same records of customers: another one of the same person's has its own. */
async function removeOthers(trx: Knex, siteId: string, owned: Owned[]): Promise<number> {
  const rows = owned.map(({ providerId, cards }) => ({
    account: providerId,
    cards: cards.map((card) => card.providerId),
  }));
  const { rowCount } = await trx.raw(
    `update payment_method m set removed_at = now(), is_default = false
    from ${rowsSql({ account: 'text', cards: 'text[]' })}
    where m.site_id = w.site_id and m.provider_account_id = r.account and m.removed_at is null
      and m.provider_id <> all(r.cards)`,
    rowsBinding(siteId, rows),
  );
  return rowCount as number;
}

/** A customer has one default: where several records of one person name one each, the first that was read stays. */
async function chooseDefaults(trx: Knex, siteId: string, owned: Owned[]): Promise<number> {
  const rows = owned.map(({ providerId, defaultCardId }, position) => ({
    ...{ account: providerId, card: defaultCardId, position },
  }));
  const from = rowsSql({ account: 'text', card: 'text', position: 'integer' });
  const cleared = await trx.raw(
    `update payment_method m set is_default = false from ${from}
    where m.site_id = w.site_id and m.provider_account_id = r.account and m.is_default
      and m.provider_id is distinct from r.card`,
    rowsBinding(siteId, rows),
  );
  const chosen = await trx.raw(
    `update payment_method chosen set is_default = true from (
      select distinct on (m.customer_id) m.site_id, m.id from ${from}
      join payment_method m on m.site_id = w.site_id and m.provider_account_id = r.account and m.provider_id = r.card
      where m.removed_at is null and not exists (
        select from payment_method other where other.site_id = m.site_id and other.customer_id = m.customer_id
          and other.is_default and other.removed_at is null)
      order by m.customer_id, r.position) first
    where chosen.site_id = first.site_id and chosen.id = first.id`,
    rowsBinding(siteId, rows),
  );
  return (cleared.rowCount as number) + (chosen.rowCount as number);
}

/** Cards that paid once and are not saved: told by their payments, and never offered for another. */
export async function saveUsedCards(
  trx: Knex,
  siteId: string,
  used: { card: CardRecord; customerId: string; accountId: string | null }[],
): Promise<void> {
  // The first of a page is the newest: the card as it was last.
  const rows = new Map(used.toReversed().map((each) => [each.card.providerId, each]));
  const absent = [...rows.values()].map(({ card, ...owner }) => toRow(card, { ...owner, removedAt: card.createdAt }));
  const names = ['provider_id', ...Object.keys(given)].join(', ');
  await trx.raw(
    `insert into payment_method (site_id, id, ${names})
    select w.site_id, gen_random_uuid(), ${names} from ${rowsSql({ provider_id: 'text', ...given })}
    on conflict (site_id, provider_id) where provider_id is not null do nothing`,
    rowsBinding(siteId, absent),
  );
}
