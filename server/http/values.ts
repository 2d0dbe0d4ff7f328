/** Schemas that several features share. Each says its unit. */
import { z } from 'zod';

/** UUID version 7, made by us. */
export const id = z.uuid();

/** ISO 8601 with an offset, to the microsecond. Names end in `At`. */
export const instant = z.iso.datetime({ offset: true });

/** ISO 4217, such as `EUR`. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

/** Whole number of the currency's minor unit: 4200 is EUR 42.00, and JPY 4200. */
export const cents = z.int();

/** A place in a list, as `next` of the page before gave it: `<instant>_<id>`. */
const cursor = z.string().refine((text) => {
  const [at, key, ...rest] = text.split('_');
  return rest.length === 0 && instant.safeParse(at).success && z.guid().safeParse(key).success;
}, 'is not a place in this list');

/** The query of every list. */
export const pageQuery = z.strictObject({ after: cursor.optional() });

/** Query of a list within a time: from the first moment of `from` to the last of `to`, both days in UTC. */
export const dayFilter = { from: z.iso.date().optional(), to: z.iso.date().optional() };

/** What texts are written in. */
export const language = z.enum(['en', 'de']);
export type Language = z.output<typeof language>;

/** A first or last name, in any script. */
export const personName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}<>]*$/u, 'contains a character that names do not have');

/** A page of a list: 20 items, and where the next page begins (`null` on the last). */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() });

export type Page<Item> = { items: Item[]; next: string | null };

/** A saved card as far as a customer may read it. */
export const card = z.strictObject({
  brand: z.string(),
  last4: z.string(),
  expiresMonth: z.int(),
  expiresYear: z.int(),
});
