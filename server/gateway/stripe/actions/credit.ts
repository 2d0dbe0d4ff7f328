/** Credit notes of paid invoices: money back to the card, or onto the customer's balance. */
import type Stripe from 'stripe';
import { z } from 'zod';
import type { CreditLine, CreditWish } from '../../actions.ts';
import type { StripeClient } from '../client.ts';
import { readAs, restOf } from '../pages.ts';
import { amount, currency, list, stripeUnits, minorUnits, quantity, text } from '../values.ts';

const line = z.object({ id: z.string(), description: text, quantity: quantity.nullish(), amount });

const invoice = z.object({
  currency,
  amount_paid: amount,
  post_payment_credit_notes_amount: amount,
  lines: list(line),
});

export async function readCreditLines(client: StripeClient, invoiceId: string) {
  const object = readAs(invoice, await client.look((sdk) => sdk.invoices.retrieve(invoiceId)));
  const rest = await restOf(client, line, (sdk, place) => sdk.invoices.listLineItems(invoiceId, place), object.lines);
  const cents = (value: number) => minorUnits(value, object.currency);
  const lines: CreditLine[] = [...object.lines.data, ...rest].map((each) => ({
    providerId: each.id,
    title: each.description ?? 'Item',
    quantity: each.quantity ?? 1,
    totalCents: cents(each.amount),
  }));
  const creditableCents = cents(Math.max(0, object.amount_paid - object.post_payment_credit_notes_amount));
  return { lines, creditableCents, currency: object.currency };
}

const reasons = { returned: 'product_unsatisfactory', undelivered: 'order_change' } as const;

type Wanted = Omit<CreditWish, 'operationId'> & { currency: string };

const linesOf = ({ lines, currency: code }: Pick<Wanted, 'lines' | 'currency'>) =>
  lines.map(({ providerId, cents }) => ({
    type: 'invoice_line_item' as const,
    invoice_line_item: providerId,
    amount: stripeUnits(cents, code),
  }));

const total = z.object({ total: amount, currency });

async function preview(client: StripeClient, wish: Wanted): Promise<z.output<typeof total>> {
  const found = await client.look((sdk) =>
    sdk.creditNotes.preview({ invoice: wish.invoiceId, lines: linesOf(wish), reason: reasons[wish.reason] }),
  );
  return readAs(total, found);
}

export async function previewCreditMemo(client: StripeClient, wish: Omit<CreditWish, 'operationId'>) {
  const { currency: code } = await readCreditLines(client, wish.invoiceId);
  const found = await preview(client, { ...wish, currency: code });
  return { totalCents: minorUnits(found.total, found.currency), currency: found.currency };
}

const issued = list(z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).nullish() }));

/** One that was issued for this wish before its answer was lost. */
async function findIssued(client: StripeClient, { invoiceId, operationId }: CreditWish): Promise<string | undefined> {
  const found = readAs(issued, await client.look((sdk) => sdk.creditNotes.list({ invoice: invoiceId, limit: 100 })));
  return found.data.find(({ metadata }) => metadata?.operation === operationId)?.id;
}

/** What it comes to with its tax is Stripe's own sum, since all of it has to go somewhere. */
export async function issueCreditMemo(client: StripeClient, wish: CreditWish): Promise<string> {
  const before = await findIssued(client, wish);
  if (before !== undefined) return before;
  const { currency: code } = await readCreditLines(client, wish.invoiceId);
  const { total: sum } = await preview(client, { ...wish, currency: code });
  const params: Stripe.CreditNoteCreateParams = {
    invoice: wish.invoiceId,
    lines: linesOf({ ...wish, currency: code }),
    reason: reasons[wish.reason],
    memo: wish.memo,
    metadata: { operation: wish.operationId },
    ...(wish.to === 'card' ? { refund_amount: sum } : { credit_amount: sum }),
  };
  const note = await client.act((sdk, options) => sdk.creditNotes.create(params, options), wish.operationId);
  return readAs(z.object({ id: z.string() }), note).id;
}
