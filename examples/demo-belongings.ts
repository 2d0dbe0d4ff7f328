/** What the demo's people have that Stripe knows nothing of: courses and how far they got, passwords, a second address. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { settlePurchases } from '../server/features/grants/settle.store.ts';
import { hashPassword } from '../server/features/sign-in/passwords.ts';
import { catalogue } from './demo-catalogue.ts';
import { addKnownPages } from './demo-known-pages.ts';
import { addPrograms } from './demo-programs.ts';

export const demoPassword = 'slow glaze, warm kiln';

interface Place {
  siteId: string;
  baseUrl: string;
  /** So many days before the demo began. */
  ago: (days: number) => Date;
}

/** Comes after the import, because it hangs on what that brought: products by their name, people by their email. */
export async function addBelongings(trx: Knex, place: Place): Promise<void> {
  const passwordHash = await hashPassword(demoPassword);
  const courses = await addCourses(trx, place);
  // Stripe's own documents are Stripe's; the demo has one that stands for all.
  await trx('invoice')
    .where({ site_id: place.siteId })
    .update({ pdf_url: `${place.baseUrl}/shop/invoice.pdf` });
  await addPrograms(trx, { ...place, courses });
  await addKnownPages(trx, place);
  await settlePurchases(trx, place.siteId);
  await addJonasBelongings(trx, place, { courses, passwordHash });
}

/** @returns the courses' ids by their keys */
async function addCourses(trx: Knex, { siteId, baseUrl }: Place): Promise<Map<string, string>> {
  const courses = catalogue.filter(({ kind }) => kind === 'course').map((item) => ({ ...item, id: newId() }));
  await trx('course').insert(
    courses.map(({ id, key, title }) => ({
      site_id: siteId,
      id,
      title,
      picture_url: `${baseUrl}/shop/covers/${key}.svg`,
      address: `${baseUrl}/shop/lesson.html#${key}`,
    })),
  );
  await trx.raw(
    `insert into product_course (site_id, product_id, course_id)
       select c.site_id, p.id, c.id from course c join product p on p.site_id = c.site_id and p.name = c.title
       where c.site_id = ?`,
    [siteId],
  );
  return new Map(courses.map(({ key, id }) => [key, id]));
}

async function addJonasBelongings(
  trx: Knex,
  { siteId, ago }: Place,
  { courses, passwordHash }: { courses: Map<string, string>; passwordHash: string },
): Promise<void> {
  const jonas = { site_id: siteId, email: 'jonas.albrecht@example.com' };
  const fields = { favourite_glaze: 'Celadon', birthday: '1984-03-12', newsletter: true, member_number: 'KQ-0117' };
  await trx('customer')
    .where(jonas)
    .update({ username: 'jonas', password_hash: passwordHash, fields: JSON.stringify(fields) });
  const { id } = await trx('customer').where(jonas).first('id');
  await trx('address').insert({
    site_id: siteId,
    id: newId(),
    customer_id: id,
    name: 'Jonas Albrecht',
    line1: 'Hobrechtstraße 8',
    postal_code: '12043',
    city: 'Berlin',
    country: 'DE',
    created_at: ago(2100),
  });
  const change = (key: string, fields: object) =>
    trx('enrollment')
      .where({ site_id: siteId, customer_id: id, course_id: courses.get(key) })
      .update(fields);
  const progress = { wheel: 100, 'hand-building': 100, glazes: 65, 'short-story': 20 };
  for (const [key, percent] of Object.entries(progress)) {
    await change(key, { progress_percent: percent, enrolled_at: ago(percent + 30) });
  }
  await change('raku', { revoked_at: ago(200), revoked_why: 'admin', enrolled_at: ago(400) });
}
