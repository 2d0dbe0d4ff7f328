import type Stripe from 'stripe';
import { noAddress } from './customers.ts';
import { longAgo, type Given } from './given.ts';

/** Succeeded, unless said otherwise. */
export function paymentIntent(given: Given<Stripe.PaymentIntent, 'id' | 'amount'>): Stripe.PaymentIntent {
  const status = given.status ?? 'succeeded';
  return {
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_received: status === 'succeeded' ? given.amount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${given.id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: longAgo,
    currency: 'eur',
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status,
    transfer_data: null,
    transfer_group: null,
    ...given,
  };
}

/** What the card was charged: the card is copied, as it was then. */
export function charge(
  method: Stripe.PaymentMethod | undefined,
  given: Given<Stripe.Charge, 'id' | 'amount'>,
): Stripe.Charge {
  const isGood = (given.status ?? 'succeeded') === 'succeeded';
  return {
    object: 'charge',
    amount_captured: isGood ? given.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: isGood ? given.id.replace('ch_', 'txn_') : null,
    billing_details: { address: noAddress, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: isGood,
    created: longAgo,
    currency: 'eur',
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: outcome(given),
    paid: isGood,
    payment_intent: null,
    payment_method: method?.id ?? null,
    payment_method_details: method?.card ? cardDetails(method.card, given.amount) : null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: isGood ? `https://pay.stripe.com/receipts/payment/${given.id}` : null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
    ...given,
  };
}

function outcome({ failure_code: reason = null }: Partial<Stripe.Charge>): Stripe.Charge.Outcome {
  const common = { advice_code: null, network_advice_code: null, risk_level: 'normal', risk_score: 12 };
  if (reason === null) {
    const seller_message = 'Payment complete.';
    const network = { network_decline_code: null, network_status: 'approved_by_network' };
    return { ...common, ...network, reason: null, seller_message, type: 'authorized' };
  }
  const seller_message = 'The bank did not return any further details with this decline.';
  const network = { network_decline_code: '54', network_status: 'declined_by_network' };
  return { ...common, ...network, reason, seller_message, type: 'issuer_declined' };
}

function cardDetails(card: Stripe.PaymentMethod.Card, amount: number): Stripe.Charge.PaymentMethodDetails {
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand: card.brand,
      checks: card.checks,
      country: card.country,
      electronic_commerce_indicator: null,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      fingerprint: card.fingerprint ?? null,
      funding: card.funding,
      installments: null,
      last4: card.last4,
      mandate: null,
      network: card.brand,
      network_transaction_id: null,
      regulated_status: 'unregulated',
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

/** Money that went back to the card. */
export function refund(given: Given<Stripe.Refund, 'id' | 'amount' | 'charge'>): Stripe.Refund {
  return {
    object: 'refund',
    balance_transaction: given.id.replace('re_', 'txn_'),
    created: longAgo,
    currency: 'eur',
    customer: null,
    customer_account: null,
    destination_details: { card: { type: 'refund' }, type: 'card' },
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: 'requested_by_customer',
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
    ...given,
  };
}
