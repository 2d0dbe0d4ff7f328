import type { Knex } from 'knex';
import { switchSql } from '../../http/gate.ts';
import { reading } from '../../http/reading.ts';
import type { Programs } from './programs.contract.ts';

/** SQL that is true while a grant holds. */
export const holds = (grant: string): string =>
  `(${grant}.since <= now() and ${grant}.ended_at is null and (${grant}.until is null or ${grant}.until > now()))`;

const showsCourses = switchSql('caller.settings', 'courseEnrollments');

const opens = `(
  select coalesce(json_agg(json_build_object('title', k.title, 'address', k.address) order by k.title, k.id), '[]')
  from level_course lc join course k on k.site_id = lc.site_id and k.id = lc.course_id
  where lc.site_id = g.site_id and lc.level_id = g.level_id and ${showsCourses})`;

/** More than anybody holds. */
const most = 100;

const mine = `(
  select coalesce(json_agg(item order by n), '[]') from (
    select row_number() over (order by ${holds('g')} desc, g.since desc, g.id desc) as n,
      json_build_object('id', g.id, 'programId', p.id, 'program', p.name, 'level', l.name, 'sinceAt', g.since,
        'untilAt', g.until,
        'endedAt', case when ${holds('g')} then null else least(g.ended_at, g.until) end,
        'source', g.source_kind, 'opens', case when ${holds('g')} then ${opens} else '[]' end) as item
    from level_grant g
    join level l on l.site_id = g.site_id and l.id = g.level_id
    join program p on p.site_id = l.site_id and p.id = l.program_id
    where g.site_id = caller.site_id and g.customer_id = caller.customer_id and g.since <= now()
    order by n limit ${most}) own)`;

/** Of a program `p`, as JSON. */
export const lowestPrice = `(
  select json_build_object('cents', r.unit_cents, 'currency', r.currency, 'intervalUnit', r.interval_unit,
    'intervalCount', r.interval_count)
  from level l
  join product_level pl on pl.site_id = l.site_id and pl.level_id = l.id
  join price r on r.site_id = pl.site_id and r.product_id = pl.product_id and r.is_active
  where l.site_id = p.site_id and l.program_id = p.id
  order by r.unit_cents, r.id limit 1)`;

/** Programs on offer of which the caller holds no level, for a list of so many. */
export const offersSql = (limit: number): string => `(
  select coalesce(json_agg(item order by name, id), '[]') from (
    select p.name, p.id, json_build_object('id', p.id, 'program', p.name, 'description', p.description,
      'opens', (
        select coalesce(json_agg(distinct k.title), '[]')
        from level l join level_course lc on lc.site_id = l.site_id and lc.level_id = l.id
        join course k on k.site_id = lc.site_id and k.id = lc.course_id
        where l.site_id = p.site_id and l.program_id = p.id and ${showsCourses}),
      'price', ${lowestPrice}, 'buyUrl', p.offer_url) as item
    from program p
    where p.site_id = caller.site_id and p.is_offered and not exists (
      select from level_grant g join level l on l.site_id = g.site_id and l.id = g.level_id
      where g.site_id = caller.site_id and g.customer_id = caller.customer_id and l.program_id = p.id and ${holds('g')})
    order by p.name, p.id limit ${limit}) offered)`;

export const programList = reading<Programs>(`json_build_object('mine', ${mine}, 'offers', ${offersSql(most)})`);

export interface Question {
  siteId: string;
  customerId: string;
  programId: string;
  message: string;
}

export type ProgramsStore = ReturnType<typeof programsStore>;

export function programsStore(db: Knex) {
  return {
    /** Hands a question to the job that sends it; `false`: there is no such program. */
    async ask(question: Question): Promise<boolean> {
      const { rows } = await db.raw(
        `select graphile_worker.add_job('send-program-question', ?::json, max_attempts => 8)
         from program where site_id = ? and id = ?`,
        [JSON.stringify(question), question.siteId, question.programId],
      );
      return rows.length > 0;
    },

    /** What the email about a question says. */
    findQuestion: (siteId: string, customerId: string, programId: string) =>
      db('program as p')
        .join('customer as c', { 'c.site_id': 'p.site_id' })
        .where({ 'p.site_id': siteId, 'p.id': programId, 'c.id': customerId })
        .first<{ program: string; email: string | null; name: string } | undefined>(
          'p.name as program',
          'c.email',
          db.raw(`trim(c.first_name || ' ' || c.last_name) as name`),
        ),
  };
}
