import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { cents, currency, id, instant } from '../../http/values.ts';

/** What a level opens, such as a course. */
const opened = z.strictObject({ title: z.string(), address: z.string() });

/** One level the customer holds or held; of two sources of one level each is one. */
export const membership = z.strictObject({
  id,
  programId: id,
  program: z.string(),
  level: z.string(),
  sinceAt: instant,
  /** `null`: without an end. */
  untilAt: instant.nullable(),
  /** In the past when access has ended. */
  endedAt: instant.nullable(),
  /** Where it came from. */
  source: z.enum(['purchase', 'admin', 'registration', 'api', 'import', 'rule']),
  opens: z.array(opened),
});
export type Membership = z.output<typeof membership>;

export const price = z.strictObject({
  cents,
  currency,
  /** `null`: paid once. */
  intervalUnit: z.enum(['day', 'week', 'month', 'year']).nullable(),
  intervalCount: z.int(),
});
export type Price = z.output<typeof price>;

/** A program of which the customer holds no level. */
export const offer = z.strictObject({
  id,
  program: z.string(),
  description: z.string(),
  /** What its levels open, each thing once. */
  opens: z.array(z.string()),
  /** The lowest at which one of its levels is sold; `null` when none is. */
  price: price.nullable(),
  /** Where it is bought; `null`: a customer asks for it. */
  buyUrl: z.string().nullable(),
});
export type Offer = z.output<typeof offer>;

export const programs = z.strictObject({
  /** Those that hold first, then the ended ones; newest first. */
  mine: z.array(membership),
  offers: z.array(offer),
});
export type Programs = z.output<typeof programs>;

export const programsContract = {
  'GET /programs': {
    audience: 'customer',
    switch: 'programs',
    summary: 'The levels a customer holds and held, then programs they do not own',
    reply: programs,
  },
  'POST /programs/:programId/ask': {
    audience: 'customer',
    switch: 'programs',
    summary: 'Send the vendor a question about a program, by email',
    body: z.strictObject({ message: z.string().trim().min(1, 'must not be empty').max(2000) }),
    reply: z.strictObject({ done: z.literal(true) }),
  },
} as const satisfies Contract;
