import { catalogue, firstNames, lastNames, streets, towns } from './demo-catalogue.ts';
import { ago, type Ledger } from './demo-ledger.ts';

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

/** Everybody else: the same people with the same purchases on every machine. */
export function addCrowd(book: Ledger, { from, to }: { from: number; to: number }): void {
  const { below, chance, pick } = dice(1848);
  const courses = catalogue.filter(({ kind }) => kind === 'course');
  const memberships = catalogue.filter(({ kind }) => kind === 'membership');
  for (let count = from; count < to; count++) {
    const [first, last] = [pick(firstNames), pick(lastNames)];
    const since = 5 + below(1500);
    const id = book.customer({
      email: `${first}.${last}.${count}@example.com`.toLowerCase(),
      first_name: first,
      last_name: last,
      created_at: ago(since),
    });
    const card = book.card(id, {
      brand: pick(['visa', 'mastercard']),
      last4: String(1000 + below(9000)),
      expires_month: 1 + below(12),
      expires_year: 2027 + below(4),
    });
    const address = [`${first} ${last}`, `${pick(streets)} ${1 + below(120)}`, pick(towns), 'Germany'];
    for (let orders = below(4); orders >= 0; orders--) {
      book.order(id, [pick(courses).key], ago(below(since) + 1), { payment_method_id: card, billing_address: address });
    }
    if (chance(0.45))
      addMembership(book, id, pick(memberships).key, {
        started: below(since) + 1,
        hasEnded: chance(0.3),
        day: below(28),
        card,
      });
  }
}

interface Membership {
  started: number;
  hasEnded: boolean;
  day: number;
  card: string;
}

function addMembership(
  book: Ledger,
  customerId: string,
  key: string,
  { started, hasEnded, day: due, card }: Membership,
): void {
  const subscription = book.subscription(customerId, key, {
    started_at: ago(started),
    current_period_end_at: ago(hasEnded ? started / 3 : -(due + 1)),
    ended_at: hasEnded ? ago(started / 3) : null,
  });
  book.order(customerId, [key], ago(started), { subscription_id: subscription, payment_method_id: card });
}
