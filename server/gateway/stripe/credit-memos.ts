import { z } from 'zod';
import type { CreditMemoRecord, Page } from '../gateway.ts';
import { followCredit, type BalanceEntry, type Credit } from './balances.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, restOf, toPage, type RawList } from './pages.ts';
import { amount, currency, instant, minorUnits, reference, shortId, text, toOwner } from './values.ts';

const creditNote = z.object({
  id: z.string(),
  number: text,
  status: z.enum(['issued', 'void']),
  customer: reference,
  invoice: reference,
  created: instant,
  effective_at: instant.nullish(),
  currency,
  total: amount,
  pre_payment_amount: amount.nullish(),
  memo: text,
  reason: z.string().nullish(),
  customer_balance_transaction: reference.nullish(),
});
type CreditNote = z.output<typeof creditNote>;

const balanceEntry = z.object({
  id: z.string(),
  amount,
  created: instant,
  currency,
  invoice: reference.nullish(),
  credit_note: reference.nullish(),
});

const reasons: Record<string, string> = {
  duplicate: 'Charged twice',
  fraudulent: 'The charge was not made by the customer',
  order_change: 'The order was changed',
  product_unsatisfactory: 'The product was not as expected',
};

export async function readCreditMemos(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<CreditMemoRecord>> {
  return toCreditMemos(client, await client.ask((sdk) => sdk.creditNotes.list(placeAfter(after, since))));
}

/** With what is left of each, for which Stripe is asked. */
export async function toCreditMemos(client: StripeClient, list: RawList): Promise<Page<CreditMemoRecord>> {
  const balances = new Map<string, Promise<Map<string, Credit>>>();
  const creditOf = async (note: CreditNote) => {
    // Only what went to the balance can be used later; the rest lowered its own invoice or was paid out.
    if (!note.customer_balance_transaction) return undefined;
    const key = `${note.customer} ${note.currency}`;
    const balance = balances.get(key) ?? readBalance(client, note.customer, note.currency);
    balances.set(key, balance);
    return (await balance).get(note.id);
  };
  return toPage({
    kind: 'credit_memo',
    shape: creditNote,
    list,
    toRecord: async (note) => toCreditMemo(note, await creditOf(note)),
  });
}

async function readBalance(client: StripeClient, customerId: string, code: string): Promise<Map<string, Credit>> {
  const nothing = { data: [], has_more: true };
  const all = await restOf(
    client,
    balanceEntry,
    (sdk, place) => sdk.customers.listBalanceTransactions(customerId, place),
    nothing,
  );
  const entries: BalanceEntry[] = all
    .filter((entry) => entry.currency === code)
    .map(({ id, amount, created, invoice, credit_note }) => ({
      ...{ id, amount, at: created },
      invoiceId: invoice ?? null,
      creditNoteId: credit_note ?? null,
    }));
  return followCredit(entries.reverse());
}

function toCreditMemo(note: CreditNote, credit: Credit | undefined): CreditMemoRecord {
  const { currency, invoice, total } = note;
  const issuedAt = note.effective_at ?? note.created;
  // What was taken off its own invoice before that was paid has been used there.
  const lowered = Math.min(credit ? 0 : Math.max(note.pre_payment_amount ?? 0, 0), total);
  const own = lowered > 0 ? [{ invoiceId: invoice, at: issuedAt, amount: lowered }] : [];
  return {
    providerId: note.id,
    owner: toOwner({ account: note.customer, email: null, name: null, createdAt: note.created }),
    number: note.number ?? `CN-${shortId(note.id)}`,
    invoiceId: invoice,
    issuedAt,
    reason: note.memo ?? reasons[note.reason ?? ''] ?? 'Credit',
    currency,
    totalCents: minorUnits(total, currency),
    leftCents: minorUnits(credit?.left ?? 0, currency),
    uses: [...own, ...(credit?.uses ?? [])].map(({ amount, ...use }) => ({
      ...use,
      cents: minorUnits(amount, currency),
    })),
    isVoid: note.status === 'void',
  };
}
