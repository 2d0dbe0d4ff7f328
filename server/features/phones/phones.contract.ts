import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id } from '../../http/values.ts';

/** As people write it: digits with or without a plus sign, in groups. */
const number = z
  .string()
  .trim()
  .max(30)
  .regex(/^\+?[0-9(][0-9 ()./-]{3,}$/, 'must be a phone number such as +49 40 5550 1187');

/** What it is for, such as `Studio`. */
const label = z
  .string()
  .trim()
  .max(40)
  .regex(/^[^\p{Cc}<>]*$/u, 'contains a character that labels do not have');

export const phone = z.strictObject({ id, number: z.string(), label: z.string(), isDefault: z.boolean() });
export type Phone = z.output<typeof phone>;

export const phones = z.strictObject({
  /** The default one first. */
  phones: z.array(phone),
  mayEdit: z.boolean(),
});
export type Phones = z.output<typeof phones>;

export const phonesContract = {
  'GET /phones': {
    audience: 'customer',
    switch: 'phones',
    summary: 'All phone numbers, the default one first, and whether the site lets customers edit them',
    reply: phones,
  },
  'POST /phones': {
    audience: 'customer',
    switch: 'phoneEditing',
    summary: 'Add a phone number; the first becomes the default',
    body: z.strictObject({ number, label: label.optional() }),
    reply: phones,
  },
  'PATCH /phones/:phoneId': {
    audience: 'customer',
    switch: 'phoneEditing',
    summary: 'Change a phone number or make it the default; what is absent stays',
    body: z.strictObject({ number: number.optional(), label: label.optional(), isDefault: z.literal(true).optional() }),
    reply: phones,
  },
  'DELETE /phones/:phoneId': {
    audience: 'customer',
    switch: 'phoneEditing',
    summary: 'Remove a phone number; the newest of the others becomes the default if it was that',
    body: z.strictObject({}),
    reply: phones,
  },
} as const satisfies Contract;
