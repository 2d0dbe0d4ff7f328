import type { StaffMount } from '../../http/calls.ts';
import { AppError, invalid, notFound, stillUsed } from '../../http/errors.ts';
import { safeUrl } from '../../http/redirects.ts';
import { coursesAdminContract } from './courses.admin.contract.ts';
import type { CoursesAdminStore } from './courses.admin.store.ts';

const mostCourses = 1000;
const done = { done: true as const };

export function coursesAdminRoutes(mount: StaffMount, store: CoursesAdminStore): void {
  /** Throws unless both are the site's. */
  const check = async (siteId: string, customerId: string): Promise<void> => {
    if (!(await store.hasCustomer(siteId, customerId))) throw notFound();
  };

  mount(coursesAdminContract, {
    'GET /admin/courses': async ({ site }) => ({ courses: await store.list(site.id) }),
    'POST /admin/courses': async ({ site, body }) => {
      if ((await store.count(site.id)) >= mostCourses) throw new AppError('too_many', 409);
      const { title, address, pictureUrl } = body;
      const course = { title, address: readUrl('address', address), pictureUrl: readPicture(pictureUrl) ?? null };
      return { id: await store.add(site.id, course) };
    },
    'PATCH /admin/courses/:courseId': async ({ site, params, body: { title, address, pictureUrl } }) => {
      const change = {
        title,
        address: address === undefined ? undefined : readUrl('address', address),
        pictureUrl: readPicture(pictureUrl),
      };
      if (!(await store.change(site.id, params.courseId, change))) throw notFound();
      return done;
    },
    'DELETE /admin/courses/:courseId': async ({ site, params }) => {
      const open = await store.remove(site.id, params.courseId);
      if (open === undefined) throw notFound();
      const people = open > 1000 ? 'More than 1000 customers' : open === 1 ? '1 customer' : `${open} customers`;
      if (open > 0) throw stillUsed(`It is open to ${people}. Revoke their enrollments first.`);
      return done;
    },
    'PUT /admin/course-order': async ({ site, body: { courseIds } }) => {
      const all = new Set(await store.ids(site.id));
      const isAll = courseIds.length === all.size && new Set(courseIds).size === all.size;
      if (!isAll || !courseIds.every((id) => all.has(id))) throw invalid('courseIds', 'must name every course once');
      await store.order(site.id, courseIds);
      return done;
    },
    'GET /admin/customers/:customerId/enrollments': async ({ site, params: { customerId } }) => {
      await check(site.id, customerId);
      return { enrollments: await store.enrollments(site.id, customerId) };
    },
    'POST /admin/customers/:customerId/enrollments': async ({ site, staff, params: { customerId }, body }) => {
      await check(site.id, customerId);
      const { courseId } = body;
      if (!(await store.hasCourse(site.id, courseId))) throw invalid('courseId', 'is no course of this site');
      await store.enroll({ siteId: site.id, customerId, courseId }, staff.id);
      return done;
    },
    'POST /admin/customers/:customerId/enrollments/:courseId/revoke': async ({ site, params }) => {
      if (!(await store.revoke({ siteId: site.id, ...params }))) throw notFound();
      return done;
    },
    'POST /admin/customers/:customerId/enrollments/:courseId/restore': async ({ site, staff, params }) => {
      if (!(await store.restore({ siteId: site.id, ...params }, staff.id))) throw notFound();
      return done;
    },
  });
}

function readUrl(field: string, typed: string): string {
  const url = safeUrl(typed);
  if (url === undefined) throw invalid(field, 'must be an address that begins with https://');
  return url;
}

/** `undefined`: it is not said; an empty one is none. */
const readPicture = (typed: string | null | undefined): string | null | undefined =>
  typed ? readUrl('pictureUrl', typed) : typed === '' ? null : typed;
