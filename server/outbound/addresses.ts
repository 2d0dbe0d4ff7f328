/** Which addresses of the network this server may ask on behalf of somebody who typed a name. */
import ipaddr from 'ipaddr.js';

/** Public by their number, and still not the public internet: clouds answer there about the machine that asks. */
const special = ['168.63.129.16/32', '192.88.99.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.175.48.0/24'].map(
  (range) => ipaddr.IPv4.parseCIDR(range),
);

/** All that is given out of IPv6; mapped, translated, local and multicast addresses lie outside. */
const given = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Is this an address of the public internet? Everything that leads, in whatever wrapping, to this computer, its
 * neighbours or their metadata is not: IPv4 within IPv6 is refused even where what it wraps is public.
 *
 * @param address IPv4 or IPv6 as a resolver or `URL` gives it, without brackets
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv6) return parsed.zoneId === undefined && parsed.match(given);
  return !special.some((range) => parsed.match(range));
}

/** Is it this computer, without any wrapping? */
export const isLoopback = (address: string): boolean =>
  address === '::1' || (ipaddr.IPv4.isValidFourPartDecimal(address) && address.startsWith('127.'));
