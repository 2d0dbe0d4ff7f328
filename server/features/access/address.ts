import { AppError } from '../../http/errors.ts';
import { safeUrl } from '../../http/redirects.ts';

const tracking = /^(utm_\w*|fbclid|gclid)$/i;

/**
 * The one form in which addresses of pages are stored and compared: scheme and host in lower case, no fragment, no slash at
 * the end but that of the root, nothing that counts clicks, and each character written in one way. `undefined` for what is
 * no address of a page.
 */
export function normalAddress(raw: string): string | undefined {
  const safe = safeUrl(raw);
  if (safe === undefined) return undefined;
  const { origin, pathname, search } = new URL(safe);
  const query = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !tracking.test(part.split('=', 1)[0] ?? ''));
  const path = pathname.replace(/\/+$/, '') || '/';
  return oneSpelling(`${origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`);
}

/** The same of what somebody typed or sent in: refuses with the field's name. */
export function parseAddress(raw: string, path: string): string {
  const address = normalAddress(raw);
  if (address !== undefined) return address;
  const message = 'must be the address of a page and begin with https://';
  throw new AppError('invalid_request', 422, { fields: [{ path, message }] });
}

/**
 * Where a page may stand among those we know, the best first: a page that is known without its query is the same page with
 * any, or whoever adds one to the address would pass every guard.
 */
export const addressesOf = (address: string): string[] => [...new Set([address, address.replace(/\?.*/, '')])];

/** `%6c` is `l`, and `%c3` is `%C3`. */
const oneSpelling = (text: string): string =>
  text.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
