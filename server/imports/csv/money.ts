/** Amounts of money as exports write them, to whole minor units. Digits only, never a floating point number. */

import { minorDigits } from '../../currency.ts';

/** What separates whole from broken units, when the operator says so. */
export type DecimalSign = 'point' | 'comma';

interface Options {
  /** ISO 4217; decides how many digits there are after the decimal sign. */
  currency: string;
  decimal?: DecimalSign | undefined;
  /** For the price of one of many, which some shops compute to ten digits: half a unit and more counts as one. */
  rounds?: boolean;
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** `eur ` gives `EUR`; throws an `Error` for what is none. */
export function readCurrency(text: string): string {
  const code = text.trim().toUpperCase();
  if (!currencies.has(code)) throw new Error(`"${text}" is not a currency such as EUR`);
  return code;
}

/** `1.234,56`, `1,234.56`, `€ 1 234.56` and `-5` in minor units. Throws an `Error` that says what is wrong. */
export function readMoney(text: string, { currency, decimal, rounds = false }: Options): number {
  const digits = minorDigits(currency);
  const bare = text
    .replaceAll('\u2212', '-')
    .replace(/[\s\p{Sc}'\u2019]/gu, '')
    .replace(new RegExp(`^(-?)${currency}|${currency}$`, 'i'), '$1');
  const [, sign = '', number = ''] = /^(-?)([\d.,]*\d)$/.exec(bare) ?? [];
  if (!number) throw new Error(`"${text}" is not an amount`);
  const { whole, fraction } = split(text, number, { digits, decimal });
  if (!rounds && /[^0]/.test(fraction.slice(digits))) {
    throw new Error(`"${text}" has more than the ${digits} decimal digits of ${currency}`);
  }
  const kept = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  const units = Number(kept + (fraction.charAt(digits) >= '5' ? 1n : 0n));
  if (!Number.isSafeInteger(units)) throw new Error(`"${text}" is too much`);
  return sign && units ? -units : units;
}

interface Written {
  digits: number;
  decimal: DecimalSign | undefined;
}

/** Whole and broken units of digits with points and commas. */
function split(text: string, number: string, written: Written): { whole: string; fraction: string } {
  const at = findDecimalSign(text, number, written);
  const whole = at < 0 ? number : number.slice(0, at);
  const fraction = at < 0 ? '' : number.slice(at + 1);
  const isGrouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole);
  if (!/^\d*$/.test(whole) && !isGrouped) throw new Error(`"${text}" is not an amount`);
  if (at >= 0 && whole.includes(number.charAt(at))) throw new Error(`"${text}" is not an amount`);
  return { whole: whole.replace(/[.,]/g, '') || '0', fraction };
}

/** Where it stands; -1 when all points and commas group digits. */
function findDecimalSign(text: string, number: string, { digits, decimal }: Written): number {
  if (decimal) return number.lastIndexOf(decimal === 'comma' ? ',' : '.');
  const last = Math.max(number.lastIndexOf(','), number.lastIndexOf('.'));
  if (last < 0) return -1;
  const sign = number.charAt(last);
  // Twice the same one: it groups. Both of them: the later one is the decimal sign.
  if (number.indexOf(sign) !== last) return -1;
  if (/[.,]/.test(number.slice(0, last))) return last;
  const couldGroup = number.length - last === 4 && /^[1-9]\d{0,2}$/.test(number.slice(0, last));
  if (!couldGroup) return last;
  // A currency without broken units leaves one reading only.
  if (digits === 0) return -1;
  const [grouped, broken] = [number.replace(sign, ''), number.replace(sign, '.')];
  throw new Error(`"${text}" may be ${grouped} or ${broken}. Say --decimal point or --decimal comma`);
}
