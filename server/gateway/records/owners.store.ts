/** Finds the customers whom records belong to, and makes those who are not there yet. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { findClaimed } from '../../features/customers/move-customer.store.ts';
import type { Owner, Problem } from '../gateway.ts';
import { splitName } from '../../person-name.ts';
import { claimAccount, isNobody } from './claims.store.ts';
import { rowsBinding, rowsSql } from './upsert.store.ts';

/** The provider's record of a customer, as far as anybody may know it. */
export interface Seed {
  providerId: string;
  email: string | null;
  name: string;
  firstName: string;
  lastName: string;
  locale: string | null;
  createdAt: string;
}

interface Person {
  id: string;
  email: string | null;
  firstName: string;
  lastName: string;
  locale: string | null;
  createdAt: string;
}

export interface Accounts {
  customerIds: Map<string, string>;
  /** Those that were not known before. */
  added: Set<string>;
  /** See `Outcome`. */
  newcomers: string[];
}

/**
 * Makes sure that each of these is known and belongs to a customer: the one with its email, or a new one. Without an email
 * it gets a customer without one, on whom its purchases wait to be claimed. Once it belongs to somebody it stays theirs,
 * even if the provider's record gets another email: whoever can write there must not take over a customer here.
 */
export async function ensureAccounts(trx: Knex, siteId: string, seeds: Seed[]): Promise<Accounts> {
  const known = await findAccounts(trx, siteId, seeds);
  const fresh = seeds.filter(({ providerId }) => !known.has(providerId));
  const { byEmail, newcomers } = await ensurePeople(
    trx,
    siteId,
    fresh.map((seed) => ({ ...seed, id: newId() })),
  );
  const customerIds = new Map([...known].map(([providerId, { customer_id }]) => [providerId, customer_id]));
  for (const { providerId, email } of fresh) {
    const id = byEmail.get(email ?? providerId);
    if (id !== undefined) customerIds.set(providerId, id);
  }
  await trx.raw(
    `insert into customer_provider_account (site_id, provider_id, customer_id, email, name, created_at)
    select w.site_id, r.provider_id, r.customer_id, r.email, r.name, r.created_at
    from ${rowsSql({ provider_id: 'text', customer_id: 'uuid', email: 'text', name: 'text', created_at: 'timestamptz' })}`,
    rowsBinding(
      siteId,
      fresh.map(({ providerId, email, name, createdAt }) => ({
        ...{ provider_id: providerId, customer_id: customerIds.get(providerId), email, name, created_at: createdAt },
      })),
    ),
  );
  return { customerIds, added: new Set(fresh.map(({ providerId }) => providerId)), newcomers };
}

/**
 * Unclaimed records that the provider has learned the email of, from the records themselves. Gives the customers who got
 * their first address by it.
 */
export async function claimByEmail(trx: Knex, siteId: string, seeds: Seed[]): Promise<string[]> {
  const known = await findAccounts(trx, siteId, seeds);
  const newcomers: string[] = [];
  for (const { providerId, email } of seeds) {
    const account = known.get(providerId);
    if (email === null || !account?.is_unclaimed) continue;
    const owner = await claimAccount(trx, { siteId, providerId, email });
    if (owner === account.customer_id) newcomers.push(owner);
  }
  return newcomers;
}

interface KnownAccount {
  provider_id: string;
  customer_id: string;
  is_unclaimed: boolean;
}

async function findAccounts(
  trx: Knex,
  siteId: string,
  seeds: Pick<Seed, 'providerId'>[],
): Promise<Map<string, KnownAccount>> {
  const { rows } = await trx.raw(
    `select a.provider_id, a.customer_id, ${isNobody('c')} as is_unclaimed from customer_provider_account a
    join customer c on c.site_id = a.site_id and c.id = a.customer_id
    where a.site_id = ? and a.provider_id = any(?)`,
    [siteId, seeds.map(({ providerId }) => providerId)],
  );
  return new Map((rows as KnownAccount[]).map((row) => [row.provider_id, row]));
}

