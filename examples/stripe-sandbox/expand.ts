/** `expand[]`: ids replaced by what they stand for, as far as Stripe allows. */
import { invalidRequest } from './errors.ts';
import type { Wire } from './list.ts';
import { findObject, type State } from './state.ts';
import schema from './stripe-schema.json' with { type: 'json' };
import { includeOnRequest, isOnRequest, toWire } from './wire.ts';

const expandable: Record<string, Record<string, string[]>> = schema.expandable;
const mostLevels = 4;

/**
 * Refuses paths that lead nowhere, whatever the objects at hand hold.
 * @param paths within an object of that kind; in lists after `data.`
 * @throws StripeRefusal
 */
export function checkExpand(paths: string[], kind: string, { isList }: { isList: boolean }): void {
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > mostLevels) {
      throw invalidRequest(`You cannot expand more than ${mostLevels} levels of a property. Property: ${path}`, {
        param: 'expand',
      });
    }
    const inside = isList ? names.slice(1) : names;
    if ((!isList || names[0] === 'data') && canExpand(kind, inside)) continue;
    const hint = isList && names[0] !== 'data' ? ` You may want to try expanding 'data.${path}' instead.` : '';
    throw invalidRequest(`This property cannot be expanded (${path}).${hint}`);
  }
}

function canExpand(kind: string, names: string[]): boolean {
  const paths = expandable[kind] ?? {};
  return names.some((_, index) => {
    const path = names.slice(0, index + 1).join('.');
    const rest = names.slice(index + 1);
    if (!rest.length) return path in paths || `${path}.data` in paths || isOnRequest(kind, path);
    return paths[path]?.some((next) => canExpand(next, rest)) ?? false;
  });
}

/** Changes the object. What the sandbox does not keep, as a balance transaction, remains an id. */
export function expand(object: Wire, paths: string[], state: State): void {
  for (const path of paths) follow(object, path.split('.'), state);
}

function follow(node: unknown, [name, ...rest]: string[], state: State): void {
  if (name === undefined || typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) follow(each, [name, ...rest], state);
    return;
  }
  const object = node as Wire;
  const { id, object: kind } = object;
  if (object[name] === undefined && typeof id === 'string') {
    const included = includeOnRequest(id, { kind: String(kind), name, state });
    if (included !== undefined) object[name] = included;
  }
  object[name] = replace(object[name], state);
  follow(object[name], rest, state);
}

function replace(value: unknown, state: State): unknown {
  if (Array.isArray(value)) return value.map((each) => replace(each, state));
  const found = typeof value === 'string' ? findObject(state, value) : undefined;
  return found ? toWire(found) : value;
}
