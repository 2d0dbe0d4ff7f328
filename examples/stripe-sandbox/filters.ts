/** Which objects a list shows. */
import { noSuch } from './errors.ts';
import type { Wire } from './list.ts';
import { idOf, type State, type StoredObject } from './state.ts';
import type { Parameters } from './validate.ts';

type Matches = (object: Wire, wanted: unknown) => boolean;

const paging = new Set(['limit', 'starting_after', 'ending_before', 'expand']);

/** Parameters that are not simply compared with the property of their name. */
const special: Record<string, Record<string, Matches>> = {
  'checkout.session': {
    customer_details: ({ customer_details }, wanted) =>
      (customer_details as Wire | null)?.email === (wanted as Wire).email,
  },
  event: {
    delivery_success: ({ pending_webhooks }, wanted) => (pending_webhooks === 0) === wanted,
    types: ({ type }, wanted) => (wanted as unknown[]).includes(type),
  },
  invoice: {
    subscription: ({ parent }, wanted) =>
      idOf((parent as { subscription_details?: Wire | null } | null)?.subscription_details?.subscription) === wanted,
  },
  invoiceitem: { pending: ({ invoice }, wanted) => (invoice === null) === wanted },
  invoice_payment: {
    payment: ({ payment }, wanted) =>
      Object.entries(wanted as Wire).every(([name, value]) => idOf((payment as Wire)[name]) === value),
  },
  price: {
    lookup_keys: ({ lookup_key }, wanted) => (wanted as unknown[]).includes(lookup_key),
    recurring: ({ recurring }, wanted) =>
      Object.entries(wanted as Wire).every(([name, value]) => (recurring as Wire | null)?.[name] === value),
  },
  product: { ids: ({ id }, wanted) => (wanted as unknown[]).includes(id) },
  subscription: {
    current_period_end: ({ items }, wanted) => inItems(items, 'current_period_end', wanted),
    current_period_start: ({ items }, wanted) => inItems(items, 'current_period_start', wanted),
    price: ({ items }, wanted) => dataOf(items).some(({ price }) => idOf(price) === wanted),
    plan: ({ items }, wanted) => dataOf(items).some(({ plan }) => idOf(plan) === wanted),
    status: ({ status }, wanted) =>
      wanted === 'all' ||
      status === wanted ||
      (wanted === 'ended' && /^(canceled|incomplete_expired)$/.test(String(status))),
  },
  subscription_schedule: { scheduled: ({ status }, wanted) => (status === 'not_started') === wanted },
};

/**
 * The objects that have all that is asked for.
 * @throws StripeRefusal when a customer is asked for who does not exist
 */
export function filter(objects: Iterable<StoredObject>, parameters: Parameters, state: State): StoredObject[] {
  const { customer } = parameters;
  if (typeof customer === 'string' && !state.customer.has(customer))
    throw noSuch('customer', customer, { param: 'customer' });
  const wanted = Object.entries(parameters).filter(([name]) => !paging.has(name));
  return [...objects].filter((object) => {
    if ('deleted' in object) return false;
    // Without a customer Stripe lists those of another of its products.
    if (object.object === 'payment_method' && customer === undefined) return false;
    // Canceled subscriptions are shown to those only who ask for them.
    if (object.object === 'subscription' && parameters.status === undefined && object.status === 'canceled')
      return false;
    return wanted.every(([name, value]) => matches(object as unknown as Wire, name, value));
  });
}

function matches(object: Wire, name: string, wanted: unknown): boolean {
  const test = special[String(object.object)]?.[name];
  if (test) return test(object, wanted);
  const value = object[name];
  if (typeof wanted === 'object') return isWithin(value, wanted as Record<string, number>);
  return value === wanted || idOf(value) === wanted;
}

function isWithin(value: unknown, { gt, gte, lt, lte }: Record<string, number>): boolean {
  if (typeof value !== 'number') return false;
  return (
    value > (gt ?? -Infinity) && value >= (gte ?? -Infinity) && value < (lt ?? Infinity) && value <= (lte ?? Infinity)
  );
}

function inItems(items: unknown, name: string, wanted: unknown): boolean {
  return dataOf(items).some((item) =>
    typeof wanted === 'number' ? item[name] === wanted : isWithin(item[name], wanted as Record<string, number>),
  );
}

function dataOf(list: unknown): Wire[] {
  return (list as { data: Wire[] }).data;
}
