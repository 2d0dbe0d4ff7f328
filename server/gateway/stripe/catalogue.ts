import { z } from 'zod';
import type { Page, PriceRecord, ProductRecord } from '../gateway.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, toPage, Unusable, type RawList } from './pages.ts';
import { amount, currency, interval, minorUnits, reference, text, intervalCount } from './values.ts';

const product = z.object({ id: z.string(), name: text });

export async function readProducts(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<ProductRecord>> {
  return toProducts(await client.ask((sdk) => sdk.products.list(placeAfter(after, since))));
}

export const toProducts = (list: RawList): Promise<Page<ProductRecord>> =>
  toPage({
    kind: 'product',
    shape: product,
    list,
    toRecord: ({ id, name }) => ({ providerId: id, name: name ?? id }),
  });

/** Inside of subscriptions as well. */
export const price = z.object({
  id: z.string(),
  active: z.boolean(),
  currency,
  product: reference,
  /** `null` where the amount depends on how much is bought, or is chosen by who buys. */
  unit_amount: amount.nullable(),
  recurring: z.object({ interval, interval_count: intervalCount, usage_type: z.string().optional() }).nullable(),
});

export async function readPrices(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<PriceRecord>> {
  return toPrices(await client.ask((sdk) => sdk.prices.list(placeAfter(after, since))));
}

export const toPrices = (list: RawList): Promise<Page<PriceRecord>> =>
  toPage({ kind: 'price', shape: price, list, toRecord: toPrice });

function toPrice({ id, active, recurring, unit_amount, ...rest }: z.output<typeof price>): PriceRecord {
  if (unit_amount === null) throw new Unusable('It has no one amount: it has tiers, or whoever buys chooses it');
  return {
    providerId: id,
    productId: rest.product,
    currency: rest.currency,
    unitCents: minorUnits(unit_amount, rest.currency),
    intervalUnit: recurring?.interval ?? null,
    intervalCount: recurring?.interval_count ?? 1,
    isActive: active,
  };
}
