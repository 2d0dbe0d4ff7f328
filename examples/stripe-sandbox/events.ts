/** What happened, as Stripe tells it. */
import type Stripe from 'stripe';
import type { Wire } from './list.ts';
import { addObject, type State, type StoredObject } from './state.ts';
import schema from './stripe-schema.json' with { type: 'json' };
import { toWire } from './wire.ts';
import { newId } from './world.ts';

/** The request whose work it was. */
export interface Cause {
  id: string;
  idempotency_key: string | null;
}

interface Happening {
  type: Stripe.Event.Type;
  object: StoredObject;
  previous?: Wire | undefined;
  cause: Cause | undefined;
  created: number;
}

/** An event with the object as it is now. */
export function keepEvent(state: State, { type, object, previous, cause, created }: Happening): Stripe.Event {
  const event = {
    id: newId('evt'),
    object: 'event',
    api_version: schema.apiVersion,
    created,
    data: { object: toWire(object), ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 0,
    request: cause ?? { id: null, idempotency_key: null },
    type,
  } as unknown as Stripe.Event;
  addObject(state, event);
  return event;
}
