/** What Stripe sends of an object: long lists are cut, some parts come only when they are asked for. */
import { idOf, type State, type StoredObject } from './state.ts';
import { newestFirst, page, type Wire } from './list.ts';

/** By kind, the properties that are left out until somebody expands them, and where they come from. */
const onRequest: Record<string, Record<string, (object: Wire, state: State) => unknown>> = {
  charge: {
    refunds: ({ id }, state) => list(ofOwner(state.refund, 'charge', id), `/v1/refunds?charge=${String(id)}`),
  },
  'checkout.session': {
    line_items: ({ id, line_items }) =>
      list((line_items as { data: Wire[] } | undefined)?.data ?? [], `/v1/checkout/sessions/${String(id)}/line_items`),
  },
  customer: {
    sources: ({ id }) => list([], `/v1/customers/${String(id)}/sources`),
    subscriptions: ({ id }, state) =>
      list(
        ofOwner(state.subscription, 'customer', id).filter(({ status }) => status !== 'canceled'),
        `/v1/subscriptions?customer=${String(id)}`,
      ),
    tax_ids: ({ id }) => list([], `/v1/customers/${String(id)}/tax_ids`),
  },
  invoice: {
    confirmation_secret: ({ id }, state) => confirmationSecret(id, state),
    payments: ({ id }, state) =>
      list(ofOwner(state.invoice_payment, 'invoice', id), `/v1/invoice_payments?invoice=${String(id)}`),
  },
  payment_link: {
    line_items: ({ id, line_items }) =>
      list((line_items as { data: Wire[] } | undefined)?.data ?? [], `/v1/payment_links/${String(id)}/line_items`),
  },
  price: {
    currency_options: ({ currency_options }) => currency_options,
    tiers: ({ tiers }) => tiers,
  },
  // Told once, by the answer that creates it.
  webhook_endpoint: { secret: () => undefined },
};

/** What a page needs to have the invoice paid; there is none before it is finalized. */
function confirmationSecret(invoiceId: unknown, state: State) {
  for (const { invoice, payment } of state.invoice_payment.values()) {
    const intent = idOf(invoice) === invoiceId && state.payment_intent.get(idOf(payment.payment_intent) ?? '');
    if (intent) return { client_secret: intent.client_secret, type: 'payment_intent' };
  }
  return null;
}

/** The object's part that is sent on request, as it is sent then; undefined when there is no such part. */
export function includeOnRequest(id: string, { kind, name, state }: { kind: string; name: string; state: State }) {
  const shelf = state[kind as keyof State] as Map<string, StoredObject> | undefined;
  const object = shelf?.get(id);
  return object && onRequest[kind]?.[name]?.(copy(object), state);
}

export function isOnRequest(kind: string, name: string): boolean {
  return onRequest[kind]?.[name] !== undefined;
}

/** A copy to send, in which ids may be replaced. */
export function toWire(object: StoredObject | Wire): Wire {
  const wire = copy(object);
  for (const name of Object.keys(onRequest[String(wire.object)] ?? {})) delete wire[name];
  for (const [name, value] of Object.entries(wire)) if (isList(value)) wire[name] = list(value.data, value.url);
  return wire;
}

/** Decimals become texts, as on their way to anybody. */
function copy(object: object): Wire {
  return JSON.parse(JSON.stringify(object)) as Wire;
}

function list(data: Wire[], url: string) {
  return page(data.map(toWire) as (Wire & { id: string; object: string })[], {}, url);
}

function isList(value: unknown): value is { data: Wire[]; url: string } {
  return (value as { object?: unknown } | null | undefined)?.object === 'list';
}

function ofOwner(shelf: Map<string, StoredObject>, name: string, id: unknown): Wire[] {
  const objects = [...shelf.values()] as unknown as Wire[];
  return newestFirst(objects.filter((object) => idOf(object[name]) === id));
}
