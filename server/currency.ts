const digitsByCurrency = new Map<string, number>();

/** How many digits an amount of this currency has after the decimal sign: 2 of EUR, none of JPY. */
export function minorDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** 123456 of EUR is `1234.56`, as programs write it, whatever the language. */
export function decimalAmount(cents: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(cents)).padStart(digits + 1, '0');
  const sign = cents < 0 ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
