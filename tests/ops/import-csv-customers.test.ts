/** `npm run import -- csv … --as customers`, the built command on a database of its own. */
import { beforeAll, describe, expect, test } from 'vitest';
import { importBench } from '../support/csv-files.ts';

type Bench = Awaited<ReturnType<typeof importBench>>;
let bench: Bench;

beforeAll(async () => {
  bench = await importBench();
});

const customer = async (email: string) => {
  const [row] = await bench.query(
    `select c.*, (select json_agg(json_build_array(number, is_default) order by number) from phone p where p.customer_id = c.id) as phones,
       (select json_agg(json_build_array(name, line1, line2, postal_code, city, region, country, is_default) order by line1)
         from address a where a.customer_id = c.id) as addresses
     from customer c where site_id = $1 and email = $2`,
    [bench.site, email],
  );
  return row;
};

describe('our own columns', () => {
  const header =
    'email,first name,last name,username,language,phone,tags,customer since,address,postal code,city,region,country';

  test('become customers with all they have', async () => {
    const result = await bench.importText(
      `\uFEFF${header}\r\n Ann@Own.example ,Ann,"Lee, Dr.",ann.lee,en-gb,'+49 40 123456,"vip, clay",2019-05-04,"Lindenallee 1",20095,Hamburg,,Germany\r\n` +
        `bo@own.example,,,,,,,,,,,,\r\n`,
      'customers',
    );
    expect(result).toMatchObject({
      code: 0,
      stderr: '',
      stdout: 'customers: 2 new, 0 changed, 0 unchanged, 0 bad, from 2 rows\n',
    });
    expect(await customer('ann@own.example')).toMatchObject({
      ...{ first_name: 'Ann', last_name: 'Lee, Dr.', username: 'ann.lee', locale: 'en-GB', tags: ['vip', 'clay'] },
      ...{
        created_from: 'import',
        created_at: new Date('2019-05-04T00:00:00Z'),
        password_hash: null,
        blocked_at: null,
      },
      phones: [['+49 40 123456', true]],
      addresses: [['Ann Lee, Dr.', 'Lindenallee 1', null, '20095', 'Hamburg', null, 'DE', true]],
    });
    expect(await customer('bo@own.example')).toMatchObject({ first_name: '', username: null, tags: [], phones: null });
  });

  test('fill what is empty, and overwrite and clear nothing', async () => {
    await bench.importText(`${header}\ncy@own.example,Cy,,,,,a,,,,,,\n`, 'customers');
    const again = `${header}\ncy@own.example,Cyril,Orr,cyril,de-DE,040 1,"a,b",2001-01-01,Weg 2,1,Ort,,AT\n`;
    expect((await bench.importText(again, 'customers')).stdout).toContain('0 new, 1 changed, 0 unchanged, 0 bad');
    const filled = await customer('cy@own.example');
    expect(filled).toMatchObject({
      ...{ first_name: 'Cy', last_name: 'Orr', username: 'cyril', locale: 'de-DE', tags: ['a', 'b'] },
      phones: [['040 1', true]],
    });
    const other = `${header}\ncy@own.example,,,cyrus,,040-2,,,Weg 3,1,Ort,,AT\n`;
    expect((await bench.importText(other, 'customers')).stdout).toContain('0 new, 1 changed');
    expect(await customer('cy@own.example')).toMatchObject({
      ...{ first_name: 'Cy', last_name: 'Orr', username: 'cyril' },
      phones: [
        ['040 1', true],
        ['040-2', false],
      ],
      addresses: [
        ['Cyril Orr', 'Weg 2', null, '1', 'Ort', null, 'AT', true],
        ['cy@own.example', 'Weg 3', null, '1', 'Ort', null, 'AT', false],
      ],
    });
  });

  test('a second run writes to no row', async () => {
    const file = await bench.write(
      `${header}\n${Array.from({ length: 2500 }, (_, n) => `n${n}@many.example,F${n},L,user-${n},en,+49 ${n},t,2020-01-01,Weg ${n},1,Ort,,DE`).join('\n')}`,
    );
    const first = await bench.importFile(file, 'customers');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('2500 new, 0 changed, 0 unchanged');
    const before = await bench.places('customer', 'phone', 'address');
    expect((await bench.importFile(file, 'customers')).stdout).toContain('0 new, 0 changed, 2500 unchanged, 0 bad');
    expect(await bench.places('customer', 'phone', 'address')).toEqual(before);
  });

  test('rows of one address are one customer, wherever they stand; the first that says something is right', async () => {
    const fillers = Array.from({ length: 3000 }, (_, n) => `f${n}@fold.example,,`).join('\n');
    const text = `email,first name,tags\nDUP@fold.example,,a\n${fillers}\ndup@Fold.example,Dee,b\ndup@fold.example,Other,c\n`;
    const expected = 'customers: 3001 new, 0 changed, 0 unchanged, 0 bad, from 3003 rows';
    expect((await bench.importText(text, 'customers', '--dry-run')).stdout).toContain(expected);
    expect((await bench.importText(text, 'customers')).stdout).toContain(expected);
    expect(await customer('dup@fold.example')).toMatchObject({ first_name: 'Dee', tags: ['a', 'b', 'c'] });
    expect((await bench.importText(text, 'customers')).stdout).toContain('0 new, 0 changed, 3001 unchanged');
  });
});

