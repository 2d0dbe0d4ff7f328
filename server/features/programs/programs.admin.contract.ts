import { z } from 'zod';
import { evenIf } from '../access/access.admin.contract.ts';
import type { Contract } from '../../http/endpoint.ts';
import { id } from '../../http/values.ts';
import { price } from './programs.contract.ts';

const done = z.strictObject({ done: z.literal(true) });
const made = z.strictObject({ id });

const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const name = words(100);
const tag = words(60);
const url = z.string().trim().max(2048).nullable();

/** How many customers, counted up to 1001: that one stands for more than a thousand. */
const counted = z.int();

const named = z.strictObject({ id, name: z.string() });

const level = z.strictObject({
  id,
  name: z.string(),
  /** What attributes name it by; it stays when the name changes. */
  slug: z.string(),
  /** Customers who hold it now. */
  holders: counted,
});

const summary = z.strictObject({
  id,
  name: z.string(),
  slug: z.string(),
  isOffered: z.boolean(),
  levels: z.array(level),
});
export type ProgramSummary = z.output<typeof summary>;

const reason = z.strictObject({ id, label: z.string(), asksText: z.boolean() });

/** Gives a level by itself: for a tag, or so many days after another level was given. */
const rule = z.strictObject({
  id,
  levelId: id,
  kind: z.enum(['tag', 'after']),
  tag: z.string().nullable(),
  afterLevelId: id.nullable(),
  /** With its program, such as `Writers’ Circle: Circle`. */
  afterLevel: z.string().nullable(),
  afterDays: z.int().nullable(),
});

const offeredPrice = price.extend({
  id,
  product: z.string(),
  isActive: z.boolean(),
  /** In whose group it is. */
  programId: id.nullable(),
});

const fields = {
  description: z.string().trim().max(2000),
  /** Shown to customers who do not own it. */
  isOffered: z.boolean(),
  /** Where it is bought; `null`: a customer asks for it. */
  offerUrl: url,
  hasRegistration: z.boolean(),
  /** How long a level stays open when its payment failed for good or was given back. */
  graceDays: z.int().min(0).max(365),
  signUpLevelId: id.nullable(),
  signUpTags: z.array(tag).max(20),
  signUpWelcome: z.boolean(),
  /** Where who registers lands; `null`: where everybody does. */
  signUpPage: url,
  /** Of the vendor's mail tool. */
  signUpSequence: words(100).nullable(),
  /** What every cancellation writes: its reason into a custom field, by its key, or a tag. */
  cancelField: z.string().max(40).nullable(),
  cancelTag: tag.nullable(),
};
export const programChange = z.strictObject({ name, ...fields }).partial();
export type ProgramChange = z.output<typeof programChange>;

const detail = z.strictObject({
  id,
  name: z.string(),
  slug: z.string(),
  ...fields,
  levels: z.array(
    level.extend({
      /** Pages that ask for it. */
      pages: z.int(),
      courses: z.array(z.strictObject({ id, title: z.string() })),
    }),
  ),
  rules: z.array(rule),
  cancelReasons: z.array(reason),
  /** Those that give a level of it. */
  products: z.array(named.extend({ levels: z.array(z.string()) })),
  /** Its plan group: these may replace each other. */
  prices: z.array(offeredPrice),
});
export type ProgramDetail = z.output<typeof detail>;

const product = z.strictObject({
  id,
  name: z.string(),
  levels: z.array(z.strictObject({ id, name: z.string(), program: z.string() })),
  courses: z.array(z.strictObject({ id, title: z.string() })),
  prices: z.array(offeredPrice),
});
export type AdminProduct = z.output<typeof product>;

