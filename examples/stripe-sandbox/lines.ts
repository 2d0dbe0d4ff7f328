/** What stands on an invoice. */
import type Stripe from 'stripe';
import { invoiceLine } from './objects/invoices.ts';
import { idOf } from './state.ts';
import { need, newId, type World } from './world.ts';

/** What the price's product is called. */
export function nameOfProduct(world: World, price: Stripe.Price): string {
  return need(world, 'product', idOf(price.product) ?? '', { param: 'product' }).name;
}

/** What the customer will be billed for in any case, of one subscription or of none. */
export function pendingItems({ state }: World, customerId: string): Stripe.InvoiceItem[] {
  return [...state.invoiceitem.values()].filter(
    ({ customer, invoice }) => idOf(customer) === customerId && invoice === null,
  );
}

/** The item becomes a line of that invoice. */
export function lineOfItem(item: Stripe.InvoiceItem, invoiceId: string): Stripe.InvoiceLineItem {
  return invoiceLine({
    id: newId('il'),
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    invoice: invoiceId,
    metadata: { ...item.metadata },
    parent: {
      invoice_item_details: {
        invoice_item: item.id,
        proration: item.proration,
        proration_details: { credited_items: null },
        subscription: idOf(item.parent?.subscription_details?.subscription) ?? null,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period: item.period,
    pricing: item.pricing,
    quantity: item.quantity,
    subscription: idOf(item.parent?.subscription_details?.subscription) ?? null,
  });
}

/** A period of a subscription, at its price or free. */
export function lineOfSubscription(
  world: World,
  { subscription, item, isTrial }: { subscription: string; item: Stripe.SubscriptionItem; isTrial: boolean },
  invoiceId: string,
): Stripe.InvoiceLineItem {
  const quantity = item.quantity ?? 1;
  const title = nameOfProduct(world, item.price);
  return invoiceLine({
    id: newId('il'),
    amount: isTrial ? 0 : (item.price.unit_amount ?? 0) * quantity,
    currency: item.price.currency,
    description: isTrial ? `Trial period for ${title}` : quantity > 1 ? `${quantity} × ${title}` : title,
    invoice: invoiceId,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period: { start: item.current_period_start, end: item.current_period_end },
    price: item.price,
    quantity,
    subscription,
  });
}
