/** Stripe's pages: newest first, by cursor. */
import { invalidRequest, noSuch } from './errors.ts';
import type { Parameters } from './validate.ts';

/** An object as it goes over the wire. */
export type Wire = Record<string, unknown>;

interface Page<One> {
  object: 'list';
  data: One[];
  has_more: boolean;
  url: string;
}

/**
 * One page of what is already in order. The cursor has to be part of it.
 * @throws StripeRefusal
 */
export function page<One extends { id: string; object: string }>(
  all: One[],
  { limit, starting_after, ending_before }: Parameters,
  url: string,
): Page<One> {
  const size = readLimit(limit);
  if (starting_after !== undefined && ending_before !== undefined) {
    throw invalidRequest('You cannot parameterize both starting_after and ending_before.', { param: 'starting_after' });
  }
  const list = { object: 'list' as const, url };
  if (ending_before !== undefined) {
    const end = position(all, ending_before as string, 'ending_before');
    const start = Math.max(0, end - size);
    return { ...list, data: all.slice(start, end), has_more: start > 0 };
  }
  const start = starting_after === undefined ? 0 : position(all, starting_after as string, 'starting_after') + 1;
  return { ...list, data: all.slice(start, start + size), has_more: all.length > start + size };
}

function readLimit(limit: unknown): number {
  const size = (limit as number | undefined) ?? 10;
  const code = { param: 'limit', code: 'parameter_invalid_integer' };
  if (!Number.isInteger(size)) throw invalidRequest(`Invalid integer: ${size}`, code);
  if (size < 1) throw invalidRequest('This value must be greater than or equal to 1.', code);
  if (size > 100) throw invalidRequest('This value must be less than or equal to 100.', code);
  return size;
}

function position(all: { id: string; object: string }[], id: string, param: string): number {
  const found = all.findIndex((each) => each.id === id);
  if (found < 0) throw noSuch(all[0]?.object ?? 'object', id, { param });
  return found;
}

/** Of two of the same second the one that came later is first. */
export function newestFirst<One extends object>(objects: Iterable<One>): One[] {
  const created = (object: One) => ('created' in object && typeof object.created === 'number' ? object.created : 0);
  return [...objects].reverse().sort((a, b) => created(b) - created(a));
}
