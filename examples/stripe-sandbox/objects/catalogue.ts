import Stripe from 'stripe';
import { longAgo, type Given } from './given.ts';

export function product(given: Given<Stripe.Product, 'id' | 'name'>): Stripe.Product {
  return {
    object: 'product',
    active: true,
    created: longAgo,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: given.created ?? longAgo,
    url: null,
    ...given,
  };
}

/** Paid once, unless `recurring` is given; taxes are in it. */
export function price(given: Given<Stripe.Price, 'id' | 'product' | 'unit_amount'>): Stripe.Price {
  return {
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    created: longAgo,
    currency: 'eur',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'inclusive',
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? 'recurring' : 'one_time',
    unit_amount_decimal: given.unit_amount === null ? null : Stripe.Decimal.from(given.unit_amount),
    ...given,
  };
}

/** So often a price is charged. */
export function every(count: number, interval: 'day' | 'week' | 'month' | 'year'): Stripe.Price.Recurring {
  return { interval, interval_count: count, meter: null, trial_period_days: null, usage_type: 'licensed' };
}

/** The price as the older API knew it: subscriptions still hold both. */
export function planOf({ id, active, created, currency, product, recurring, unit_amount }: Stripe.Price): Stripe.Plan {
  return {
    id,
    object: 'plan',
    active,
    amount: unit_amount,
    amount_decimal: unit_amount === null ? null : Stripe.Decimal.from(unit_amount),
    billing_scheme: 'per_unit',
    created,
    currency,
    interval: recurring?.interval ?? 'month',
    interval_count: recurring?.interval_count ?? 1,
    livemode: false,
    metadata: {},
    meter: null,
    nickname: null,
    product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
