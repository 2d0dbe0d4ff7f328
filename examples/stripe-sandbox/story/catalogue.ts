import type Stripe from 'stripe';
import { every, price, product } from '../objects/catalogue.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';

interface Offer {
  name: string;
  cents: number;
  /** How often it is charged; once when absent. */
  interval?: 'day' | 'week' | 'month' | 'year' | undefined;
  at: Date;
  metadata?: Stripe.Metadata;
}

/** The vendor offers a product at one price. */
export function offer(book: Book, { name, cents, interval, at, metadata = {} }: Offer): Stripe.Price {
  const created = seconds(at);
  const thing = product({ id: book.id('prod'), name, created, metadata });
  const itsPrice = price({
    id: book.id('price'),
    product: thing.id,
    unit_amount: cents,
    recurring: interval ? every(1, interval) : null,
    created,
  });
  thing.default_price = itsPrice.id;
  book.add(thing, itsPrice);
  return itsPrice;
}

/** What the price's product is called. */
export function nameOf(book: Book, { product: reference }: Stripe.Price): string {
  const found = book.state.product.get(typeof reference === 'string' ? reference : reference.id);
  return found && !('deleted' in found) ? found.name : '';
}