/**
 * Adds customers unless their email is somebody's already. Of several with one email the first counts.
 * @returns their ids by email, of those without one by `providerId`; and those with an email who are new
 */
async function ensurePeople(
  trx: Knex,
  siteId: string,
  people: (Person & { providerId: string })[],
): Promise<{ byEmail: Map<string, string>; newcomers: string[] }> {
  if (people.length === 0) return { byEmail: new Map(), newcomers: [] };
  const given = {
    ...{ id: 'uuid', email: 'text', first_name: 'text', last_name: 'text' },
    ...{ locale: 'text', created_at: 'timestamptz' },
  };
  const emails = people.flatMap(({ email }) => email ?? []);
  const claimed = new Map((await findClaimed(trx, siteId, emails)).map(({ email, customerId }) => [email, customerId]));
  const fresh = people.filter(({ email }) => email === null || !claimed.has(email));
  const rows = fresh.map(({ id, email, firstName, lastName, locale, createdAt }) => ({
    ...{ id, email, first_name: firstName, last_name: lastName, locale, created_at: createdAt },
  }));
  const added = await trx.raw(
    `insert into customer (site_id, ${Object.keys(given).join(', ')}, created_from)
    select w.site_id, ${Object.keys(given).join(', ')}, 'provider' from ${rowsSql(given)}
    on conflict (site_id, email) where email is not null do nothing returning id, email`,
    rowsBinding(siteId, rows),
  );
  const found: { id: string; email: string }[] = await trx('customer')
    .select('id', 'email')
    .where({ site_id: siteId })
    .whereIn('email', emails);
  const nameless = people.filter(({ email }) => email === null);
  const byEmail = new Map([
    ...claimed,
    ...found.map(({ email, id }) => [email, id] as const),
    ...nameless.map(({ providerId, id }) => [providerId, id] as const),
  ]);
  const newcomers = (added.rows as Person[]).flatMap(({ id, email }) => (email === null ? [] : id));
  return { byEmail, newcomers };
}

/**
 * The customer of each record. An email that was typed beside a purchase tells who a guest is, and who somebody was whom the
 * provider has deleted; it claims no record of a customer. Those that name nobody are
 * reported.
 */
export async function findOwners<Record extends { providerId: string; owner: Owner }>(
  trx: Knex,
  siteId: string,
  kind: Problem['kind'],
  records: Record[],
): Promise<{ ownerOf: (record: Record) => string | undefined; problems: Problem[]; newcomers: string[] }> {
  const owners = records.map(({ owner }) => owner);
  const unique = new Map(owners.map((owner) => [owner.accountId ?? owner.email ?? '', owner]));
  unique.delete('');
  const accounts = [...unique].flatMap(([providerId, owner]) => (owner.accountId ? [toSeed(providerId, owner)] : []));
  const guests = [...unique].flatMap(([email, owner]) =>
    owner.accountId ? [] : [{ ...toSeed('', owner), email, id: newId() }],
  );
  const { customerIds, newcomers } = await ensureAccounts(trx, siteId, accounts);
  const { byEmail, ...more } = await ensurePeople(trx, siteId, guests);
  const ownerOf = ({ owner: { accountId, email } }: Record) =>
    accountId === null ? byEmail.get(email ?? '') : customerIds.get(accountId);
  const lost = records.filter((record) => ownerOf(record) === undefined);
  const reason = 'It names neither a customer nor an email';
  return {
    ownerOf,
    problems: lost.map(({ providerId }) => ({ kind, providerId, reason })),
    newcomers: [...newcomers, ...more.newcomers],
  };
}

function toSeed(providerId: string, { email, name, createdAt }: Owner): Seed {
  return { providerId, email, name, ...splitName(name), locale: null, createdAt };
}
