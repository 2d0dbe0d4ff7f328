import { UsageError } from '../../features/settings/setting-options.ts';
import { BadRow, LeftOut, type Cells } from './cells.ts';
import { linesOf, readAddress } from './addresses.ts';
import { orderHeadings, type OrderField } from './headings.ts';
import type { Item, Kind, SaveContext, Saved } from './kind.ts';
import { mostLines, readLines, type OrderLine } from './order-lines.ts';
import { foldPeople } from './people.ts';

export interface Order {
  number: string;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  placedAt?: string | undefined;
  currency?: string | undefined;
  totalCents?: number | undefined;
  subtotalCents?: number | undefined;
  discountCents: number;
  taxCents: number;
  paidCents: number;
  refundedCents: number;
  /** `undefined`: the file has no columns for them, and what is stored stays. */
  lines?: OrderLine[] | undefined;
  billingAddress?: string[] | undefined;
}

const longestNumber = 100;

export const orders: Kind<OrderField, Order> = {
  name: 'orders',
  headings: orderHeadings,
  required: [['number'], ['email'], ['placedAt'], ['total']],
  read(cells, { writing }) {
    if (!cells.has('currency') && !writing.currency) {
      throw new UsageError('The column "currency" is missing: say --currency EUR, or whichever it is');
    }
    const number = cells.need('number', cells.text('number', longestNumber));
    const standing = readStanding(cells);
    const currency = cells.need('currency', cells.currency('currency'));
    const money = (field: OrderField) => cells.money(field, currency);
    const totalCents = notNegative(cells, 'total', money('total'));
    const { paidCents, refundedCents } = readPaid(standing, totalCents ?? 0, money('paid'), money('refunded'));
    const [firstName, lastName] = [cells.text('firstName', 100), cells.text('lastName', 100)];
    const address = readAddress(cells, `${firstName ?? ''} ${lastName ?? ''}`.trim());
    const order: Order = {
      number,
      email: cells.email('email'),
      firstName,
      lastName,
      placedAt: cells.instant('placedAt'),
      currency,
      totalCents,
      subtotalCents: notNegative(cells, 'subtotal', money('subtotal')),
      discountCents: Math.abs(money('discount') ?? 0),
      taxCents: Math.abs(money('tax') ?? 0),
      paidCents,
      refundedCents,
      lines: readLines(cells, currency, totalCents),
      billingAddress: address && linesOf(address),
    };
    return { key: number, value: order };
  },
  keyOfBad(cells) {
    const number = cells.raw('number').replace(/\s+/g, ' ');
    // That of no order: what is longer takes nothing with it.
    return number.length > longestNumber ? '' : number;
  },
  fold: foldOrders,
  check(order) {
    for (const [field, name] of [
      ['email', 'email'],
      ['placedAt', 'placed at'],
      ['totalCents', 'total'],
    ] as const) {
      if (order[field] === undefined) throw new BadRow(`"${name}": is empty`);
    }
  },
  save: saveOrders,
};

/** Rows of one order repeat what is the order's, or leave it empty after the first one; and add a line each. */
function foldOrders(value: Order, more: Order): Order {
  for (const field of ['email', 'placedAt', 'currency', 'totalCents'] as const) {
    if (more[field] !== undefined && value[field] !== undefined && more[field] !== value[field]) {
      throw new BadRow(`is the same order as above, with another ${field === 'totalCents' ? 'total' : field}`);
    }
  }
  const lines = value.lines || more.lines ? [...(value.lines ?? []), ...(more.lines ?? [])] : undefined;
  if (lines && lines.length > mostLines) throw new BadRow(`an order has ${mostLines} lines at most`);
  const { discountCents, taxCents, paidCents, refundedCents } = value.totalCents === undefined ? more : value;
  return {
    ...value,
    ...{ discountCents, taxCents, paidCents, refundedCents },
    email: value.email ?? more.email,
    placedAt: value.placedAt ?? more.placedAt,
    totalCents: value.totalCents ?? more.totalCents,
    subtotalCents: value.subtotalCents ?? more.subtotalCents,
    firstName: value.firstName ?? more.firstName,
    lastName: value.lastName ?? more.lastName,
    billingAddress: value.billingAddress ?? more.billingAddress,
    lines,
  };
}

type Standing = 'paid' | 'open' | 'refunded';

/** What the shops call an order that was paid, waits for its payment, or was given back. The rest never became one. */
const standings: Record<string, Standing> = {
  ...{ completed: 'paid', complete: 'paid', processing: 'paid', paid: 'paid', succeeded: 'paid', confirmed: 'paid' },
  ...{ partiallyrefunded: 'paid', partlyrefunded: 'paid', active: 'paid', fulfilled: 'paid' },
  ...{ onhold: 'open', open: 'open', unpaid: 'open', invoiced: 'open' },
  refunded: 'refunded',
};
const neverOrders = new Set(
  'cancelled canceled failed pending pendingpayment draft checkoutdraft trash abandoned incomplete declined'.split(' '),
);

function readStanding(cells: Cells<OrderField>): Standing | undefined {
  const text = cells.raw('status');
  if (text === '') return undefined;
  const status = text
    .toLowerCase()
    .replace(/^wc-/, '')
    .replace(/[^a-z]/g, '');
  if (neverOrders.has(status)) throw new LeftOut(`status "${text.toLowerCase()}"`);
  const standing = Object.hasOwn(standings, status) ? standings[status] : undefined;
  if (!standing) throw cells.bad('status', `"${text.slice(0, 100)}" is not one of paid, open, refunded, cancelled`);
  return standing;
}

/** What the file says comes first; an order without a word on it was paid. */
function readPaid(
  standing: Standing | undefined,
  total: number,
  paid: number | undefined,
  refunded: number | undefined,
) {
  const paidCents = paid ?? (standing === 'open' ? 0 : total);
  const given = Math.abs(refunded ?? 0);
  return { paidCents, refundedCents: standing === 'refunded' && !given ? paidCents : given };
}

function notNegative(cells: Cells<OrderField>, field: OrderField, amount: number | undefined): number | undefined {
  if (amount !== undefined && amount < 0) throw cells.bad(field, 'is less than nothing');
  return amount;
}

async function saveOrders(items: Item<Order>[], { siteId, statements }: SaveContext): Promise<Saved> {
  const stored = await statements.orders.find(
    siteId,
    items.map(({ value }) => value.number),
  );
  const refusals = new Map<string, string>();
  for (const { value } of items) {
    const order = stored.get(value.number);
    if (order && order.email !== value.email) {
      refusals.set(value.number, `the order "${value.number}" is already there and belongs to another customer`);
    } else if (order?.isProviders) {
      refusals.set(
        value.number,
        `the order "${value.number}" is already there from the payment provider, who knows better`,
      );
    }
  }
  const good = items.map(({ value }) => value).filter(({ number }) => !refusals.has(number));
  const people = await statements.people.save(siteId, foldPeople(good));
  const rows = good.map((order) => ({ ...order, customerId: people.get(order.email ?? '')?.id ?? '' }));
  const outcomes = await statements.orders.save(siteId, rows);
  return {
    outcomes: items.map(({ value: { number } }) => {
      const reason = refusals.get(number);
      return reason === undefined ? (outcomes.get(number) ?? 'unchanged') : { reason };
    }),
    made: [...people].flatMap(([email, { outcome }]) => (outcome === 'new' ? [`customer ${email}`] : [])),
  };
}
