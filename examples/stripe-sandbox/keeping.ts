/** Everything in a file, so that the next sandbox goes on where this one ended. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { ClockState, createClock } from './clock.ts';
import type { createDeliveries, Undelivered } from './deliveries.ts';
import type { KeptAnswer } from './idempotency.ts';
import { addObject, type State, type StoredObject } from './state.ts';
import schema from './stripe-schema.json' with { type: 'json' };
import type { Wishes } from './world.ts';

interface Content {
  apiVersion: string;
  objects: StoredObject[];
  answers: [string, KeptAnswer][];
  wishes: [string, Wishes][];
  clock: ClockState;
  undelivered: Undelivered[];
}

interface Parts {
  state: State;
  clock: ReturnType<typeof createClock>;
  deliveries: ReturnType<typeof createDeliveries>;
  answers: Map<string, KeptAnswer>;
  wishes: Map<string, Wishes>;
}

/** Changes come in groups; one writing is for all of a group. */
const gatherMillis = 300;

/**
 * Reads the file if it is there.
 * @throws Error when it was written for another version of Stripe's API
 */
export function createKeeping(file: string | undefined, parts: Parts) {
  const isNew = file === undefined || !existsSync(file);
  if (file !== undefined && !isNew) load(file, parts);
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const write = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (file !== undefined) save(file, parts);
  };

  return {
    isNew,
    /** Written soon. */
    changed(): void {
      if (file === undefined || isClosed) return;
      timer ??= setTimeout(write, gatherMillis).unref();
    },
    /** Written now, for the last time. */
    close(): void {
      if (!isClosed) write();
      isClosed = true;
    },
  };
}

function load(file: string, { state, clock, deliveries, answers, wishes }: Parts): void {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Content;
  if (content.apiVersion !== schema.apiVersion)
    throw new Error(
      `${file} holds objects of Stripe's API ${content.apiVersion}, and this sandbox speaks ${schema.apiVersion}. Delete it to begin anew.`,
    );
  for (const object of content.objects) addObject(state, object);
  for (const [key, answer] of content.answers) answers.set(key, answer);
  for (const [id, wish] of content.wishes) wishes.set(id, wish);
  clock.load(content.clock);
  deliveries.load(content.undelivered);
}

/** Whole or not at all; it holds secrets. */
function save(file: string, { state, clock, deliveries, answers, wishes }: Parts): void {
  const content: Content = {
    apiVersion: schema.apiVersion,
    objects: Object.values(state).flatMap((shelf: Map<string, StoredObject>) => [...shelf.values()]),
    // A request that was under way has no answer, and never will.
    answers: [...answers].filter(([, { answer }]) => answer),
    wishes: [...wishes],
    clock: clock.save(),
    undelivered: deliveries.save(),
  };
  writeFileSync(`${file}.new`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
