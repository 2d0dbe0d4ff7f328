import type { PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import { locks } from '../../locks.ts';
import type { PostalAddress } from '../../features/addresses/addresses.contract.ts';
import type { Outcome } from './kind.ts';

/** What an import may know of a customer. */
export interface PersonRow {
  id: string;
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  username?: string | undefined;
  locale?: string | undefined;
  tags: string[];
  createdAt?: string | undefined;
}
export type Person = Omit<PersonRow, 'id'>;

type Known = Map<string, { id: string; outcome: Outcome }>;

/**
 * What is empty is filled, what is there stays, nothing is cleared. Customers with nothing to fill are not even locked:
 * `changed` holds the others, and the same rule once more stands where another connection was first.
 */
const saveSql = `
  with given as (
    select * from jsonb_to_recordset($2::jsonb) as g(id uuid, email text, "firstName" text, "lastName" text,
      username text, locale text, tags text[], "createdAt" timestamptz)
  ), known as (
    select c.id, c.email, c.id is not null and (
      (c.first_name = '' and g."firstName" <> '') or (c.last_name = '' and g."lastName" <> '')
      or (c.username is null and g.username is not null) or (c.locale is null and g.locale is not null)
      or not g.tags <@ c.tags) as lacks
    from given g join customer c on c.site_id = $1 and c.email = g.email
  ), saved as (
    insert into customer as c
      (site_id, id, email, username, first_name, last_name, locale, tags, created_from, created_at)
    select $1, g.id, g.email, g.username, coalesce(g."firstName", ''), coalesce(g."lastName", ''), g.locale, g.tags,
      'import', coalesce(g."createdAt", now())
    from given g left join known k on k.email = g.email
    where k.id is null or k.lacks
    order by g.email
    on conflict (site_id, email) where email is not null do update set
      first_name = case c.first_name when '' then excluded.first_name else c.first_name end,
      last_name = case c.last_name when '' then excluded.last_name else c.last_name end,
      username = coalesce(c.username, excluded.username),
      locale = coalesce(c.locale, excluded.locale),
      tags = c.tags || array(select tag from unnest(excluded.tags) tag where tag <> all (c.tags))
    returning c.id, c.email
  )
  select g.email, coalesce(s.id, k.id) as id,
    case when s.id = g.id then 'new' when s.id is not null then 'changed' else 'unchanged' end as outcome
  from given g left join saved s on s.email = g.email left join known k on k.email = g.email`;

const addPhonesSql = `
  insert into phone (site_id, id, customer_id, number, is_default)
  select $1, g.id, g."customerId", g.number,
    not exists (select from phone p where p.site_id = $1 and p.customer_id = g."customerId" and p.is_default)
  from jsonb_to_recordset($2::jsonb) as g(id uuid, "customerId" uuid, number text)
  where not exists (
    select from phone p where p.site_id = $1 and p.customer_id = g."customerId"
      and regexp_replace(p.number, '[^0-9+]', '', 'g') = regexp_replace(g.number, '[^0-9+]', '', 'g'))
  returning customer_id`;

const addAddressesSql = `
  insert into address (site_id, id, customer_id, name, line1, line2, postal_code, city, region, country, is_default)
  select $1, g.id, g."customerId", g.name, g.line1, g.line2, g."postalCode", g.city, g.region, g.country,
    not exists (select from address a where a.site_id = $1 and a.customer_id = g."customerId" and a.is_default)
  from jsonb_to_recordset($2::jsonb) as g(id uuid, "customerId" uuid, name text, line1 text, line2 text,
    "postalCode" text, city text, region text, country text)
  where not exists (
    select from address a where a.site_id = $1 and a.customer_id = g."customerId"
      and (a.name, a.line1, coalesce(a.line2, ''), a.postal_code, a.city, coalesce(a.region, ''), a.country)
        = (g.name, g.line1, coalesce(g.line2, ''), g."postalCode", g.city, coalesce(g.region, ''), g.country))
  returning customer_id`;

/** Customers by their address. Whatever is imported for an unknown one makes them. */
export function peopleStore(client: Pick<PoolClient, 'query'>) {
  const add = async (text: string, siteId: string, rows: object[]): Promise<string[]> => {
    if (rows.length === 0) return [];
    const values = [siteId, JSON.stringify(rows.map((row) => ({ id: newId(), ...row })))];
    return (await client.query<{ customer_id: string }>(text, values)).rows.map((row) => row.customer_id);
  };

  /** The address they sign in with, by each further one that a customer has proved: of all, or of some addresses. */
  const claimed = async (siteId: string, emails: string[] | null = null): Promise<Map<string, string>> => {
    const { rows } = await client.query<{ email: string; owner: string }>(
      `select e.email, c.email as owner from claimed_email e
       join customer c on c.site_id = e.site_id and c.id = e.customer_id
       where e.site_id = $1 and c.email is not null and ($2::text[] is null or e.email = any($2))`,
      [siteId, emails],
    );
    return new Map(rows.map(({ email, owner }) => [email, owner]));
  };

  return {
    claimed: (siteId: string) => claimed(siteId),

    /** Every email at most once. */
    async save(siteId: string, people: Person[]): Promise<Known> {
      await client.query('select pg_advisory_xact_lock_shared($1, hashtext($2))', [locks.address, siteId]);
      // Asked again under the lock: one may have been claimed since the import began.
      const owners = await claimed(
        siteId,
        people.map(({ email }) => email),
      );
      const own = new Map(people.map((person) => [owners.get(person.email) ?? person.email, person]));
      const given = [...own].map(([email, { firstName, lastName, username, locale, tags, createdAt }]) => ({
        ...{ id: newId(), email, firstName, lastName, username, locale, tags, createdAt },
      }));
      const { rows } = await client.query<{ email: string; id: string; outcome: Outcome }>(saveSql, [
        siteId,
        JSON.stringify(given),
      ]);
      const saved = new Map(rows.map(({ email, id, outcome }) => [email, { id, outcome }]));
      for (const [email, owner] of owners) saved.set(email, saved.get(owner)!);
      return saved;
    },

    /** Email by username, of those that somebody has. */
    async ownersOf(siteId: string, usernames: string[]): Promise<[string, string | undefined][]> {
      if (usernames.length === 0) return [];
      const text = 'select username, email from customer where site_id = $1 and username = any($2)';
      const { rows } = await client.query<{ username: string; email: string | null }>(text, [siteId, usernames]);
      return rows.map(({ username, email }) => [username, email ?? undefined]);
    },

    /** Numbers they do not have yet, however they are grouped; the first is the default one. Gives who got one. */
    addPhones: (siteId: string, phones: { customerId: string; number: string }[]) => add(addPhonesSql, siteId, phones),

    /** Addresses they do not have yet; the first is the default one. Gives who got one. */
    addAddresses: (siteId: string, addresses: (PostalAddress & { customerId: string })[]) =>
      add(addAddressesSql, siteId, addresses),
  };
}
