/** What the demo's school has at Stripe: its prices, and a story for everybody who ever bought something. */
import { account } from './stripe-sandbox/objects/account.ts';
import type { StripeSandbox } from './stripe-sandbox/sandbox.ts';
import { openBook, type Book } from './stripe-sandbox/story/book.ts';
import { offer } from './stripe-sandbox/story/catalogue.ts';
import { catalogue } from './demo-catalogue.ts';
import { tellCrowd } from './demo-crowd.ts';
import { tellInes, tellJonas, tellMara } from './demo-people.ts';

type Price = ReturnType<typeof offer>;

export interface School {
  book: Book;
  price: (key: string) => Price;
  /** So many days before the demo began; a negative number is after. */
  ago: (days: number) => Date;
}

/** The same objects with the same ids whenever it is told of the same day. */
export function tellSchool(sandbox: StripeSandbox, begun: Date): void {
  const book = openBook(sandbox);
  const ago = (days: number) => new Date(begun.getTime() - days * 86_400_000);
  sandbox.add(account({ id: 'acct_1KilnAndQuill', name: 'Kiln & Quill' }));
  const prices = new Map(
    catalogue.map(({ key, title, cents, interval }) => [
      key,
      offer(book, { name: title, cents, interval, at: ago(2300), metadata: { key } }),
    ]),
  );
  const school: School = { book, ago, price: (key) => prices.get(key) as Price };
  tellMara(school);
  tellJonas(school);
  tellInes(school);
  tellCrowd(school, 300);
}
