import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

const done = z.strictObject({ done: z.literal(true) });

const title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

const fields = {
  title,
  /** Where it goes on: an address that begins with https://. */
  address: z.string().trim().max(2048),
  pictureUrl: z.string().trim().max(2048).nullable(),
};
const courseChange = z.strictObject(fields).partial();
export type CourseChange = z.output<typeof courseChange>;

const course = z.strictObject({
  id,
  title: z.string(),
  address: z.string(),
  pictureUrl: z.string().nullable(),
  /** Customers to whom it is open, counted up to 1001. */
  enrolled: z.int(),
  /** What opens it, such as `Writers’ Circle: Circle`. */
  levels: z.array(z.string()),
  /** Names of what is bought to be enrolled. */
  products: z.array(z.string()),
});
export type AdminCourse = z.output<typeof course>;

const enrollment = z.strictObject({
  courseId: id,
  title: z.string(),
  progressPercent: z.int(),
  enrolledAt: instant,
  revokedAt: instant.nullable(),
  /** `admin`: by hand, so that nothing that is bought opens it again. */
  revokedWhy: z.string().nullable(),
  source: z.strictObject({
    kind: z.enum(['purchase', 'admin', 'registration', 'api', 'import', 'rule']),
    /** The order's number, what is subscribed to, or who of the staff did it; `null` when it is not known. */
    name: z.string().nullable(),
  }),
});
export type AdminEnrollment = z.output<typeof enrollment>;

export const coursesAdminContract = {
  'GET /admin/courses': {
    audience: 'support',
    summary: 'All courses in their order, with what opens them',
    reply: z.strictObject({ courses: z.array(course) }),
  },
  'POST /admin/courses': {
    audience: 'admin',
    audit: 'Added a course',
    summary: 'Add a course behind the others',
    body: z.strictObject({ ...fields, pictureUrl: fields.pictureUrl.optional() }),
    reply: z.strictObject({ id }),
  },
  'PATCH /admin/courses/:courseId': {
    audience: 'admin',
    audit: 'Changed a course',
    summary: 'Change what is given of a course',
    body: courseChange,
    reply: done,
  },
  'DELETE /admin/courses/:courseId': {
    audience: 'admin',
    audit: 'Deleted a course',
    summary: 'Delete a course that is open to nobody',
    reply: done,
  },
  'PUT /admin/course-order': {
    audience: 'admin',
    audit: 'Reordered the courses',
    summary: 'All courses in the order in which they are listed',
    body: z.strictObject({ courseIds: z.array(id).max(1000) }),
    reply: done,
  },
  'GET /admin/customers/:customerId/enrollments': {
    audience: 'support',
    summary: 'The courses of a customer, revoked ones too',
    reply: z.strictObject({ enrollments: z.array(enrollment) }),
  },
  'POST /admin/customers/:customerId/enrollments': {
    audience: 'support',
    audit: 'Enrolled a customer',
    summary: 'Enroll a customer; no purchase that ends closes it again',
    body: z.strictObject({ courseId: id }),
    reply: done,
  },
  'POST /admin/customers/:customerId/enrollments/:courseId/revoke': {
    audience: 'support',
    audit: 'Revoked an enrollment',
    summary: 'Close a course to a customer, until somebody restores it',
    reply: done,
  },
  'POST /admin/customers/:customerId/enrollments/:courseId/restore': {
    audience: 'support',
    audit: 'Restored an enrollment',
    summary: 'Open a revoked course again, with the progress it had',
    reply: done,
  },
} as const satisfies Contract;
