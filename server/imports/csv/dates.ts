/** Days and moments as exports write them. What can be read in two ways is refused, with what to say instead. */

/** How `01/02/2026` is to be read; there is no guessing it. */
export type DayOrder = 'day-first' | 'month-first';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const time = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap]m)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?`;
const pattern = (day: string) => new RegExp(`^${day}${time}$`, 'i');

/** Each gives year, month and day, in that order, from its first three groups. */
const forms: { shape: RegExp; order: (parts: string[]) => (string | number | undefined)[] }[] = [
  {
    shape: pattern(String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`),
    order: ([year, month, day]) => [year, month, day],
  },
  // With dots it is day first wherever it is written so.
  {
    shape: pattern(String.raw`(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})`),
    order: ([day, month, year]) => [year, month, day],
  },
  {
    shape: pattern(String.raw`(\d{1,2}) ([a-z]{3})[a-z]*\.?,? (\d{4})`),
    order: ([day, name, year]) => [year, monthOf(name), day],
  },
  {
    shape: pattern(String.raw`([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})`),
    order: ([name, day, year]) => [year, monthOf(name), day],
  },
];

const ambiguous = pattern(String.raw`(\d{1,2})[/-](\d{1,2})[/-](\d{4})`);

const monthOf = (name = ''): number => months.indexOf(name.toLowerCase()) + 1;

/** The instant as ISO 8601 in UTC. Without an offset it is taken as UTC. Throws an `Error` that says what is wrong. */
export function readInstant(text: string, order: DayOrder | undefined): string {
  for (const { shape, order: arrange } of forms) {
    const found = shape.exec(text);
    if (found) return toInstant(text, arrange(found.slice(1, 4)), found.slice(4));
  }
  const found = ambiguous.exec(text);
  if (!found) throw new Error(`"${text}" is not a date. Write it as 2026-01-31 or 2026-01-31 14:05:00`);
  if (!order) {
    throw new Error(`"${text}" may be day or month first. Say --dates day-first or --dates month-first`);
  }
  const [one, two, year] = found.slice(1, 4);
  return toInstant(text, order === 'day-first' ? [year, two, one] : [year, one, two], found.slice(4));
}

function toInstant(text: string, day: (string | number | undefined)[], clock: (string | undefined)[]): string {
  const [year = 0, month = 0, date = 0] = day.map(Number);
  const [hours, minutes = 0, seconds = 0] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  const [, , , fraction = '', half, offset] = clock;
  const hour = readHour(hours ?? 0, half?.toLowerCase());
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  const at = new Date(Date.UTC(year, month - 1, date, hour, minutes, seconds, millis));
  const isThere =
    year >= 1900 && at.getUTCMonth() === month - 1 && at.getUTCDate() === date && at.getUTCHours() === hour;
  if (!isThere || minutes > 59 || seconds > 59) throw new Error(`"${text}" is not a date`);
  return new Date(at.getTime() - minutesOf(offset) * 60_000).toISOString();
}

/** 12 am is midnight. NaN for an hour that no clock shows. */
function readHour(hour: number, half: string | undefined): number {
  if (!half) return hour;
  return hour >= 1 && hour <= 12 ? (hour % 12) + (half === 'pm' ? 12 : 0) : NaN;
}

function minutesOf(offset: string | undefined): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
