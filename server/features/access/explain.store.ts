import type { Knex } from 'knex';

export interface Person {
  id: string;
  email: string | null;
  username: string | null;
  name: string;
  blockedAt: Date | null;
}

export interface SignInEvent {
  id: string;
  at: Date;
  kind: string;
  cause: string | null;
  method: string | null;
  login: string | null;
  network: string | null;
  device: string | null;
  detail: string | null;
}

export interface SentLink {
  sentAt: Date;
  checkedAt: Date | null;
  checkedDevice: string | null;
  /** Somebody looked at it within moments, from another network than asked for it. */
  isScanned: boolean;
}

/** Signing in and out; what else is written down does not matter here. */
const kinds = ['email_asked', 'signed_in', 'sign_in_failed', 'new_password_failed', 'password_set'];

export type ExplainStore = ReturnType<typeof explainStore>;

export function explainStore(db: Knex) {
  const personColumns = [
    'c.id',
    'c.email',
    'c.username',
    'c.blocked_at as blockedAt',
    db.raw(`trim(c.first_name || ' ' || c.last_name) as name`),
  ];
  return {
    findPerson: (siteId: string, login: string): Promise<Person | undefined> =>
      db('customer as c')
        .where({ 'c.site_id': siteId })
        .where((query) => {
          const claimed = db('claimed_email').select('customer_id').where({ site_id: siteId, email: login });
          void query.where({ 'c.email': login }).orWhere({ 'c.username': login }).orWhereIn('c.id', claimed);
        })
        .first(personColumns),

    getPerson: (siteId: string, id: string): Promise<Person | undefined> =>
      db('customer as c').where({ 'c.site_id': siteId, 'c.id': id }).first(personColumns),

    /** Another customer whose record at the provider carries the same address: what was bought there is theirs. */
    findTwin: (siteId: string, { id, email }: Person): Promise<Person | undefined> =>
      db('customer_provider_account as a')
        .join('customer as c', { 'c.site_id': 'a.site_id', 'c.id': 'a.customer_id' })
        .where({ 'a.site_id': siteId })
        .whereRaw('lower(a.email) = ?', [email ?? ''])
        .whereNot({ 'c.id': id })
        .first(personColumns),

    /** What happened when they signed in or tried to, the newest first. */
    events: (siteId: string, login: string | null, customerId: string | null): Promise<SignInEvent[]> =>
      db('auth_event')
        .where({ site_id: siteId })
        .whereIn('kind', kinds)
        .where((query) => {
          void query.where({ login: login ?? '' });
          if (customerId !== null) void query.orWhere({ customer_id: customerId });
        })
        .orderBy([
          { column: 'at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(20),

    eventById: (siteId: string, id: string): Promise<SignInEvent | undefined> =>
      db('auth_event').where({ site_id: siteId, id }).first(),

    /**
     * The last link that was sent to an address before a moment. Mail scanners look at links within moments, from networks
     * of their own; a person who asked for an email is rarely so quick, and never on two networks at once.
     */
    async lastLink(siteId: string, email: string, before: Date): Promise<SentLink | undefined> {
      return db('sign_in_attempt')
        .where({ site_id: siteId, email })
        .whereNotNull('sent_at')
        .whereNotNull('token_hash')
        .where('sent_at', '<=', before)
        .orderBy('created_at', 'desc')
        .first(
          'sent_at as sentAt',
          'checked_at as checkedAt',
          'checked_device as checkedDevice',
          db.raw(`coalesce(checked_at < sent_at + interval '30 seconds' and checked_network <> asked_network, false)
            as "isScanned"`),
        );
    },

    lastEmail: (
      siteId: string,
      recipient: string,
    ): Promise<{ id: string; status: string; reason: string | null; created_at: Date } | undefined> =>
      db('email')
        .where({ site_id: siteId, recipient })
        .orderBy('created_at', 'desc')
        .first('id', 'status', 'reason', 'created_at'),

    /** The last page on an origin that is still not allowed; within a week. */
    refusedOrigin: (siteId: string): Promise<{ id: string; at: Date; origin: string } | undefined> =>
      db('auth_event as e')
        .where({ 'e.site_id': siteId, 'e.cause': 'origin_refused' })
        .whereRaw(`e.at > now() - interval '7 days'`)
        .whereNotExists(
          db('site_origin as o').whereRaw('o.site_id = e.site_id and o.origin = e.detail').select(db.raw('1')),
        )
        .orderBy('e.at', 'desc')
        .first('e.id', 'e.at', 'e.detail as origin'),

    /** When the vendor's server last came with a key that fits. */
    async keyUsedAt(siteId: string): Promise<Date | null> {
      const row = await db('site_secret').where({ site_id: siteId, kind: 'proxy' }).max('last_used_at as at').first();
      return (row?.at as Date | undefined) ?? null;
    },

    /** Of some levels those that a product, a registration, a rule or a grant that holds gives. */
    async givenLevels(siteId: string, levelIds: string[]): Promise<string[]> {
      if (levelIds.length === 0) return [];
      const { rows } = await db.raw(
        `select l.id from level l where l.site_id = :siteId and l.id = any(:levelIds) and (
           exists (select from product_level x where x.site_id = l.site_id and x.level_id = l.id)
           or exists (select from program x where x.site_id = l.site_id and x.id = l.program_id and x.sign_up_level_id = l.id)
           or exists (select from level_rule x where x.site_id = l.site_id and x.level_id = l.id)
           or exists (select from level_grant x where x.site_id = l.site_id and x.level_id = l.id and x.ended_at is null
             and (x.until is null or x.until > now())))`,
        { siteId, levelIds },
      );
      return rows.map(({ id }: { id: string }) => id);
    },
  };
}
