/** Acts of buying: Checkout Sessions that were completed. What was bought otherwise is told by its first invoice. */
import { z } from 'zod';
import type { OrderLine, OrderRecord, Page } from '../gateway.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, restOf, toPage, type RawList } from './pages.ts';
import { address, amount, currency, instant, list, minorUnits, reference, shortId, text, quantity } from './values.ts';
import { toAddressLines, toOwner } from './values.ts';

const item = z.object({
  id: z.string(),
  description: text,
  quantity: quantity.nullish(),
  amount_subtotal: amount,
  amount_total: amount,
  price: z.object({ product: reference }).nullish(),
});

const session = z.object({
  id: z.string(),
  mode: z.string(),
  created: instant,
  currency,
  customer: reference.nullish(),
  customer_email: text,
  customer_details: z.object({ email: text, name: text, address }).nullish(),
  amount_total: amount,
  total_details: z.object({ amount_discount: amount, amount_tax: amount }).nullish(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: reference.nullish(),
  subscription: reference.nullish(),
  invoice: reference.nullish(),
  line_items: list(item).optional(),
});
type Session = z.output<typeof session>;

/** Most sessions are abandoned; Stripe is asked for the others only. */
export async function readOrders(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<OrderRecord>> {
  const list = await client.ask((sdk) =>
    sdk.checkout.sessions.list({ ...placeAfter(after, since), status: 'complete', expand: ['data.line_items'] }),
  );
  return toOrders(client, list);
}

/** Each with its lines in it. */
export const toOrders = (client: StripeClient, list: RawList): Promise<Page<OrderRecord>> =>
  toPage({
    kind: 'order',
    // Who only saved a card has bought nothing.
    concerns: ({ mode, status }) => mode !== 'setup' && status === 'complete',
    shape: session,
    list,
    toRecord: (object) => toOrder(client, object),
  });

async function toOrder(client: StripeClient, object: Session): Promise<OrderRecord> {
  const { id, created, currency, customer_details: details, line_items } = object;
  const rest = line_items
    ? await restOf(client, item, (sdk, place) => sdk.checkout.sessions.listLineItems(id, place), line_items)
    : [];
  const cents = (value: number) => minorUnits(value, currency);
  const { amount_discount, amount_tax } = object.total_details ?? { amount_discount: 0, amount_tax: 0 };
  return {
    providerId: id,
    owner: toOwner({
      account: object.customer,
      email: details?.email ?? object.customer_email,
      name: details?.name,
      createdAt: created,
    }),
    // Sessions have no number; the end of the id is as good as unique, and the same each time.
    number: `CS-${shortId(id)}`,
    placedAt: created,
    currency,
    // So that they add up, whether or not the prices hold the tax.
    subtotalCents: cents(object.amount_total + amount_discount - amount_tax),
    discountCents: cents(amount_discount),
    taxCents: cents(amount_tax),
    totalCents: cents(object.amount_total),
    paidCents: object.payment_status === 'paid' ? cents(object.amount_total) : 0,
    billingAddress: toAddressLines(details?.name ?? null, details?.address),
    subscriptionId: object.subscription ?? null,
    invoiceId: object.invoice ?? null,
    paymentIds: object.payment_intent ? [object.payment_intent] : [],
    lines: [...(line_items?.data ?? []), ...rest].map((line) => toLine(line, currency)),
  };
}

function toLine({ description, quantity, price, ...amounts }: z.output<typeof item>, currency: string): OrderLine {
  const count = quantity ?? 1;
  return {
    productId: price?.product ?? null,
    title: description ?? 'Item',
    quantity: count,
    unitCents: minorUnits(Math.round(amounts.amount_subtotal / Math.max(count, 1)), currency),
    totalCents: minorUnits(amounts.amount_subtotal, currency),
  };
}
