/** `npm run import -- csv … --as orders`, the built command on a database of its own. */
import { beforeAll, describe, expect, test } from 'vitest';
import { importBench } from '../support/csv-files.ts';

type Bench = Awaited<ReturnType<typeof importBench>>;
let bench: Bench;

beforeAll(async () => {
  bench = await importBench();
});

/** With bigints as numbers. */
const order = async (number: string) => {
  const [row] = await bench.query<{ found: Record<string, unknown> }>(
    `select to_jsonb(o) || jsonb_build_object('email', c.email, 'first_name', c.first_name, 'created_from', c.created_from,
       'lines', (select coalesce(jsonb_agg(jsonb_build_array(title, quantity, unit_cents, total_cents) order by position), '[]')
         from purchase_order_line l where l.order_id = o.id)) as found
     from purchase_order o join customer c on c.id = o.customer_id where o.number = $1`,
    [number],
  );
  return row?.found;
};

const header = 'number,email,placed at,currency,total,line title,quantity,unit price';

describe('our own columns', () => {
  test('become orders with their lines, and whoever is unknown becomes a customer', async () => {
    const text =
      `${header},first name,tax\n` +
      'A-1,Ann@own.example,2026-01-05 10:00:00,eur,64.00,Clay,2,12.00,Ann,10.22\n' +
      'A-1,,,EUR,,"Kiln, small",1,"40,00",,\n' +
      'A-2,bo@own.example,2026-01-06T10:00:00+02:00,JPY,"1,200",Book,1,1200,,\n' +
      'A-3,ann@own.example,2026-01-07,KWD,1.5,,,,,\n';
    const result = await bench.importText(text, 'orders');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toBe(
      'orders: 3 new, 0 changed, 0 unchanged, 0 bad, from 4 rows\nmade for them: 2 customers\n',
    );
    expect(await order('A-1')).toMatchObject({
      ...{ email: 'ann@own.example', first_name: 'Ann', created_from: 'import', currency: 'EUR' },
      ...{ placed_at: '2026-01-05T10:00:00+00:00', total_cents: 6400, subtotal_cents: 6400, tax_cents: 1022 },
      ...{ paid_cents: 6400, refunded_cents: 0 },
      lines: [
        ['Clay', 2, 1200, 2400],
        ['Kiln, small', 1, 4000, 4000],
      ],
    });
    expect(await order('A-2')).toMatchObject({ placed_at: '2026-01-06T08:00:00+00:00', total_cents: 1200 });
    expect(await order('A-3')).toMatchObject({ total_cents: 1500, lines: [] });
  });

  test('a second run writes to no row, and what changed is changed', async () => {
    const rows = Array.from(
      { length: 2400 },
      (_, n) => `M-${n >> 1},m${n % 70}@many.example,2026-02-01,EUR,20.00,Line ${n},1,10.00`,
    );
    // Half of what is one order to a customer stands apart from the other half.
    const text = (list: string[]) =>
      `${header}\n${list.map((row, n) => row.replace(/m\d+@/, `m${(n >> 1) % 70}@`)).join('\n')}\n`;
    const first = await bench.importText(text(rows), 'orders');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(
      '1200 new, 0 changed, 0 unchanged, 0 bad, from 2400 rows\nmade for them: 70 customers',
    );
    const tables = ['customer', 'purchase_order', 'purchase_order_line'];
    const before = await bench.places(...tables);
    expect((await bench.importText(text(rows), 'orders')).stdout).toContain('0 new, 0 changed, 1200 unchanged, 0 bad');
    expect(await bench.places(...tables)).toEqual(before);
    const changed = rows.with(0, rows[0]!.replace('10.00', '11.00'));
    expect((await bench.importText(text(changed), 'orders')).stdout).toContain('0 new, 1 changed, 1199 unchanged');
    expect(await order('M-0')).toMatchObject({
      lines: [
        ['Line 0', 1, 1100, 1100],
        ['Line 1', 1, 1000, 1000],
      ],
    });
  });

  test('a dry run counts as the real one does and writes nothing', async () => {
    const rows = Array.from(
      { length: 2100 },
      (_, n) => `D-${n},d${n % 30}@dry.example,2026-02-01,EUR,20.00,Line,1,20.00`,
    );
    const file = await bench.write(
      `${header}\n${rows.join('\n')}\nD-1,d1@dry.example,2026-02-01,EUR,20.00,Line,x,20.00\n`,
    );
    const before = await bench.query(
      'select (select count(*) from customer) c, (select count(*) from purchase_order) o',
    );
    const dry = await bench.importFile(file, 'orders', '--dry-run');
    expect(
      await bench.query('select (select count(*) from customer) c, (select count(*) from purchase_order) o'),
    ).toEqual(before);
    const counts = 'orders: 2099 new, 0 changed, 0 unchanged, 2 bad, from 2101 rows\nmade for them: 30 customers\n';
    expect(dry).toMatchObject({ code: 1, stdout: `Dry run: nothing was changed. It would be:\n${counts}` });
    const real = await bench.importFile(file, 'orders');
    expect(real).toMatchObject({ code: 1, stdout: counts, bad: dry.bad });
    expect(dry.bad).toEqual([
      'line 2102, "quantity": "x" is not a whole number',
      'line 3, is left out with line 2102, which belongs to the same',
    ]);
    const after = 'orders: 0 new, 0 changed, 2099 unchanged, 2 bad';
    expect((await bench.importFile(file, 'orders', '--dry-run')).stdout).toContain(after);
  });

  test('an order stays with its customer', async () => {
    await bench.importText(`${header}\nS-1,ann@own.example,2026-01-05,EUR,1.00,Clay,1,1.00\n`, 'orders');
    const { code, bad } = await bench.importText(
      `${header}\nS-1,eve@own.example,2026-01-05,EUR,1.00,Clay,1,1.00\nS-2,eve@own.example,2026-01-05,EUR,1.00,Clay,1,1.00\nS-2,bo@own.example,2026-01-05,EUR,1.00,Kiln,1,1.00\n`,
      'orders',
    );
    expect({ code, bad }).toEqual({
      code: 1,
      bad: [
        'line 4, is the same order as above, with another email',
        'line 3, is left out with line 4, which belongs to the same',
        'line 2, the order "S-1" is already there and belongs to another customer',
      ],
    });
    expect(await bench.query(`select from customer where email = 'eve@own.example'`)).toEqual([]);
  });

  test('an order that the payment provider feeds stays as it is', async () => {
    const text = (total: string) => `${header}\nP-1,ann@own.example,2026-01-05,EUR,${total},Clay,1,${total}\n`;
    await bench.importText(text('1.00'), 'orders');
    await bench.query(`update purchase_order set provider_id = 'cs_1' where number = 'P-1'`);
    const { code, bad } = await bench.importText(text('2.00'), 'orders');
    expect({ code, bad }).toEqual({
      code: 1,
      bad: ['line 2, the order "P-1" is already there from the payment provider, who knows better'],
    });
    expect(await order('P-1')).toMatchObject({ total_cents: 100, lines: [['Clay', 1, 100, 100]] });
  });

  test('every bad row is told with its line and column, and the rest goes on', async () => {
    const { code, stdout, bad } = await bench.importText(
      `${header}\n` +
        'B-1,nobody,2026-01-05,EUR,1,Clay,1,1.00\n' +
        'B-2,ann@own.example,31.02.2026,EUR,1,Clay,1,1.00\n' +
        'B-3,ann@own.example,01/02/2026,EUR,1,Clay,1,1.00\n' +
        'B-4,ann@own.example,2026-01-05,EURO,1,Clay,1,1.00\n' +
        'B-5,ann@own.example,2026-01-05,EUR,"1,234",Clay,1,1.00\n' +
        'B-6,ann@own.example,2026-01-05,EUR,1.0050001,Clay,1,1.00\n' +
        'B-7,ann@own.example,2026-01-05,EUR,-1,Clay,1,1.00\n' +
        'B-8,ann@own.example,2026-01-05,EUR,1\n' +
        ',ann@own.example,2026-01-05,EUR,1,Clay,1,1.00\n' +
        '\n,,,,,,,\n' +
        'B-9,,2026-01-05,EUR,1,Clay,1,1.00\n' +
        'B-10,ann@own.example,"05.01.2026\n",EUR,1,"Cl\nay",1,1.00\n' +
        'B-11,ann@own.example,,EUR,1,Clay,1,1.00\n',
      'orders',
    );
    expect(code).toBe(1);
    expect(bad).toEqual([
      'line 2, "email": "nobody" is not an email address',
      'line 3, "placed at": "31.02.2026" is not a date',
      'line 4, "placed at": "01/02/2026" may be day or month first. Say --dates day-first or --dates month-first',
      'line 5, "currency": "EURO" is not a currency such as EUR',
      'line 6, "total": "1,234" may be 1234 or 1.234. Say --decimal point or --decimal comma',
      'line 7, "total": "1.0050001" has more than the 2 decimal digits of EUR',
      'line 8, "total": is less than nothing',
      'line 9, has 5 columns, and the header has 8',
      'line 10, "number": is empty',
      'line 17, "placed at": is empty',
      'line 13, "email": is empty',
    ]);
    expect(stdout).toContain('orders: 1 new, 0 changed, 0 unchanged, 11 bad, from 12 rows');
    expect(await order('B-10')).toMatchObject({
      placed_at: '2026-01-05T00:00:00+00:00',
      lines: [['Cl ay', 1, 100, 100]],
    });
  });

  test('what can be read in two ways is read as the operator says', async () => {
    const text = `number;email;placed at;total\nW-1;ann@own.example;01/02/2026 2:05 pm;1.234\n`;
    expect(await bench.importText(text, 'orders')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'The column "currency" is missing: say --currency EUR, or whichever it is\n',
    });
    const options = ['--currency', 'eur', '--dates', 'month-first', '--decimal', 'comma'];
    expect((await bench.importText(text, 'orders', ...options)).code).toBe(0);
    expect(await order('W-1')).toMatchObject({
      placed_at: '2026-01-02T14:05:00+00:00',
      total_cents: 123400,
      currency: 'EUR',
    });
  });
});

