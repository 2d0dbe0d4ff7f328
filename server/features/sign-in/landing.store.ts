import type { Knex } from 'knex';
import { holds } from '../programs/programs.store.ts';
import type { LandingRule } from './landing.ts';

export type LandingStore = ReturnType<typeof landingStore>;

export function landingStore(db: Knex) {
  return {
    /** The site's rules in their order, and which of them fit a customer. */
    async rulesFor(siteId: string, customerId: string): Promise<LandingRule[]> {
      const { rows } = await db.raw(
        `select r.position, coalesce(l.name || ' (' || lp.name || ')', p.name) as name, page.address,
           exists (
             select from level_grant g join level held on held.site_id = g.site_id and held.id = g.level_id
             where g.site_id = r.site_id and g.customer_id = :customerId and ${holds('g')}
               and (held.id = r.level_id or held.program_id = r.program_id)) as fits
         from landing_rule r
         left join program p on p.site_id = r.site_id and p.id = r.program_id
         left join level l on l.site_id = r.site_id and l.id = r.level_id
         left join program lp on lp.site_id = l.site_id and lp.id = l.program_id
         left join page on page.site_id = r.site_id and page.id = r.page_id
         where r.site_id = :siteId order by r.position`,
        { siteId, customerId },
      );
      return rows;
    },

    originsOf: async (siteId: string): Promise<string[]> =>
      (await db('site_origin').select('origin').where({ site_id: siteId })).map(
        (row: { origin: string }) => row.origin,
      ),
  };
}
