import { isLocalHost } from '../config.ts';

/**
 * The one check of an address that a browser will be sent to or that a setting names. Gives the address as the browser
 * will read it, or `undefined`. Comparing origins alone would not do: `new URL('blob:https://shop.example/x').origin` is
 * the shop's.
 *
 * @param origins exact origins that are allowed; without it any host
 */
export function safeUrl(raw: string, origins?: readonly string[]): string | undefined {
  // Browsers drop tabs and line breaks and read a backslash as a slash: an address that has one was made to mislead.
  if (raw.length > 2048 || /[\p{Cc}\\\s]/u.test(raw)) return undefined;
  if (!URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  const isHttps = url.protocol === 'https:' || (url.protocol === 'http:' && isLocalHost(url.hostname));
  if (!isHttps || url.username || url.password) return undefined;
  if (origins && !origins.includes(url.origin)) return undefined;
  return url.href;
}
