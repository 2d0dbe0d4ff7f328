/** Amounts as people type them. */
import { formatFor } from '../../format.ts';

const { amount } = formatFor('en');

/** Digits behind the point: its smallest unit is one digit more. */
const digitsOf = (currency: string): number => (amount(1, currency).match(/\d/g)?.length ?? 1) - 1;

/** 1950 of EUR is 19.50, in the browser's language: 19,50. */
export function amountText(cents: number, currency: string): string {
  const digits = digitsOf(currency);
  const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  return new Intl.NumberFormat(navigator.language, { ...shown, numberingSystem: 'latn' }).format(cents / 10 ** digits);
}

/** 19.50, 19,50 and 19.5 of EUR are 1950; `undefined` when it is no amount. */
export function minorUnits(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const [, whole = '', part = ''] = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (whole === '' || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}
