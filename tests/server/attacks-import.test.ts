/** Files that were written to hurt whoever imports them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createReport } from '../../server/imports/csv/report.ts';
import { importFile, type KindName } from '../../server/imports/csv/run.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { aCustomer, aProgram, aSite, type TestCustomer } from '../support/builders.ts';

let app: TestApp;
let siteId: string;
let ann: TestCustomer;
const alias = () => `second-${siteId}@people.example`;
beforeAll(async () => void (app = await startApp({ statementMillis: 60_000 })));
beforeEach(async () => {
  siteId = await aSite(app);
  ann = await aCustomer(app, siteId);
  await app.db('claimed_email').insert({ site_id: siteId, email: alias(), customer_id: ann.id });
});

async function importText(as: KindName, content: string) {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'file.csv');
  await writeFile(file, content);
  const written: string[] = [];
  const screen = { isTTY: false, write: (line: string) => written.push(line) > 0 };
  const client = await app.pool.connect();
  try {
    const options = { file, siteId, encoding: 'utf-8', writing: {}, dryRun: false, createMissing: true } as const;
    const summary = await importFile(client, as, options, createReport(screen as unknown as NodeJS.WriteStream));
    return { summary, said: written.join('') };
  } finally {
    client.release(true);
  }
}

const random = (length: number) => Array.from({ length }, () => Math.random().toString(36).charAt(2)).join('');
const order = (cells: string) =>
  `number,email,placed at,currency,total,lines\n${cells}\n2,b@people.example,2026-01-01,EUR,2,\n`;

test('a bad row with an endless order number takes no other row with it', async () => {
  const { summary } = await importText('orders', order(`${random(9000)},a@people.example,2026-01-01,EUR,1,`));
  expect(summary).toMatchObject({ new: 1, bad: 1 });
});

test('an order with more lines than there is room for is a bad row, and no failure', async () => {
  const lines = JSON.stringify(Array.from({ length: 40_000 }, () => ({ name: 'a' }))).replaceAll('"', '""');
  const { summary } = await importText('orders', order(`1,a@people.example,2026-01-01,EUR,1,"${lines}"`));
  expect(summary).toMatchObject({ new: 1, bad: 1 });
});

test('what a file says reaches the terminal as text, and in moderation', async () => {
  const hostile = `\u001b]0;owned\u0007\u001b[2J\u202e`;
  const { said } = await importText(
    'customers',
    `email,customer since,${hostile}\n${hostile},,\na@people.example,${hostile}${'9'.repeat(100_000)},\n`,
  );
  expect(said).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  expect(said.length).toBeLessThan(3000);
});

test('tags have an end', async () => {
  const tags = Array.from({ length: 100_000 }, (_, n) => `t${n}`).join('|');
  const { summary } = await importText('customers', `email,tags\na@people.example,${tags}\n`);
  expect(summary).toMatchObject({ bad: 1 });
});

test('rows of one customer under two addresses are that customer’s', async () => {
  const people = [ann.email, alias()].map((email) => `${email},+49 40 5550 1,x,Weg 1,Ulm,DE`).join('\n');
  const { summary } = await importText('customers', `email,phone,tags,address,city,country\n${people}\n`);
  expect(summary).toMatchObject({ bad: 0, changed: 1 });
  expect(await app.db('phone').where({ customer_id: ann.id })).toHaveLength(1);
  expect(await app.db('address').where({ customer_id: ann.id })).toHaveLength(1);
});

test('grants and enrollments of one customer under two addresses are one each', async () => {
  await aProgram(app, siteId);
  const rows = [ann.email, alias()];
  await importText('grants', `email,level\n${rows.map((email) => `${email},Studio`).join('\n')}\n`);
  const courses = rows.map((email) => `${email},Clay,https://school.example/clay`).join('\n');
  await importText('enrollments', `email,course,course address\n${courses}\n`);
  expect(await app.db('level_grant').where({ customer_id: ann.id })).toHaveLength(1);
  expect(await app.db('enrollment').where({ customer_id: ann.id })).toHaveLength(1);
});

test('orders of a claimed address are imported again without a word', async () => {
  const file = order(`1,${alias()},2026-01-01,EUR,1,`);
  expect((await importText('orders', file)).summary).toMatchObject({ new: 2, bad: 0 });
  expect((await importText('orders', file)).summary).toMatchObject({ unchanged: 2, bad: 0 });
});
