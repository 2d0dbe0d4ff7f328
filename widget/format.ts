/** Money, dates and counts in the customer's language. */
import type { Card } from './parts/card-name.ts';

export function bestLocale(...wishes: (string | null | undefined)[]): string {
  for (const wish of [...wishes, document.documentElement.lang, navigator.language]) {
    if (!wish) continue;
    try {
      const [locale] = Intl.getCanonicalLocales(wish.replaceAll('_', '-'));
      if (locale) return locale;
    } catch {
      // Not a language tag; the next wish decides.
    }
  }
  return 'en';
}

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
    day: date({ day: 'numeric', month: 'short' }),
    month: date({ month: 'long', year: 'numeric' }),
    moment: date({ dateStyle: 'medium', timeStyle: 'short' }),
    expiry: ({ expiresMonth, expiresYear }: Card): string =>
      date({ month: '2-digit', year: '2-digit', timeZone: 'UTC' })(
        new Date(Date.UTC(expiresYear, expiresMonth - 1, 2)).toISOString(),
      ),
    /** 3 months */
    span: (count: number, unit: string): string =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    /** 5 minutes ago */
    ago(instant: string): string {
      const minutes = Math.max(0, (Date.now() - Date.parse(instant)) / 60_000);
      const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      if (minutes < 60) return relative.format(-Math.round(minutes), 'minute');
      if (minutes < 1440) return relative.format(-Math.round(minutes / 60), 'hour');
      return relative.format(-Math.round(minutes / 1440), 'day');
    },
    language: (tag: string): string => new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag,
  };
}
