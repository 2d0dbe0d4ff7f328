import { randomInt } from 'node:crypto';
import type { Knex } from 'knex';

/** Without what looks like something else: B and 8, D and O and 0, I and L and 1, S and 5, U and V, Z and 2. */
const letters = 'ACEFGHJKMNPQRTWXY34679';

export interface NewSupportCode {
  siteId: string;
  refused: 'sign_in' | 'page' | 'levels';
  reason: string;
  reasonAt?: string | null;
  customerId?: string | null;
  login?: string | undefined;
  page?: { address: string; title: string } | undefined;
  /** What was asked for in place of a page, and whether it takes one of them or all. */
  levels?: { names: string[]; match: 'any' | 'all' } | undefined;
  authEventId?: string;
}

export interface SupportCode {
  code: string;
  at: Date;
  refused: NewSupportCode['refused'];
  reason: string;
  reason_at: Date | null;
  customer_id: string | null;
  login: string | null;
  page_address: string | null;
  page_title: string | null;
  /** Names, separated by commas. */
  levels: string | null;
  levels_match: 'any' | 'all' | null;
  auth_event_id: string | null;
}

export type SupportCodes = ReturnType<typeof supportCodes>;

/** Kept for 30 days; see the nightly job. */
export function supportCodes(db: Knex) {
  return {
    async make(refusal: NewSupportCode): Promise<string> {
      const row = {
        site_id: refusal.siteId,
        refused: refusal.refused,
        reason: refusal.reason,
        reason_at: refusal.reasonAt ?? null,
        customer_id: refusal.customerId ?? null,
        login: refusal.login ?? null,
        page_address: refusal.page?.address ?? null,
        page_title: refusal.page?.title ?? null,
        levels: refusal.levels ? listOf(refusal.levels.names) : null,
        levels_match: refusal.levels?.match ?? null,
        auth_event_id: refusal.authEventId ?? null,
      };
      for (;;) {
        const made = await db('support_code')
          .insert({ ...row, code: randomCode() })
          .onConflict(['site_id', 'code'])
          .ignore()
          .returning<{ code: string }[]>('code');
        if (made[0]) return made[0].code;
      }
    },

    /**
     * The code of the same refusal within the last hour: whoever loads a page ten times was refused once. It is the newest
     * again.
     */
    async findRecent({ siteId, customerId, reason, page, levels }: NewSupportCode): Promise<string | undefined> {
      const found = db('support_code')
        .where({ site_id: siteId, customer_id: customerId, reason })
        .whereRaw('(page_address, levels, levels_match) is not distinct from (?::text, ?::text, ?::text)', [
          page?.address ?? null,
          levels ? listOf(levels.names) : null,
          levels?.match ?? null,
        ])
        .whereRaw(`at > now() - interval '1 hour'`)
        .orderBy('at', 'desc')
        .select('code')
        .limit(1);
      const [again] = await db('support_code')
        .where({ site_id: siteId })
        .whereIn('code', found)
        .update({ at: db.fn.now() })
        .returning<{ code: string }[]>('code');
      return again?.code;
    },

    /** However it was typed; `undefined`: there is none, or not any more. */
    find: (siteId: string, typed: string): Promise<SupportCode | undefined> =>
      db('support_code')
        .where({ site_id: siteId, code: tidy(typed) })
        .first(),

    /**
     * The newest refusal of a page that a customer saw since they signed in. Where they land is decided moments before their
     * signing in is written down.
     */
    findLastOfPage: (siteId: string, customerId: string, since: Date): Promise<SupportCode | undefined> =>
      db('support_code')
        .where({ site_id: siteId, customer_id: customerId })
        .whereIn('refused', ['page', 'levels'])
        .whereRaw(`at >= ?::timestamptz - interval '10 seconds'`, [since])
        .orderBy('at', 'desc')
        .first(),
  };
}

/** No name has a comma in it. */
const listOf = (names: string[]): string => names.join(', ');

function randomCode(): string {
  const text = Array.from({ length: 7 }, () => letters[randomInt(letters.length)]).join('');
  return `${text.slice(0, 3)}-${text.slice(3)}`;
}

export const tidy = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .replace(/^(...)/, '$1-');
