/** Currencies whose minor unit is not a hundredth, as the server counts it. `Intl` knows only how many digits are usual. */
const isWhole = /BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|VND|VUV|X[AO]F|XPF/;
const isThousandths = /BHD|IQD|JOD|KWD|LYD|OMR|TND/;

/** Money, dates and counts in the customer's language. */
export type Format = ReturnType<typeof formatFor>;

export function formatFor(locale: string) {
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (instant: string) => format.format(new Date(instant));
  };
  const inCurrency = (amount: number, currency: string, options: Intl.NumberFormatOptions = {}) => {
    const digits = isWhole.test(currency) ? 0 : isThousandths.test(currency) ? 3 : 2;
    const shown = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(locale, { style: 'currency', currency, ...shown, ...options }).format(
      amount / 10 ** digits,
    );
  };
  const thisYear = date({ day: 'numeric', month: 'long' });
  const anyYear = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const isThisYear = (instant: string) => new Date(instant).getFullYear() === new Date().getFullYear();
  return {
    /** For what one section alone writes in the customer's language. */
    locale,
    /** Without cents where there are none: €29, €29.50. */
    money: (amount: number, currency: string): string =>
      inCurrency(amount, currency, { trailingZeroDisplay: 'stripIfInteger' }),
    /** With cents always, for columns of amounts. */
    amount: (amount: number, currency: string): string => inCurrency(amount, currency),
    /** 3 May, or 3 May 2031 in another year. */
    date: (instant: string): string => (isThisYear(instant) ? thisYear(instant) : anyYear(instant)),
    fullDate: anyYear,
    month: date({ month: 'long', year: 'numeric' }),
    /** A, B and C */
    list: (names: string[]): string => new Intl.ListFormat(locale).format(names),
    /** 65% */
    percent: (percent: number): string => new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100),
  };
}
