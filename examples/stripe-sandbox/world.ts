/** What everything that writes works on: all objects, what time it is, and whom to tell of a change. */
import { randomInt } from 'node:crypto';
import type Stripe from 'stripe';
import { noSuch } from './errors.ts';
import type { Wire } from './list.ts';
import type { StoredObjects } from './requests.ts';
import { addObject, type Kind, type State, type StoredObject } from './state.ts';

export interface World {
  state: State;
  /** In seconds, as everywhere in Stripe's API. */
  now(): number;
  /** Tells every endpoint that wants to know. */
  emit(type: Stripe.Event.Type, object: StoredObject, previous?: Wire): void;
  /** The sandbox's own address, without a path. */
  origin(): string;
  rules: Rules;
  /** By open Checkout session, what objects do not show. */
  wishes: Map<string, Wishes>;
}

/** What is to become of a purchase that a Checkout session offers. */
export interface Wishes {
  /** Metadata of the payment intent, and of the subscription. */
  intent: Stripe.Metadata;
  subscription: Stripe.Metadata;
  futureUsage?: Stripe.PaymentIntent.SetupFutureUsage | undefined;
  trialEnd?: number | undefined;
}

/** What a vendor sets in Stripe's dashboard. */
export interface Rules {
  /** What becomes of a subscription whose invoice nobody has paid when the last attempt has failed. */
  afterLastAttempt: 'cancel' | 'unpaid';
}

/** An object that has not been deleted. */
export type Live<Name extends Kind> = Exclude<StoredObjects[Name], { deleted: true }>;

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** So many letters and digits that nobody can guess. */
export const randomText = (length: number): string =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** An id that nothing has yet, in Stripe's look. */
export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`;

/** Keeps a new object. */
export function create<Thing extends StoredObject>(world: World, object: Thing, type?: Stripe.Event.Type): Thing {
  addObject(world.state, object);
  if (type) world.emit(type, object);
  return object;
}

/** Changes an object and tells what it was before; nothing is told when nothing is different. */
export function change<Thing extends StoredObject>(
  world: World,
  object: Thing,
  type: Stripe.Event.Type,
  changes: Partial<Thing> | (() => void),
): Thing {
  const before = snapshot(object);
  if (typeof changes === 'function') changes();
  else Object.assign(object, changes);
  const after = snapshot(object);
  const names = Object.keys({ ...before, ...after });
  const different = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (!different.length) return object;
  world.emit(type, object, Object.fromEntries(different.map((name) => [name, before[name] ?? null])));
  return object;
}

const snapshot = (object: object) => JSON.parse(JSON.stringify(object)) as Wire;

/**
 * The object of that id.
 * @param missing the name that Stripe's error has for the id; 404 when the address names it
 * @throws StripeRefusal
 */
export function need<Name extends Kind>(
  { state }: Pick<World, 'state'>,
  kind: Name,
  id: string,
  missing: { param: string; status?: number },
): Live<Name> {
  const shelf: Map<string, StoredObject> = state[kind];
  const object = shelf.get(id);
  if (!object || 'deleted' in object) throw noSuch(kind, id, missing);
  return object as Live<Name>;
}

/** Of texts by name: an empty text removes one, an empty list removes all. */
export function mergeMetadata(
  metadata: Stripe.Metadata | null,
  given: Record<string, string | number | null> | '' | null | undefined,
): Stripe.Metadata {
  if (given === undefined) return metadata ?? {};
  if (!given) return {};
  const merged = { ...metadata, ...given };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([name, value]) => (value === '' || value === null ? [] : [[name, String(value)]])),
  );
}

/** The parameters without those that were not sent, and without what names no property. */
export function given<Thing extends object, Name extends keyof Thing>(parameters: Thing, ...names: Name[]) {
  const sent = names.filter((name) => parameters[name] !== undefined);
  return Object.fromEntries(sent.map((name) => [name, parameters[name] === '' ? null : parameters[name]]));
}
