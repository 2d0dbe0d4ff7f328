import type Stripe from 'stripe';
import { listOf, longAgo, type Given } from './given.ts';

/** A completed and paid Checkout of what its lines say. */
export function checkoutSession(
  given: Given<Stripe.Checkout.Session, 'id' | 'customer'> & { line_items: Stripe.ApiList<Stripe.LineItem> },
): Stripe.Checkout.Session {
  const sum = (pick: (line: Stripe.LineItem) => number) =>
    given.line_items.data.reduce((total, line) => total + pick(line), 0);
  const created = given.created ?? longAgo;
  return {
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: sum((line) => line.amount_subtotal),
    amount_total: sum((line) => line.amount_total),
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: null,
    client_reference_id: null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: 'eur',
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_account: null,
    customer_creation: 'always',
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: created + 86_400,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: {},
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'paid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'complete',
    submit_type: null,
    subscription: null,
    success_url: 'https://shop.example/thanks',
    total_details: {
      amount_discount: sum((line) => line.amount_discount),
      amount_shipping: 0,
      amount_tax: sum((line) => line.amount_tax),
    },
    ui_mode: 'hosted_page',
    url: null,
    wallet_options: null,
    ...given,
  };
}

export function checkoutLines(sessionId: string, lines: Stripe.LineItem[]) {
  return listOf(lines, `/v1/checkout/sessions/${sessionId}/line_items`);
}

/** One thing of a Checkout, at its price. */
export function checkoutLine(
  price: Stripe.Price,
  given: Given<Stripe.LineItem, 'id' | 'description'>,
): Stripe.LineItem {
  const amount = (price.unit_amount ?? 0) * (given.quantity ?? 1);
  return {
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount - (given.amount_discount ?? 0),
    currency: price.currency,
    metadata: {},
    price,
    quantity: 1,
    ...given,
  };
}
