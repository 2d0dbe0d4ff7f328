/**
 * A reading is one SQL expression that gives a whole reply as JSON. `mount()` puts the check of the caller around it and
 * runs both as one named statement, so that a page view costs one round trip and PostgreSQL plans it once.
 */

declare const replyType: unique symbol;

export interface Reading<Reply, Call extends object = object> {
  /**
   * A scalar expression in parentheses' worth of SQL that gives `json`, or null for "not found". It may read from the
   * row `caller(site_id, customer_id, session_id, confirmed_at, settings)`, and uses `:name` for its params.
   */
  readonly sql: string;
  readonly params?: (call: Call) => Record<string, unknown>;
  /** Makes the reply of what the statement gave, where a rule decides that is no SQL. Pure: it asks nothing more. */
  readonly finish?: (data: unknown, call: Call) => Reply;
  readonly [replyType]?: Reply;
}

/** The text of a file, or its bytes with what they are. */
export type FileContent = string | { content: Buffer; contentType: string };

/** A reading whose answer is a file: `toFile` makes its content. May throw an `AppError` for what has no file. */
export interface FileReading<Data, Call extends object = object> extends Reading<Data, Call> {
  readonly toFile: (data: Data) => FileContent | Promise<FileContent>;
}

/** Names the reply's type; the strict schema of the contract is held against it by the tests. */
export function reading<Reply, Call extends object = object>(
  sql: string,
  params?: (call: Call) => Record<string, unknown>,
): Reading<Reply, Call> {
  return params ? { sql, params } : { sql };
}

/** A reading whose SQL gathers facts, of which a pure function makes the reply. */
export const factsReading = <Data, Reply, Call extends object>(
  sql: string,
  params: (call: Call) => Record<string, unknown>,
  finish: (data: Data, call: Call) => Reply,
): Reading<Reply, Call> => ({ sql, params, finish: finish as (data: unknown, call: Call) => Reply });

export interface Statement {
  text: string;
  /** Which value stands where. */
  names: string[];
}

/** Replaces `:name` by `$1`, `$2` … in order of appearance; `::type` stays. */
export function numberParams(sql: string): Statement {
  const names: string[] = [];
  const text = sql.replace(/(?<!:):([a-zA-Z]\w*)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text: text.replace(/\s+/g, ' ').trim(), names };
}

export const pageSize = 20;

interface PageOptions {
  /** From and where, without order; must tie the rows to `caller`. */
  from: string;
  /** The two columns the list is ordered by, newest first: an instant and the id. */
  at: string;
  id: string;
  /** `json_build_object(…)` of one row. */
  item: string;
}

/** SQL of a page by key: never an offset, so the thousandth page costs what the first does. */
export function pageSql({ from, at, id, item }: PageOptions): string {
  // The limit stands inside, so that the items of 21 rows are built and not those of all rows.
  return `(
    with found as (
      select *, row_number() over (order by at desc, id desc) as n from (
        select ${item} as item, ${at} as at, ${id} as id
        from ${from} and (${at}, ${id}) < (:afterAt::timestamptz, :afterId::uuid)
        order by ${at} desc, ${id} desc limit ${pageSize + 1}) newest
    )
    select json_build_object(
      'items', coalesce(json_agg(item order by n) filter (where n <= ${pageSize}), '[]'),
      'next', case when count(*) > ${pageSize} then
        (select to_json(at) #>> '{}' || '_' || id from found where n = ${pageSize}) end)
    from found)`;
}

/** SQL that is true of an instant within the days of `dayFilter`; needs `dayParams`. */
export const isWithinDays = (instant: string): string =>
  `((:from::date is null or ${instant} >= :from::date) and (:to::date is null or ${instant} < :to::date + 1))`;

export const dayParams = ({ from, to }: { from?: string | undefined; to?: string | undefined }) => ({
  from: from ?? null,
  to: to ?? null,
});

/** Before everything, in a list with the newest first. */
export const firstPlace = { afterAt: 'infinity', afterId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** A place in such a list: an instant and an id. Without one, where it begins. */
export function placeOf(after: string | undefined): typeof firstPlace {
  const [afterAt = firstPlace.afterAt, afterId = firstPlace.afterId] = after?.split('_') ?? [];
  return { afterAt, afterId };
}

/** Params of `pageSql` from the query `after`. */
export const pageParams = ({ query }: { query: { after?: string | undefined } }): Record<string, unknown> =>
  placeOf(query.after);
