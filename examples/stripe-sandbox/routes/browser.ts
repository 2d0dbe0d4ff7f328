/** What a page may do with a publishable key: nothing without the secret of the very intent, except to hand over a card. */
import type Stripe from 'stripe';
import { invalidRequest } from '../errors.ts';
import { confirmPayment, confirmSetup, createMethod } from '../intents.ts';
import type { Wire } from '../list.ts';
import { toWire } from '../wire.ts';
import { need, type World } from '../world.ts';
import type { Routes } from './route.ts';

export const browserRoutes = {
  'browser:GET /v1/payment_intents/:id': (call) => show(find('payment_intent', call)),

  'browser:GET /v1/setup_intents/:id': (call) => show(find('setup_intent', call)),

  'browser:POST /v1/payment_intents/:id/confirm': (call) => {
    const intent = find('payment_intent', call);
    confirmPayment(call.world, intent, call.parameters);
    return show(intent);
  },

  'browser:POST /v1/payment_methods': ({ world, parameters }) => toWire(createMethod(world, parameters)),

  'browser:POST /v1/setup_intents/:id/confirm': (call) => {
    const intent = find('setup_intent', call);
    confirmSetup(call.world, intent, call.parameters);
    return show(intent);
  },
} satisfies Partial<Routes>;

interface Asked {
  world: World;
  id: string;
  parameters: { client_secret: string };
}

/** @throws StripeRefusal alike for what does not exist and for a secret that does not fit */
function find<Kind extends 'payment_intent' | 'setup_intent'>(kind: Kind, { world, id, parameters }: Asked) {
  const intent = need(world, kind, id, { param: 'intent', status: 404 });
  if (intent.client_secret !== parameters.client_secret)
    throw invalidRequest('The client_secret provided does not match any associated intent on this account.', {
      param: 'client_secret',
      code: 'resource_missing',
      status: 404,
    });
  return intent;
}

/** Without what is the vendor's only. */
function show(intent: Stripe.PaymentIntent | Stripe.SetupIntent): Wire {
  const { customer: _, metadata: _m, latest_charge: _c, receipt_email: _r, ...shown } = toWire(intent);
  return shown;
}
