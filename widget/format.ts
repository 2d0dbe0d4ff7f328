/** Money, dates and counts in the customer's language. */
export type Format = ReturnType<typeof formatFor>;

export function formatFor(locale: string) {
  const date = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (instant: string) => format.format(new Date(instant));
  };
  const thisYear = date({ day: 'numeric', month: 'long' });
  const anyYear = date({ day: 'numeric', month: 'long', year: 'numeric' });
  const isThisYear = (instant: string) => new Date(instant).getFullYear() === new Date().getFullYear();
  return {
    /** For what one section alone writes in the customer's language. */
    locale,
    /** Without cents where there are none: €29, €29.50. */
    money(amount: number, currency: string): string {
      const format = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        trailingZeroDisplay: 'stripIfInteger',
      });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    /** With cents always, for columns of amounts. */
    amount(amount: number, currency: string): string {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
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
