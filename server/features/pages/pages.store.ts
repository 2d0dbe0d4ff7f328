import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { locks } from '../../locks.ts';
import type { Rule } from '../access/decide.ts';

/** A page as the vendor's server sends it, its address normalised and its levels found. */
export interface StagedPage {
  externalId: string;
  address: string;
  title: string;
  /** Absent: as it is. */
  rule?: Rule | undefined;
  levelIds?: string[] | undefined;
}

export interface KnownPage {
  id: string;
  externalId: string | null;
  address: string;
  title: string;
  rule: Rule;
  levels: string[];
}

export interface ProgramLevels {
  id: string;
  slug: string;
  name: string;
  levels: { id: string; slug: string; name: string }[];
}

export type PagesStore = ReturnType<typeof pagesStore>;

export function pagesStore(db: Knex) {
  return {
    /**
     * Makes pages known. What the vendor calls a page is what it is found by, then its address; whoever stands on an address
     * that another page has now keeps its rule, and is gone unless it is sent as well.
     */
    sync: (siteId: string, staged: StagedPage[]): Promise<{ at: Date }> =>
      db.transaction(async (trx) => {
        await trx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.pages, siteId]);
        const rows = staged.map((page) => ({ ...page, id: newId(), levelIds: page.levelIds ?? [] }));
        const values = { siteId, rows: JSON.stringify(rows) };
        const sent = `json_to_recordset(:rows) as sent (id uuid, "externalId" text, address text, title text, rule text,
          "levelIds" uuid[])`;
        // A page that was known by its address alone is the vendor's from now on.
        await trx.raw(
          `update page set external_id = sent."externalId" from ${sent}
           where page.site_id = :siteId and page.address = sent.address and page.external_id is null
             and not exists (select from page other where other.site_id = :siteId and other.external_id = sent."externalId")`,
          values,
        );
        // Nobody may stand where somebody else will: addresses can be swapped.
        await trx.raw(
          `update page set address = page.address || '#' || page.id, gone_at = coalesce(page.gone_at, now())
           from ${sent}
           where page.site_id = :siteId and page.address = sent.address
             and page.external_id is distinct from sent."externalId"`,
          values,
        );
        await trx.raw(
          `update page set address = page.address || '#' || page.id from ${sent}
           where page.site_id = :siteId and page.external_id = sent."externalId" and page.address <> sent.address`,
          values,
        );
        await trx.raw(
          `insert into page (site_id, id, address, title, rule, external_id, source)
           select :siteId, sent.id, sent.address, sent.title, coalesce(sent.rule, 'everyone'), sent."externalId", 'vendor'
           from ${sent}
           on conflict (site_id, external_id) where external_id is not null
           do update set address = excluded.address, title = excluded.title, seen_at = now(), gone_at = null`,
          values,
        );
        await trx.raw(
          `update page set rule = sent.rule from ${sent}
           where page.site_id = :siteId and page.external_id = sent."externalId" and sent.rule is not null`,
          values,
        );
        await trx.raw(
          `delete from page_level l using page, ${sent}
           where page.site_id = :siteId and page.external_id = sent."externalId" and sent.rule is not null
             and l.site_id = page.site_id and l.page_id = page.id`,
          values,
        );
        await trx.raw(
          `insert into page_level (site_id, page_id, level_id)
           select page.site_id, page.id, level_id from ${sent} cross join unnest(sent."levelIds") as level_id
           join page on page.site_id = :siteId and page.external_id = sent."externalId"
           where sent.rule is not null on conflict do nothing`,
          values,
        );
        return (await trx.raw('select now() as at')).rows[0];
      }),

    /** Marks gone what the vendor sent once and has not sent since. */
    async markGone(siteId: string, since: Date | string): Promise<number> {
      return db('page')
        .where({ site_id: siteId })
        .whereNotNull('external_id')
        .whereNull('gone_at')
        .where('seen_at', '<', since)
        .update({ gone_at: db.fn.now() });
    },

    /** By address, those after one; gone ones are not among them. */
    list: (siteId: string, after: string, limit: number): Promise<KnownPage[]> =>
      db('page as p')
        .where({ 'p.site_id': siteId, 'p.gone_at': null })
        .whereRaw('p.address collate "C" > ?', [after])
        .orderByRaw('p.address collate "C"')
        .limit(limit)
        .select(
          'p.id',
          'p.external_id as externalId',
          'p.address',
          'p.title',
          'p.rule',
          db.raw(`array(select l.slug from page_level x join level l on l.site_id = x.site_id and l.id = x.level_id
            where x.site_id = p.site_id and x.page_id = p.id order by l.slug) as levels`),
        ),

    async programs(siteId: string): Promise<ProgramLevels[]> {
      const { rows } = await db.raw(
        `select p.id, p.slug, p.name, (
           select coalesce(json_agg(json_build_object('id', l.id, 'slug', l.slug, 'name', l.name)
             order by l.position, l.id), '[]')
           from level l where l.site_id = p.site_id and l.program_id = p.id) as levels
         from program p where p.site_id = ? order by p.name, p.id limit 500`,
        [siteId],
      );
      return rows;
    },

    /** Is there such a page, and not gone? By its normal address. */
    isKnown: async (siteId: string, address: string): Promise<boolean> =>
      (await db('page').where({ site_id: siteId, address, gone_at: null }).first('id')) !== undefined,

    /** Changes this one setting and leaves the others as they are. */
    async savePostLoginPage(siteId: string, page: string): Promise<void> {
      await db('site')
        .where({ id: siteId })
        .update({
          settings: db.raw(`jsonb_set(settings, '{postLoginPage}', to_jsonb(?::text))`, [page]),
          settings_version: db.raw('settings_version + 1'),
        });
    },
  };
}
