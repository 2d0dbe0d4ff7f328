import type { Language } from './http/values.ts';

/**
 * Digits after the decimal sign by ISO 4217, where they are not 2. Not what `Intl` says: that is how many are usually
 * printed, none of HUF or IDR for instance, and differs between browsers; the amounts here and those of the payment
 * provider count hundredths of these all the same. Nothing is paid in units of account such as CLF. The center's pages have
 * the same list.
 */
const digitsOf = new Map([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
]);

/** How many digits an amount of this currency has after the decimal sign: 2 of EUR, none of JPY. */
export const minorDigits = (currency: string): number => digitsOf.get(currency) ?? 2;

/** 123456 of EUR is `1234.56`, as programs write it, whatever the language. */
export function decimalAmount(cents: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(cents)).padStart(digits + 1, '0');
  const sign = cents < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** 123456 of EUR is `€1,234.56` to who reads English: as people write it, with as many digits as the currency has. */
export function moneyText(cents: number, currency: string, language: Language): string {
  const digits = minorDigits(currency);
  const format = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(language, format).format(cents / 10 ** digits);
}