export const programsAdminContract = {
  'GET /admin/programs': {
    audience: 'support',
    summary: 'All programs with their levels and how many hold them',
    reply: z.strictObject({ programs: z.array(summary) }),
  },
  'POST /admin/programs': {
    audience: 'admin',
    audit: 'Added a program',
    summary: 'Add a program, offered to nobody yet; its slug is made of the name and stays',
    body: z.strictObject({ name, level: name.optional() }),
    reply: made,
  },
  'GET /admin/programs/:programId': {
    audience: 'support',
    summary: 'A program with its levels, rules, products, prices and cancel reasons',
    reply: detail,
  },
  'PATCH /admin/programs/:programId': {
    audience: 'admin',
    audit: 'Changed a program',
    summary: 'Change what is given of a program; its slug stays, so that renaming breaks nothing',
    body: programChange,
    reply: done,
  },
  'DELETE /admin/programs/:programId': {
    audience: 'admin',
    audit: 'Deleted a program',
    summary: 'Delete a program of which nobody holds or held a level and that no page asks for',
    reply: done,
  },
  'PUT /admin/programs/:programId/cancel-reasons': {
    audience: 'admin',
    audit: 'Changed the cancel reasons of a program',
    summary: 'The reasons customers choose from, in this order; those with an id stay the same reason',
    body: z.strictObject({
      reasons: z.array(z.strictObject({ id: id.optional(), label: name, asksText: z.boolean() })).max(30),
    }),
    reply: done,
  },
  'PUT /admin/programs/:programId/prices': {
    audience: 'admin',
    audit: 'Changed the plan group of a program',
    summary: 'The prices that may replace each other; one that is in another group is refused',
    body: z.strictObject({ priceIds: z.array(id).max(100) }),
    reply: done,
  },
  'POST /admin/programs/:programId/levels': {
    audience: 'admin',
    audit: 'Added a level',
    summary: 'Add a level behind the others',
    body: z.strictObject({ name }),
    reply: made,
  },
  'PUT /admin/programs/:programId/level-order': {
    audience: 'admin',
    audit: 'Reordered levels',
    summary: 'All levels of a program in the order in which they are shown',
    body: z.strictObject({ levelIds: z.array(id).max(100) }),
    reply: done,
  },
  'PATCH /admin/programs/:programId/levels/:levelId': {
    audience: 'admin',
    audit: 'Changed a level',
    summary: 'Rename a level, or say which courses it opens',
    body: z.strictObject({ name, courseIds: z.array(id).max(200) }).partial(),
    reply: done,
  },
  'DELETE /admin/programs/:programId/levels/:levelId': {
    audience: 'admin',
    audit: 'Deleted a level',
    summary: 'Delete a level that nobody holds or held and that nothing asks for',
    reply: done,
  },
  'POST /admin/programs/:programId/rules': {
    audience: 'admin',
    audit: 'Added a rule',
    summary:
      'Give a level of the program for a tag, or so many days after another level; for everybody it fits, at once',
    body: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('tag'), levelId: id, tag }),
      z.strictObject({
        kind: z.literal('after'),
        levelId: id,
        afterLevelId: id,
        afterDays: z.int().min(0).max(3650),
      }),
    ]),
    reply: made,
  },
  'DELETE /admin/programs/:programId/rules/:ruleId': {
    audience: 'admin',
    audit: 'Deleted a rule',
    summary: 'Delete a rule; what it gave ends',
    reply: done,
  },
  'GET /admin/products': {
    audience: 'support',
    summary: 'Products with what each gives to those who buy it, by name; `search` looks for a part of the name',
    query: z.strictObject({
      search: z.string().max(100).optional(),
      /** `next` of the page before. */
      after: id.optional(),
    }),
    reply: z.strictObject({ items: z.array(product), next: id.nullable() }),
  },
  'PUT /admin/products/:productId/grants': {
    audience: 'admin',
    audit: 'Changed what a product gives',
    summary:
      'The levels and courses that buying a product gives; whoever has bought it gets or loses them soon after. Refused with warnings that are not accepted',
    body: z.strictObject({ levelIds: z.array(id).max(50), courseIds: z.array(id).max(200), evenIf }),
    reply: done,
  },
} as const satisfies Contract;
