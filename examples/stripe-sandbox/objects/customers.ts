import type Stripe from 'stripe';
import { longAgo, type Given } from './given.ts';

/** Someone without cards and purchases. */
export function customer(given: Given<Stripe.Customer, 'id' | 'email'>): Stripe.Customer {
  return {
    object: 'customer',
    address: null,
    balance: 0,
    created: longAgo,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    invoice_prefix: given.id.slice(-8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
    ...given,
  };
}

/** The visible part of a card. */
export interface CardFace {
  /** As Stripe spells it: visa, mastercard, amex. */
  brand: string;
  last4: string;
  expiresMonth: number;
  expiresYear: number;
}

/** A card that belongs to the customer given; what else a payment method may be is for tests to make of it. */
export function cardPaymentMethod(
  { brand, last4, expiresMonth, expiresYear }: CardFace,
  given: Given<Stripe.PaymentMethod, 'id' | 'customer'>,
): Stripe.PaymentMethod {
  return {
    object: 'payment_method',
    allow_redisplay: 'always',
    billing_details: { address: noAddress, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'DE',
      display_brand: brand,
      exp_month: expiresMonth,
      exp_year: expiresYear,
      fingerprint: given.id.slice(-16),
      funding: 'credit',
      generated_from: null,
      last4,
      networks: { available: [brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: longAgo,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
    ...given,
  };
}

export const noAddress: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};
