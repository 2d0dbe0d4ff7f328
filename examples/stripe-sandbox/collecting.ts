/** Who pays an invoice: a card that is asked for by hand, or the default one, again and again until it works. */
import type Stripe from 'stripe';
import { checkOwner, findMethod } from './cards.ts';
import { cardRefused, invalidRequest } from './errors.ts';
import { giveUp } from './invoice-endings.ts';
import { invoiceOf, paymentOf, settle } from './invoices.ts';
import { refusedPayment, tryCharge, type Outcome } from './payments.ts';
import { becameRefused, gaveUp, subscriptionOf } from './standing.ts';
import { idOf } from './state.ts';
import { toWire } from './wire.ts';
import type { World } from './world.ts';

const day = 86_400;
/** When a refused card is tried again, counted from the first time. */
const retryDays = [1, 3, 5, 7];

/** The card that pays unless another is named: the invoice's, the subscription's, the customer's. */
export function defaultMethod(world: World, invoice: Stripe.Invoice): Stripe.PaymentMethod | undefined {
  const customer = world.state.customer.get(idOf(invoice.customer) ?? '');
  const candidates = [
    invoice.default_payment_method,
    subscriptionOf(world, invoice)?.default_payment_method,
    customer && !('deleted' in customer) ? customer.invoice_settings.default_payment_method : undefined,
  ];
  for (const candidate of candidates) {
    const method = world.state.payment_method.get(idOf(candidate) ?? '');
    if (method) return method;
  }
  return undefined;
}

interface Payment {
  payment_method?: string;
  off_session?: boolean;
  paid_out_of_band?: boolean;
}

/**
 * Pays by hand.
 * @throws StripeRefusal when it can not be paid, is refused, or needs the customer
 */
export function pay(world: World, invoice: Stripe.Invoice, told: Payment): void {
  checkPayable(invoice);
  if (told.paid_out_of_band) {
    giveUp(world, invoice);
    settle(world, invoice, invoice.amount_remaining);
    return;
  }
  const named = told.payment_method ? findMethod(world, told.payment_method) : undefined;
  if (named) checkOwner(named, idOf(invoice.customer), 'payment_method');
  const method = named ?? defaultMethod(world, invoice);
  if (!method)
    throw invalidRequest(
      'There is no default_payment_method set on this Customer or Invoice. Please set a default_payment_method or include one in the request.',
      { code: 'resource_missing', param: 'payment_method' },
    );
  const open = paymentOf(world, invoice.id);
  if (!open) throw invalidRequest('This invoice can not be paid.');
  const { intent } = open;
  const outcome = tryCharge(world, intent, { method });
  countAttempt(world, invoice, { outcome, isAutomatic: false });
  followPayment(world, invoice, outcome);
  if (outcome.status === 'refused') throw refusedPayment(intent, { why: outcome.why, method });
  if (outcome.status === 'requires_action')
    throw cardRefused({
      code: 'invoice_payment_intent_requires_action',
      message:
        'Payment for this invoice requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.',
      payment_intent: toWire(intent),
      payment_method: toWire(method),
    });
}

function checkPayable({ status }: Stripe.Invoice): void {
  if (status === 'paid') throw invalidRequest('Invoice is already paid');
  if (status === 'void') throw invalidRequest('Invoice is voided and can no longer be paid');
  if (status === 'draft')
    throw invalidRequest('Invoice is a draft; finalize it before it is paid', { code: 'invoice_not_editable' });
}

/** Charges the card that pays by default, and does not mind when that fails: it is tried again. */
export function collect(world: World, invoice: Stripe.Invoice): Outcome | undefined {
  const open = paymentOf(world, invoice.id);
  if (invoice.status !== 'open' || !open) return undefined;
  const method = defaultMethod(world, invoice);
  const outcome = method && tryCharge(world, open.intent, { method });
  countAttempt(world, invoice, { outcome, isAutomatic: true });
  followPayment(world, invoice, outcome);
  return outcome;
}

/** Any first attempt counts, and after that those that Stripe makes by itself. */
function countAttempt(
  world: World,
  invoice: Stripe.Invoice,
  { outcome, isAutomatic }: { outcome: Outcome | undefined; isAutomatic: boolean },
): void {
  invoice.attempted = true;
  if (!isAutomatic && invoice.attempt_count) return;
  invoice.attempt_count++;
  const isFirst = invoice.billing_reason === 'subscription_create';
  if (outcome?.status === 'succeeded' || isFirst || invoice.collection_method === 'send_invoice') return;
  const made = invoice.attempt_count;
  const next = retryDays[made - 1];
  const wait = (next ?? 0) - (retryDays[made - 2] ?? 0);
  invoice.next_payment_attempt = next === undefined ? null : world.now() + wait * day;
}

/** What a payment's end means for its invoice. */
export function followPayment(world: World, invoice: Stripe.Invoice, outcome: Outcome | undefined): void {
  if (outcome?.status === 'succeeded') {
    settle(world, invoice, invoice.amount_remaining);
    return;
  }
  world.emit('invoice.payment_failed', invoice);
  if (outcome?.status === 'requires_action') world.emit('invoice.payment_action_required', invoice);
  becameRefused(world, invoice);
  if (invoice.attempt_count > retryDays.length && invoice.next_payment_attempt === null) gaveUp(world, invoice);
}

/** After an intent was confirmed from outside: its invoice, if it has one, is paid or still open. */
export function followIntent(world: World, intent: Stripe.PaymentIntent, outcome: Outcome): void {
  // The customer is there and is just being asked: nothing has failed.
  if (outcome.status === 'requires_action') return;
  const invoice = invoiceOf(world, intent.id);
  if (invoice?.status === 'open' || invoice?.status === 'uncollectible') followPayment(world, invoice, outcome);
}
