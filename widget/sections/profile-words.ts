import { msg } from '@lit/localize';
import type { ProfileField } from '../../server/features/profile/profile.contract.ts';
import type { Format } from '../format.ts';

/** British English */
export const languageName = (tag: string, { locale }: Format): string =>
  new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;

/** What a field of the site's own holds, as it is read. */
export function fieldValueWords({ kind, value }: ProfileField, format: Format): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? msg('Yes') : msg('No');
  if (typeof value === 'number') return new Intl.NumberFormat(format.locale).format(value);
  // A day has no time zone: noon is on it everywhere people live.
  return kind === 'date' ? format.fullDate(`${value}T12:00`) : value;
}
