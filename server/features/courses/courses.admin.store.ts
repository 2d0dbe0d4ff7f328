/** Courses and enrollments as the site's staff sees and changes them. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { uuidOf } from '../grants/purchases.store.ts';
import type { AdminCourse, AdminEnrollment, CourseChange } from './courses.admin.contract.ts';

export interface EnrollmentKey {
  siteId: string;
  customerId: string;
  courseId: string;
}

export type CoursesAdminStore = ReturnType<typeof coursesAdminStore>;

/** What a purchase is called: the number of an order, or what is subscribed to. */
const purchaseName = `coalesce(
  (select o.number from purchase_order o where o.site_id = e.site_id and o.id = ${uuidOf('e.source_id')}),
  (select p.name from subscription s join product p on p.site_id = s.site_id and p.id = s.product_id
    where s.site_id = e.site_id and s.id = ${uuidOf('e.source_id')}))`;

const staffName = `(select coalesce(nullif(t.name, ''), t.email) from staff t
  where t.site_id = e.site_id and t.id = ${uuidOf('e.source_id')})`;

export function coursesAdminStore(db: Knex) {
  const keyed = ({ siteId, customerId, courseId }: EnrollmentKey) => ({
    ...{ site_id: siteId, customer_id: customerId, course_id: courseId },
  });

  return {
    async list(siteId: string): Promise<AdminCourse[]> {
      const { rows } = await db.raw(
        `select k.id, k.title, k.address, k.picture_url as "pictureUrl",
          (select count(*)::int from (select from enrollment e where e.site_id = k.site_id and e.course_id = k.id
            and e.revoked_at is null limit 1001) few) as enrolled,
          array(select g.name || ': ' || l.name from level_course x
            join level l on l.site_id = x.site_id and l.id = x.level_id
            join program g on g.site_id = l.site_id and g.id = l.program_id
            where x.site_id = k.site_id and x.course_id = k.id order by g.name, l.position) as levels,
          array(select p.name from product_course x join product p on p.site_id = x.site_id and p.id = x.product_id
            where x.site_id = k.site_id and x.course_id = k.id order by p.name) as products
        from course k where k.site_id = ? order by k.position, k.title, k.id limit 1000`,
        [siteId],
      );
      return rows;
    },

    count: async (siteId: string): Promise<number> =>
      Number((await db('course').where({ site_id: siteId }).count('id as count').first())?.count),

    ids: (siteId: string): Promise<string[]> => db('course').where({ site_id: siteId }).pluck('id'),

    async add(siteId: string, course: { title: string; address: string; pictureUrl: string | null }): Promise<string> {
      const id = newId();
      const { title, address, pictureUrl } = course;
      const last = db('course').where({ site_id: siteId }).select(db.raw('coalesce(max(position), 0) + 1'));
      await db('course').insert({ site_id: siteId, id, title, address, picture_url: pictureUrl, position: last });
      return id;
    },

    /** False: the site has no such course. */
    async change(siteId: string, courseId: string, { title, address, pictureUrl }: CourseChange): Promise<boolean> {
      const course = db('course').where({ site_id: siteId, id: courseId });
      const row = Object.fromEntries(
        Object.entries({ title, address, picture_url: pictureUrl }).filter(([, value]) => value !== undefined),
      );
      if (Object.keys(row).length === 0) return (await course.first('id')) !== undefined;
      return (await course.update(row)) === 1;
    },

    /** Deletes it, unless it is open to somebody: then how many, counted up to 1001. `undefined`: there is none. */
    remove: (siteId: string, courseId: string): Promise<number | undefined> =>
      db.transaction(async (trx) => {
        const course = trx('course').where({ site_id: siteId, id: courseId });
        if (!(await course.clone().forUpdate().first('id'))) return undefined;
        const open = await trx('enrollment')
          .where({ site_id: siteId, course_id: courseId, revoked_at: null })
          .limit(1001)
          .pluck('customer_id');
        if (open.length === 0) await course.delete();
        return open.length;
      }),

    order: async (siteId: string, courseIds: string[]): Promise<void> => {
      await db.raw(
        `update course k set position = given.position from unnest(?::uuid[]) with ordinality as given (id, position)
        where k.site_id = ? and k.id = given.id and k.position <> given.position`,
        [courseIds, siteId],
      );
    },

    hasCustomer: async (siteId: string, customerId: string): Promise<boolean> =>
      (await db('customer').where({ site_id: siteId, id: customerId }).first('id')) !== undefined,

    hasCourse: async (siteId: string, courseId: string): Promise<boolean> =>
      (await db('course').where({ site_id: siteId, id: courseId }).first('id')) !== undefined,

    async enrollments(siteId: string, customerId: string): Promise<AdminEnrollment[]> {
      const { rows } = await db.raw(
        `select json_build_object('courseId', k.id, 'title', k.title, 'progressPercent', e.progress_percent,
          'enrolledAt', e.enrolled_at, 'revokedAt', e.revoked_at, 'revokedWhy', e.revoked_why,
          'source', json_build_object('kind', e.source_kind, 'name', case e.source_kind
            when 'purchase' then ${purchaseName}
            when 'admin' then ${staffName} end)) as item
        from enrollment e join course k on k.site_id = e.site_id and k.id = e.course_id
        where e.site_id = ? and e.customer_id = ?
        order by e.revoked_at is not null, e.enrolled_at desc, k.id limit 500`,
        [siteId, customerId],
      );
      return rows.map(({ item }: { item: AdminEnrollment }) => item);
    },

    /** By hand; one that was revoked is open again, and one that is open stays what it is. */
    enroll: async (key: EnrollmentKey, staffId: string): Promise<void> => {
      await db.raw(
        `insert into enrollment as mine (site_id, customer_id, course_id, source_kind, source_id)
        values (?, ?, ?, 'admin', ?)
        on conflict (site_id, customer_id, course_id) do update set
          source_kind = 'admin', source_id = excluded.source_id, revoked_at = null, revoked_why = null
        where mine.revoked_at is not null`,
        [key.siteId, key.customerId, key.courseId, staffId],
      );
    },

    /** False: there is no such enrollment. Twice changes nothing more but that a purchase does not open it again. */
    revoke: async (key: EnrollmentKey): Promise<boolean> =>
      (await db('enrollment')
        .where(keyed(key))
        .update({ revoked_at: db.raw('coalesce(revoked_at, now())'), revoked_why: 'admin' })) === 1,

    /** As `enroll`, of one that there is. */
    restore: async (key: EnrollmentKey, staffId: string): Promise<boolean> => {
      const change = { revoked_at: null, revoked_why: null, source_kind: 'admin', source_id: staffId };
      if ((await db('enrollment').where(keyed(key)).whereNotNull('revoked_at').update(change)) === 1) return true;
      return (await db('enrollment').where(keyed(key)).first('course_id')) !== undefined;
    },
  };
}
