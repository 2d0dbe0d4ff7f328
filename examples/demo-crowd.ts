import { catalogue, firstNames, lastNames, streets, towns } from './demo-catalogue.ts';
import type { School } from './demo-school.ts';
import { checkOut } from './stripe-sandbox/story/checkout.ts';
import { addCard, meet } from './stripe-sandbox/story/customers.ts';
import { end, payUntil, subscribe } from './stripe-sandbox/story/subscriptions.ts';

type Dice = ReturnType<typeof dice>;

/** The same numbers on every machine: mulberry32, seeded. */
function dice(seed: number) {
  let state = seed;
  const roll = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit: number) => Math.floor(roll() * limit),
    chance: (share: number) => roll() < share,
    pick: <One>(list: readonly One[]): One => list[Math.floor(roll() * list.length)] as One,
  };
}

const courses = catalogue.filter(({ kind }) => kind === 'course');
const memberships = catalogue.filter(({ kind }) => kind === 'membership');

/** Everybody else: the same people with the same purchases on every machine. */
export function tellCrowd(school: School, size: number): void {
  const luck = dice(1848);
  for (let count = 1; count <= size; count++) tellSomebody(school, luck, count);
}

function tellSomebody(school: School, luck: Dice, count: number): void {
  const { book, price, ago } = school;
  const { below, chance, pick } = luck;
  const [first, last] = [pick(firstNames), pick(lastNames)];
  const since = 5 + below(700);
  const email = `${first}.${last}.${count}@example.com`.toLowerCase();
  const [postal_code = '', city = ''] = pick(towns).split(' ');
  const address = { line1: `${pick(streets)} ${1 + below(120)}`, postal_code, city, country: 'DE' };
  const person = meet(book, { email, name: `${first} ${last}`, at: ago(since) });
  const card = addCard(book, person, {
    brand: pick(['visa', 'mastercard']),
    last4: String(1000 + below(9000)),
    expiresMonth: 1 + below(12),
    expiresYear: 2027 + below(4),
  });
  for (let orders = below(4); orders >= 0; orders--) {
    checkOut(book, { person, prices: [price(pick(courses).key)], card, at: ago(below(since) + 1), address });
  }
  if (chance(0.45)) tellMembership(school, luck, { person, since });
}

function tellMembership(
  { book, price, ago }: School,
  { below, chance, pick }: Dice,
  { person, since }: { person: ReturnType<typeof meet>; since: number },
): void {
  const days = below(since) + 1;
  const membership = { person, price: price(pick(memberships).key), since: ago(days), isCheckout: true };
  const begun = subscribe(book, membership);
  const hasEnded = chance(0.3);
  const until = ago(hasEnded ? days / 3 : 0);
  payUntil(book, begun, until);
  if (hasEnded) end(begun, until);
}
