/** Somebody buys on Stripe's page, or saves a card there. */
import type Stripe from 'stripe';
import { attach, findMethod, refusedCard } from './cards.ts';
import { judge } from './charging.ts';
import { openLink } from './checkout-sessions.ts';
import { followIntent } from './collecting.ts';
import { invalidRequest } from './errors.ts';
import { confirmSetup } from './intents.ts';
import { createDraft, finalize, paymentOf } from './invoices.ts';
import { nameOfProduct } from './lines.ts';
import { customer as makeCustomer } from './objects/customers.ts';
import { invoiceLine } from './objects/invoices.ts';
import { createIntent, refusedPayment, tryCharge } from './payments.ts';
import { idOf } from './state.ts';
import { beginSubscription } from './subscriptions.ts';
import { change, create, need, newId, randomText, type Live, type World } from './world.ts';

export interface Buyer {
  /** An id or one of Stripe's names; not needed when nothing is to be paid. */
  paymentMethod?: string | undefined;
  email?: string | undefined;
  name?: string | undefined;
  address?: Stripe.Address | undefined;
}

/**
 * The session is complete when this returns, unless the bank asks its customer: then it is open, its intent is in
 * `requires_action`, and once that is answered this is to be called again.
 * @param id of a session, or of a payment link, for which a session is opened
 * @throws StripeRefusal when the bank says no; another card may be tried
 */
export function completeCheckout(world: World, id: string, buyer: Buyer): Stripe.Checkout.Session {
  const session = world.state.payment_link.has(id)
    ? openLink(world, id)
    : need(world, 'checkout.session', id, { param: 'session' });
  if (session.status !== 'open')
    throw invalidRequest(`This Checkout Session is ${session.status}.`, { param: 'session' });
  const purchase: Purchase = { session, buyer };
  const isDone =
    session.mode === 'setup'
      ? saveCard(world, purchase)
      : session.mode === 'subscription' || session.invoice_creation?.enabled
        ? payInvoice(world, purchase)
        : payOnce(world, purchase);
  if (isDone) complete(world, purchase);
  return session;
}

interface Purchase {
  session: Stripe.Checkout.Session;
  buyer: Buyer;
}

/** @throws StripeRefusal when none was given */
function cardOf(world: World, { session, buyer }: Purchase): Stripe.PaymentMethod {
  if (!buyer.paymentMethod)
    throw invalidRequest('A payment method is needed.', { code: 'parameter_missing', param: 'payment_method' });
  const method = findMethod(world, buyer.paymentMethod);
  const details = method.billing_details;
  details.email ??= buyer.email ?? session.customer_email ?? null;
  details.name ??= buyer.name ?? null;
  return method;
}

function saveCard(world: World, purchase: Purchase): boolean {
  const { session } = purchase;
  const intent = need(world, 'setup_intent', idOf(session.setup_intent) ?? '', { param: 'setup_intent' });
  if (intent.status !== 'succeeded') {
    const method = cardOf(world, purchase);
    if (intent.customer === null && session.customer_creation === 'always')
      intent.customer = ensureCustomer(world, purchase).id;
    confirmSetup(world, intent, { payment_method: method.id });
  }
  return intent.status === 'succeeded';
}

function payOnce(world: World, purchase: Purchase): boolean {
  const { session } = purchase;
  const cents = session.amount_total ?? 0;
  if (!cents) return true;
  const existing = world.state.payment_intent.get(idOf(session.payment_intent) ?? '');
  if (existing?.status === 'succeeded') return true;
  const method = cardOf(world, purchase);
  const wishes = world.wishes.get(session.id);
  const isRefused = !['good', 'ask'].includes(judge(world, method, { isSetup: false, isAuthenticated: false }));
  if (session.customer_creation === 'always' && !isRefused) ensureCustomer(world, purchase);
  const intent =
    existing ??
    createIntent(world, {
      amount: cents,
      currency: session.currency ?? 'eur',
      metadata: { ...wishes?.intent },
      receipt_email: null,
      setup_future_usage: wishes?.futureUsage ?? null,
    });
  intent.customer = idOf(session.customer) ?? null;
  session.payment_intent = intent.id;
  const outcome = tryCharge(world, intent, { method });
  if (outcome.status === 'refused') throw refusedPayment(intent, { why: outcome.why, method });
  return outcome.status === 'succeeded';
}

