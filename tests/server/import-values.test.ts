/** How an import reads amounts and dates: exactly, and never by guessing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInstant } from '../../server/imports/csv/dates.ts';
import { readCurrency, readMoney } from '../../server/imports/csv/money.ts';

describe('an amount', () => {
  const read = (text: string, currency = 'EUR') => readMoney(text, { currency });

  test.each([
    ['0', 0],
    ['29', 2900],
    ['29.5', 2950],
    ['29,50', 2950],
    ['1,234.56', 123456],
    ['1.234,56', 123456],
    ["1'234.56", 123456],
    ['1 234,56', 123456],
    ['1\u202f234,56 €', 123456],
    ['€ 1.234.567,89', 123456789],
    ['1,234,567', 123456700],
    ['$1,997.00', 199700],
    ['EUR 5', 500],
    ['5.00EUR', 500],
    ['-5,00', -500],
    ['\u22125.00', -500],
    ['-0.00', 0],
    ['.50', 50],
    ['29.5000', 2950],
    ['0.123000', new Error('more than')],
    ['0.125', new Error('more than')],
    ['1.234', new Error('may be 1234 or 1.234')],
    ['12,345', new Error('may be 12345 or 12.345')],
    ['1,23,456', new Error('not an amount')],
    ['1.2.3', new Error('not an amount')],
    ['1.234.56', new Error('not an amount')],
    ['1,234.56,7', new Error('not an amount')],
    ['free', new Error('not an amount')],
    ['1e5', new Error('not an amount')],
    ['NaN', new Error('not an amount')],
    ['12 USD', new Error('not an amount')],
    ['5.', new Error('not an amount')],
    ['99999999999999999', new Error('too much')],
  ])('"%s"', (text, expected) => {
    if (expected instanceof Error) expect(() => read(text)).toThrow(expected.message);
    else expect(read(text)).toBe(expected);
  });

  test('has the digits of its currency', () => {
    expect(read('1,200', 'JPY')).toBe(1200);
    expect(() => read('1.5', 'JPY')).toThrow('more than the 0 decimal digits');
    expect(read('1.5', 'KWD')).toBe(1500);
    expect(() => read('1.234', 'KWD')).toThrow('may be');
    expect(readMoney('1.234', { currency: 'KWD', decimal: 'point' })).toBe(1234);
    expect(readMoney('1.234', { currency: 'EUR', decimal: 'comma' })).toBe(123400);
    expect(readMoney('8.4033613445', { currency: 'EUR', rounds: true })).toBe(840);
    expect(readMoney('0.125', { currency: 'EUR', rounds: true })).toBe(13);
    expect(readCurrency(' eur ')).toBe('EUR');
    expect(() => readCurrency('XYZ')).toThrow('not a currency');
  });

  test('written in any language is read as what it was', () => {
    const locales = ['en-US', 'de-DE', 'de-CH', 'fr-FR', 'sv-SE', 'en-IN', 'es-MX', 'pt-BR', 'pl-PL'];
    fc.assert(
      fc.property(
        fc.constantFrom(...locales.filter((locale) => locale !== 'en-IN')),
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'USD', 'CHF'),
        (locale, cents, currency) => {
          const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100);
          expect(read(text, currency)).toBe(cents === 0 ? 0 : cents);
        },
      ),
    );
  });

  test('never ends in anything but a whole number or a sentence', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,-' €"), maxLength: 20 }), (text) => {
        try {
          expect(Number.isSafeInteger(read(text))).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/^".*" (is not an amount|may be|has more than|is too much)/);
        }
      }),
    );
  });
});

describe('a date', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026/1/5', '2026-01-05T00:00:00.000Z'],
    ['2026-01-31 14:05:09', '2026-01-31T14:05:09.000Z'],
    ['2026-01-31T14:05:09.5Z', '2026-01-31T14:05:09.500Z'],
    ['2026-01-31T14:05:09.123456+02:00', '2026-01-31T12:05:09.123Z'],
    ['2026-01-31 14:05 -0530', '2026-01-31T19:35:00.000Z'],
    ['2024-02-29 00:00:00 UTC', '2024-02-29T00:00:00.000Z'],
    ['31.01.2026', '2026-01-31T00:00:00.000Z'],
    ['31. 1. 2026 14:05', '2026-01-31T14:05:00.000Z'],
    ['5 Jan 2026', '2026-01-05T00:00:00.000Z'],
    ['January 5, 2026 12:05 am', '2026-01-05T00:05:00.000Z'],
    ['Jan 5, 2026, 12:05 PM', '2026-01-05T12:05:00.000Z'],
  ])('"%s"', (text, expected) => expect(readInstant(text, undefined)).toBe(expected));

  test.each([
    ...['', 'soon', '31.02.2026', '2026-02-29', '2026-13-01', '2026-00-10', '2026-01-31 24:00:00', '2026-01-31 12:60'],
    ...['2026-01-31 13:00 pm', '0000-00-00 00:00:00', '1767225600', '26-01-31', '2026-01', 'Foo 5, 2026', '1.2.26'],
  ])('"%s" is none', (text) => expect(() => readInstant(text, undefined)).toThrow(`"${text}" is not a date`));

  test('with slashes is read as it is said to be', () => {
    for (const text of ['01/02/2026', '31/12/2026', '1-2-2026']) {
      expect(() => readInstant(text, undefined)).toThrow('may be day or month first. Say --dates');
    }
    expect(readInstant('01/02/2026', 'day-first')).toBe('2026-02-01T00:00:00.000Z');
    expect(readInstant('01/02/2026 6:29:00', 'month-first')).toBe('2026-01-02T06:29:00.000Z');
    expect(() => readInstant('31/12/2026', 'month-first')).toThrow('is not a date');
  });
});
