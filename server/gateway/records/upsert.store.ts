import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import type { Problem } from '../gateway.ts';

/** What keeping some records did. */
export interface Outcome {
  /** Rows that were added or are different now. */
  changed: number;
  problems: Problem[];
  /** Customers who can be written to since: they were added, or nobody had an address of theirs before. */
  newcomers: string[];
}

export const nothing: Outcome = { changed: 0, problems: [], newcomers: [] };

export const together = (...outcomes: Outcome[]): Outcome => ({
  changed: outcomes.reduce((sum, { changed }) => sum + changed, 0),
  problems: outcomes.flatMap(({ problems }) => problems),
  newcomers: outcomes.flatMap(({ newcomers }) => newcomers),
});

/** Rows as they travel to the database; their names are those of `given`. */
export type Row = Record<string, unknown>;

interface Upsert {
  table: string;
  /** The types of what the rows hold. */
  given: Record<string, string>;
  /** Column -> SQL over a row `r`, the site `w.site_id` and what was joined. */
  columns: Record<string, string>;
  joins?: string;
  /** Written when a row is added and never again. */
  frozen?: string[];
  /** Column -> SQL for rows that are there, over the table's own name and `excluded`. */
  merged?: Record<string, string>;
  /** Rows that may be changed. */
  onlyWhere?: string;
}

/** `from` of a statement: the site `w` and the rows `r`. Takes the site's id and the rows as JSON. */
export const rowsSql = (given: Record<string, string>): string =>
  `(select ?::text as site_id) w cross join jsonb_to_recordset(?::jsonb) as r(${Object.entries(given)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ')})`;

export const rowsBinding = (siteId: string, rows: Row[]): [string, string] => [siteId, JSON.stringify(rows)];

/**
 * Adds rows or changes those of the same provider id, all in one statement, and leaves alone what is as it should be: an
 * import that is repeated writes nothing. Gives the number of rows that were written.
 */
export async function upsert(trx: Knex, siteId: string, rows: Row[], what: Upsert): Promise<number> {
  if (rows.length === 0) return 0;
  const { table, given, columns, joins = '', frozen = [], merged = {}, onlyWhere } = what;
  const names = Object.keys(columns);
  const changing = names.filter((name) => !frozen.includes(name));
  const next = changing.map((name) => merged[name] ?? `excluded.${name}`);
  const isOther = `(${changing.map((name) => `${table}.${name}`).join(', ')}) is distinct from (${next.join(', ')})`;
  const { rowCount } = await trx.raw(
    `insert into ${table} (site_id, id, provider_id, ${names.join(', ')})
    select w.site_id, r.id, r.provider_id, ${Object.values(columns).join(', ')}
    from ${rowsSql({ id: 'uuid', provider_id: 'text', position: 'integer', ...given })} ${joins}
    on conflict (site_id, provider_id) where provider_id is not null
    do update set ${changing.map((name, index) => `${name} = ${next[index]}`).join(', ')}
    where ${onlyWhere ? `${onlyWhere} and ` : ''}${isOther}`,
    rowsBinding(
      siteId,
      rows.map((row, position) => ({ id: newId(), position, ...row })),
    ),
  );
  return rowCount as number;
}

/**
 * SQL for a number that no other row of the site has: people read numbers out, so one that is taken, as by a second
 * account of the provider, gets the end of the provider's id.
 */
export const freeNumber = (table: string): string => `case
  when row_number() over (partition by r.number order by r.position) > 1 or exists (
    select from ${table} taken where taken.site_id = w.site_id and taken.number = r.number
      and taken.provider_id is distinct from r.provider_id)
  then r.number || '-' || right(r.provider_id, 6) else r.number end`;

interface Lines {
  table: string;
  /** The column that names what they are lines of. */
  owner: string;
  columns: Record<string, string>;
  joins?: string;
}

/** Replaces lines by their position, of each owner all at once. Gives the number of rows that were written. */
export async function saveLines(
  trx: Knex,
  siteId: string,
  lists: { ownerId: string; lines: Row[] }[],
  { table, owner, columns, joins = '' }: Lines,
): Promise<number> {
  const names = ['title', 'quantity', 'total_cents', ...Object.keys(columns)];
  const values = ['r.title', 'r.quantity', 'r.total_cents', ...Object.values(columns)];
  const list = (prefix: string) => names.map((name) => `${prefix}.${name}`).join(', ');
  const given = { owner_id: 'uuid', position: 'smallint', title: 'text', quantity: 'integer', total_cents: 'bigint' };
  const rows = lists.flatMap(({ ownerId, lines }) =>
    lines.map((line, index) => ({ ...line, owner_id: ownerId, position: index + 1 })),
  );
  const written = await trx.raw(
    `insert into ${table} (site_id, ${owner}, position, ${names.join(', ')})
    select w.site_id, r.owner_id, r.position, ${values.join(', ')}
    from ${rowsSql({ ...given, unit_cents: 'bigint', product_provider_id: 'text' })} ${joins}
    on conflict (site_id, ${owner}, position)
    do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
    where (${list(table)}) is distinct from (${list('excluded')})`,
    rowsBinding(siteId, rows),
  );
  const shortened = await trx.raw(
    `delete from ${table} t using ${rowsSql({ owner_id: 'uuid', count: 'integer' })}
    where t.site_id = w.site_id and t.${owner} = r.owner_id and t.position > r.count`,
    rowsBinding(
      siteId,
      lists.map(({ ownerId, lines }) => ({ owner_id: ownerId, count: lines.length })),
    ),
  );
  return (written.rowCount as number) + (shortened.rowCount as number);
}

/** The ids of the rows that came from these records. */
export async function findIds(
  trx: Knex,
  siteId: string,
  table: string,
  providerIds: string[],
): Promise<Map<string, string>> {
  const rows: { id: string; provider_id: string }[] = await trx(table)
    .select('id', 'provider_id')
    .where({ site_id: siteId })
    .whereIn('provider_id', providerIds);
  return new Map(rows.map(({ id, provider_id }) => [provider_id, id]));
}
