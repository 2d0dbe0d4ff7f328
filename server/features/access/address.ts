import { invalid } from '../../http/errors.ts';
import { safeUrl } from '../../http/redirects.ts';

/** Of a query: each more doubles the places where a page may stand, see `addressesOf`. */
const mostParts = 8;
const tracking = /^(utm_\w*|fbclid|gclid)$/i;

/**
 * The one form in which addresses of pages are stored and compared: scheme and host in lower case, no fragment, no slash at
 * the end but that of the root and no two in a row, the query in one order and without what counts clicks, and each
 * character written in one way. `undefined` for what is no address of a page.
 */
export function normalAddress(raw: string): string | undefined {
  const safe = safeUrl(raw);
  if (safe === undefined) return undefined;
  const { origin, pathname, search } = new URL(safe);
  const query = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !tracking.test(part.split('=', 1)[0] ?? ''))
    .map((part) => oneSpelling(part.replaceAll('+', '%20'), /[\w.~-]/))
    .sort();
  if (query.length > mostParts) return undefined;
  const path = oneSpelling(pathname.replace(/\/{2,}/g, '/').replace(/\/$/, ''), /[\w.~!$&'()*+,;=:@-]/) || '/';
  return `${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** The same of what somebody typed or sent in: refuses with the field's name. */
export function parseAddress(raw: string, path: string): string {
  const address = normalAddress(raw);
  if (address !== undefined) return address;
  const message = `must be the address of a page, begin with https:// and have at most ${mostParts} parts in its query`;
  throw invalid(path, message);
}

/**
 * Where a page may stand among those we know, the best first: a page that is known without its query, or with a part of it,
 * is the same page with more, or whoever adds something to the address would pass every guard.
 *
 * @param address a normal one
 */
export function addressesOf(address: string): string[] {
  const [path = '', ...rest] = address.split('?');
  const parts = rest.join('?').split('&').filter(Boolean);
  const choices = parts.reduce<string[][]>((some, part) => some.flatMap((each) => [[...each, part], each]), [[]]);
  return choices
    .sort((one, other) => other.length - one.length)
    .map((each) => (each.length > 0 ? `${path}?${each.join('&')}` : path));
}

/** `%6c` is `l`, and `%c3` is `%C3`. @param plain what needs no escaping there */
const oneSpelling = (text: string, plain: RegExp): string =>
  text.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(parseInt(escaped.slice(1), 16));
    return plain.test(character) ? character : escaped.toUpperCase();
  });
