import { createHash } from 'node:crypto';

/** What a builder has to be told, and whatever else should differ from the usual. */
export type Given<Thing, Needed extends keyof Thing> = Pick<Thing, Needed> & Partial<Thing>;

/** When things happened that nobody gave a time: 1 January 2026. Seconds, as everywhere in Stripe's API. */
export const longAgo = 1_767_225_600;

/** An id in Stripe's look, always the same for the same seed. */
export function stripeId(prefix: string, seed: string): string {
  const text = createHash('sha256').update(`${prefix}/${seed}`).digest('base64').replace(/[+/=]/g, '');
  return `${prefix}_${text.slice(0, 24)}`;
}

/** A list as it is found in objects. The sandbox cuts it when it is long. */
export function listOf<One>(data: One[], url: string) {
  return { object: 'list' as const, data, has_more: false, url };
}
