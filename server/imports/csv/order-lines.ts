import { BadRow, readCount, readLine as readText, type Cells } from './cells.ts';
import type { OrderField } from './headings.ts';
import { readMoney } from './money.ts';

export interface OrderLine {
  title: string;
  quantity: number;
  unitCents: number;
  totalCents: number;
}

/** More is a column mistaken for the order's number. */
export const mostLines = 1000;

/** The lines a row has: one in columns of its own, several in one cell, or `undefined` when the file has neither. */
export function readLines(cells: Cells<OrderField>, currency: string, orderCents?: number): OrderLine[] | undefined {
  if (cells.has('lineTitle')) return readLine(cells, currency, orderCents);
  if (!cells.has('lines')) return undefined;
  return cells.read('lines', (text) => readPacked(text, currency)) ?? [];
}

function readLine(cells: Cells<OrderField>, currency: string, orderCents: number | undefined): OrderLine[] {
  const title = cells.text('lineTitle', 500);
  if (title === undefined) return [];
  const quantity = cells.read('quantity', readCount) ?? 1;
  const unit = cells.money('unitPrice', currency, true);
  const total = cells.money('lineTotal', currency, true);
  // Who exports products without prices sells one a row, as memberships.
  const isPriced = cells.has('unitPrice') || cells.has('lineTotal');
  const cents = isPriced ? { unit, total } : { unit, total: orderCents };
  return [withBoth({ title, quantity, ...cents })];
}

interface Priced {
  title: string;
  quantity: number;
  unit: number | undefined;
  total: number | undefined;
}

function withBoth({ title, quantity, unit, total }: Priced): OrderLine {
  const totalCents = total ?? (unit ?? 0) * quantity;
  const unitCents = unit ?? (quantity > 0 ? Math.round(totalCents / quantity) : totalCents);
  if (!Number.isSafeInteger(totalCents)) throw new BadRow('the total of a line is too much');
  return { title, quantity, unitCents, totalCents };
}

/**
 * WooCommerce's `line_items`: `name:Clay|quantity:2|total:20.00;name:…`, or the same as JSON. Amounts have a decimal point
 * there, whatever the rest of the file is written like.
 */
function readPacked(text: string, currency: string): OrderLine[] {
  const lines = text.startsWith('[')
    ? (JSON.parse(text) as Record<string, unknown>[])
    : text.split(';').filter(hasText).map(readPairs);
  if (lines.length > mostLines) throw new Error(`has ${lines.length} lines; an order has ${mostLines} at most`);
  return lines.map((line) => {
    const field = (name: string) =>
      typeof line[name] === 'object' ? '' : String((line[name] as string | undefined) ?? '').trim();
    const amount = (name: string) =>
      field(name) === '' ? undefined : readMoney(field(name), { currency, rounds: true, decimal: 'point' });
    const title = field('name') || field('product_name') || field('sku') || field('product_id');
    if (!title) throw new Error('has a line without a name');
    const total = amount('subtotal') ?? amount('sub_total') ?? amount('total');
    return withBoth({
      title: readText(title, 500),
      quantity: readCount(field('quantity') || '1'),
      unit: undefined,
      total,
    });
  });
}

const hasText = (text: string): boolean => text.trim() !== '';

/** What has no `:` of its own belongs to the value before it: a name may hold a `|`. */
const readPairs = (line: string): Record<string, string> =>
  Object.fromEntries(
    [...line.matchAll(/(?:^|\|)\s*([a-z_]+):(.*?)(?=\|\s*[a-z_]+:|$)/gis)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
