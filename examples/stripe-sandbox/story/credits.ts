import type Stripe from 'stripe';
import { balanceTransaction, creditNote, creditNoteLine, creditNoteLines } from '../objects/credits.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';

interface Credit {
  person: Stripe.Customer;
  cents: number;
  /** In words for the customer. */
  memo: string;
  reason?: Stripe.CreditNote.Reason;
  at: Date;
}

/** A paid invoice is taken back: the money stays with the vendor and pays for what comes next. */
export function creditToBalance(
  book: Book,
  paper: Stripe.Invoice,
  { person, cents, memo, reason = 'product_unsatisfactory', at }: Credit,
): Stripe.CreditNote {
  const created = seconds(at);
  const [line] = paper.lines.data;
  const id = book.id('cn');
  const transaction = balanceTransaction({
    id: book.id('cbtxn'),
    customer: person.id,
    amount: -cents,
    ending_balance: person.balance - cents,
    type: 'credit_note',
    credit_note: id,
    invoice: paper.id,
    created,
  });
  const note = creditNote({
    id,
    customer: person.id,
    invoice: paper.id,
    number: `${paper.number}-CN-01`,
    lines: creditNoteLines(id, [
      creditNoteLine({
        id: book.id('cnli'),
        amount: cents,
        description: line?.description ?? memo,
        ...(line && { invoice_line_item: line.id }),
      }),
    ]),
    customer_balance_transaction: transaction.id,
    memo,
    reason,
    created,
  });
  person.balance -= cents;
  paper.post_payment_credit_notes_amount += cents;
  book.add(note, transaction);
  return note;
}
