import type Stripe from 'stripe';
import { cardPaymentMethod, customer, noAddress, type CardFace } from '../objects/customers.ts';
import { idOf } from '../state.ts';
import type { Book } from './book.ts';
import { seconds } from '../times.ts';

interface Person {
  email: string;
  name: string;
  at: Date;
  phone?: string;
  locale?: string;
  address?: Partial<Stripe.Address>;
}

/** Somebody becomes a customer. */
export function meet(book: Book, { email, name, at, phone, locale, address }: Person): Stripe.Customer {
  const person = customer({
    id: book.id('cus'),
    email,
    name,
    created: seconds(at),
    phone: phone ?? null,
    preferred_locales: locale ? [locale] : [],
    address: address ? { ...noAddress, ...address } : null,
  });
  book.add(person);
  return person;
}

/** The customer's first card is the one that is charged. */
export function addCard(book: Book, person: Stripe.Customer, card: CardFace & { at?: Date }): Stripe.PaymentMethod {
  const method = cardPaymentMethod(card, {
    id: book.id('pm'),
    customer: person.id,
    created: card.at ? seconds(card.at) : person.created,
  });
  method.billing_details = { ...method.billing_details, email: person.email, name: person.name ?? null };
  person.invoice_settings.default_payment_method ??= method.id;
  book.add(method);
  return method;
}

/** @throws Error when the customer has none */
export function defaultCard(book: Book, { id, invoice_settings }: Stripe.Customer): Stripe.PaymentMethod {
  const card = book.state.payment_method.get(idOf(invoice_settings.default_payment_method) ?? '');
  if (!card) throw new Error(`${id} has no card`);
  return card;
}
