import { UsageError } from '../../features/settings/setting-options.ts';
import type { Columns } from './cells.ts';

/** `First_Name (Billing)` and `first name billing` are one heading. */
const plain = (heading: string): string =>
  heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

interface Wanted<Field extends string> {
  header: string[];
  /** Every heading of a field, the first one first. */
  headings: Record<Field, string[]>;
  /** Of each group one field has to be there. */
  required: readonly (readonly Field[])[];
}

/** Where each field stands. Throws a `UsageError` when one that is needed is missing or there twice. */
export function findColumns<Field extends string>({ header, headings, required }: Wanted<Field>) {
  const found = header.map(plain);
  const columns: Columns<Field> = {};
  for (const [field, names] of Object.entries(headings) as [Field, string[]][]) {
    const name = names.map(plain).find((each) => found.includes(each));
    if (name === undefined) continue;
    const index = found.indexOf(name);
    const heading = header[index]?.trim() ?? '';
    if (found.indexOf(name, index + 1) >= 0) throw new UsageError(`Two columns are called "${heading}"`);
    columns[field] = { index, heading };
  }
  for (const fields of required) {
    if (fields.some((field) => columns[field])) continue;
    const names = fields.map((field) => headings[field][0]).join(' or ');
    const accepted = fields.flatMap((field) => headings[field]).join(', ');
    const there = header.map((heading) => heading.trim()).join(', ');
    throw new UsageError(`The column "${names}" is missing. The file has: ${there}. It may be called: ${accepted}`);
  }
  const known = new Set(Object.values<string[]>(headings).flat().map(plain));
  const unknown = header.filter((heading) => heading.trim() !== '' && !known.has(plain(heading)));
  return { columns, unknown };
}
