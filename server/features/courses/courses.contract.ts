import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id, instant } from '../../http/values.ts';

export const course = z.strictObject({
  id,
  title: z.string(),
  pictureUrl: z.string().nullable(),
  /** Where the course goes on. */
  address: z.string(),
  /** 0 to 100. */
  progressPercent: z.int().min(0).max(100),
  enrolledAt: instant,
});
export type Course = z.output<typeof course>;

export const coursesContract = {
  'GET /courses': {
    audience: 'customer',
    switch: 'courseEnrollments',
    summary: 'Courses the customer is enrolled in, those under way first; revoked ones are gone',
    reply: z.array(course),
  },
} as const satisfies Contract;
