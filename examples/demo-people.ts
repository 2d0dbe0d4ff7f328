/** The three of the demo to sign in as, as far as Stripe knows them. */
import { catalogue } from './demo-catalogue.ts';
import type { School } from './demo-school.ts';
import { after } from './stripe-sandbox/times.ts';
import { checkOut } from './stripe-sandbox/story/checkout.ts';
import { creditToBalance } from './stripe-sandbox/story/credits.ts';
import { addCard, meet } from './stripe-sandbox/story/customers.ts';
import { bill } from './stripe-sandbox/story/invoices.ts';
import { giveBack } from './stripe-sandbox/story/payments.ts';
import { completePlan, planPayments } from './stripe-sandbox/story/plans.ts';
import { end, endWithPeriod, pause, payUntil, refuseNext, subscribe } from './stripe-sandbox/story/subscriptions.ts';

type Person = ReturnType<typeof meet>;
type Card = ReturnType<typeof addCard>;

/** In trouble: her card has expired, so that her last payment failed; she owes for the kiln, too. */
export function tellMara({ book, price, ago }: School): void {
  const address = { line1: 'Deichstraße 14', postal_code: '20459', city: 'Hamburg', country: 'DE' };
  const phone = '+49 40 5550 1187';
  const mara = meet(book, { email: 'mara.voss@example.com', name: 'Mara Voss', at: ago(420), phone, address });
  const card = addCard(book, mara, { brand: 'mastercard', last4: '4444', ...monthBefore(ago(0)) });
  const studio = subscribe(book, {
    person: mara,
    price: price('studio'),
    since: after(ago(2), -13, 'month'),
    isCheckout: true,
  });
  payUntil(book, studio, ago(10));
  refuseNext(book, studio, { refused: 'expired_card', retryAt: ago(-5) });
  const courses = ['hand-building', 'glazes'].map(price);
  checkOut(book, { person: mara, prices: courses, card, at: ago(190), address });
  bill(book, { person: mara, lines: [{ title: 'Kiln hire, 12 hours', cents: 3600 }], at: ago(9), dueAt: ago(-5) });
}

function monthBefore(date: Date): { expiresMonth: number; expiresYear: number } {
  const month = new Date(date);
  month.setUTCDate(0);
  return { expiresMonth: month.getUTCMonth() + 1, expiresYear: month.getUTCFullYear() };
}

/** Long standing: subscriptions in every state, two payment plans, 48 orders, a refund and a credit. */
export function tellJonas(school: School): void {
  const { book, ago } = school;
  const address = { line1: 'Weserstraße 203', postal_code: '12047', city: 'Berlin', country: 'DE' };
  const jonas = meet(book, {
    email: 'jonas.albrecht@example.com',
    name: 'Jonas Albrecht',
    at: ago(2200),
    phone: '+49 30 5550 2214',
    locale: 'en-GB',
    address,
  });
  const card = addCard(book, jonas, { brand: 'visa', last4: '4242', expiresMonth: 11, expiresYear: 2029 });
  const pinned = addCard(book, jonas, { brand: 'amex', last4: '0005', expiresMonth: 3, expiresYear: 2028 });
  tellJonasSubscriptions(school, jonas, pinned);
  tellJonasOrders(school, { jonas, card, address });
  const wheel = { title: 'Throwing wheel, second hand', cents: 24_000 };
  const returned = bill(book, { person: jonas, lines: [wheel], at: ago(140), card });
  // The last, because credit pays for whatever comes next.
  creditToBalance(book, returned, { person: jonas, cents: 24_000, at: ago(9), memo: 'Returned: the wheel wobbled' });
  bill(book, { person: jonas, lines: [{ title: 'Clay, 40 kg', cents: 9000 }], at: ago(3), card });
}

function tellJonasSubscriptions({ book, price, ago }: School, person: Person, pinned: Card): void {
  const begin = (key: string, since: Date, more: { card?: Card; trialDays?: number } = {}) =>
    subscribe(book, { person, price: price(key), since, ...more });

  const early = begin('studio', after(ago(810), -42, 'month'));
  payUntil(book, early, ago(820));
  end(early, ago(810));
  payUntil(book, begin('studio-plus', after(ago(-11), -27, 'month')), ago(0));
  const circle = begin('circle-year', after(ago(-50), -2, 'year'));
  payUntil(book, circle, ago(0));
  endWithPeriod(circle, ago(35));
  const journal = begin('journal', after(ago(-20), -10, 'month'));
  payUntil(book, journal, ago(0));
  pause(journal, ago(-43));
  begin('archive', ago(4), { card: pinned, trialDays: 14 });

  const bindery = planPayments(book, { person, price: price('bindery-plan'), since: ago(900), payments: 3 });
  completePlan(book, bindery);
  const since = after(ago(-12), -4, 'month');
  const ceramics = { person, price: price('ceramics-year'), since, payments: 6, card: pinned };
  payUntil(book, planPayments(book, ceramics), ago(0));
}

function tellJonasOrders(
  { book, price, ago }: School,
  { jonas, card, address }: { jonas: Person; card: Card; address: { line1: string } },
): void {
  const courses = catalogue.filter(({ kind }) => kind === 'course').map(({ key }) => price(key));
  for (let count = 47; count >= 0; count--) {
    const prices = [count, ...(count % 7 === 0 ? [count + 3] : [])].flatMap(
      (index) => courses[index % courses.length] ?? [],
    );
    const { charge } = checkOut(book, { person: jonas, prices, card, at: ago(12 + count * 45), address });
    if (count === 5) giveBack(book, charge, { cents: prices[0]?.unit_amount ?? 0, at: ago(5 + count * 45) });
  }
}

/** Brand new: bought her first course an hour ago. */
export function tellInes({ book, price, ago }: School): void {
  const at = ago(1 / 24);
  const ines = meet(book, { email: 'ines.brandt@example.com', name: 'Ines Brandt', at });
  const card = addCard(book, ines, { brand: 'visa', last4: '1881', expiresMonth: 5, expiresYear: 2030 });
  checkOut(book, { person: ines, prices: [price('wheel')], card, at });
}
