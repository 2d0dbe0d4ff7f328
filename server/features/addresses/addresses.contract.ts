import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { id } from '../../http/values.ts';

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}<>]*$/u, 'contains a character that addresses do not have');
const required = (max: number) => line(max).min(1, 'must not be empty');

export const newAddress = z.strictObject({
  name: required(100),
  line1: required(200),
  line2: line(200).nullable().optional(),
  /** Empty in countries without one. */
  postalCode: line(20),
  city: required(100),
  region: line(100).nullable().optional(),
  /** ISO 3166-1 alpha-2, such as `DE`. */
  country: z.string().regex(/^[A-Z]{2}$/, 'must be a country'),
});
export type NewAddress = z.output<typeof newAddress>;

export const address = z.strictObject({
  id,
  name: z.string(),
  line1: z.string(),
  line2: z.string().nullable(),
  postalCode: z.string(),
  city: z.string(),
  region: z.string().nullable(),
  country: z.string(),
  isDefault: z.boolean(),
});
export type Address = z.output<typeof address>;
/** As it is written on an envelope. */
export type PostalAddress = Omit<Address, 'id' | 'isDefault'>;

export const addressesContract = {
  'GET /addresses': {
    audience: 'customer',
    switch: 'billingInformation',
    summary: 'All addresses, the default one first',
    reply: z.array(address),
  },
  'POST /addresses': {
    audience: 'customer',
    switch: 'billingInformation',
    summary: 'Add an address; the first becomes the default. Existing ones are not edited: they are history',
    body: newAddress.extend({ isDefault: z.boolean().optional() }),
    reply: z.array(address),
  },
  'PUT /addresses/:addressId/default': {
    audience: 'customer',
    switch: 'billingInformation',
    summary: 'Make an address the default one',
    body: z.strictObject({}),
    reply: z.array(address),
  },
} as const satisfies Contract;