describe('exports of others', () => {
  test('WooCommerce: Customers → Download', async () => {
    const text =
      '"Name","Username","Last Active","Sign Up","Email","Orders","Total Spend","AOV","Country / Region","City","Region","Postal Code"\n' +
      '"Ann van Dyk","ann","2026-02-01","2025-01-05 10:11:12","ann@woo.example","3","120.00","40.00","NL","Ede","","6711"\n';
    const result = await bench.importText(text, 'customers');
    expect(result.code).toBe(0);
    expect(result.stderr).toContain('Columns that are not imported: Last Active, Orders, Total Spend, AOV');
    expect(await customer('ann@woo.example')).toMatchObject({
      ...{ first_name: 'Ann van', last_name: 'Dyk', username: 'ann', created_at: new Date('2025-01-05T10:11:12Z') },
      addresses: null,
    });
  });

  test("WooCommerce: an export of orders serves as one of customers, and so does the advanced one's", async () => {
    const plugin =
      'customer_id,user_login,first_name,last_name,billing_email,billing_phone,billing_address_1,billing_postcode,billing_city,billing_state,billing_country\n' +
      `7,bo,Bo,Lee,bo@woo.example,'+31 6 1,Kade 1,1011,Amsterdam,NH,NL\n`;
    const result = await bench.importText(plugin, 'customers');
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('1 new') });
    expect(result.bad).toEqual([
      'line 2, "user_login": "bo" needs 3 to 40 letters, digits, dots, dashes; a letter first. The rest of it is imported',
    ]);
    expect(await customer('bo@woo.example')).toMatchObject({
      ...{ first_name: 'Bo', username: null, phones: [['+31 6 1', true]] },
      addresses: [['Bo Lee', 'Kade 1', null, '1011', 'Amsterdam', 'NH', 'NL', true]],
    });
    const advanced =
      '"Order Number";"First Name (Billing)";"Last Name (Billing)";"Address 1&2 (Billing)";"City (Billing)";"State Code (Billing)";"Postcode (Billing)";"Country Code (Billing)";"Email (Billing)";"Phone (Billing)"\n' +
      '"77";"Cy";"Orr";"Kade 2";"Delft";"ZH";"2611";"NL";"cy@woo.example";"06-2"\n';
    expect((await bench.importText(advanced, 'customers')).code).toBe(0);
    expect(await customer('cy@woo.example')).toMatchObject({
      ...{ first_name: 'Cy', last_name: 'Orr', phones: [['06-2', true]] },
      addresses: [['Cy Orr', 'Kade 2', null, '2611', 'Delft', 'ZH', 'NL', true]],
    });
  });

  test('MemberPress: Members → Export', async () => {
    const text =
      'ID,username,email,name,first_name,last_name,txn_count,status,memberships,inactive_memberships,registered,mepr-address-one,mepr-address-two,mepr-address-city,mepr-address-state,mepr-address-zip,mepr-address-country\n' +
      '3,dee@mp.example,dee@mp.example,"Orr, Dee",Dee,Orr,2,active,"12,13",,"2024-03-02 08:00:00",1 Main St,Apt 4,Provo,UT,84601,US\n' +
      '4,eve.lin,eve@mp.example,"Lin, Eve",,,2,active,12,,"2024-03-02 08:00:00",,,,,,US\n';
    expect((await bench.importText(text, 'customers')).code).toBe(0);
    expect(await customer('dee@mp.example')).toMatchObject({
      ...{ first_name: 'Dee', last_name: 'Orr', username: null },
      addresses: [['Dee Orr', '1 Main St', 'Apt 4', '84601', 'Provo', 'UT', 'US', true]],
    });
    expect(await customer('eve@mp.example')).toMatchObject({
      first_name: 'Eve',
      last_name: 'Lin',
      username: 'eve.lin',
      addresses: null,
    });
  });

  test('ClickFunnels: Contacts → Export', async () => {
    const text =
      'Contact ID\tEmail Address\tFirst Name\tLast Name\tPhone Number\tTags\tCreated At\n' +
      '9\tfay@cf.example\tFay\tDunn\t+1 555 0100\tlead, buyer\t2024-01-05 10:11:12 UTC\n';
    expect((await bench.importText(text, 'customers')).code).toBe(0);
    expect(await customer('fay@cf.example')).toMatchObject({
      ...{ first_name: 'Fay', tags: ['lead', 'buyer'], created_at: new Date('2024-01-05T10:11:12Z') },
      phones: [['+1 555 0100', true]],
    });
  });
});

test('a customer found by any spelling of the address keeps what signs them in', async () => {
  await bench.query(
    `insert into customer (site_id, id, email, password_hash, username, first_name, created_from)
     values ($1, gen_random_uuid(), 'kept@own.example', 'hash', 'kept', 'Kept', 'test')`,
    [bench.site],
  );
  const before = await bench.places('customer');
  const text = 'email,first name,username\n KEPT@Own.Example ,Other,other\n';
  expect((await bench.importText(text, 'customers')).stdout).toContain('0 new, 0 changed, 1 unchanged');
  expect(await bench.places('customer')).toEqual(before);
});

test('who wants the username of another goes without it, in a dry run and over batches too', async () => {
  const fillers = Array.from({ length: 2100 }, (_, n) => `b${String(n).padStart(4, '0')}@names.example,`).join('\n');
  const text = `email,username\na@names.example,taken\n${fillers}\nz@names.example,Taken\n`;
  const bad = [`line 2103, "username": "taken" is another customer's. The rest of it is imported`];
  for (const [dry, counts] of [
    [['--dry-run'], '2102 new, 0 changed, 0 unchanged, 0 bad'],
    [[], '2102 new, 0 changed, 0 unchanged, 0 bad'],
    [[], '0 new, 0 changed, 2102 unchanged, 0 bad'],
  ] as const) {
    const result = await bench.importText(text, 'customers', ...dry);
    expect(result).toMatchObject({ code: 0, bad, stdout: expect.stringContaining(`customers: ${counts}`) });
    expect(result.stdout).toContain('imported in part: 1 row\n');
  }
  expect(await customer('z@names.example')).toMatchObject({ username: null });
});
