import type { Actions } from '../../actions.ts';
import type { StripeClient } from '../client.ts';
import { beginCardEntry, beginHostedCardEntry, readCardEntry } from './card-entry.ts';
import { addAccount, changeCard, chooseDefaultCard, pinCard, removeCard } from './cards.ts';
import { readCharges } from './charges.ts';
import { issueCreditMemo, previewCreditMemo, readCreditLines } from './credit.ts';
import { payInvoice, readInvoicePayment } from './paying.ts';

/** All that Stripe can be asked to do. */
export const stripeActions = (client: StripeClient): Actions => ({
  addAccount: (wish) => addAccount(client, wish),
  beginCardEntry: (wish) => beginCardEntry(client, wish),
  beginHostedCardEntry: (wish) => beginHostedCardEntry(client, wish),
  readCardEntry: (entryId) => readCardEntry(client, entryId),
  changeCard: (wish) => changeCard(client, wish),
  removeCard: (cardId) => removeCard(client, cardId),
  readCharges: (accountId) => readCharges(client, accountId),
  chooseDefaultCard: (wish) => chooseDefaultCard(client, wish),
  pinCard: (wish) => pinCard(client, wish),
  payInvoice: (wish) => payInvoice(client, wish),
  readInvoicePayment: (invoiceId) => readInvoicePayment(client, invoiceId),
  readCreditLines: (invoiceId) => readCreditLines(client, invoiceId),
  previewCreditMemo: (wish) => previewCreditMemo(client, wish),
  issueCreditMemo: (wish) => issueCreditMemo(client, wish),
});
