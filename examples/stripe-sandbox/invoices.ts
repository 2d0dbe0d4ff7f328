/** The life of an invoice until somebody is to pay it; paying is in collecting.ts. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { balanceTransaction } from './objects/credits.ts';
import { invoice as makeInvoice, invoiceLines, invoicePayment } from './objects/invoices.ts';
import { createIntent } from './payments.ts';
import { becamePaid } from './standing.ts';
import { idOf } from './state.ts';
import { change, create, need, newId, type Live, type World } from './world.ts';

export interface Draft {
  customer: Live<'customer'>;
  /** Of an invoice of that id. */
  lines: (invoiceId: string) => Stripe.InvoiceLineItem[];
  more?: Partial<Stripe.Invoice>;
}

/** Nobody is to pay it yet. */
export function makeDraft(world: World, { customer, lines, more }: Draft): Stripe.Invoice {
  const id = newId('in');
  const now = world.now();
  const content = lines(id);
  const total = content.reduce((sum, { amount }) => sum + amount, 0);
  const { amount_due, starting_balance } = applyBalance(total, customer.balance);
  const draft = makeInvoice({
    id,
    customer: customer.id,
    number: null,
    lines: invoiceLines(id, content),
    amount_due,
    amount_remaining: amount_due,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    created: now,
    currency: content[0]?.currency ?? customer.currency ?? 'eur',
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    effective_at: null,
    ending_balance: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    period_end: now,
    period_start: now,
    starting_balance,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    webhooks_delivered_at: null,
    ...more,
  });
  return draft;
}

export const createDraft = (world: World, draft: Draft): Stripe.Invoice =>
  create(world, makeDraft(world, draft), 'invoice.created');

/** Credit pays before any card does; what is owed from before is asked for, too. */
export function applyBalance(total: number, balance: number) {
  const due = Math.max(0, total + balance);
  return { amount_due: due, starting_balance: balance, ending_balance: total + balance - due };
}

/** From now on it is to be paid, or it is paid, as nothing is due. */
export function finalize(world: World, invoice: Stripe.Invoice): void {
  if (invoice.status !== 'draft')
    throw invalidRequest("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: 'invoice_not_editable',
    });
  const customer = need(world, 'customer', idOf(invoice.customer) ?? '', { param: 'customer' });
  const now = world.now();
  const balance = applyBalance(invoice.total, customer.balance);
  const sequence = customer.next_invoice_sequence ?? 1;
  const used = balance.ending_balance - balance.starting_balance;
  if (used) useBalance(world, { customer, invoice, cents: used });
  customer.next_invoice_sequence = sequence + 1;
  change(world, customer, 'customer.updated', { currency: customer.currency ?? invoice.currency });
  Object.assign(invoice, balance, {
    amount_remaining: balance.amount_due,
    auto_advance: invoice.auto_advance && invoice.collection_method === 'charge_automatically',
    automatically_finalizes_at: null,
    effective_at: now,
    hosted_invoice_url: `https://invoice.stripe.com/i/acct_sandbox/test_${invoice.id}`,
    invoice_pdf: `https://pay.stripe.com/invoice/acct_sandbox/test_${invoice.id}/pdf`,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    status: 'open',
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  });
  if (balance.amount_due) expectPayment(world, invoice);
  world.emit('invoice.finalized', invoice);
  if (!balance.amount_due) settle(world, invoice, 0);
}

function useBalance(
  world: World,
  { customer, invoice, cents }: { customer: Live<'customer'>; invoice: Stripe.Invoice; cents: number },
): void {
  change(world, customer, 'customer.updated', { balance: customer.balance + cents });
  create(
    world,
    balanceTransaction({
      id: newId('cbtxn'),
      amount: cents,
      created: world.now(),
      currency: invoice.currency,
      customer: customer.id,
      ending_balance: customer.balance,
      invoice: invoice.id,
      type: 'applied_to_invoice',
    }),
  );
}

/** Every invoice with something to pay has a payment intent, whether or not anybody has tried to pay yet. */
function expectPayment(world: World, invoice: Stripe.Invoice): void {
  const intent = createIntent(world, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? null,
    description: descriptions[invoice.billing_reason ?? ''] ?? 'Payment for Invoice',
    setup_future_usage: invoice.parent ? 'off_session' : null,
  });
  create(
    world,
    invoicePayment({
      id: newId('inpay'),
      amount_requested: invoice.amount_due,
      created: world.now(),
      currency: invoice.currency,
      invoice: invoice.id,
      payment: { payment_intent: intent.id, type: 'payment_intent' },
      status: 'open',
    }),
  );
}

const descriptions: Record<string, string> = {
  subscription_create: 'Subscription creation',
  subscription_cycle: 'Subscription update',
  subscription_update: 'Subscription update',
};

/** The invoice's payment that is open or was made, and its intent. */
export function paymentOf({ state }: World, invoiceId: string) {
  for (const payment of state.invoice_payment.values()) {
    if (idOf(payment.invoice) !== invoiceId || payment.status === 'canceled') continue;
    const intent = state.payment_intent.get(idOf(payment.payment.payment_intent) ?? '');
    if (intent) return { payment, intent };
  }
  return undefined;
}

/** The invoice that an intent pays. */
export function invoiceOf({ state }: World, intentId: string): Stripe.Invoice | undefined {
  for (const { invoice, payment } of state.invoice_payment.values())
    if (idOf(payment.payment_intent) === intentId) return state.invoice.get(idOf(invoice) ?? '');
  return undefined;
}

/** @param cents what came in for it */
export function settle(world: World, invoice: Stripe.Invoice, cents: number): void {
  const now = world.now();
  Object.assign(invoice, {
    amount_paid: invoice.amount_paid + cents,
    amount_remaining: 0,
    attempted: true,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  });
  const open = paymentOf(world, invoice.id)?.payment;
  if (open && open.status === 'open' && cents) {
    Object.assign(open, {
      amount_paid: cents,
      status: 'paid',
      status_transitions: { ...open.status_transitions, paid_at: now },
    });
    world.emit('invoice_payment.paid', open);
  }
  world.emit('invoice.paid', invoice);
  world.emit('invoice.payment_succeeded', invoice);
  becamePaid(world, invoice);
}
