import { z } from 'zod';
import { GatewayError, type Page, type Problem } from '../gateway.ts';
import type { StripeClient } from './client.ts';

/** The most that Stripe gives at a time. */
export const pageSize = 100;

/** As the SDK answers, before anything is believed of it. */
export interface RawList {
  data: { id: string }[];
  has_more: boolean;
}

export interface Place {
  limit: number;
  starting_after?: string;
  created?: { gte: number };
}

/** @param since ISO 8601: nothing that came to be before */
export const placeAfter = (after: string | null, since?: string): Place => ({
  limit: pageSize,
  ...(after !== null && { starting_after: after }),
  ...(since !== undefined && { created: { gte: Math.floor(Date.parse(since) / 1000) } }),
});

/** One object as if it were the only one of a list. */
export const listOfOne = (object: { id: string }): RawList => ({ data: [object], has_more: false });

/** Why one object is left out; thrown while it is mapped, the rest goes on. */
export class Unusable extends Error {}

interface Source<Shape extends z.ZodType, Record> {
  kind: Problem['kind'];
  /** Looks at an object before its shape is checked. False: it is nothing that anybody would miss. May throw `Unusable`. */
  concerns?: (object: { id: string; [name: string]: unknown }) => boolean;
  shape: Shape;
  list: RawList;
  /** May ask for more. */
  toRecord: (object: z.output<Shape>) => Record | Promise<Record>;
}

/** Checks each object of a list before it is used, and keeps those that are fit. */
export async function toPage<Shape extends z.ZodType, Record>(source: Source<Shape, Record>): Promise<Page<Record>> {
  const { data, has_more } = source.list;
  const outcomes = await Promise.all(data.map((object) => readOne(source, object)));
  const last = data.at(-1)?.id;
  return {
    records: outcomes.flatMap(({ record }) => (record === undefined ? [] : [record])),
    problems: outcomes.flatMap(({ problem }) => problem ?? []),
    read: data.length,
    next: has_more && last !== undefined ? last : null,
  };
}

async function readOne<Shape extends z.ZodType, Record>(
  { kind, concerns, shape, toRecord }: Source<Shape, Record>,
  object: { id: string },
): Promise<{ record?: Record; problem?: Problem }> {
  const problem = (reason: string) => ({ problem: { kind, providerId: String(object.id), reason } });
  try {
    if (concerns && !concerns(object)) return {};
    const parsed = shape.safeParse(object);
    if (!parsed.success) return problem(describe(parsed.error));
    return { record: await toRecord(parsed.data) };
  } catch (error) {
    const isGone = error instanceof GatewayError && error.trouble === 'record_is_gone';
    if (isGone || error instanceof Unusable) return problem(error.message);
    throw error;
  }
}

/** `"customer" is not what it should be: expected string, received null` */
function describe({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join('.') ?? '';
  return `"${path}" is not what it should be: ${(issue?.message ?? 'it is absent').replace(/^Invalid input: /, '')}`;
}

/** One object of Stripe's, looked at before anything is believed of it. Throws `GatewayError` when it is another. */
export function readAs<Shape extends z.ZodType>(shape: Shape, object: unknown): z.output<Shape> {
  const parsed = shape.safeParse(object);
  if (parsed.success) return parsed.data;
  throw new GatewayError('not_understood', `Stripe's answer can't be read: ${describe(parsed.error)}`);
}

/** All of a list, for somebody who waits for it. */
export async function listAll(
  client: StripeClient,
  fetch: (sdk: Parameters<Parameters<StripeClient['look']>[0]>[0], place: Place) => Promise<RawList>,
): Promise<RawList['data']> {
  const all: RawList['data'] = [];
  for (let after: string | null = null; ;) {
    const place = placeAfter(after);
    const { data, has_more } = await client.look((sdk) => fetch(sdk, place));
    all.push(...data);
    after = data.at(-1)?.id ?? null;
    if (!has_more || after === null) return all;
  }
}

/** What follows the beginning of a list that Stripe sends inside of an object. */
export async function restOf<Item extends z.ZodType>(
  client: StripeClient,
  item: Item,
  fetch: (sdk: Parameters<Parameters<StripeClient['ask']>[0]>[0], place: Place) => Promise<RawList>,
  { data, has_more }: { data: { id: string }[]; has_more: boolean },
): Promise<z.output<Item>[]> {
  const rest: z.output<Item>[] = [];
  let after = data.at(-1)?.id ?? null;
  for (let hasMore = has_more; hasMore;) {
    const place = placeAfter(after);
    const more = await client.ask((sdk) => fetch(sdk, place));
    const parsed = z.array(item).safeParse(more.data);
    if (!parsed.success) throw new Unusable(describe(parsed.error));
    rest.push(...parsed.data);
    after = more.data.at(-1)?.id ?? null;
    hasMore = more.has_more && after !== null;
  }
  return rest;
}
