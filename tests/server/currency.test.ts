/** Amounts travel in minor units by ISO 4217: the same ones wherever they are written. */
import { expect, test } from 'vitest';
import { decimalAmount, minorDigits } from '../../server/currency.ts';
import { readMoney } from '../../server/imports/csv/money.ts';
import { formatFor } from '../../widget/format.ts';

test.each([
  ['EUR', 1_299_000, '12990.00', '€12,990.00', '€12,990'],
  ['JPY', 12_990, '12990', '¥12,990', '¥12,990'],
  ['KWD', 12_990_500, '12990.500', 'KWD\u00a012,990.500', 'KWD\u00a012,990.500'],
  // Usually printed without digits, and counted in hundredths all the same.
  ['HUF', 1_299_000, '12990.00', 'HUF\u00a012,990.00', 'HUF\u00a012,990'],
  ['IDR', 1_299_050, '12990.50', 'IDR\u00a012,990.50', 'IDR\u00a012,990.50'],
])('%s %i is %s', (currency, cents, plain, amount, money) => {
  expect(decimalAmount(cents, currency)).toBe(plain);
  expect(readMoney(plain, { currency, decimal: 'point' })).toBe(cents);
  expect(formatFor('en').amount(cents, currency)).toBe(amount);
  expect(formatFor('en').money(cents, currency)).toBe(money);
});

test('the pages count every currency as the server does', () => {
  const { amount } = formatFor('en');
  for (const currency of Intl.supportedValuesOf('currency')) {
    const cents = 7 * 10 ** minorDigits(currency);
    expect(/\d[\d.]*$/.exec(amount(cents, currency))?.[0], currency).toBe(decimalAmount(cents, currency));
  }
});
