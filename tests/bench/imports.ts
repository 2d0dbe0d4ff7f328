import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createStripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import { openBook } from '../../examples/stripe-sandbox/story/book.ts';
import { offer } from '../../examples/stripe-sandbox/story/catalogue.ts';
import { checkOut } from '../../examples/stripe-sandbox/story/checkout.ts';
import { addCard, meet } from '../../examples/stripe-sandbox/story/customers.ts';
import { payUntil, subscribe } from '../../examples/stripe-sandbox/story/subscriptions.ts';
import { days } from '../support/builders.ts';
import type { Imported } from './messages.ts';

interface Options {
  databaseUrl: string;
  siteId: string;
  startProgram: (name: string, args: string[]) => ChildProcess;
  print: (title: string, rows: string[][]) => void;
}

/** Customers with a card, a subscription with three payments and two purchases: ten objects or more each. */
const customers = 1111;

/** How fast an import from Stripe is where Stripe sets no limit, a first time and a second that has nothing to do. */
export async function measureStripeImport({ databaseUrl, siteId, startProgram, print }: Options): Promise<void> {
  const sandbox = createStripeSandbox();
  fill(sandbox);
  const objects = Object.values(sandbox.state).reduce((sum, { size }) => sum + size, 0);
  const { url } = await sandbox.listen();
  const rows: string[][] = [];
  for (const name of ['first', 'again']) {
    const [imported] = (await once(startProgram('import-program', [databaseUrl, url, siteId]), 'message')) as [
      Imported,
    ];
    rows.push([name, ...figures(imported)]);
  }
  await sandbox.close();
  print(`import of ${objects} objects from a sandbox of Stripe, which takes most of the time`, [
    ['', 'records', 'rows written', 'records/s', 'CPU µs/record', 'MB before', 'MB at most'],
    ...rows,
  ]);
}

const figures = ({ records, rows, seconds, cpuSeconds, megabytesBefore, megabytesPeak }: Imported): string[] => [
  String(records),
  String(rows),
  (records / seconds).toFixed(0),
  ((cpuSeconds * 1e6) / records).toFixed(0),
  megabytesBefore.toFixed(0),
  megabytesPeak.toFixed(0),
];

function fill(sandbox: ReturnType<typeof createStripeSandbox>): void {
  const book = openBook(sandbox);
  const studio = offer(book, { name: 'Studio', cents: 2900, interval: 'month', at: days(-900) });
  const glazes = offer(book, { name: 'Glazes', cents: 4200, at: days(-900) });
  for (let count = 0; count < customers; count += 1) {
    const person = meet(book, { email: `p${count}@customers.example`, name: `Person ${count}`, at: days(-400) });
    const card = addCard(book, person, { brand: 'visa', last4: '4242', expiresMonth: 1, expiresYear: 2090 });
    payUntil(book, subscribe(book, { person, price: studio, since: days(-70) }), days(0));
    checkOut(book, { person, prices: [glazes], card, at: days(-90) });
  }
}
