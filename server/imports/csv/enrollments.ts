import type { Cells } from './cells.ts';
import { enrollmentHeadings, type EnrollmentField } from './headings.ts';
import type { Item, Kind, SaveContext, Saved } from './kind.ts';
import { foldPeople } from './people.ts';

export interface Enrollment {
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  courseId: string;
  progress?: number | undefined;
  enrolledAt?: string | undefined;
  /** `null`: the column is there and empty, so it is open. `undefined`: the file does not say, and what is stored stays. */
  revokedAt?: string | null | undefined;
}

export const enrollments: Kind<EnrollmentField, Enrollment> = {
  name: 'enrollments',
  headings: enrollmentHeadings,
  required: [['email'], ['course']],
  read(cells, { catalogue }) {
    const email = cells.need('email', cells.email('email'));
    const courseId = findCourse(cells, catalogue.courses);
    const value: Enrollment = {
      email,
      firstName: cells.text('firstName', 100),
      lastName: cells.text('lastName', 100),
      courseId,
      progress: cells.read('progress', readPercent),
      enrolledAt: cells.instant('enrolledAt'),
      revokedAt: cells.has('revokedAt') ? (cells.instant('revokedAt') ?? null) : undefined,
    };
    return { key: `${email} ${courseId}`, value };
  },
  // A later row knows better: exports are in the order in which things happened.
  fold: (value, more) => ({
    ...value,
    firstName: value.firstName ?? more.firstName,
    lastName: value.lastName ?? more.lastName,
    progress: more.progress ?? value.progress,
    enrolledAt: value.enrolledAt ?? more.enrolledAt,
    revokedAt: more.revokedAt === undefined ? value.revokedAt : more.revokedAt,
  }),
  save: saveEnrollments,
};

function findCourse(cells: Cells<EnrollmentField>, courses: SaveContext['catalogue']['courses']): string {
  const title = cells.need('course', cells.text('course', 200));
  const more = { address: cells.raw('courseAddress'), pictureUrl: cells.raw('coursePicture') || null };
  return cells.read('course', () => courses.find(title, more)) ?? '';
}

/** `45`, `45%` and `45.5 %`; what is not yet done is not counted. */
function readPercent(text: string): number {
  const [, number] = /^(\d{1,3}(?:[.,]\d+)?)\s*%?$/.exec(text) ?? [];
  const percent = Math.floor(Number(number?.replace(',', '.')));
  if (!(percent <= 100)) throw new Error(`"${text.slice(0, 100)}" is not a percentage from 0 to 100`);
  return percent;
}

async function saveEnrollments(items: Item<Enrollment>[], context: SaveContext): Promise<Saved> {
  const { siteId, statements, catalogue } = context;
  const values = items.map(({ value }) => value);
  await catalogue.courses.store(values.map(({ courseId }) => courseId));
  const people = await statements.people.save(siteId, foldPeople(values));
  const rows = values.map((value) => ({ ...value, customerId: people.get(value.email)?.id ?? '' }));
  const outcomes = await statements.enrollments.save(siteId, rows);
  return {
    outcomes,
    made: [...people].flatMap(([email, { outcome }]) => (outcome === 'new' ? [`customer ${email}`] : [])),
  };
}
