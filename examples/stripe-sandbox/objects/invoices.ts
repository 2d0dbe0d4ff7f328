import Stripe from 'stripe';
import { listOf, longAgo, type Given } from './given.ts';

/** Paid, and made of the lines given, unless said otherwise. */
export function invoice(given: Given<Stripe.Invoice, 'id' | 'customer' | 'number' | 'lines'>): Stripe.Invoice {
  const created = given.created ?? longAgo;
  const total = given.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  const due = given.amount_due ?? total;
  const status = given.status ?? 'paid';
  const paid = status === 'paid' ? due : 0;
  return {
    object: 'invoice',
    account_country: 'DE',
    account_name: null,
    account_tax_ids: null,
    amount_due: due,
    amount_overpaid: 0,
    amount_paid: paid,
    amount_remaining: due - paid,
    amount_shipping: 0,
    application: null,
    attempt_count: 1,
    attempted: true,
    auto_advance: status === 'open',
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: 'manual',
    collection_method: 'charge_automatically',
    created,
    currency: 'eur',
    custom_fields: null,
    customer_account: null,
    customer_address: null,
    customer_email: null,
    customer_name: null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: created,
    ending_balance: 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: `https://invoice.stripe.com/i/acct_sandbox/test_${given.id}`,
    invoice_pdf: `https://pay.stripe.com/invoice/acct_sandbox/test_${given.id}/pdf`,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    on_behalf_of: null,
    parent: null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: created,
    period_start: created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status,
    status_transitions: {
      finalized_at: created,
      marked_uncollectible_at: null,
      paid_at: status === 'paid' ? created : null,
      voided_at: null,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: created,
    ...given,
  };
}

export function invoiceLines(invoiceId: string, lines: Stripe.InvoiceLineItem[]) {
  return listOf(lines, `/v1/invoices/${invoiceId}/lines`);
}

/** One thing on an invoice: with a price when it came from one, otherwise in the vendor's own words. */
export function invoiceLine(
  given: Given<Stripe.InvoiceLineItem, 'id' | 'invoice' | 'amount' | 'description'> & { price?: Stripe.Price },
): Stripe.InvoiceLineItem {
  const { price, ...rest } = given;
  const product = price && (typeof price.product === 'string' ? price.product : price.product.id);
  return {
    object: 'line_item',
    currency: 'eur',
    discount_amounts: [],
    discountable: true,
    discounts: [],
    livemode: false,
    metadata: {},
    parent: null,
    period: { start: longAgo, end: longAgo },
    pretax_credit_amounts: [],
    pricing:
      price && product !== undefined
        ? {
            price_details: { price: price.id, product },
            type: 'price_details',
            unit_amount_decimal: price.unit_amount_decimal,
          }
        : null,
    quantity: 1,
    quantity_decimal: Stripe.Decimal.from(1),
    subscription: null,
    subtotal: given.amount,
    taxes: [],
    ...rest,
  };
}

/** That an invoice is paid, or should be, by a payment intent. */
export function invoicePayment(
  given: Given<Stripe.InvoicePayment, 'id' | 'invoice' | 'amount_requested' | 'payment' | 'status'>,
): Stripe.InvoicePayment {
  const isPaid = given.status === 'paid';
  const created = given.created ?? longAgo;
  return {
    object: 'invoice_payment',
    amount_paid: isPaid ? given.amount_requested : null,
    created,
    currency: 'eur',
    is_default: true,
    livemode: false,
    status_transitions: { canceled_at: null, paid_at: isPaid ? created : null },
    ...given,
  };
}
