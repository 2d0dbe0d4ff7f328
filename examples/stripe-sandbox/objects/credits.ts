import Stripe from 'stripe';
import { listOf, longAgo, type Given } from './given.ts';

/** Takes back what its lines say of a paid invoice. */
export function creditNote(
  given: Given<Stripe.CreditNote, 'id' | 'customer' | 'invoice' | 'number' | 'lines'>,
): Stripe.CreditNote {
  const total = given.lines.data.reduce((sum, { amount }) => sum + amount, 0);
  const created = given.created ?? longAgo;
  return {
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
    created,
    currency: 'eur',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: 0,
    discount_amounts: [],
    effective_at: created,
    livemode: false,
    memo: null,
    metadata: {},
    out_of_band_amount: null,
    pdf: `https://pay.stripe.com/credit_notes/acct_sandbox/${given.id}/pdf`,
    post_payment_amount: total,
    pre_payment_amount: 0,
    pretax_credit_amounts: [],
    reason: null,
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    total_taxes: [],
    type: 'post_payment',
    voided_at: null,
    ...given,
  };
}

export function creditNoteLines(creditNoteId: string, lines: Stripe.CreditNoteLineItem[]) {
  return listOf(lines, `/v1/credit_notes/${creditNoteId}/lines`);
}

export function creditNoteLine(
  given: Given<Stripe.CreditNoteLineItem, 'id' | 'amount' | 'description'>,
): Stripe.CreditNoteLineItem {
  return {
    object: 'credit_note_line_item',
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: 1,
    tax_rates: [],
    taxes: [],
    type: given.invoice_line_item === undefined ? 'custom_line_item' : 'invoice_line_item',
    unit_amount: given.amount,
    unit_amount_decimal: Stripe.Decimal.from(given.amount),
    ...given,
  };
}

/** A change of what the customer owes: less than nothing is a credit. */
export function balanceTransaction(
  given: Given<Stripe.CustomerBalanceTransaction, 'id' | 'customer' | 'amount' | 'ending_balance' | 'type'>,
): Stripe.CustomerBalanceTransaction {
  return {
    object: 'customer_balance_transaction',
    checkout_session: null,
    created: longAgo,
    credit_note: null,
    currency: 'eur',
    customer_account: null,
    description: null,
    invoice: null,
    livemode: false,
    metadata: {},
    ...given,
  };
}
