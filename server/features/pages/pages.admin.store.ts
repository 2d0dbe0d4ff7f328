import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { literally } from '../../like.ts';
import { locks } from '../../locks.ts';
import { checkStore, type CheckStore } from '../access/check.store.ts';
import type { AdminPage, LandingSettings, PageChange } from './pages.admin.contract.ts';

/** A page of the list. */
const most = 50;

const asJson = `json_build_object('id', p.id, 'address', p.address, 'title', p.title, 'rule', p.rule,
  'levels', (select coalesce(json_agg(json_build_object('id', l.id, 'name', l.name, 'program', g.name)
      order by g.name, l.position), '[]')
    from page_level x join level l on l.site_id = x.site_id and l.id = x.level_id
    join program g on g.site_id = l.site_id and g.id = l.program_id
    where x.site_id = p.site_id and x.page_id = p.id),
  'refusal', p.refusal,
  'refusalPage', (select json_build_object('id', r.id, 'title', coalesce(nullif(r.title, ''), r.address)) from page r
    where r.site_id = p.site_id and r.id = p.refusal_page_id),
  'menu', p.menu, 'source', p.source, 'externalId', p.external_id, 'seenAt', p.seen_at, 'goneAt', p.gone_at)`;

export type PagesAdminStore = ReturnType<typeof pagesAdminStore>;

export function pagesAdminStore(db: Knex) {
  return {
    async list(siteId: string, after: string, search: string): Promise<{ items: AdminPage[]; next: string | null }> {
      const { rows } = await db.raw(
        `select ${asJson} as item, p.address from page p
         where p.site_id = :siteId and p.address collate "C" > :after
           and (:search = '' or p.address ilike :like or p.title ilike :like)
         order by p.address collate "C" limit ${most + 1}`,
        { siteId, after, search, like: `%${literally(search)}%` },
      );
      const items = rows.slice(0, most) as { item: AdminPage; address: string }[];
      return {
        items: items.map(({ item }) => item),
        next: rows.length > most ? (items.at(-1)?.address ?? null) : null,
      };
    },

    async find(siteId: string, id: string): Promise<AdminPage | undefined> {
      const { rows } = await db.raw(`select ${asJson} as item from page p where p.site_id = ? and p.id = ?`, [
        siteId,
        id,
      ]);
      return rows[0]?.item;
    },

    /** Adds those that are not known; gives how many that were. */
    async add(siteId: string, pages: { address: string; title: string }[], source: 'hand' | 'sitemap') {
      const rows = pages.map((page) => ({ site_id: siteId, id: newId(), ...page, source }));
      const added: { id: string }[] = [];
      for (let at = 0; at < rows.length; at += 500) {
        const few = rows.slice(at, at + 500);
        added.push(...(await db('page').insert(few).onConflict(['site_id', 'address']).ignore().returning('id')));
      }
      return added.map(({ id }) => id);
    },

    async change(siteId: string, id: string, change: PageChange): Promise<void> {
      const { title, rule, refusal, refusalPageId, menu, levelIds } = change;
      const refusalPage = refusal === undefined ? undefined : refusal === 'page' ? (refusalPageId ?? null) : null;
      const fields = { title, rule, refusal, refusal_page_id: refusalPage, menu };
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      if (Object.keys(given).length > 0) await db('page').where({ site_id: siteId, id }).update(given);
      const isByLevel = rule === 'any' || rule === 'all';
      if (levelIds === undefined && (rule === undefined || isByLevel)) return;
      await db('page_level').where({ site_id: siteId, page_id: id }).delete();
      const rows = [...new Set(levelIds ?? [])].map((level_id) => ({ site_id: siteId, page_id: id, level_id }));
      if (rows.length > 0) await db('page_level').insert(rows);
    },

    /** What named it as the page to show instead shows the programs from then on. */
    async remove(siteId: string, id: string): Promise<boolean> {
      await db('page')
        .where({ site_id: siteId, refusal_page_id: id })
        .update({ refusal: 'programs', refusal_page_id: null });
      return (await db('page').where({ site_id: siteId, id }).delete()) === 1;
    },

    async landing(siteId: string): Promise<LandingSettings> {
      const site = await db('site').where({ id: siteId }).first('settings');
      const rules = await db('landing_rule')
        .where({ site_id: siteId })
        .orderBy('position')
        .select('program_id as programId', 'level_id as levelId', 'page_id as pageId');
      const { postLoginPage, respectWantedPage } = site.settings;
      return { rules, postLoginPage, respectWantedPage };
    },

    async saveLanding(siteId: string, { rules, postLoginPage, respectWantedPage }: LandingSettings): Promise<void> {
      await db.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.pages, siteId]);
      await db('landing_rule').where({ site_id: siteId }).delete();
      const rows = rules.map(({ programId, levelId, pageId }, at) => ({
        ...{ site_id: siteId, position: at + 1, program_id: programId, level_id: levelId, page_id: pageId },
      }));
      if (rows.length > 0) await db('landing_rule').insert(rows);
      await db('site')
        .where({ id: siteId })
        .update({
          settings: db.raw('settings || ?::jsonb', [JSON.stringify({ postLoginPage, respectWantedPage })]),
          settings_version: db.raw('settings_version + 1'),
        });
    },

    /** Those of some ids that are of this site. */
    async known(siteId: string, table: 'page' | 'program' | 'level', ids: string[]): Promise<string[]> {
      const rows: { id: string }[] = await db(table).where({ site_id: siteId }).whereIn('id', ids).select('id');
      return rows.map(({ id }) => id);
    },

    findCustomer: (siteId: string, login: string): Promise<{ id: string } | undefined> =>
      db('customer')
        .where({ site_id: siteId })
        .where((query) => void query.where({ email: login }).orWhere({ username: login }))
        .first('id'),
  };
}

export type PagesTogether = ReturnType<typeof pagesTogether>;

/** Runs in one transaction; what `work` throws undoes it. */
export const pagesTogether =
  (db: Knex) =>
  <Result>(work: (store: PagesAdminStore, checks: CheckStore) => Promise<Result>): Promise<Result> =>
    db.transaction((trx) => work(pagesAdminStore(trx), checkStore(trx)));
