import { reading } from '../../http/reading.ts';
import type { Course } from './courses.contract.ts';

/** At most as many as fit a screen or two: nobody follows more courses than that. */
const mostCourses = 200;

/** Begun and not finished first, then new ones, then finished ones. */
export const coursesSql = (limit: number): string => `(
  select coalesce(json_agg(item), '[]') from (
    select json_build_object('id', k.id, 'title', k.title, 'pictureUrl', k.picture_url, 'address', k.address,
      'progressPercent', e.progress_percent, 'enrolledAt', e.enrolled_at) as item
    from enrollment e join course k on k.site_id = e.site_id and k.id = e.course_id
    where e.site_id = caller.site_id and e.customer_id = caller.customer_id and e.revoked_at is null
    order by case when e.progress_percent = 100 then 2 when e.progress_percent = 0 then 1 else 0 end,
      e.enrolled_at desc, k.id
    limit ${limit}) own)`;

export const courseList = reading<Course[]>(coursesSql(mostCourses));
