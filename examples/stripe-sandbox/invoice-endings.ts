/** Invoices that nobody pays: voided, or given up. */
import type Stripe from 'stripe';
import { invalidRequest } from './errors.ts';
import { paymentOf } from './invoices.ts';
import { balanceTransaction } from './objects/credits.ts';
import { cancelIntent } from './payments.ts';
import { becamePaid } from './standing.ts';
import { idOf } from './state.ts';
import { change, create, newId, type World } from './world.ts';

/** Nobody is to pay it any more. */
export function voidInvoice(world: World, invoice: Stripe.Invoice): void {
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible')
    throw invalidRequest(
      `You can only pass in open and uncollectible invoices. This invoice isn't open or uncollectible.`,
      { code: 'invoice_not_editable' },
    );
  giveUp(world, invoice);
  Object.assign(invoice, {
    amount_remaining: 0,
    auto_advance: false,
    next_payment_attempt: null,
    status: 'void',
    status_transitions: { ...invoice.status_transitions, voided_at: world.now() },
  });
  giveBalanceBack(world, invoice);
  world.emit('invoice.voided', invoice);
  becamePaid(world, invoice);
}

/** What credit had paid of it is credit again. */
function giveBalanceBack(world: World, invoice: Stripe.Invoice): void {
  const used = (invoice.ending_balance ?? 0) - invoice.starting_balance;
  const customer = world.state.customer.get(idOf(invoice.customer) ?? '');
  if (!used || !customer || 'deleted' in customer) return;
  change(world, customer, 'customer.updated', { balance: customer.balance - used });
  create(
    world,
    balanceTransaction({
      id: newId('cbtxn'),
      amount: -used,
      created: world.now(),
      customer: customer.id,
      ending_balance: customer.balance,
      invoice: invoice.id,
      type: 'unapplied_from_invoice',
    }),
  );
}

/** The vendor does not expect the money any more, but takes it. */
export function markUncollectible(world: World, invoice: Stripe.Invoice): void {
  if (invoice.status !== 'open')
    throw invalidRequest("You can only pass in open invoices. This invoice isn't open.", {
      code: 'invoice_not_editable',
    });
  Object.assign(invoice, {
    auto_advance: false,
    next_payment_attempt: null,
    status: 'uncollectible',
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: world.now() },
  });
  world.emit('invoice.marked_uncollectible', invoice);
  becamePaid(world, invoice);
}

/** No card can pay it any more. */
export function giveUp(world: World, invoice: Stripe.Invoice): void {
  const open = paymentOf(world, invoice.id);
  if (!open || open.payment.status !== 'open') return;
  open.payment.status = 'canceled';
  open.payment.status_transitions.canceled_at = world.now();
  cancelIntent(world, open.intent, 'void_invoice');
}
