import type Stripe from 'stripe';
import { checkOwner, findMethod } from '../cards.ts';
import { collect, pay } from '../collecting.ts';
import { invalidRequest } from '../errors.ts';
import { markUncollectible, voidInvoice } from '../invoice-endings.ts';
import { createDraft, finalize } from '../invoices.ts';
import { lineOfItem, nameOfProduct, pendingItems } from '../lines.ts';
import { invoiceItem } from '../objects/invoice-items.ts';
import { invoiceLines } from '../objects/invoices.ts';
import { previewInvoice } from '../preview.ts';
import type { StripeRequests } from '../requests.ts';
import { idOf } from '../state.ts';
import { change, create, given, mergeMetadata, need, newId, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

const day = 86_400;
const find = (world: World, id: string) => need(world, 'invoice', id, { param: 'invoice', status: 404 });

export const invoiceRoutes = {
  'POST /v1/invoiceitems': (call) => {
    const { world, parameters } = call;
    return send(addItem(world, parameters), call);
  },

  'POST /v1/invoices': (call) => {
    const { world, parameters } = call;
    const { collection_method, customer: customerId, days_until_due, default_payment_method, due_date } = parameters;
    const customer = need(world, 'customer', customerId ?? '', { param: 'customer' });
    const isSent = collection_method === 'send_invoice';
    if (isSent && days_until_due === undefined && due_date === undefined)
      throw invalidRequest("You must specify 'days_until_due' or 'due_date' when sending an invoice.", {
        param: 'due_date',
      });
    if (default_payment_method)
      checkOwner(findMethod(world, default_payment_method), customer.id, 'default_payment_method');
    const items = parameters.pending_invoice_items_behavior === 'include' ? pendingItems(world, customer.id) : [];
    const made = createDraft(world, {
      customer,
      lines: (invoiceId) => items.map((item) => lineOfItem(item, invoiceId)),
      more: {
        auto_advance: parameters.auto_advance ?? false,
        collection_method: collection_method ?? 'charge_automatically',
        default_payment_method: default_payment_method ?? null,
        due_date: isSent ? (due_date ?? world.now() + (days_until_due ?? 0) * day) : null,
        metadata: mergeMetadata({}, parameters.metadata),
        ...given(parameters, 'currency', 'description', 'footer'),
      },
    });
    for (const item of items) item.invoice = made.id;
    return send(made, call);
  },

  'POST /v1/invoices/create_preview': (call) => send(previewInvoice(call.world, call.parameters), call),

  'POST /v1/invoices/:id/finalize': (call) => {
    const { world, id, parameters } = call;
    const invoice = find(world, id);
    if (parameters.auto_advance !== undefined) invoice.auto_advance = parameters.auto_advance;
    finalize(world, invoice);
    if (invoice.status === 'open' && invoice.auto_advance) collect(world, invoice);
    return send(invoice, call);
  },

  'POST /v1/invoices/:id/mark_uncollectible': (call) => {
    const invoice = find(call.world, call.id);
    markUncollectible(call.world, invoice);
    return send(invoice, call);
  },

  'POST /v1/invoices/:id/pay': (call) => {
    const { world, id, parameters } = call;
    const invoice = find(world, id);
    const wasDraft = invoice.status === 'draft';
    if (wasDraft) finalize(world, invoice);
    // Where nothing was due, finalizing has paid it.
    if (!wasDraft || invoice.amount_remaining) pay(world, invoice, parameters);
    return send(invoice, call);
  },

  'POST /v1/invoices/:id/void': (call) => {
    const invoice = find(call.world, call.id);
    voidInvoice(call.world, invoice);
    return send(invoice, call);
  },
} satisfies Partial<Routes>;

/** @throws StripeRefusal */
function addItem(world: World, told: StripeRequests['POST /v1/invoiceitems']): Stripe.InvoiceItem {
  const draft = told.invoice ? need(world, 'invoice', told.invoice, { param: 'invoice' }) : undefined;
  const customer = need(world, 'customer', told.customer ?? idOf(draft?.customer) ?? '', { param: 'customer' });
  if (draft && draft.status !== 'draft')
    throw invalidRequest('You can only add items to draft invoices.', { code: 'invoice_not_editable' });
  const price = told.pricing?.price ? need(world, 'price', told.pricing.price, { param: 'pricing[price]' }) : undefined;
  const quantity = told.quantity ?? 1;
  const unit = price?.unit_amount ?? told.price_data?.unit_amount;
  const amount = told.amount ?? (unit === undefined ? undefined : unit * quantity);
  if (amount === undefined || amount === null)
    throw invalidRequest('Missing required param: amount.', { code: 'parameter_missing', param: 'amount' });
  const item = create(
    world,
    invoiceItem({
      id: newId('ii'),
      amount,
      currency: price?.currency ?? told.price_data?.currency ?? told.currency ?? draft?.currency ?? 'eur',
      customer: customer.id,
      date: world.now(),
      description: told.description ?? (price ? nameOfProduct(world, price) : null),
      invoice: draft?.id ?? null,
      metadata: mergeMetadata({}, told.metadata),
      quantity,
      pricing: price
        ? {
            price_details: { price: price.id, product: idOf(price.product) ?? '' },
            type: 'price_details',
            unit_amount_decimal: price.unit_amount_decimal,
          }
        : null,
      ...(told.period && { period: told.period }),
    }),
    'invoiceitem.created',
  );
  if (draft) addLine(world, draft, item);
  return item;
}

function addLine(world: World, draft: Stripe.Invoice, item: Stripe.InvoiceItem): void {
  change(world, draft, 'invoice.updated', () => {
    const lines = [...draft.lines.data, lineOfItem(item, draft.id)];
    const total = lines.reduce((sum, { amount }) => sum + amount, 0);
    const due = Math.max(0, total + draft.starting_balance);
    Object.assign(draft, { lines: invoiceLines(draft.id, lines), subtotal: total, subtotal_excluding_tax: total });
    Object.assign(draft, { amount_due: due, amount_remaining: due, total, total_excluding_tax: total });
  });
}
