/** Programs with all that hangs on them, as the site's staff reads them. */
import type { Knex } from 'knex';
import type { ProgramDetail, ProgramSummary } from './programs.admin.contract.ts';
import { holds } from './programs.store.ts';

export interface ProgramKey {
  siteId: string;
  programId: string;
}

/** SQL: how many rows there are, counted up to 1001. */
export const few = (rows: string): string => `(select count(*)::int from (select ${rows} limit 1001) few)`;

const holders = few(`from level_grant g where g.site_id = l.site_id and g.level_id = l.id and ${holds('g')}`);

const levelFields = `'id', l.id, 'name', l.name, 'slug', l.slug, 'holders', ${holders}`;

/** SQL: the list of something as JSON. */
const list = (item: string, rows: string, order: string): string =>
  `(select coalesce(json_agg(${item} order by ${order}), '[]') ${rows})`;

const levelName = (level: string): string =>
  `(select g.name || ': ' || l.name from level l join program g on g.site_id = l.site_id and g.id = l.program_id
    where l.site_id = :siteId and l.id = ${level})`;

/** SQL over a price `r`. */
export const priceJson = `json_build_object('id', r.id, 'cents', r.unit_cents, 'currency', r.currency,
  'intervalUnit', r.interval_unit, 'intervalCount', r.interval_count, 'isActive', r.is_active,
  'product', (select p.name from product p where p.site_id = r.site_id and p.id = r.product_id),
  'programId', (select x.program_id from program_price x where x.site_id = r.site_id and x.price_id = r.id))`;

const detailSql = `
  select json_build_object('id', p.id, 'name', p.name, 'slug', p.slug, 'description', p.description,
    'isOffered', p.is_offered, 'offerUrl', p.offer_url, 'hasRegistration', p.has_registration, 'graceDays', p.grace_days,
    'signUpLevelId', p.sign_up_level_id, 'signUpTags', p.sign_up_tags, 'signUpWelcome', p.sign_up_welcome,
    'signUpPage', p.sign_up_page, 'signUpSequence', p.sign_up_sequence, 'cancelField', p.cancel_field,
    'cancelTag', p.cancel_tag,
    'levels', ${list(
      `json_build_object(${levelFields},
        'pages', (select count(*)::int from page_level x where x.site_id = l.site_id and x.level_id = l.id),
        'courses', ${list(
          `json_build_object('id', k.id, 'title', k.title)`,
          `from level_course x join course k on k.site_id = x.site_id and k.id = x.course_id
            where x.site_id = l.site_id and x.level_id = l.id`,
          'k.title, k.id',
        )})`,
      'from level l where l.site_id = p.site_id and l.program_id = p.id',
      'l.position, l.id',
    )},
    'rules', ${list(
      `json_build_object('id', r.id, 'levelId', r.level_id, 'kind', r.kind, 'tag', r.tag, 'afterLevelId', r.after_level_id,
        'afterLevel', ${levelName('r.after_level_id')}, 'afterDays', r.after_days)`,
      `from level_rule r join level l on l.site_id = r.site_id and l.id = r.level_id
        where r.site_id = p.site_id and l.program_id = p.id`,
      'r.id',
    )},
    'cancelReasons', ${list(
      `json_build_object('id', r.id, 'label', r.label, 'asksText', r.asks_text)`,
      'from cancel_reason r where r.site_id = p.site_id and r.program_id = p.id',
      'r.position, r.id',
    )},
    'products', ${list(
      `json_build_object('id', sold.id, 'name', sold.name, 'levels', sold.levels)`,
      `from (select d.id, d.name, array_agg(l.name order by l.position) as levels
        from level l join product_level x on x.site_id = l.site_id and x.level_id = l.id
        join product d on d.site_id = x.site_id and d.id = x.product_id
        where l.site_id = p.site_id and l.program_id = p.id group by d.id, d.name) sold`,
      'sold.name, sold.id',
    )},
    'prices', ${list(
      priceJson,
      `from program_price x join price r on r.site_id = x.site_id and r.id = x.price_id
        where x.site_id = p.site_id and x.program_id = p.id`,
      'r.unit_cents, r.id',
    )}) as program
  from program p where p.site_id = :siteId and p.id = :programId`;

export type ProgramDetails = ReturnType<typeof programDetails>;

export const programDetails = (db: Knex) => ({
  async list(siteId: string): Promise<ProgramSummary[]> {
    const { rows } = await db.raw(
      `select p.id, p.name, p.slug, p.is_offered as "isOffered", ${list(
        `json_build_object(${levelFields})`,
        'from level l where l.site_id = p.site_id and l.program_id = p.id',
        'l.position, l.id',
      )} as levels
      from program p where p.site_id = ? order by p.name, p.id limit 500`,
      [siteId],
    );
    return rows;
  },

  find: async (key: ProgramKey): Promise<ProgramDetail | undefined> =>
    (await db.raw(detailSql, { ...key })).rows[0]?.program,
});
