import { z } from 'zod';
import { normaliseEmail } from '../../features/sign-in/email-address.ts';
import type { CardRecord, CustomerRecord, Page, Problem } from '../gateway.ts';
import { splitName } from '../../person-name.ts';
import type { StripeClient } from './client.ts';
import { placeAfter, restOf, toPage, Unusable, type RawList } from './pages.ts';
import { address, instant, reference, text, toAddress } from './values.ts';

const customer = z.object({
  id: z.string(),
  email: text,
  name: text,
  phone: text,
  created: instant,
  address,
  shipping: z.object({ name: text, address }).nullish(),
  preferred_locales: z.array(z.string()).nullish(),
  invoice_settings: z.object({ default_payment_method: reference.nullable() }).nullish(),
  default_source: reference.nullish(),
});
type Customer = z.output<typeof customer>;

export const card = z.object({
  brand: z.string().min(1),
  last4: z.string().regex(/^\d{4}$/, 'are no four digits'),
  exp_month: z.int().min(1).max(12),
  exp_year: z.int().min(2000).max(9999),
});

const paymentMethod = z.object({
  id: z.string(),
  type: z.string(),
  created: instant,
  card: card.nullish(),
  billing_details: z.object({ name: text }).nullish(),
});

/**
 * Each with its cards, for which Stripe has to be asked customer by customer: its list of all payment methods holds only
 * those of another of its products.
 */
export async function readCustomers(
  client: StripeClient,
  after: string | null,
  since?: string,
): Promise<Page<CustomerRecord>> {
  return toCustomers(client, await client.ask((sdk) => sdk.customers.list(placeAfter(after, since))));
}

export async function toCustomers(client: StripeClient, list: RawList): Promise<Page<CustomerRecord>> {
  const problems: Problem[] = [];
  const page = await toPage({
    kind: 'customer',
    shape: customer,
    list,
    toRecord: async (object) => {
      const cards = await readCards(client, object.id);
      problems.push(...cards.problems, ...aboutEmail(object));
      return toCustomer(object, cards.records);
    },
  });
  return { ...page, problems: [...page.problems, ...problems] };
}

/** The record is kept, so that somebody can be told of it. */
function aboutEmail({ id, email }: Customer): Problem[] {
  if (email === null || normaliseEmail(email) !== undefined) return [];
  return [{ kind: 'customer', providerId: id, reason: `"${email}" is no address to write to: it is kept unclaimed` }];
}

function toCustomer(object: Customer, cards: CardRecord[]): CustomerRecord {
  const { id, name, shipping, created } = object;
  return {
    providerId: id,
    email: object.email ? (normaliseEmail(object.email) ?? null) : null,
    name: name ?? '',
    ...splitName(name ?? ''),
    locale: readLocale(object.preferred_locales?.[0]),
    phone: object.phone,
    address: toAddress(name ?? '', object.address) ?? toAddress(shipping?.name ?? name ?? '', shipping?.address),
    createdAt: created,
    cards,
    defaultCardId: object.invoice_settings?.default_payment_method ?? object.default_source ?? null,
  };
}

function readLocale(tag: string | undefined): string | null {
  try {
    return (tag && Intl.getCanonicalLocales(tag)[0]) || null;
  } catch {
    return null;
  }
}

async function readCards(client: StripeClient, customerId: string) {
  const place = placeAfter(null);
  const list = await client.ask((sdk) => sdk.customers.listPaymentMethods(customerId, place));
  const rest = await restOf(
    client,
    z.looseObject({ id: z.string() }),
    (sdk, next) => sdk.customers.listPaymentMethods(customerId, next),
    list,
  );
  return toPage({
    kind: 'payment_method',
    shape: paymentMethod,
    list: { data: [...list.data, ...rest], has_more: false },
    toRecord: toCard,
  });
}

function toCard({ id, type, created, card, billing_details }: z.output<typeof paymentMethod>): CardRecord {
  if (!card) throw new Unusable(`It is no card but "${type}", which can't be shown yet`);
  return { ...toCardFields(card), providerId: id, name: billing_details?.name ?? null, createdAt: created };
}

export function toCardFields({ brand, last4, exp_month, exp_year }: z.output<typeof card>) {
  return { brand, last4, expiresMonth: exp_month, expiresYear: exp_year };
}
