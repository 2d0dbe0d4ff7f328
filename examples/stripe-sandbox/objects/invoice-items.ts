import Stripe from 'stripe';
import { longAgo, type Given } from './given.ts';

/** Something that will be on an invoice of the customer. */
export function invoiceItem(
  given: Given<Stripe.InvoiceItem, 'id' | 'customer' | 'amount' | 'description'>,
): Stripe.InvoiceItem {
  const date = given.date ?? longAgo;
  return {
    object: 'invoiceitem',
    currency: 'eur',
    customer_account: null,
    date,
    discountable: true,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    net_amount: given.amount,
    parent: null,
    period: { start: date, end: date },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: Stripe.Decimal.from(1),
    tax_rates: [],
    test_clock: null,
    ...given,
  };
}
