import { msg, str } from '@lit/localize';
import type { Format } from '../format.ts';

interface Price {
  readonly cents: number;
  readonly currency: string;
  /** `null`: paid once. */
  readonly intervalUnit: 'day' | 'week' | 'month' | 'year' | null;
  readonly intervalCount: number;
}

/** 3 months */
const span = (count: number, unit: string, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);

/** €29, €29 a month, €29 every 3 months */
export function priceWords({ cents, currency, intervalUnit, intervalCount }: Price, format: Format): string {
  const money = format.money(cents, currency);
  if (intervalUnit && intervalCount !== 1) {
    return msg(str`${money} every ${span(intervalCount, intervalUnit, format.locale)}`);
  }
  switch (intervalUnit) {
    case 'day':
      return msg(str`${money} a day`);
    case 'week':
      return msg(str`${money} a week`);
    case 'month':
      return msg(str`${money} a month`);
    case 'year':
      return msg(str`${money} a year`);
    case null:
      return money;
  }
}
