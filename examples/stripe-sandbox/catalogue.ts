/** Products and prices, as endpoints and `price_data` describe them. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { price, product } from './objects/catalogue.ts';
import { create, given, mergeMetadata, newId, type World } from './world.ts';

export function createProduct(world: World, name: string): string {
  return create(world, product({ id: newId('prod'), name, created: world.now() }), 'product.created').id;
}

interface PriceData {
  active?: boolean;
  currency: string;
  unit_amount?: number;
  lookup_key?: string;
  nickname?: string;
  metadata?: Stripe.MetadataParam | '' | null;
  recurring?: { interval: string; interval_count?: number; trial_period_days?: number };
}

/** A price of that product, as endpoints and `price_data` describe one. */
export function createPrice(world: World, productId: string, told: PriceData): Stripe.Price {
  const { currency, metadata, recurring, unit_amount } = told;
  if (unit_amount === undefined)
    throw invalidRequest('Missing required param: unit_amount.', { code: 'parameter_missing', param: 'unit_amount' });
  return create(
    world,
    price({
      id: newId('price'),
      product: productId,
      unit_amount,
      created: world.now(),
      currency: currency.toLowerCase(),
      metadata: mergeMetadata({}, metadata),
      recurring: recurring
        ? {
            interval: recurring.interval,
            interval_count: recurring.interval_count ?? 1,
            meter: null,
            trial_period_days: recurring.trial_period_days ?? null,
            usage_type: 'licensed',
          }
        : null,
      ...given(told, 'active', 'lookup_key', 'nickname'),
    }),
    'price.created',
  );
}
