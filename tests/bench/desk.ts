import type { TestApp } from '../support/app.ts';
import { fill } from '../support/many-customers.ts';
import { aStaffMember } from '../support/staff.ts';

type Print = (title: string, rows: string[][]) => void;

const asked: [string, string][] = [
  ['overview', '/overview'],
  ['list of customers', '/customers'],
  ['who hold a level', '/customers?levelId=:level'],
  ['with an open invoice', '/customers?state=unpaid'],
  ['with a tag that few have', '/customers?tag=rare'],
  ['whole address', '/customers?search=customer-4711@customers.example'],
  ['beginning of an address', '/customers?search=customer-47'],
  ['beginning of a name', '/customers?search=ann4711'],
  ['order number', '/customers?search=N-4711'],
  ['last four', '/customers?search=4711'],
  ['record', '/customers/:customer'],
  ['purchases', '/customers/:customer/purchases'],
];
const runs = 15;

/** What support waits for, with ten thousand customers and with a million. */
export async function measureDesk(app: TestApp, siteId: string, print: Print): Promise<void> {
  const staff = await aStaffMember(app, siteId);
  const median = async (path: string): Promise<number> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run++) {
      const started = performance.now();
      const { status } = await staff.send({ path });
      if (status !== 200) throw new Error(`${path} answers ${status}`);
      times.push(performance.now() - started);
    }
    return times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? 0;
  };
  const measured: number[][] = [];
  for (const [from, to] of [
    [1, 10_000],
    [10_001, 1_000_000],
  ] as const) {
    await addPeople(app, siteId, from, to);
    const ids = { customer: idOf('customer', 4711), level: idOf('level', 1) };
    const path = (template: string) =>
      `/api/v1/${siteId}/admin${template.replace(':customer', ids.customer).replace(':level', ids.level)}`;
    const times: number[] = [];
    for (const [, template] of asked) times.push(await median(path(template)));
    measured.push(times);
  }
  print(`the desk with 10,000 customers and with a million, median of ${runs}`, [
    ['', 'ms at 10,000', 'ms at 1,000,000', ''],
    ...asked.map(([name], at) => {
      const [few = 0, many = 0] = measured.map((times) => times[at] ?? 0);
      return [name, few.toFixed(1), many.toFixed(1), `${(many / few).toFixed(2)} ×`];
    }),
  ]);
}

/** An id that says what it is of. */
const idOf = (kind: keyof typeof kinds, n: number): string =>
  `00000000-0000-7000-8${kinds[kind]}-${n.toString(16).padStart(12, '0')}`;
const kinds = {
  customer: '001',
  card: '002',
  order: '003',
  invoice: '004',
  program: '005',
  level: '006',
  grant: '007',
  event: '008',
};

async function addPeople(app: TestApp, siteId: string, from: number, to: number): Promise<void> {
  const each = `from generate_series(${from}, ${to}) n`;
  const id = (kind: keyof typeof kinds, n = 'n') =>
    `('00000000-0000-7000-8${kinds[kind]}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
  const site = `'${siteId}'`;
  const at = `now() - n * interval '20 seconds'`;
  await fill(app, [
    `insert into customer (site_id, id, email, first_name, last_name, created_from, created_at, tags)
     select ${site}, ${id('customer')}, 'customer-' || n || '@customers.example', 'Ann' || n, 'Lee', 'test', ${at},
       case when n % 5000 = 7 then array['rare'] else '{}' end ${each}`,
    `insert into payment_method (site_id, id, customer_id, brand, last4, expires_month, expires_year, is_default)
     select ${site}, ${id('card')}, ${id('customer')}, 'visa', lpad((n % 10000)::text, 4, '0'), 12, 2090, true ${each}`,
    `insert into purchase_order (site_id, id, customer_id, number, placed_at, currency, subtotal_cents, total_cents)
     select ${site}, ${id('order')}, ${id('customer')}, 'N-' || n, ${at}, 'EUR', 4200, 4200 ${each}`,
    `insert into invoice (site_id, id, customer_id, number, status, issued_at, currency, total_cents, due_cents)
     select ${site}, ${id('invoice')}, ${id('customer')}, 'I-' || n, case when n % 200 = 3 then 'open' else 'paid' end, ${at},
       'EUR', 2900, case when n % 200 = 3 then 2900 else 0 end ${each}`,
    `insert into program (site_id, id, name, slug) select ${site}, ${id('program')}, 'Program', 'program'
     from generate_series(1, 1) n on conflict do nothing`,
    `insert into level (site_id, id, program_id, name, slug) select ${site}, ${id('level')}, ${id('program', '1')}, 'L' || n,
       'l' || n from generate_series(1, 1) n on conflict do nothing`,
    `insert into level_grant (site_id, id, customer_id, level_id, source_kind)
     select ${site}, ${id('grant')}, ${id('customer')}, ${id('level', '1')}, 'purchase' ${each} where n % 1000 = 11`,
    `insert into auth_event (site_id, id, at, kind, cause, customer_id)
     select ${site}, ${id('event')}, now() - (n % 2400) * interval '20 minutes',
       case when n % 9 = 0 then 'sign_in_failed' else 'signed_in' end, case when n % 9 = 0 then 'code_wrong' end,
       ${id('customer')} ${each}`,
  ]);
}
