import type { PostalAddress } from '../../features/addresses/addresses.contract.ts';
import type { Cells } from './cells.ts';

type AddressField = 'addressName' | 'line1' | 'line2' | 'postalCode' | 'city' | 'region' | 'country';

/** `undefined` without street, city or country: exports know the country alone of many customers. */
export function readAddress(cells: Cells<AddressField>, name: string): PostalAddress | undefined {
  const [line1, city, country] = [
    cells.text('line1', 200),
    cells.text('city', 100),
    cells.read('country', readCountry),
  ];
  if (line1 === undefined || city === undefined || country === undefined) return undefined;
  return {
    name: cells.text('addressName', 200) ?? name,
    line1,
    line2: cells.text('line2', 200) ?? null,
    postalCode: cells.text('postalCode', 20) ?? '',
    city,
    region: cells.text('region', 100) ?? null,
    country,
  };
}

/** As it is printed on an order: a line each, those that are there. */
export function linesOf(address: PostalAddress): string[] {
  const { name, line1, line2, postalCode, city, region, country } = address;
  return [name, line1, line2, `${postalCode} ${city}`.trim(), region, country].filter(
    (line) => line !== null && line !== '',
  ) as string[];
}

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = new Map(
  letters
    .flatMap((one) => letters.map((other) => one + other))
    .flatMap((code) => [
      [code.toLowerCase(), code],
      [names.of(code)?.toLowerCase() ?? '', code],
    ])
    .filter(([name, code]) => name && names.of(code ?? '')) as [string, string][],
);

/** Two letters, from themselves or from the country's English name. */
function readCountry(text: string): string {
  const code = codes.get(text.toLowerCase());
  if (code === undefined) throw new Error(`"${text.slice(0, 100)}" is not a country such as DE or Germany`);
  return code;
}
