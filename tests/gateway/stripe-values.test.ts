/** What Stripe counts in its own way, in ours. */
import { describe, expect, test } from 'vitest';
import { splitName } from '../../server/person-name.ts';
import { followCredit, type BalanceEntry } from '../../server/gateway/stripe/balances.ts';
import { declineReason } from '../../server/gateway/stripe/decline-reasons.ts';
import { paymentsIn } from '../../server/gateway/stripe/plans.ts';
import { minorUnits } from '../../server/gateway/stripe/values.ts';

describe('the credit on a balance', () => {
  const entry = (amount: number, about: Partial<BalanceEntry> = {}): BalanceEntry => ({
    ...{ id: 'cbtxn', amount, at: '2026-01-01T00:00:00.000Z', invoiceId: null, creditNoteId: null },
    ...about,
  });
  const note = (creditNoteId: string, cents: number) => entry(-cents, { creditNoteId, invoiceId: 'in_returned' });
  const use = (invoiceId: string, cents: number) => entry(cents, { invoiceId });
  const follow = (...entries: BalanceEntry[]) =>
    Object.fromEntries(
      [...followCredit(entries)].map(([id, { left, uses }]) => [
        id,
        { left, uses: uses.map(({ invoiceId, amount }) => [invoiceId, amount]) },
      ]),
    );

  test('is used by the oldest first, over several invoices', () => {
    expect(follow(note('a', 500), note('b', 300), use('in_1', 200), use('in_2', 400))).toEqual({
      a: {
        left: 0,
        uses: [
          ['in_1', 200],
          ['in_2', 300],
        ],
      },
      b: { left: 200, uses: [['in_2', 100]] },
    });
  });

  test('that came from elsewhere is used in its turn', () => {
    expect(follow(entry(-100), note('a', 500), use('in_1', 300))).toEqual({ a: { left: 300, uses: [['in_1', 200]] } });
  });

  test('comes back from an invoice that was voided', () => {
    expect(follow(note('a', 500), use('in_1', 400), entry(-400, { invoiceId: 'in_1' }))).toEqual({
      a: { left: 500, uses: [] },
    });
  });

  test('that the vendor took away is gone, and used nowhere', () => {
    expect(follow(note('a', 500), entry(200))).toEqual({ a: { left: 300, uses: [] } });
  });

  test('first pays what was owed', () => {
    expect(follow(entry(300), note('a', 200), note('b', 200))).toEqual({
      a: { left: 0, uses: [] },
      b: { left: 100, uses: [] },
    });
  });
});

describe('payments of a plan', () => {
  const monthly = [{ price: { recurring: { interval: 'month' as const, interval_count: 1 } } }];
  const count = (start_date: string, end_date: string, more: object = {}) =>
    paymentsIn({
      start_date: `${start_date}T10:00:00.000Z`,
      end_date: `${end_date}T10:00:00.000Z`,
      items: monthly,
      ...more,
    });

  test.each([
    ['2026-01-15', '2026-07-15', 6],
    ['2026-01-31', '2026-04-30', 3],
    ['2025-11-30', '2026-02-28', 3],
    ['2026-01-15', '2026-01-16', 1],
  ])('from %s to %s by the month are %i', (start, end, payments) => {
    expect(count(start, end)).toBe(payments);
  });

  test('begin after the trial, and go by weeks, days and years as well', () => {
    expect(count('2026-01-15', '2026-07-15', { trial_end: '2026-03-15T10:00:00.000Z' })).toBe(4);
    const every = (interval: 'day' | 'week' | 'year', interval_count: number) => ({
      items: [{ price: { recurring: { interval, interval_count } } }],
    });
    expect(count('2026-01-01', '2026-02-26', every('week', 2))).toBe(4);
    expect(count('2026-01-01', '2026-01-31', every('day', 10))).toBe(3);
    expect(count('2024-02-29', '2027-02-28', every('year', 1))).toBe(3);
  });
});

test.each([
  ['Ada Lovelace', 'Ada', 'Lovelace'],
  ['Ada King Lovelace', 'Ada King', 'Lovelace'],
  ['Lovelace, Ada King', 'Ada King', 'Lovelace'],
  ['  Ada ', 'Ada', ''],
  ['Lovelace,', '', 'Lovelace'],
  ['', '', ''],
])('the name "%s" is "%s" and "%s"', (name, firstName, lastName) => {
  expect(splitName(name)).toEqual({ firstName, lastName });
});

test.each([
  ['EUR', 4200, 4200],
  ['JPY', 4200, 4200],
  ['KWD', 4200, 4200],
  ['ISK', 420_000, 4200],
  ['UGX', 420_000, 4200],
  ['MGA', 4200, 420_000],
])('%s %i is shown as browsers count it', (currency, stripes, ours) => {
  expect(minorUnits(stripes, currency)).toBe(ours);
});

test('why a payment failed: the bank’s own reason first, and of a stolen card not that it is stolen', () => {
  expect(declineReason({ failure_code: 'card_declined', outcome: { reason: 'insufficient_funds' } })).toBe(
    'There was not enough money on the card.',
  );
  expect(declineReason({ failure_code: 'expired_card' })).toBe('The card has expired.');
  expect(declineReason({ failure_code: 'card_declined', outcome: { reason: 'stolen_card' } })).toBe(
    'The card was declined.',
  );
  expect(declineReason({ failure_code: 'toString' })).toBe('The payment was declined.');
});
