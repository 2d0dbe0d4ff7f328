import type { PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import type { Enrollment } from './enrollments.ts';
import type { Grant } from './grants.ts';
import type { Outcome } from './kind.ts';

const saveEnrollmentsSql = `
  with given as (
    select g.*, e.customer_id is null as is_new,
      coalesce(g.progress, e.progress_percent, 0) as progress_percent,
      coalesce(g."enrolledAt", e.enrolled_at, now()) as enrolled_at,
      case when g."saysRevoked" then g."revokedAt" else e.revoked_at end as revoked_at,
      (e.progress_percent, e.enrolled_at, e.revoked_at) as before
    from jsonb_to_recordset($2::jsonb) as g(n int, "customerId" uuid, "courseId" uuid, progress int,
      "enrolledAt" timestamptz, "revokedAt" timestamptz, "saysRevoked" boolean)
    left join enrollment e on e.site_id = $1 and e.customer_id = g."customerId" and e.course_id = g."courseId"
  ), saved as (
    insert into enrollment as mine (site_id, customer_id, course_id, progress_percent, enrolled_at, revoked_at)
    select $1, "customerId", "courseId", progress_percent, enrolled_at, revoked_at from given
    where is_new or (progress_percent::smallint, enrolled_at, revoked_at) is distinct from before
    on conflict (site_id, customer_id, course_id) do update set
      progress_percent = excluded.progress_percent, enrolled_at = excluded.enrolled_at, revoked_at = excluded.revoked_at,
      -- What a file opens again is the file's from then on: no purchase closes it.
      source_kind = case when excluded.revoked_at is null and mine.revoked_at is not null then 'import'
        else mine.source_kind end,
      revoked_why = case when excluded.revoked_at is not null and mine.revoked_at is not null then mine.revoked_why end
    returning customer_id, course_id
  )
  select g.n, g.is_new from saved s join given g on g."customerId" = s.customer_id and g."courseId" = s.course_id`;

/** One that has ended stays ended: somebody decided so, here. */
const saveGrantsSql = `
  with given as (
    select g.*, h.id is null as is_new,
      coalesce(g.since, h.since, now()) as starts,
      case when g."saysUntil" then g.until else h.until end as stops,
      coalesce(g.note, h.note) as remark,
      (h.since, h.until, h.note) as before
    from jsonb_to_recordset($2::jsonb) as g(n int, id uuid, "customerId" uuid, "levelId" uuid, source text,
      since timestamptz, until timestamptz, "saysUntil" boolean, note text)
    left join level_grant h on h.site_id = $1 and h.customer_id = g."customerId" and h.level_id = g."levelId"
      and h.source_kind = 'import' and h.source_id = g.source
  ), saved as (
    insert into level_grant (site_id, id, customer_id, level_id, source_kind, source_id, since, until, note)
    select $1, id, "customerId", "levelId", 'import', source, starts, stops, remark from given
    where is_new or (starts, stops, remark) is distinct from before
    on conflict (site_id, customer_id, level_id, source_kind, source_id) do update set
      since = excluded.since, until = excluded.until, note = excluded.note
    returning customer_id, level_id, source_id
  )
  select g.n, g.is_new from saved s
  join given g on g."customerId" = s.customer_id and g."levelId" = s.level_id and g.source = s.source_id`;

/** What opens something to a customer: enrollments by course, grants by level and source. */
export function membershipStores(client: Pick<PoolClient, 'query'>) {
  const save = async (text: string, siteId: string, rows: object[]): Promise<Outcome[]> => {
    const given = JSON.stringify(rows.map((row, n) => ({ ...row, n })));
    const saved = (await client.query<{ n: number; is_new: boolean }>(text, [siteId, given])).rows;
    const outcomes = rows.map((): Outcome => 'unchanged');
    for (const { n, is_new } of saved) outcomes[n] = is_new ? 'new' : 'changed';
    return outcomes;
  };

  return {
    enrollments: {
      /** Every customer and course at most once. */
      save: (siteId: string, rows: (Enrollment & { customerId: string })[]) =>
        save(
          saveEnrollmentsSql,
          siteId,
          rows.map((row) => ({ ...row, saysRevoked: row.revokedAt !== undefined })),
        ),
    },
    grants: {
      /** Every customer, level and source at most once. */
      save: (siteId: string, rows: (Grant & { customerId: string })[]) =>
        save(
          saveGrantsSql,
          siteId,
          rows.map((row) => ({ ...row, id: newId(), saysUntil: row.until !== undefined })),
        ),
    },
  };
}
