import type { Address } from '../../server/features/addresses/addresses.contract.ts';

/** Countries that write the postal code after the city. */
const codeLast = new Set('AU BR CA GB IE IN JP KR NZ SG TH US ZA'.split(' '));

/** Name of a country in the language of `locale`; the code itself when the browser knows none. */
export function countryNames(locale: string): (code: string) => string {
  const names = new Intl.DisplayNames(locale, { type: 'region' });
  return (code) => names.of(code) ?? code;
}

/** An address as it is written on an envelope, line by line. */
export function addressLines(address: Address, countryName: (code: string) => string): string[] {
  const { name, line1, line2, postalCode, city, region, country } = address;
  const place = codeLast.has(country) ? [`${city}`, region, postalCode] : [postalCode, city];
  return [
    name,
    line1,
    line2,
    place.filter(Boolean).join(' '),
    codeLast.has(country) ? null : region,
    countryName(country),
  ].filter((line): line is string => Boolean(line));
}
