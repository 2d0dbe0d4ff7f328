/** The shapes that many of Stripe's objects share. Only what is used is looked at; the rest may be anything. */
import { z } from 'zod';
import { normaliseEmail } from '../../features/sign-in/email-address.ts';
import type { PostalAddress } from '../../features/addresses/addresses.contract.ts';
import type { Owner } from '../gateway.ts';

/** Seconds since 1970 -> ISO 8601. */
export const instant = z
  .int()
  .nonnegative()
  // The year 9999: what is beyond was not meant in seconds.
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString());

/** An id where Stripe sends one, or the object in its place when it was expanded. */
export const reference = z
  .union([z.string().min(1), z.object({ id: z.string().min(1) })])
  .transform((value) => (typeof value === 'string' ? value : value.id));

export const currency = z
  .string()
  .regex(/^[a-z]{3}$/i, 'is no currency')
  .transform((code) => code.toUpperCase());

/** An amount before its currency is known, see `minorUnits`. */
export const amount = z.int();

/** As many as a column holds. */
export const quantity = z.int().nonnegative().max(2_147_483_647);

export const intervalCount = z.int().positive().max(10_000);

export const text = z
  .string()
  .nullish()
  .transform((value) => value?.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim() || null);

export const interval = z.enum(['day', 'week', 'month', 'year']);

export const address = z
  .object({
    line1: text,
    line2: text,
    postal_code: text,
    city: text,
    state: text,
    country: text,
  })
  .nullish();
type StripeAddress = z.output<typeof address>;

export const list = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item), has_more: z.boolean() });

/** Stripe counts some currencies in another unit than ISO 4217, by which amounts are kept and shown here. */
export function minorUnits(cents: number, code: string): number {
  if (code === 'ISK' || code === 'UGX') return Math.round(cents / 100);
  return code === 'MGA' ? cents * 100 : cents;
}

/** The other way round. */
export function stripeUnits(cents: number, code: string): number {
  if (code === 'ISK' || code === 'UGX') return cents * 100;
  return code === 'MGA' ? Math.round(cents / 100) : cents;
}

/** `null` when it lacks what every address has. */
export function toAddress(name: string, given: StripeAddress): PostalAddress | null {
  if (!given?.line1 || !given.city || !/^[A-Z]{2}$/.test(given.country ?? '')) return null;
  return {
    name,
    line1: given.line1,
    line2: given.line2,
    postalCode: given.postal_code ?? '',
    city: given.city,
    region: given.state,
    country: given.country ?? '',
  };
}

/** As lines to print; `null` when there are none. */
export function toAddressLines(name: string | null, given: StripeAddress): string[] | null {
  if (!given) return null;
  const place = [given.postal_code, given.city, given.state].filter(Boolean).join(' ');
  const lines = [given.line1, given.line2, place, given.country].filter((line) => line !== null && line !== '');
  return lines.length === 0 ? null : [name, ...lines].filter((line) => line !== null);
}

interface Who {
  account: string | null | undefined;
  email: string | null | undefined;
  name: string | null | undefined;
  createdAt: string;
}

export function toOwner({ account, email, name, createdAt }: Who): Owner {
  return {
    accountId: account ?? null,
    email: email ? (normaliseEmail(email) ?? null) : null,
    name: name ?? '',
    createdAt,
  };
}

/** Of an id that is unique by its end: short enough to be read out. */
export const shortId = (id: string): string => id.slice(-10).toUpperCase();