describe('exports of others', () => {
  test('Customer/Order/Coupon Export for WooCommerce, a row an order', async () => {
    const text =
      'order_id,order_number,date,status,order_total,tax_total,discount_total,refunded_total,order_currency,billing_first_name,billing_last_name,billing_email,billing_address_1,billing_postcode,billing_city,billing_country,line_items\n' +
      '11,KQ-11,2026-02-03 10:00:00,completed,48.40,8.40,0.00,0.00,EUR,Ann,Lee,ann@woo.example,Kade 1,1011,Amsterdam,NL,"id:1|name:Clay: grey|product_id:5|sku:|quantity:2|subtotal:20.00|total:20.00|meta:;id:2|name:Tool | set|quantity:1|subtotal:20.00|total:20.00|meta:"\n' +
      '12,KQ-12,2026-02-04 10:00:00,refunded,10.00,0,0,0,EUR,Ann,Lee,ann@woo.example,,,,,"[{""name"":""Book"",""quantity"":""1"",""total"":""10.00""}]"\n' +
      '13,KQ-13,2026-02-04 10:00:00,on-hold,10.00,0,0,0,EUR,Ann,Lee,ann@woo.example,,,,,\n' +
      '14,KQ-14,2026-02-04 10:00:00,wc-cancelled,10.00,0,0,0,EUR,Ann,Lee,ann@woo.example,,,,,\n' +
      '15,KQ-15,2026-02-04 10:00:00,failed,10.00,0,0,0,EUR,Eve,Lee,eve@woo.example,,,,,\n';
    const { code, stdout } = await bench.importText(text, 'orders');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'orders: 3 new, 0 changed, 0 unchanged, 0 bad, from 5 rows\nmade for them: 1 customers\n' +
        'left out, status "wc-cancelled": 1 row\nleft out, status "failed": 1 row\n',
    );
    expect(await order('KQ-11')).toMatchObject({
      ...{ total_cents: 4840, tax_cents: 840, paid_cents: 4840, subtotal_cents: 4000 },
      billing_address: ['Ann Lee', 'Kade 1', '1011 Amsterdam', 'NL'],
      lines: [
        ['Clay: grey', 2, 1000, 2000],
        ['Tool | set', 1, 2000, 2000],
      ],
    });
    expect(await order('KQ-12')).toMatchObject({
      paid_cents: 1000,
      refunded_cents: 1000,
      lines: [['Book', 1, 1000, 1000]],
    });
    expect(await order('KQ-13')).toMatchObject({ paid_cents: 0 });
  });

  test('lines that are no lines make bad rows and nothing worse', async () => {
    const hostile = [
      '[',
      '[null]',
      '[{}]',
      '[{"name":"a\\u0000b"}]',
      '[{"name":"\\ud800"}]',
      'quantity:1',
      'name:x|quantity:-1',
    ];
    const huge = [
      'name:x|quantity:999999999|total:9007199254740991',
      'name:x|total:99999999999999999',
      'name:\0|total:1',
    ];
    const rows = [...hostile, ...huge].map(
      (lines, n) => `X-${n},x@woo.example,2026-01-01,EUR,1,"${lines.replaceAll('"', '""')}"`,
    );
    const { code, stdout, bad } = await bench.importText(
      `order_number,billing_email,date,order_currency,order_total,line_items\n${rows.join('\n')}\n`,
      'orders',
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`0 new, 0 changed, 0 unchanged, ${rows.length} bad`);
    expect(bad).toHaveLength(rows.length);
  });

  test('Advanced Order Export for WooCommerce, a row an item', async () => {
    const text =
      '"Order Number","Order Status","Order Date","First Name (Billing)","Last Name (Billing)","Address 1&2 (Billing)","City (Billing)","State Code (Billing)","Postcode (Billing)","Country Code (Billing)","Email (Billing)","Item #","Item Name","Quantity (- Refund)","Item Cost","Order Refund Amount","Order Total Amount","Order Currency"\n' +
      '"801","Completed","2026-02-03 10:00","Bo","Lee","Kade 2","Delft","ZH","2611","NL","bo@woo.example","1","Clay","3","8.403361344538","5.00","40.00","EUR"\n' +
      '"801","Completed","2026-02-03 10:00","Bo","Lee","Kade 2","Delft","ZH","2611","NL","bo@woo.example","2","Glaze","1","12.00","5.00","40.00","EUR"\n';
    expect((await bench.importText(text, 'orders')).code).toBe(0);
    expect(await order('801')).toMatchObject({
      ...{
        total_cents: 4000,
        refunded_cents: 500,
        paid_cents: 4000,
        billing_address: ['Bo Lee', 'Kade 2', '2611 Delft', 'ZH', 'NL'],
      },
      lines: [
        ['Clay', 3, 840, 2520],
        ['Glaze', 1, 1200, 1200],
      ],
    });
  });

  test('MemberPress: Transactions → Export', async () => {
    const text =
      'id,created_at,expires_at,user_login,user_email,first_name,last_name,user_id,product_id,product_name,gateway,subscr_id,sub_id,trans_num,amount,total,tax_amount,status,coupon_id\n' +
      '1,"2026-01-05 10:00:00","2026-02-05 23:59:59",dee,dee@mp.example,Dee,Orr,3,12,Gold,Stripe,None,0,ch_1,10.00,11.90,1.90,complete,0\n' +
      '2,"2026-01-05 10:00:00","0000-00-00 00:00:00",dee,dee@mp.example,Dee,Orr,3,12,Gold,Stripe,None,0,ch_2,10.00,11.90,1.90,pending,0\n';
    expect((await bench.importText(text, 'orders', '--currency', 'USD')).stdout).toContain('1 new');
    expect(await order('ch_1')).toMatchObject({
      ...{ currency: 'USD', subtotal_cents: 1000, tax_cents: 190, total_cents: 1190, lines: [['Gold', 1, 1190, 1190]] },
    });
  });

  test('ClickFunnels: Orders → Export', async () => {
    const text =
      'Order ID,Contact ID,Email,First Name,Last Name,Product name,Total,Currency,Status,Created At\n' +
      '5001,9,fay@cf.example,Fay,Dunn,Masterclass,"$1,997.00",USD,paid,"Jan 5, 2026 2:05 pm"\n';
    expect((await bench.importText(text, 'orders')).code).toBe(0);
    expect(await order('5001')).toMatchObject({ total_cents: 199700, placed_at: '2026-01-05T14:05:00+00:00' });
  });
});

