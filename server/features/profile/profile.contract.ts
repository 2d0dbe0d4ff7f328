import { z } from 'zod';
import { picture, type Contract } from '../../http/endpoint.ts';
import { instant, personName } from '../../http/values.ts';
import { address } from '../addresses/addresses.contract.ts';

/** Languages and regions a customer can choose; decides how texts, dates and money are written. */
export const locales = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IE', 'en-NZ', 'de-DE', 'de-AT', 'de-CH'] as const;

const fieldValue = z.union([z.string(), z.number(), z.boolean()]).nullable();

/** A field of the site's own, with what it holds. A date is `YYYY-MM-DD`, a choice one of its `choices`. */
export const profileField = z.strictObject({
  key: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'number', 'date', 'choice', 'yes_no']),
  choices: z.array(z.string()),
  isEditable: z.boolean(),
  value: fieldValue,
});
export type ProfileField = z.output<typeof profileField>;

export const profile = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  /** `null` when the site does not show billing information. */
  email: z.string().nullable(),
  /** `null` when there is none, or when the site does not show phones. */
  phone: z.string().nullable(),
  /** `null` when there is none, or when the site does not show billing information. */
  defaultAddress: address.nullable(),
  /** In the order of the site's definition. */
  fields: z.array(profileField),
  locale: z.string().nullable(),
  locales: z.array(z.string()),
  customerSince: instant,
});
export type Profile = z.output<typeof profile>;

export const profileContract = {
  'GET /profile': {
    audience: 'customer',
    switch: 'center',
    summary: 'Names, language, own fields, default address, locked email and phone',
    reply: profile,
  },
  'GET /avatar': {
    audience: 'customer',
    switch: 'gravatar',
    summary: 'The picture of the customer, as a PNG, JPEG or WebP file',
    reply: picture(z.strictObject({ emailHash: z.string() })),
  },
  'PATCH /profile': {
    audience: 'customer',
    switch: 'profileEditing',
    summary: 'Change names, language and own fields that may be edited; what is absent stays, null clears',
    body: z.strictObject({
      firstName: personName.optional(),
      lastName: personName.optional(),
      locale: z.enum(locales).nullable().optional(),
      /** By key. */
      fields: z
        .record(z.string().max(40), z.union([z.string().max(500), z.number(), z.boolean()]).nullable())
        .optional(),
    }),
    reply: profile,
  },
} as const satisfies Contract;
