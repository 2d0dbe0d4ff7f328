import { decimalAmount } from '../../currency.ts';
import { csvRows, csvStart } from '../../http/csv.ts';
import type { Payment } from './payments.contract.ts';

const header = ['date', 'for', 'card', 'result', 'reason', 'amount', 'currency'];

/** How the file begins. */
export const paymentsFileStart = csvStart + csvRows([header]);

/** Dates and amounts as programs read them, in every language the same. */
export const paymentsFileRows = (payments: Payment[]): string =>
  csvRows(
    payments.map(({ at, title, card, state, reason, amountCents, currency }) => [
      ...[new Date(at).toISOString(), title ?? '', card ? `${card.brand} ${card.last4}` : '', state, reason ?? ''],
      ...[decimalAmount(amountCents, currency), currency],
    ]),
  );