describe('what products give', () => {
  const id = (n: number) => `01920000-0000-7000-8000-00000000000${n}`;

  beforeAll(async () => {
    const statements = [
      `insert into program (site_id, id, name, slug) values ('pottery', '${id(1)}', 'Studio', 'studio')`,
      `insert into level (site_id, id, program_id, name) values ('pottery', '${id(2)}', '${id(1)}', 'Studio')`,
      `insert into product (site_id, id, name) values ('pottery', '${id(3)}', 'Raku Kit'), ('pottery', '${id(4)}', 'Twice'),
        ('pottery', '${id(5)}', 'twice')`,
      `insert into product_level (site_id, product_id, level_id) values ('pottery', '${id(3)}', '${id(2)}'),
        ('pottery', '${id(4)}', '${id(2)}')`,
    ];
    for (const statement of statements) await bench.query(statement);
  });

  const granted = (email: string) =>
    bench.query(
      `select g.source_kind, o.number, g.since from level_grant g join customer c on c.id = g.customer_id
       join purchase_order o on o.id::text = g.source_id where c.email = $1`,
      [email],
    );

  test('is open to who bought one by its name, and to nobody by a name that two have', async () => {
    const text =
      `${header}\n` +
      'G-1,raku@own.example,2026-01-05,EUR,40.00, raku kit ,1,40.00\n' +
      'G-2,twice@own.example,2026-01-05,EUR,40.00,Twice,1,40.00\n';
    expect(await bench.importText(text, 'orders', '--dry-run')).toMatchObject({ code: 0 });
    expect(await granted('raku@own.example')).toEqual([]);
    expect(await bench.importText(text, 'orders')).toMatchObject({ code: 0, stderr: '' });
    expect(await granted('raku@own.example')).toEqual([
      { source_kind: 'purchase', number: 'G-1', since: new Date('2026-01-05') },
    ]);
    expect(await granted('twice@own.example')).toEqual([]);
    const before = await bench.places('level_grant', 'purchase_order_line', 'purchase_order');
    expect((await bench.importText(text, 'orders')).stdout).toContain('0 new, 0 changed, 2 unchanged');
    expect(await bench.places('level_grant', 'purchase_order_line', 'purchase_order')).toEqual(before);
  });
});
