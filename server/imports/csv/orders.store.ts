import type { PoolClient } from 'pg';
import { v7 as newId } from 'uuid';
import type { Outcome } from './kind.ts';
import type { Order } from './orders.ts';

type OrderRow = Order & { customerId: string };

interface StoredOrder {
  email: string | null;
  isProviders: boolean;
}

const saveSql = `
  with given as (
    select g.*, coalesce(g."subtotalCents", g."lineCents", g."totalCents" - g."taxCents" + g."discountCents") as subtotal
    from jsonb_to_recordset($2::jsonb) as g(id uuid, "customerId" uuid, number text, "placedAt" timestamptz,
      currency text, "totalCents" bigint, "subtotalCents" bigint, "lineCents" bigint, "discountCents" bigint,
      "taxCents" bigint, "paidCents" bigint, "refundedCents" bigint, "billingAddress" text[])
  ), saved as (
    insert into purchase_order as o (site_id, id, customer_id, number, placed_at, currency, subtotal_cents,
      discount_cents, tax_cents, total_cents, paid_cents, refunded_cents, billing_address)
    select $1, g.id, g."customerId", g.number, g."placedAt", g.currency, g.subtotal, g."discountCents", g."taxCents",
      g."totalCents", g."paidCents", g."refundedCents", g."billingAddress"
    from given g
    where not exists (
      select from purchase_order o where o.site_id = $1 and o.number = g.number
        and (o.placed_at, o.currency, o.subtotal_cents, o.discount_cents, o.tax_cents, o.total_cents, o.paid_cents,
            o.refunded_cents, o.billing_address)
          is not distinct from (g."placedAt", g.currency, g.subtotal, g."discountCents", g."taxCents", g."totalCents",
            g."paidCents", g."refundedCents", coalesce(g."billingAddress", o.billing_address)))
    order by g.number
    on conflict (site_id, number) do update set
      placed_at = excluded.placed_at, currency = excluded.currency, subtotal_cents = excluded.subtotal_cents,
      discount_cents = excluded.discount_cents, tax_cents = excluded.tax_cents, total_cents = excluded.total_cents,
      paid_cents = excluded.paid_cents, refunded_cents = excluded.refunded_cents,
      billing_address = coalesce(excluded.billing_address, o.billing_address)
    returning o.id, o.number
  )
  select g.number, case when s.id = g.id then 'new' else 'changed' end as outcome
  from saved s join given g on g.number = s.number`;

/** Orders whose stored lines are others than the given ones. */
const otherLinesSql = `
  select o.id, g.number, g.lines
  from jsonb_to_recordset($2::jsonb) as g(number text, lines jsonb)
  join purchase_order o on o.site_id = $1 and o.number = g.number
  where g.lines <> (
    select coalesce(jsonb_agg(jsonb_build_array(l.title, l.quantity, l.unit_cents, l.total_cents) order by l.position), '[]')
    from purchase_order_line l where l.site_id = $1 and l.order_id = o.id)`;

const addLinesSql = `
  insert into purchase_order_line (site_id, order_id, position, title, quantity, unit_cents, total_cents)
  select $1, g.id, line.position, line.value ->> 0, (line.value ->> 1)::int, (line.value ->> 2)::bigint,
    (line.value ->> 3)::bigint
  from jsonb_to_recordset($2::jsonb) as g(id uuid, lines jsonb),
    jsonb_array_elements(g.lines) with ordinality as line(value, position)`;

/** A line that bears the name of the one product that has it, in whatever case, is that product's. */
const nameProductsSql = `
  update purchase_order_line l set product_id = named.id
  from purchase_order o, (
    select lower(trim(name)) as name, (array_agg(id))[1] as id from product where site_id = $1
    group by 1 having count(*) = 1) named
  where o.site_id = $1 and o.number = any($2) and l.site_id = $1 and l.order_id = o.id and l.product_id is null
    and lower(trim(l.title)) = named.name`;

/** Orders by their number, each with its lines. */
export function importedOrdersStore(client: Pick<PoolClient, 'query'>) {
  /** Gives the numbers of orders whose lines were replaced. */
  async function saveLines(siteId: string, orders: OrderRow[]): Promise<string[]> {
    const given = orders.flatMap(({ number, lines }) =>
      lines === undefined
        ? []
        : [{ number, lines: lines.map((line) => [line.title, line.quantity, line.unitCents, line.totalCents]) }],
    );
    if (given.length === 0) return [];
    const { rows } = await client.query<{ id: string; number: string }>(otherLinesSql, [siteId, JSON.stringify(given)]);
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    await client.query('delete from purchase_order_line where site_id = $1 and order_id = any($2)', [siteId, ids]);
    await client.query(addLinesSql, [siteId, JSON.stringify(rows)]);
    return rows.map(({ number }) => number);
  }

  return {
    /** The orders that are there already, by their number: whose they are, and whether the payment provider feeds them. */
    async find(siteId: string, numbers: string[]): Promise<Map<string, StoredOrder>> {
      const text = `select o.number, c.email, o.provider_id is not null as "isProviders" from purchase_order o
        join customer c on c.site_id = o.site_id and c.id = o.customer_id
        where o.site_id = $1 and o.number = any($2)`;
      const { rows } = await client.query<StoredOrder & { number: string }>(text, [siteId, numbers]);
      return new Map(rows.map(({ number, ...order }) => [number, order]));
    },

    /** Every number at most once. What was not even touched is not in the answer. */
    async save(siteId: string, orders: OrderRow[]): Promise<Map<string, Outcome>> {
      const given = orders.map(({ lines, ...order }) => ({
        ...order,
        id: newId(),
        lineCents: lines?.length ? lines.reduce((sum, line) => sum + line.totalCents, 0) : undefined,
      }));
      const { rows } = await client.query<{ number: string; outcome: Outcome }>(saveSql, [
        siteId,
        JSON.stringify(given),
      ]);
      const outcomes = new Map(rows.map(({ number, outcome }) => [number, outcome]));
      for (const number of await saveLines(siteId, orders)) {
        if (!outcomes.has(number)) outcomes.set(number, 'changed');
      }
      await client.query(nameProductsSql, [siteId, orders.map(({ number }) => number)]);
      return outcomes;
    },
  };
}
