/** What a route is, and what all of them share. */
import { checkExpand, expand } from '../expand.ts';
import type { Wire } from '../list.ts';
import type { StripeRequests } from '../requests.ts';
import type { StoredObject } from '../state.ts';
import type { Endpoint } from '../validate.ts';
import { toWire } from '../wire.ts';
import type { World } from '../world.ts';

export interface Call<Name extends Endpoint = Endpoint> {
  world: World;
  /** As asked for, without its query. */
  path: string;
  /** What stands in the address in the place of `:id`. */
  id: string;
  parameters: StripeRequests[Name];
}

/** @throws StripeRefusal */
export type Routes = { [Name in Endpoint]: (call: Call<Name>) => Wire };

/** The object as it is sent, with what the request wants expanded. */
export function send(object: StoredObject, { world, parameters }: { world: World; parameters: object }): Wire {
  const paths = readExpand(parameters, object.object, false);
  const wire = toWire(object);
  expand(wire, paths, world.state);
  return wire;
}

/** @throws StripeRefusal before anything is done, when a request wants expanded what can not be */
export function readExpand(parameters: object, kind: string, isList: boolean): string[] {
  const wanted = (parameters as { expand?: string[] }).expand ?? [];
  checkExpand(wanted, kind, { isList });
  return wanted;
}
