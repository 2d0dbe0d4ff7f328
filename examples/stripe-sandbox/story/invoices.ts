import type Stripe from 'stripe';
import { balanceTransaction } from '../objects/credits.ts';
import { invoice, invoiceLine, invoiceLines, invoicePayment } from '../objects/invoices.ts';
import { paymentIntent } from '../objects/payments.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';
import { attempt, type Refusal } from './payments.ts';

export interface Bill {
  person: Stripe.Customer;
  lines: { title: string; cents: number; price?: Stripe.Price; item?: Stripe.SubscriptionItem }[];
  at: Date;
  /** Charged at once; without a card the customer is asked to pay until `dueAt`. */
  card?: Stripe.PaymentMethod | undefined;
  refused?: Refusal | undefined;
  dueAt?: Date | undefined;
  subscription?: Stripe.Subscription | undefined;
  reason?: 'manual' | 'subscription_create' | 'subscription_cycle' | undefined;
}

/** An invoice; the customer's credit pays for it before the card does, as Stripe has it. */
export function bill(book: Book, told: Bill): Stripe.Invoice {
  const { person, at, card, subscription } = told;
  const id = book.id('in');
  const total = told.lines.reduce((sum, { cents }) => sum + cents, 0);
  const credit = Math.min(total, Math.max(0, -person.balance));
  const isPaid = total === credit || (card !== undefined && !told.refused);
  const paper = invoice({
    id,
    customer: person.id,
    customer_email: person.email,
    customer_name: person.name ?? null,
    customer_address: person.address ?? null,
    number: book.number('INV'),
    lines: invoiceLines(id, writeLines(book, id, told)),
    created: seconds(at),
    amount_due: total - credit,
    status: isPaid ? 'paid' : 'open',
    collection_method: card ? 'charge_automatically' : 'send_invoice',
    due_date: told.dueAt ? seconds(told.dueAt) : null,
    billing_reason: told.reason ?? 'manual',
    starting_balance: person.balance,
    ending_balance: person.balance + credit,
    ...(subscription && { parent: belongsTo(subscription) }),
  });
  person.currency = paper.currency;
  book.add(paper);
  if (credit) useCredit(book, { person, paper, cents: credit, at });
  if (paper.amount_due) settle(book, paper, told);
  return paper;
}

function writeLines(book: Book, id: string, { lines, at, subscription }: Bill): Stripe.InvoiceLineItem[] {
  return lines.map(({ title, cents, price, item }) =>
    invoiceLine({
      id: book.id('il'),
      invoice: id,
      amount: cents,
      description: title,
      ...(price && { price }),
      period: item
        ? { start: item.current_period_start, end: item.current_period_end }
        : { start: seconds(at), end: seconds(at) },
      ...(item && subscription && { parent: lineParent(subscription, item), subscription: subscription.id }),
    }),
  );
}

function lineParent({ id }: Stripe.Subscription, item: Stripe.SubscriptionItem): Stripe.InvoiceLineItem.Parent {
  return {
    type: 'subscription_item_details',
    invoice_item_details: null,
    subscription_item_details: {
      invoice_item: null,
      proration: false,
      proration_details: null,
      subscription: id,
      subscription_item: item.id,
    },
  };
}

function belongsTo({ id, metadata }: Stripe.Subscription): Stripe.Invoice.Parent {
  return { type: 'subscription_details', quote_details: null, subscription_details: { metadata, subscription: id } };
}

function useCredit(
  book: Book,
  { person, paper, cents, at }: { person: Stripe.Customer; paper: Stripe.Invoice; cents: number; at: Date },
): void {
  person.balance += cents;
  book.add(
    balanceTransaction({
      id: book.id('cbtxn'),
      customer: person.id,
      amount: cents,
      ending_balance: person.balance,
      type: 'applied_to_invoice',
      invoice: paper.id,
      created: seconds(at),
    }),
  );
}

/** Every invoice with something to pay has a payment intent, whether or not anybody has tried to pay yet. */
function settle(book: Book, paper: Stripe.Invoice, { person, card, at, refused, dueAt }: Bill): void {
  const { amount_due: cents, id, status } = paper;
  const created = seconds(at);
  const { intent } = card
    ? attempt(book, { person, card, cents, at, refused, description: 'Subscription update' })
    : { intent: awaiting(book, { person, cents, created }) };
  if (status === 'open') {
    Object.assign(paper, { attempted: Boolean(card), attempt_count: card ? 1 : 0 });
    // Stripe tries a card again some days later, until somebody gives a better one.
    paper.next_payment_attempt = card && dueAt ? seconds(dueAt) : null;
    if (card) paper.due_date = null;
  }
  book.add(
    invoicePayment({
      id: book.id('inpay'),
      invoice: id,
      amount_requested: cents,
      payment: { type: 'payment_intent', payment_intent: intent.id },
      status: status === 'paid' ? 'paid' : 'open',
      created,
    }),
  );
}

function awaiting(
  book: Book,
  { person, cents, created }: { person: Stripe.Customer; cents: number; created: number },
): Stripe.PaymentIntent {
  const status = 'requires_payment_method';
  const intent = paymentIntent({ id: book.id('pi'), amount: cents, customer: person.id, created, status });
  book.add(intent);
  return intent;
}
