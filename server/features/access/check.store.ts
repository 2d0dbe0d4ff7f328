import type { Knex } from 'knex';
import { holds } from '../programs/programs.store.ts';

export interface Named {
  id: string;
  name: string;
}

/** Counts end here: "1000 or more". */
export const most = 1000;
const mostNamed = 20;
/** Of customers that are looked at, the newest: more would take longer than a page may. */
const mostCustomers = 20_000;

/** SQL that is true of a level `l` that anything gives. */
const isGiven = `(
  exists (select from product_level x where x.site_id = l.site_id and x.level_id = l.id)
  or exists (select from program x where x.site_id = l.site_id and x.id = l.program_id and x.sign_up_level_id = l.id)
  or exists (select from level_rule x where x.site_id = l.site_id and x.level_id = l.id)
  or exists (select from level_grant x where x.site_id = l.site_id and x.level_id = l.id and ${holds('x')}))`;

const courseAt = (page: string) => `k.site_id = ${page}.site_id and k.page_address = rtrim(${page}.address, '/')`;

const heldBy = (
  level: string,
) => `exists (select from level_grant g where g.site_id = c.site_id and g.customer_id = c.id
  and g.level_id = ${level} and ${holds('g')})`;

export type CheckStore = ReturnType<typeof checkStore>;

/** What `check` looks at; on a transaction it sees what is about to be saved. */
export function checkStore(db: Knex) {
  const rows = async (sql: string, values: Record<string, unknown>): Promise<Named[]> =>
    (await db.raw(`${sql} limit ${mostNamed}`, values)).rows;
  const count = async (sql: string, values: Record<string, unknown>): Promise<number> =>
    Number((await db.raw(`select count(*) as count from (${sql} limit ${most}) few`, values)).rows[0].count);

  return {
    findPage: (
      siteId: string,
      addresses: string[],
    ): Promise<{ id: string; name: string; rule: string; gone_at: Date | null } | undefined> =>
      db('page')
        .where({ site_id: siteId })
        .whereIn('address', addresses)
        .orderByRaw('length(address) desc')
        .first('id', db.raw(`coalesce(nullif(title, ''), address) as name`), 'rule', 'gone_at'),

    /** Customers who may not see a page, as `decide` would say of each; of the newest 20,000. */
    countShutOut: (siteId: string, pageId: string): Promise<number> =>
      count(
        `select 1 from page p cross join lateral (
           select c.site_id, c.id from customer c where c.site_id = p.site_id and c.blocked_at is null
           order by c.id desc limit ${mostCustomers}) c
         where p.site_id = :siteId and p.id = :pageId and p.rule in ('any', 'all')
           and not (
             case p.rule
               when 'any' then exists (select from page_level x where x.site_id = p.site_id and x.page_id = p.id
                 and ${heldBy('x.level_id')})
               else exists (select from page_level x where x.site_id = p.site_id and x.page_id = p.id)
                 and not exists (select from page_level x where x.site_id = p.site_id and x.page_id = p.id
                   and not ${heldBy('x.level_id')})
             end)
           and not exists (
             select from course k left join enrollment e
               on e.site_id = k.site_id and e.course_id = k.id and e.customer_id = c.id
             where ${courseAt('p')} and e.revoked_at is null
               and (e.course_id is not null or exists (select from level_course x where x.site_id = k.site_id
                 and x.course_id = k.id and ${heldBy('x.level_id')})))`,
        { siteId, pageId },
      ),

    levelsGivenByNothing: (siteId: string) =>
      rows(
        `select l.id, l.name || ' (' || p.name || ')' as name from level l
         join program p on p.site_id = l.site_id and p.id = l.program_id
         where l.site_id = :siteId and not ${isGiven} order by p.name, l.position`,
        { siteId },
      ),

    /** Pages that no level opens which anything gives, though they ask for some. */
    pagesOfUngivenLevels: (siteId: string) =>
      rows(
        `select p.id, coalesce(nullif(p.title, ''), p.address) as name from page p
         where p.site_id = :siteId and p.rule in ('any', 'all') and p.gone_at is null
           and exists (select from page_level x where x.site_id = p.site_id and x.page_id = p.id)
           and not exists (select from page_level x join level l on l.site_id = x.site_id and l.id = x.level_id
             where x.site_id = p.site_id and x.page_id = p.id and ${isGiven}) order by p.address`,
        { siteId },
      ),

    pagesWithoutLevel: (siteId: string) =>
      rows(
        `select p.id, coalesce(nullif(p.title, ''), p.address) as name from page p
         where p.site_id = :siteId and p.rule in ('any', 'all') and p.gone_at is null
           and not exists (select from page_level x where x.site_id = p.site_id and x.page_id = p.id)
           and not exists (select from course k where ${courseAt('p')}) order by p.address`,
        { siteId },
      ),

    /** `isLoop`: the page that is shown instead shows this one instead. */
    closedRefusals: (siteId: string): Promise<(Named & { isLoop?: boolean })[]> =>
      rows(
        `select p.id, coalesce(nullif(p.title, ''), p.address) as name,
           r.refusal_page_id is not distinct from p.id as "isLoop"
         from page p join page r on r.site_id = p.site_id and r.id = p.refusal_page_id
         where p.site_id = :siteId and p.gone_at is null and p.rule <> 'everyone'
           and (r.rule in ('any', 'all') or r.gone_at is not null) order by p.address`,
        { siteId },
      ),

    countProductsGivingNothing: (siteId: string) =>
      count(
        `select 1 from product d where d.site_id = :siteId
           and exists (select from price r where r.site_id = d.site_id and r.product_id = d.id and r.is_active)
           and exists (select from level l where l.site_id = d.site_id)
           and not exists (select from product_level x where x.site_id = d.site_id and x.product_id = d.id)
           and not exists (select from product_course x where x.site_id = d.site_id and x.product_id = d.id)`,
        { siteId },
      ),

    originsNeverSeen: (siteId: string) =>
      rows(
        `select origin as id, origin as name from site_origin where site_id = :siteId and last_seen_at is null
           and created_at < now() - interval '1 day' order by origin`,
        { siteId },
      ),

    countRefusedEmails: (siteId: string) =>
      count(
        `select 1 from email where site_id = :siteId and status = 'refused' and created_at > now() - interval '7 days'`,
        { siteId },
      ),

    countTwins: (siteId: string) =>
      count(
        `select 1 from customer_provider_account a join customer c on c.site_id = a.site_id and c.email = lower(a.email)
         where a.site_id = :siteId and c.id <> a.customer_id`,
        { siteId },
      ),

    isConnected: async (siteId: string): Promise<boolean> =>
      (await db('provider_connection').where({ site_id: siteId }).first('site_id')) !== undefined,

    originsOf: async (siteId: string): Promise<string[]> =>
      (await db('site_origin').where({ site_id: siteId }).select('origin')).map(({ origin }) => origin as string),
  };
}
