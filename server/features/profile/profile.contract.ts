import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { instant } from '../../http/values.ts';

/** Languages and regions a customer can choose; decides how texts, dates and money are written. */
export const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-NZ'] as const;

const name = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}<>]*$/u, 'contains a character that names do not have');

export const profile = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  /** `null` when the site does not show billing information. */
  email: z.string().nullable(),
  /** `null` when there is none, or when the site does not show phones. */
  phone: z.string().nullable(),
  locale: z.string().nullable(),
  locales: z.array(z.string()),
  customerSince: instant,
});
export type Profile = z.output<typeof profile>;

export const profileContract = {
  'GET /profile': {
    audience: 'customer',
    switch: 'center',
    summary: 'Names, language, locked email and phone',
    reply: profile,
  },
  'PATCH /profile': {
    audience: 'customer',
    switch: 'profileEditing',
    summary: 'Change names and language; what is absent stays',
    body: z.strictObject({
      firstName: name.optional(),
      lastName: name.optional(),
      locale: z.enum(locales).nullable().optional(),
    }),
    reply: profile,
  },
} as const satisfies Contract;
