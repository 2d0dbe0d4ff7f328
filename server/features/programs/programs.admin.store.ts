/** Programs as the site's staff sees and changes them. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { settleSoon } from '../grants/settle.store.ts';
import { few, type ProgramKey } from './program-detail.admin.store.ts';
import type { ProgramChange } from './programs.admin.contract.ts';
import { freeSlug, slugOf } from './slug.ts';

/** Names of the columns of what can be changed by itself. */
const columns: Record<keyof ProgramChange, string> = {
  name: 'name',
  description: 'description',
  isOffered: 'is_offered',
  offerUrl: 'offer_url',
  hasRegistration: 'has_registration',
  graceDays: 'grace_days',
  signUpLevelId: 'sign_up_level_id',
  signUpTags: 'sign_up_tags',
  signUpWelcome: 'sign_up_welcome',
  signUpPage: 'sign_up_page',
  signUpSequence: 'sign_up_sequence',
  cancelField: 'cancel_field',
  cancelTag: 'cancel_tag',
};

export interface LevelKey extends ProgramKey {
  levelId: string;
}

/** What hangs on a level, or on all of a program: each counted. */
export interface Uses {
  /** Customers who hold or held it, counted up to 1001. */
  customers: number;
  pages: number;
  landingRules: number;
  /** Levels, of whatever program, that a rule gives so many days after it. */
  rules: number;
  /** Programs that give it to who registers; of a program others than itself. */
  signUps: number;
}

export type ProgramsAdminStore = ReturnType<typeof programsAdminStore>;

/** Passes a store to `work` that works in one transaction. */
export const programsTogether =
  (db: Knex) =>
  <Result>(work: (store: ProgramsAdminStore) => Promise<Result>): Promise<Result> =>
    db.transaction((trx) => work(programsAdminStore(trx)));

