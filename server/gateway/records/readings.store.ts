/** When each record was last read, so that an answer that was long on its way never overwrites a newer one. */
import type { Knex } from 'knex';
import type { Mention, RecordKind, Records } from '../gateway.ts';
import { rowsBinding, rowsSql } from './upsert.store.ts';

/** Now, by the database's clock, which all processes share; as text, since a `Date` would round it. */
export async function readClock(db: Knex): Promise<string> {
  const { rows } = await db.raw(`select clock_timestamp()::text as now`);
  return rows[0].now;
}

/**
 * Those that nobody has read later than this: they are noted as read. It counts when a reading began, so what changed during
 * one is told by the event that the change makes, and read once more.
 */
export async function takeNewest<Record>(
  trx: Knex,
  siteId: string,
  { records, readAt, mentionOf }: { records: Record[]; readAt: string; mentionOf: (record: Record) => Mention },
): Promise<Record[]> {
  const mentions = records.map(mentionOf);
  const unique = new Map(mentions.map((mention) => [keyOf(mention), mention]));
  const { rows } = await trx.raw(
    `insert into provider_reading (site_id, kind, provider_id, read_at)
    select w.site_id, r.kind, r.provider_id, r.read_at
    from ${rowsSql({ kind: 'text', provider_id: 'text', read_at: 'timestamptz' })}
    on conflict (site_id, kind, provider_id) do update set read_at = excluded.read_at
    where provider_reading.read_at <= excluded.read_at
    returning kind, provider_id as "providerId"`,
    rowsBinding(
      siteId,
      [...unique.values()].map(({ kind, providerId }) => ({ kind, provider_id: providerId, read_at: readAt })),
    ),
  );
  const newest = new Set((rows as Mention[]).map(keyOf));
  return records.filter((_record, index) => newest.has(keyOf(mentions[index] as Mention)));
}

/** A plan is written into the row of its subscription, so the two are one. */
export function mentionOf<Kind extends RecordKind>(kind: Kind, record: Records[Kind]): Mention {
  if ('subscription' in record) return { kind: 'subscription', providerId: record.subscription.providerId };
  return { kind, providerId: record.providerId };
}

const keyOf = ({ kind, providerId }: Mention): string => `${kind} ${providerId}`;
