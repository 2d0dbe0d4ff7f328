import { z } from 'zod';
import type { InvoiceRecord, OrderRecord, Page } from '../gateway.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, restOf, toPage, Unusable, type RawList } from './pages.ts';
import { address, amount, currency, instant, list, minorUnits, reference, shortId, text, quantity } from './values.ts';
import { toAddressLines, toOwner } from './values.ts';

const line = z.object({
  id: z.string(),
  description: text,
  quantity: quantity.nullish(),
  amount,
  pricing: z.object({ price_details: z.object({ product: reference.nullish() }).nullish() }).nullish(),
});

/** What moves the money; the invoice's own payments are between the two. */
const payment = z.object({
  id: z.string(),
  payment: z.object({ payment_intent: reference.nullish(), charge: reference.nullish() }),
});

const invoice = z.object({
  id: z.string(),
  number: text,
  status: z.enum(['open', 'paid', 'void', 'uncollectible']),
  billing_reason: z.string().nullish(),
  customer: reference.nullish(),
  customer_email: text,
  customer_name: text,
  customer_address: address,
  created: instant,
  effective_at: instant.nullish(),
  due_date: instant.nullish(),
  next_payment_attempt: instant.nullish(),
  status_transitions: z.object({ finalized_at: instant.nullish() }).nullish(),
  currency,
  total: amount,
  amount_paid: amount,
  amount_remaining: amount,
  total_taxes: z.array(z.object({ amount })).nullish(),
  total_discount_amounts: z.array(z.object({ amount })).nullish(),
  hosted_invoice_url: z
    .url({ protocol: /^https$/ })
    .nullish()
    .catch(null),
  invoice_pdf: z
    .url({ protocol: /^https$/ })
    .nullish()
    .catch(null),
  parent: z.object({ subscription_details: z.object({ subscription: reference }).nullish() }).nullish(),
  lines: list(line),
  payments: list(payment).nullish(),
});
type Invoice = z.output<typeof invoice>;
type Line = z.output<typeof line>;

export async function readInvoices(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<InvoiceRecord>> {
  const list = await client.ask((sdk) => sdk.invoices.list({ ...placeAfter(after, since), expand: ['data.payments'] }));
  return toInvoices(client, list);
}

/** Each with its payments in it. */
export const toInvoices = (client: StripeClient, list: RawList): Promise<Page<InvoiceRecord>> =>
  toPage({
    kind: 'invoice',
    concerns({ status }) {
      if (status === 'draft') throw new Unusable('It is a draft: nobody has been asked for the money yet');
      return true;
    },
    shape: invoice,
    list,
    toRecord: (object) => toInvoice(client, object),
  });

async function toInvoice(client: StripeClient, object: Invoice): Promise<InvoiceRecord> {
  const { id, status, currency, number, payments } = object;
  const lines = await restOf(client, line, (sdk, place) => sdk.invoices.listLineItems(id, place), object.lines);
  const attempts = payments
    ? await restOf(client, payment, (sdk, place) => sdk.invoicePayments.list({ ...place, invoice: id }), payments)
    : [];
  const all = [...object.lines.data, ...lines];
  const record = {
    providerId: id,
    owner: toOwner({
      account: object.customer,
      email: object.customer_email,
      name: object.customer_name,
      createdAt: object.created,
    }),
    number: number ?? `IN-${shortId(id)}`,
    status,
    issuedAt: object.status_transitions?.finalized_at ?? object.effective_at ?? object.created,
    // What is charged automatically is due when that is tried again.
    dueAt: object.due_date ?? object.next_payment_attempt ?? null,
    currency,
    totalCents: minorUnits(object.total, currency),
    dueCents: status === 'paid' || status === 'void' ? 0 : minorUnits(object.amount_remaining, currency),
    subscriptionId: object.parent?.subscription_details?.subscription ?? null,
    hostedUrl: object.hosted_invoice_url ?? null,
    pdfUrl: object.invoice_pdf ?? null,
    lines: all.map((each) => ({
      title: each.description ?? 'Item',
      quantity: each.quantity ?? 1,
      totalCents: minorUnits(each.amount, currency),
    })),
    paymentIds: [...(payments?.data ?? []), ...attempts].flatMap(
      ({ payment: { payment_intent, charge } }) => payment_intent ?? charge ?? [],
    ),
  };
  return { ...record, order: isPurchase(object) ? toOrder(object, record, all) : null };
}

/** A renewal buys nothing new, and what was voided was not bought. */
const isPurchase = ({ status, billing_reason, parent }: Invoice): boolean =>
  status !== 'void' && (billing_reason === 'subscription_create' || !parent?.subscription_details);

function toOrder(object: Invoice, record: Omit<InvoiceRecord, 'order'>, lines: Line[]): OrderRecord {
  const { currency } = object;
  const cents = (value: number) => minorUnits(value, currency);
  const sum = (parts: { amount: number }[] | null | undefined) =>
    (parts ?? []).reduce((total, part) => total + part.amount, 0);
  const [discount, tax] = [sum(object.total_discount_amounts), sum(object.total_taxes)];
  return {
    providerId: record.providerId,
    owner: record.owner,
    number: record.number,
    placedAt: record.issuedAt,
    currency,
    // So that they add up, whether or not the prices hold the tax.
    subtotalCents: cents(object.total + discount - tax),
    discountCents: cents(discount),
    taxCents: cents(tax),
    totalCents: record.totalCents,
    // What a credit paid counts as paid, though no money moved.
    paidCents: object.status === 'paid' ? record.totalCents : cents(object.amount_paid),
    billingAddress: toAddressLines(object.customer_name, object.customer_address),
    subscriptionId: record.subscriptionId,
    invoiceId: record.providerId,
    paymentIds: record.paymentIds,
    lines: lines.map(({ description, quantity, amount, pricing }) => ({
      productId: pricing?.price_details?.product ?? null,
      title: description ?? 'Item',
      quantity: quantity ?? 1,
      unitCents: cents(Math.round(amount / Math.max(quantity ?? 1, 1))),
      totalCents: cents(amount),
    })),
  };
}
