import type { Knex } from 'knex';

const kinds = ['other_redirect_plugin', 'plugin_outdated', 'old_key', 'cookies_refused', 'unknown_level'] as const;
export type ReportKind = (typeof kinds)[number];

export interface SiteReport {
  source: 'vendor' | 'browser' | 'server';
  kind: ReportKind;
  detail: string;
  first_at: Date;
  last_at: Date;
  count: number;
}

/** Of one site and kind: what is new beyond that is not written down, and no kind crowds out another. */
const most = 200;

export type SiteReports = ReturnType<typeof siteReports>;

export function siteReports(db: Knex) {
  return {
    /** Counts what was reported before. */
    async report(
      siteId: string,
      { source, kind, detail = '' }: Pick<SiteReport, 'source' | 'kind'> & { detail?: string },
    ) {
      await db.raw(
        `insert into site_report (site_id, source, kind, detail)
         select :siteId, :source, :kind, :detail
         where (select count(*) from site_report where site_id = :siteId and kind = :kind) < ${most}
           or exists (select from site_report where site_id = :siteId and source = :source and kind = :kind and detail = :detail)
         on conflict (site_id, source, kind, detail)
         do update set last_at = now(), count = least(site_report.count + 1, 1000000)`,
        { siteId, source, kind, detail: detail.slice(0, 200) },
      );
    },

    /** Of the last so many days, the newest first. */
    list: (siteId: string, days: number): Promise<SiteReport[]> =>
      db('site_report')
        .where({ site_id: siteId })
        .whereRaw(`last_at > now() - ? * interval '1 day'`, [days])
        .orderBy('last_at', 'desc')
        .limit(kinds.length * most),
  };
}