export function programsAdminStore(db: Knex) {
  const one = async <Row>(sql: string, values: Record<string, unknown>): Promise<Row | undefined> =>
    (await db.raw(sql, values as Record<string, string>)).rows[0];
  const programOf = ({ siteId, programId }: ProgramKey) => ({ site_id: siteId, id: programId });
  const levelOf = ({ siteId, programId, levelId }: LevelKey) => ({
    ...{ site_id: siteId, program_id: programId, id: levelId },
  });

  return {
    /** Until the transaction ends nobody else changes what hangs on the programs of the site. */
    lock: async (siteId: string): Promise<void> => {
      await db('site').where({ id: siteId }).forNoKeyUpdate().select('id');
    },

    exists: async (key: ProgramKey): Promise<boolean> =>
      (await db('program').where(programOf(key)).first('id')) !== undefined,

    count: async (siteId: string): Promise<number> =>
      Number((await db('program').where({ site_id: siteId }).count('id as count').first())?.count),

    async add(siteId: string, name: string): Promise<string> {
      const id = newId();
      const taken = new Set<string>(await db('program').where({ site_id: siteId }).pluck('slug'));
      const slug = freeSlug(slugOf(name) || 'program', taken);
      await db('program').insert({ site_id: siteId, id, name, slug, is_offered: false });
      return id;
    },

    /** False: there is no such program. */
    async change(key: ProgramKey, change: ProgramChange): Promise<boolean> {
      const row = Object.fromEntries(
        Object.entries(change).flatMap(([name, value]) =>
          value === undefined ? [] : [[columns[name as keyof ProgramChange], value]],
        ),
      );
      if (Object.keys(row).length === 0) return this.exists(key);
      const changed = await db('program').where(programOf(key)).update(row);
      // How long a grace is decides until when grants last.
      if (change.graceDays !== undefined) await settleSoon(db, key.siteId);
      return changed === 1;
    },

    remove: async (key: ProgramKey): Promise<void> => {
      await db('program').where(programOf(key)).update({ sign_up_level_id: null });
      await db('product').where({ site_id: key.siteId, program_id: key.programId }).update({ program_id: null });
      await db('program').where(programOf(key)).delete();
    },

    async setReasons(
      { siteId, programId }: ProgramKey,
      reasons: { id?: string | undefined; label: string; asksText: boolean }[],
    ): Promise<void> {
      const own = { site_id: siteId, program_id: programId };
      const known = new Set<string>(await db('cancel_reason').where(own).pluck('id'));
      await db('cancel_reason').where(own).delete();
      const rows = reasons.map(({ id, label, asksText }, at) => ({
        ...own,
        id: id !== undefined && known.delete(id) ? id : newId(),
        ...{ position: at + 1, label, asks_text: asksText },
      }));
      if (rows.length > 0) await db('cancel_reason').insert(rows);
    },

    /** Of these prices: those of the site, and the program in whose group each is. */
    prices: async (siteId: string, priceIds: string[]): Promise<{ id: string; programId: string | null }[]> =>
      db('price as r')
        .leftJoin('program_price as x', { 'x.site_id': 'r.site_id', 'x.price_id': 'r.id' })
        .where({ 'r.site_id': siteId })
        .whereIn('r.id', priceIds)
        .select('r.id', 'x.program_id as programId'),

    async setPrices({ siteId, programId }: ProgramKey, priceIds: string[]): Promise<void> {
      const own = { site_id: siteId, program_id: programId };
      await db('program_price').where(own).delete();
      if (priceIds.length > 0) await db('program_price').insert(priceIds.map((id) => ({ ...own, price_id: id })));
    },

    levelIds: (key: ProgramKey): Promise<string[]> =>
      db('level').where({ site_id: key.siteId, program_id: key.programId }).orderBy(['position', 'id']).pluck('id'),

    levelExists: async (key: LevelKey): Promise<boolean> =>
      (await db('level').where(levelOf(key)).first('id')) !== undefined,

    async addLevel({ siteId, programId }: ProgramKey, name: string): Promise<string> {
      const id = newId();
      const taken = new Set<string>(await db('level').where({ site_id: siteId }).pluck('slug'));
      const slug = freeSlug(slugOf(name) || 'level', taken);
      const own = { site_id: siteId, program_id: programId };
      const found = await db('level').where(own).max('position as last').first<{ last: number | null }>();
      await db('level').insert({ ...own, id, name, slug, position: (found.last ?? 0) + 1 });
      return id;
    },

    renameLevel: async (key: LevelKey, name: string): Promise<void> => {
      await db('level').where(levelOf(key)).update({ name });
    },

    setLevelCourses: async ({ siteId, levelId }: LevelKey, courseIds: string[]): Promise<void> => {
      await db('level_course').where({ site_id: siteId, level_id: levelId }).delete();
      const rows = courseIds.map((id) => ({ site_id: siteId, level_id: levelId, course_id: id }));
      if (rows.length > 0) await db('level_course').insert(rows);
    },

    orderLevels: async ({ siteId, programId }: ProgramKey, levelIds: string[]): Promise<void> => {
      await db.raw(
        `update level l set position = given.position from unnest(?::uuid[]) with ordinality as given (id, position)
        where l.site_id = ? and l.program_id = ? and l.id = given.id and l.position <> given.position`,
        [levelIds, siteId, programId],
      );
    },

    removeLevel: async (key: LevelKey): Promise<void> => {
      await db('program')
        .where(programOf(key))
        .where({ sign_up_level_id: key.levelId })
        .update({ sign_up_level_id: null });
      await db('level').where(levelOf(key)).delete();
    },

    /** What hangs on some levels of a program. */
    async usesOf({ siteId, programId }: ProgramKey, levelIds: string[]): Promise<Uses> {
      const found = await one<Uses>(
        `select
          ${few('from level_grant g where g.site_id = :siteId and g.level_id = any(:levelIds)')} as customers,
          (select count(distinct page_id)::int from page_level
            where site_id = :siteId and level_id = any(:levelIds)) as pages,
          (select count(*)::int from landing_rule
            where site_id = :siteId and level_id = any(:levelIds)) as "landingRules",
          (select count(*)::int from level_rule
            where site_id = :siteId and after_level_id = any(:levelIds) and level_id <> all(:levelIds)) as rules,
          (select count(*)::int from program where site_id = :siteId and id <> :programId
            and sign_up_level_id = any(:levelIds)) as "signUps"`,
        { siteId, programId, levelIds },
      );
      return found as Uses;
    },

    landingRulesOf: async ({ siteId, programId }: ProgramKey): Promise<number> =>
      Number(
        (await db('landing_rule').where({ site_id: siteId, program_id: programId }).count('position as count').first())
          ?.count,
      ),

    addRule: async (
      siteId: string,
      rule: { levelId: string; kind: string; tag?: string; afterLevelId?: string; afterDays?: number },
    ): Promise<string | undefined> => {
      const id = newId();
      const { levelId, kind, tag, afterLevelId, afterDays } = rule;
      const row = {
        site_id: siteId,
        id,
        level_id: levelId,
        kind,
        tag,
        after_level_id: afterLevelId,
        after_days: afterDays,
      };
      const added = await db('level_rule').insert(row).onConflict().ignore().returning('id');
      if (added.length > 0) await settleSoon(db, siteId);
      return added.length > 0 ? id : undefined;
    },

    /** Would a rule that waits for `afterLevelId` wait for what it gives itself, through others? */
    wouldWaitForItself: async (siteId: string, levelId: string, afterLevelId: string): Promise<boolean> => {
      const found = await one<{ found: boolean }>(
        `with recursive awaited as (
          select cast(:afterLevelId as uuid) as level_id
          union
          select r.after_level_id from awaited a join level_rule r
            on r.site_id = :siteId and r.level_id = a.level_id and r.kind = 'after')
        select exists (select from awaited where level_id = :levelId) as found`,
        { siteId, levelId, afterLevelId },
      );
      return found?.found ?? false;
    },

    siteHasLevels: async (siteId: string, levelIds: string[]): Promise<boolean> =>
      (await db('level').where({ site_id: siteId }).whereIn('id', levelIds).pluck('id')).length === levelIds.length,

    siteHasCourses: async (siteId: string, courseIds: string[]): Promise<boolean> =>
      (await db('course').where({ site_id: siteId }).whereIn('id', courseIds).pluck('id')).length === courseIds.length,

    /** False: the program has no such rule. */
    async removeRule({ siteId, programId }: ProgramKey, ruleId: string): Promise<boolean> {
      const removed = await db('level_rule')
        .where({ site_id: siteId, id: ruleId })
        .whereIn('level_id', db('level').where({ site_id: siteId, program_id: programId }).select('id'))
        .delete();
      if (removed > 0) await settleSoon(db, siteId);
      return removed > 0;
    },
  };
}
