/** What the demo's school offers beside single courses: programs, their levels, and who holds them. */
import type { Knex } from 'knex';
import { v7 as newId } from 'uuid';
import { slugOf } from '../server/features/programs/slug.ts';
import { catalogue } from './demo-catalogue.ts';

interface Level {
  name: string;
  /** Keys of what is bought to hold it, and of the courses it opens. */
  products: string[];
  courses: string[];
}

interface Program {
  name: string;
  slug: string;
  description: string;
  levels: Level[];
  /** Keys of what a customer may change between. */
  group?: string[];
  /** Where it is bought, below the shop; without it a customer asks. */
  page?: string;
  /** Whoever registers gets its first level. */
  hasRegistration?: boolean;
}

const programs: Program[] = [
  {
    name: 'Studio Membership',
    slug: 'studio-membership',
    description: 'Wheels, kilns and glazes, six days a week.',
    page: 'index.html',
    group: ['studio', 'studio-plus'],
    levels: [
      { name: 'Studio', products: ['studio', 'ceramics-year'], courses: ['hand-building', 'glazes'] },
      { name: 'Studio Plus', products: ['studio-plus'], courses: ['hand-building', 'glazes', 'raku'] },
    ],
  },
  {
    name: 'Writers’ Circle',
    slug: 'writers-circle',
    description: 'Two evenings a month, with tea and honest readers.',
    page: 'index.html',
    group: ['circle', 'circle-year'],
    levels: [
      { name: 'Circle', products: ['circle', 'circle-year'], courses: ['letters', 'short-story'] },
      { name: 'Lecture archive', products: ['archive'], courses: ['ink'] },
      { name: 'Journal', products: ['journal'], courses: [] },
    ],
  },
  {
    name: 'Glaze Lab',
    slug: 'glaze-lab',
    description: 'A year of glaze tests in a group of six. Places are given in person.',
    levels: [{ name: 'Lab', products: [], courses: ['glazes'] }],
  },
  {
    name: 'Open Evenings',
    slug: 'open-evenings',
    description: 'Free, every first Friday. Bring a friend.',
    page: 'open-evenings.html',
    hasRegistration: true,
    levels: [{ name: 'Guest', products: [], courses: ['ink'] }],
  },
];

interface Place {
  siteId: string;
  baseUrl: string;
  /** The courses' ids by their keys. */
  courses: Map<string, string>;
}

export async function addPrograms(trx: Knex, place: Place): Promise<void> {
  for (const program of programs) await addProgram(trx, place, program);
}

async function addProgram(trx: Knex, place: Place, program: Program): Promise<void> {
  const { siteId, baseUrl } = place;
  const { name, slug, description, page, group = [], hasRegistration = false } = program;
  const id = newId();
  await trx('program').insert({
    site_id: siteId,
    id,
    name,
    slug,
    description,
    offer_url: page === undefined ? null : `${baseUrl}/shop/${page}`,
    has_registration: hasRegistration,
    sign_up_tags: hasRegistration ? [slug] : [],
    grace_days: 7,
    cancel_tag: `left-${slug}`,
  });
  await trx('cancel_reason').insert(
    reasons.map((reason, at) => ({ ...reason, site_id: siteId, id: newId(), program_id: id, position: at + 1 })),
  );
  await addPlanGroup(trx, { siteId, programId: id, products: group });
  const levelIds: string[] = [];
  for (const [at, level] of program.levels.entries()) {
    levelIds.push(await addLevel(trx, place, { ...level, programId: id, position: at + 1 }));
  }
  if (hasRegistration) await trx('program').where({ site_id: siteId, id }).update({ sign_up_level_id: levelIds[0] });
}

const reasons = [
  { label: 'It costs too much', asks_text: false },
  { label: 'I don’t find the time', asks_text: false },
  { label: 'I am moving away', asks_text: false },
  { label: 'Something else', asks_text: true },
];

async function addPlanGroup(
  trx: Knex,
  { siteId, programId, products }: { siteId: string; programId: string; products: string[] },
): Promise<void> {
  const titles = catalogue.filter(({ key }) => products.includes(key)).map(({ title }) => title);
  const prices: string[] = await trx('price as r')
    .join('product as p', { 'p.site_id': 'r.site_id', 'p.id': 'r.product_id' })
    .where({ 'r.site_id': siteId })
    .whereIn('p.name', titles)
    .pluck('r.id');
  const rows = prices.map((id) => ({ site_id: siteId, price_id: id, program_id: programId }));
  if (rows.length > 0) await trx('program_price').insert(rows);
}

async function addLevel(
  trx: Knex,
  { siteId, courses }: Place,
  { name, products, courses: opened, programId, position }: Level & { programId: string; position: number },
): Promise<string> {
  const id = newId();
  const slug = slugOf(name);
  await trx('level').insert({ site_id: siteId, id, program_id: programId, name, slug, position });
  const titles = catalogue.filter(({ key }) => products.includes(key)).map(({ title }) => title);
  const sold = trx('product').where({ site_id: siteId }).whereIn('name', titles);
  await sold.clone().update({ program_id: programId });
  const rows = (await sold.select('id')).map((product: { id: string }) => ({
    site_id: siteId,
    product_id: product.id,
    level_id: id,
  }));
  if (rows.length > 0) await trx('product_level').insert(rows);
  const opens = opened.map((key) => ({ site_id: siteId, level_id: id, course_id: courses.get(key) }));
  if (opens.length > 0) await trx('level_course').insert(opens);
  return id;
}
