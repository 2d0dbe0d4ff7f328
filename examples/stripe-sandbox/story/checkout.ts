import type Stripe from 'stripe';
import { checkoutLine, checkoutLines, checkoutSession } from '../objects/checkout.ts';
import { noAddress } from '../objects/customers.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';
import { nameOf } from './catalogue.ts';
import { attempt } from './payments.ts';

export interface Purchase {
  person: Stripe.Customer;
  prices: Stripe.Price[];
  card: Stripe.PaymentMethod;
  at: Date;
  address?: Partial<Stripe.Address> | undefined;
}

/** Things are bought and paid once, through Stripe's own page. Prices hold 19 % tax. */
export function checkOut(book: Book, told: Purchase): { session: Stripe.Checkout.Session; charge: Stripe.Charge } {
  const cents = told.prices.reduce((sum, { unit_amount }) => sum + (unit_amount ?? 0), 0);
  const paid = attempt(book, { ...told, cents });
  const session = writeSession(book, told, { payment_intent: paid.intent.id });
  return { session, charge: paid.charge };
}

/** A subscription began on Stripe's page: its first invoice is what was paid there. */
export function checkOutSubscription(
  book: Book,
  told: Purchase,
  { subscription, invoice }: { subscription: Stripe.Subscription; invoice: Stripe.Invoice },
): Stripe.Checkout.Session {
  return writeSession(book, told, { mode: 'subscription', subscription: subscription.id, invoice: invoice.id });
}

function writeSession(
  book: Book,
  { person, prices, at, address }: Purchase,
  more: Partial<Stripe.Checkout.Session>,
): Stripe.Checkout.Session {
  const id = book.id('cs_test');
  const lines = prices.map((price) =>
    checkoutLine(price, {
      id: book.id('li'),
      description: nameOf(book, price),
      amount_tax: Math.round(((price.unit_amount ?? 0) * 19) / 119),
    }),
  );
  const session = checkoutSession({
    id,
    customer: person.id,
    customer_details: {
      address: address ? { ...noAddress, ...address } : null,
      business_name: null,
      email: person.email,
      individual_name: null,
      name: person.name ?? null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    line_items: checkoutLines(id, lines),
    created: seconds(at),
    ...more,
  });
  book.add(session);
  return session;
}
