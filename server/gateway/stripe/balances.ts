/** What became of the credit on a customer's balance. */

export interface BalanceEntry {
  id: string;
  /** Less than nothing is credit. */
  amount: number;
  at: string;
  invoiceId: string | null;
  creditNoteId: string | null;
}

export interface Credit {
  left: number;
  uses: { invoiceId: string; at: string; amount: number }[];
}

interface Pot extends Credit {
  creditNoteId: string | null;
}

/**
 * Stripe keeps one balance and does not say which credit an invoice used. The oldest goes first, as with any money that
 * is counted out of one purse; what came back from an invoice goes to where it was taken from, the last taken first.
 * @param entries oldest first, of one customer and currency
 * @returns the credit of each credit note
 */
export function followCredit(entries: BalanceEntry[]): Map<string, Credit> {
  const pots: Pot[] = [];
  let debt = 0;
  for (const entry of entries) {
    if (entry.amount > 0) debt += spend(pots, entry);
    else {
      const returned = entry.invoiceId === null || entry.creditNoteId !== null ? 0 : giveBack(pots, entry);
      const credit = -entry.amount - returned;
      const owed = Math.min(debt, credit);
      debt -= owed;
      if (credit > owed) pots.push({ creditNoteId: entry.creditNoteId, left: credit - owed, uses: [] });
      else if (entry.creditNoteId) pots.push({ creditNoteId: entry.creditNoteId, left: 0, uses: [] });
    }
  }
  return new Map(pots.flatMap(({ creditNoteId, ...credit }) => (creditNoteId ? [[creditNoteId, credit]] : [])));
}

/** What no credit was there for. */
function spend(pots: Pot[], { amount, invoiceId, at }: BalanceEntry): number {
  let rest = amount;
  for (const pot of pots) {
    const taken = Math.min(pot.left, rest);
    if (taken === 0) continue;
    pot.left -= taken;
    rest -= taken;
    if (invoiceId === null) continue;
    const use = pot.uses.find((each) => each.invoiceId === invoiceId);
    if (use) use.amount += taken;
    else pot.uses.push({ invoiceId, at, amount: taken });
  }
  return rest;
}

/** An invoice that was voided gives back what it took. */
function giveBack(pots: Pot[], { amount, invoiceId }: BalanceEntry): number {
  let rest = -amount;
  for (const pot of pots.toReversed()) {
    const use = pot.uses.find((each) => each.invoiceId === invoiceId);
    const returned = Math.min(use?.amount ?? 0, rest);
    if (!use || returned === 0) continue;
    use.amount -= returned;
    pot.left += returned;
    rest -= returned;
    pot.uses = pot.uses.filter((each) => each.amount > 0);
  }
  return -amount - rest;
}
