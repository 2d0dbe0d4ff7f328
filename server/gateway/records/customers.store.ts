import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { CustomerRecord } from '../gateway.ts';
import { saveCards } from './cards.store.ts';
import { claimByEmail, ensureAccounts, type Accounts } from './owners.store.ts';
import { rowsBinding, rowsSql, type Outcome, type Row } from './upsert.store.ts';

/**
 * Customers with their phones, addresses and cards. What a customer may change here is theirs: the provider's words only
 * fill what is empty, an address or phone comes along when its record is new, and nothing that is there is overwritten.
 */
export async function saveCustomers(trx: Knex, siteId: string, records: CustomerRecord[]): Promise<Outcome> {
  const claimed = await claimByEmail(trx, siteId, records);
  const accounts = await ensureAccounts(trx, siteId, records);
  const counts = [
    accounts.added.size,
    await rememberAccounts(trx, siteId, records),
    await fillEmpty(trx, siteId, records, accounts),
    await addPhones(trx, siteId, records, accounts),
    await addAddresses(trx, siteId, records, accounts),
    await saveCards(trx, siteId, records, accounts.customerIds),
  ];
  return {
    changed: counts.reduce((sum, count) => sum + count, claimed.length),
    problems: [],
    newcomers: [...claimed, ...accounts.newcomers],
  };
}

/** What the provider calls them, for who has to find an unclaimed one. */
async function rememberAccounts(trx: Knex, siteId: string, records: CustomerRecord[]): Promise<number> {
  const { rowCount } = await trx.raw(
    `update customer_provider_account a set email = r.email, name = r.name
    from ${rowsSql({ provider_id: 'text', email: 'text', name: 'text' })}
    where a.site_id = w.site_id and a.provider_id = r.provider_id and (a.email, a.name) is distinct from (r.email, r.name)`,
    rowsBinding(
      siteId,
      records.map(({ providerId, email, name }) => ({ provider_id: providerId, email, name })),
    ),
  );
  return rowCount as number;
}

const toRows = (
  records: CustomerRecord[],
  { customerIds, added }: Accounts,
  more: (record: CustomerRecord) => Row | undefined,
): Row[] =>
  records.flatMap((record, position) => {
    const row = more(record);
    const { providerId, createdAt } = record;
    const ids = { id: newId(), customer_id: customerIds.get(providerId) };
    const about = { ...ids, is_new: added.has(providerId), created_at: createdAt, position };
    return row ? [{ ...about, ...row }] : [];
  });

const about = {
  ...{ id: 'uuid', customer_id: 'uuid', is_new: 'boolean' },
  ...{ created_at: 'timestamptz', position: 'integer' },
};

async function fillEmpty(trx: Knex, siteId: string, records: CustomerRecord[], accounts: Accounts): Promise<number> {
  const rows = toRows(records, accounts, ({ firstName, lastName, locale }) => ({
    ...{ first_name: firstName, last_name: lastName, locale },
  }));
  const { rowCount } = await trx.raw(
    `update customer c set first_name = filled.first_name, last_name = filled.last_name, locale = filled.locale
    from (
      select distinct on (r.customer_id) own.site_id, own.id,
        case when own.first_name = '' and own.last_name = '' then r.first_name else own.first_name end as first_name,
        case when own.first_name = '' and own.last_name = '' then r.last_name else own.last_name end as last_name,
        coalesce(own.locale, r.locale) as locale
      from ${rowsSql({ ...about, first_name: 'text', last_name: 'text', locale: 'text' })}
      join customer own on own.site_id = w.site_id and own.id = r.customer_id
      order by r.customer_id, r.first_name || r.last_name = '', r.locale is null, r.position) filled
    where c.site_id = filled.site_id and c.id = filled.id
      and (c.first_name, c.last_name, c.locale) is distinct from (filled.first_name, filled.last_name, filled.locale)`,
    rowsBinding(siteId, rows),
  );
  return rowCount as number;
}

/** SQL: the first row of its customer, who has none of these yet. */
const isFirst = (table: string): string => `row_number() over (partition by r.customer_id order by r.position) = 1
  and not exists (select from ${table} own where own.site_id = w.site_id and own.customer_id = r.customer_id)`;

async function addPhones(trx: Knex, siteId: string, records: CustomerRecord[], accounts: Accounts): Promise<number> {
  const rows = toRows(records, accounts, ({ phone }) => (phone ? { number: phone } : undefined));
  const { rowCount } = await trx.raw(
    `insert into phone (site_id, id, customer_id, number, created_at, is_default)
    select w.site_id, r.id, r.customer_id, r.number, r.created_at, ${isFirst('phone')}
    from ${rowsSql({ ...about, number: 'text' })}
    where r.is_new or not exists (select from phone own where own.site_id = w.site_id and own.customer_id = r.customer_id)
    on conflict (site_id, customer_id, number) do nothing`,
    rowsBinding(siteId, rows),
  );
  return rowCount as number;
}

const addressColumns = ['name', 'line1', 'line2', 'postal_code', 'city', 'region', 'country'];

async function addAddresses(trx: Knex, siteId: string, records: CustomerRecord[], accounts: Accounts): Promise<number> {
  const rows = toRows(records, accounts, ({ address }) => {
    if (!address) return undefined;
    const { postalCode, ...rest } = address;
    return { ...rest, postal_code: postalCode };
  });
  const given = Object.fromEntries(addressColumns.map((name) => [name, 'text']));
  const list = (prefix: string) => addressColumns.map((name) => `${prefix}.${name}`).join(', ');
  const { rowCount } = await trx.raw(
    `insert into address (site_id, id, customer_id, ${addressColumns.join(', ')}, created_at, is_default)
    select w.site_id, r.id, r.customer_id, ${list('r')}, r.created_at, ${isFirst('address')}
    from ${rowsSql({ ...about, ...given })}
    where not exists (select from address own where own.site_id = w.site_id and own.customer_id = r.customer_id
      and (not r.is_new or (${list('own')}) is not distinct from (${list('r')})))`,
    rowsBinding(siteId, rows),
  );
  return rowCount as number;
}
