/** Dates, times and money of the desk, in the language of the browser. */
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** 3 May 2026, 10:02; a dash for never. */
export const whenWords = (instant: string | null | undefined): string =>
  instant ? dateTime.format(new Date(instant)).replace(/ (?=[AP]M$)/, '\u00a0') : '–';
export const dateWords = (instant: string | null | undefined): string =>
  instant ? date.format(new Date(instant)) : '–';

export { formatFor } from '../../format.ts';