/** What Stripe bills, it has paid here at once: a subscription's first invoice, or one about things. */
function payInvoice(world: World, purchase: Purchase): boolean {
  const { session, buyer } = purchase;
  const begun = world.state.invoice.get(idOf(session.invoice) ?? '');
  if (begun?.status === 'paid') return true;
  const method = buyer.paymentMethod ? cardOf(world, purchase) : undefined;
  if (!method && (session.amount_total ?? 0) > 0 && !world.wishes.get(session.id)?.trialEnd) cardOf(world, purchase);
  const verdict = method && judge(world, method, { isSetup: false, isAuthenticated: false });
  // Nothing is begun with a card that is refused at once.
  if (method && verdict && verdict !== 'good' && verdict !== 'ask') throw refusedCard(verdict, method);
  const customer = ensureCustomer(world, purchase);
  if (method) attach(world, method, customer.id);
  const invoice = begun ?? bill(world, purchase, { customer, method });
  session.invoice = invoice.id;
  const open = paymentOf(world, invoice.id);
  if (invoice.status !== 'open' || !open || !method) return invoice.status === 'paid';
  const outcome = tryCharge(world, open.intent, { method });
  followIntent(world, open.intent, outcome);
  if (outcome.status === 'refused') throw refusedPayment(open.intent, { why: outcome.why, method });
  return outcome.status === 'succeeded';
}

interface Payer {
  customer: Live<'customer'>;
  method: Stripe.PaymentMethod | undefined;
}

function bill(world: World, { session }: Purchase, { customer, method }: Payer): Stripe.Invoice {
  const lines = session.line_items?.data ?? [];
  const wishes = world.wishes.get(session.id);
  if (session.mode === 'subscription') {
    const begun = beginSubscription(world, {
      customer,
      items: lines.flatMap(({ price, quantity }) => (price?.recurring ? [{ price, quantity: quantity ?? 1 }] : [])),
      trialEnd: wishes?.trialEnd,
      behavior: 'default_incomplete',
      more: { default_payment_method: method?.id ?? null, metadata: { ...wishes?.subscription } },
    });
    session.subscription = begun.id;
    return need(world, 'invoice', idOf(begun.latest_invoice) ?? '', { param: 'invoice' });
  }
  const invoice = createDraft(world, {
    customer,
    lines: (invoiceId) =>
      lines.flatMap(({ price, quantity, amount_total }) =>
        price
          ? [
              invoiceLine({
                id: newId('il'),
                amount: amount_total,
                currency: price.currency,
                description: nameOfProduct(world, price),
                invoice: invoiceId,
                period: { start: world.now(), end: world.now() },
                price,
                quantity: quantity ?? 1,
              }),
            ]
          : [],
      ),
  });
  finalize(world, invoice);
  return invoice;
}

function ensureCustomer(world: World, { session, buyer }: Purchase): Live<'customer'> {
  const id = idOf(session.customer);
  if (id !== undefined) return need(world, 'customer', id, { param: 'customer' });
  const made = create(
    world,
    makeCustomer({
      id: newId('cus'),
      email: buyer.email ?? session.customer_email ?? null,
      address: buyer.address ?? null,
      created: world.now(),
      invoice_prefix: randomText(8).toUpperCase(),
      name: buyer.name ?? null,
    }),
    'customer.created',
  );
  session.customer = made.id;
  return made;
}

function complete(world: World, { session, buyer }: Purchase): void {
  const owner = world.state.customer.get(idOf(session.customer) ?? '');
  const known = owner && !('deleted' in owner) ? owner : undefined;
  Object.assign(session, {
    customer_details: {
      address: buyer.address ?? null,
      business_name: null,
      email: known?.email ?? buyer.email ?? session.customer_email,
      individual_name: null,
      name: buyer.name ?? known?.name ?? null,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    payment_status: statusOf(session),
    status: 'complete',
    url: null,
  });
  world.wishes.delete(session.id);
  if (known && session.currency)
    change(world, known, 'customer.updated', { currency: known.currency ?? session.currency });
  world.emit('checkout.session.completed', session);
}

function statusOf({ mode, amount_total }: Stripe.Checkout.Session): Stripe.Checkout.Session.PaymentStatus {
  return mode === 'setup' || !amount_total ? 'no_payment_required' : 'paid';
}
