/** Events as Stripe sends them: only what each is about is read, and nothing of it is believed before it is signed. */
import Stripe from 'stripe';
import { z } from 'zod';
import type { Mention, ProviderEvent } from '../gateway.ts';
import { instant, reference } from './values.ts';

const object = z.looseObject({ object: z.string() });
type EventObject = z.output<typeof object>;

const event = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  type: z.string(),
  created: instant,
  livemode: z.boolean(),
  /** Only there when it is of an account that is connected to this one. */
  account: z.string().nullish(),
  data: z.object({ object, previous_attributes: z.looseObject({}).nullish() }),
});
type StripeEvent = z.output<typeof event>;

type About = (object: EventObject, previous: Record<string, unknown>) => Mention | null;

const mention = (kind: Mention['kind'], id: unknown): Mention | null => {
  const parsed = reference.safeParse(id);
  return parsed.success ? { kind, providerId: parsed.data } : null;
};

/** By the kind of object that an event brings. */
const about: Record<string, About> = {
  product: ({ id }) => mention('product', id),
  price: ({ id }) => mention('price', id),
  customer: ({ id }) => mention('customer', id),
  // One that was taken away says only in what it was before whose it was.
  payment_method: ({ customer }, previous) => mention('customer', customer ?? previous.customer),
  subscription: ({ id }) => mention('subscription', id),
  subscription_schedule: ({ id }) => mention('plan', id),
  'checkout.session': ({ id }) => mention('order', id),
  // Nobody is asked for the money of a draft yet.
  invoice: ({ id, status }) => (status === 'draft' ? null : mention('invoice', id)),
  invoice_payment: ({ invoice }) => mention('invoice', invoice),
  charge: ({ id }) => mention('payment', id),
  refund: ({ charge }) => mention('payment', charge),
  dispute: ({ charge }) => mention('payment', charge),
  credit_note: ({ id }) => mention('credit_memo', id),
};

/** All that change what is shown here. Stripe is asked for no others. */
export const eventTypes = [
  ...['product.created', 'product.updated', 'product.deleted', 'price.created', 'price.updated', 'price.deleted'],
  ...['customer.created', 'customer.updated', 'customer.deleted'],
  ...['payment_method.attached', 'payment_method.updated', 'payment_method.automatically_updated'],
  ...['payment_method.detached', 'customer.subscription.created', 'customer.subscription.updated'],
  ...['customer.subscription.deleted', 'customer.subscription.paused', 'customer.subscription.resumed'],
  ...['subscription_schedule.created', 'subscription_schedule.updated', 'subscription_schedule.released'],
  ...['subscription_schedule.canceled', 'subscription_schedule.completed', 'subscription_schedule.aborted'],
  ...['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
  ...['checkout.session.async_payment_failed', 'invoice.finalized', 'invoice.updated', 'invoice.paid'],
  ...['invoice.payment_failed', 'invoice.overdue', 'invoice.voided', 'invoice.marked_uncollectible'],
  ...['invoice_payment.paid', 'charge.succeeded', 'charge.failed', 'charge.captured', 'charge.updated'],
  ...['charge.refunded', 'charge.dispute.created', 'charge.dispute.closed', 'refund.created', 'refund.updated'],
  ...['refund.failed', 'credit_note.created', 'credit_note.updated', 'credit_note.voided'],
] as const satisfies Stripe.WebhookEndpointCreateParams.EnabledEvent[];

const known: ReadonlySet<string> = new Set(eventTypes);

/** Older ones may be somebody's recording, and so may those that are ahead of time. */
const toleranceSeconds = 300;

interface Received {
  /** As it came, byte by byte: any other form of it has another signature. */
  body: Uint8Array;
  signature: string | undefined;
  /** One, or two while the endpoint is being replaced. */
  secrets: string[];
}

/** `undefined`: none of the secrets has signed it, or not within five minutes of now. */
export function openEvent({ body, signature, secrets }: Received): ProviderEvent | undefined {
  if (signature === undefined || isAheadOfTime(signature)) return undefined;
  for (const secret of secrets) {
    try {
      return toEvent(Stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds));
    } catch {
      // Not signed with this one, or signed and no event.
    }
  }
  return undefined;
}

/** The SDK looks at one side of now only. */
function isAheadOfTime(signature: string): boolean {
  const latest = Date.now() / 1000 + toleranceSeconds;
  return signature.split(',').some((part) => part.startsWith('t=') && !(Number(part.slice(2)) <= latest));
}

/** Throws when it is no event at all. */
export function toEvent(raw: unknown): ProviderEvent {
  const parsed: StripeEvent = event.parse(raw);
  const { id, type, created, livemode, account, data } = parsed;
  return {
    providerId: id,
    type,
    createdAt: created,
    isLive: livemode,
    accountId: account ?? null,
    isKnown: known.has(type),
    mention: known.has(type)
      ? (about[data.object.object]?.(data.object, data.previous_attributes ?? {}) ?? null)
      : null,
  };
}
