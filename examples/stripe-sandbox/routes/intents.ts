import { checkOwner, findMethod } from '../cards.ts';
import { invalidRequest } from '../errors.ts';
import { confirmPayment, confirmSetup, createMethod } from '../intents.ts';
import { cancelIntent, createIntent } from '../payments.ts';
import { createSetup } from '../setups.ts';
import { change, mergeMetadata, need, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

export const intentRoutes = {
  'POST /v1/setup_intents': (call) => {
    const { world, parameters } = call;
    const { customer, description, metadata, usage, confirm } = parameters;
    const method = namedMethod(world, parameters);
    if (customer) need(world, 'customer', customer, { param: 'customer' });
    const intent = createSetup(world, {
      customer: customer ?? null,
      description: description ?? null,
      metadata: mergeMetadata({}, metadata),
      payment_method: method?.id ?? null,
      status: method ? 'requires_confirmation' : 'requires_payment_method',
      usage: usage ?? 'off_session',
    });
    if (confirm) confirmSetup(world, intent, {});
    return send(intent, call);
  },

  'POST /v1/setup_intents/:id/confirm': (call) => {
    const { world, id, parameters } = call;
    const intent = need(world, 'setup_intent', id, { param: 'intent', status: 404 });
    confirmSetup(world, intent, parameters);
    return send(intent, call);
  },

  'POST /v1/setup_intents/:id/cancel': (call) => {
    const { world, id, parameters } = call;
    const intent = need(world, 'setup_intent', id, { param: 'intent', status: 404 });
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      throw invalidRequest(`You cannot cancel this SetupIntent because it has a status of ${intent.status}.`, {
        code: 'setup_intent_unexpected_state',
      });
    const cancellation_reason = parameters.cancellation_reason ?? null;
    change(world, intent, 'setup_intent.canceled', { cancellation_reason, next_action: null, status: 'canceled' });
    return send(intent, call);
  },

  'POST /v1/payment_intents': (call) => {
    const { world, parameters } = call;
    const { amount, currency, customer, description, metadata, confirm } = parameters;
    const method = namedMethod(world, parameters);
    if (customer) need(world, 'customer', customer, { param: 'customer' });
    if (method?.customer) checkOwner(method, customer ?? '', 'payment_method');
    const intent = createIntent(world, {
      amount,
      currency: currency.toLowerCase(),
      customer: customer ?? null,
      description: description ?? null,
      metadata: mergeMetadata({}, metadata),
      payment_method: method?.id ?? null,
      receipt_email: parameters.receipt_email ?? null,
      setup_future_usage: parameters.setup_future_usage ?? null,
      status: method ? 'requires_confirmation' : 'requires_payment_method',
    });
    if (confirm) confirmPayment(world, intent, { off_session: parameters.off_session });
    return send(intent, call);
  },

  'POST /v1/payment_intents/:id/confirm': (call) => {
    const { world, id, parameters } = call;
    const intent = need(world, 'payment_intent', id, { param: 'intent', status: 404 });
    if (parameters.setup_future_usage) intent.setup_future_usage = parameters.setup_future_usage;
    confirmPayment(world, intent, parameters);
    return send(intent, call);
  },

  'POST /v1/payment_intents/:id/cancel': (call) => {
    const { world, id, parameters } = call;
    const intent = need(world, 'payment_intent', id, { param: 'intent', status: 404 });
    if (intent.status === 'succeeded' || intent.status === 'canceled')
      throw invalidRequest(
        `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action, processing.`,
        { code: 'payment_intent_unexpected_state' },
      );
    cancelIntent(world, intent, parameters.cancellation_reason ?? null);
    return send(intent, call);
  },
} satisfies Partial<Routes>;

function namedMethod(world: World, told: { payment_method?: string; payment_method_data?: object }) {
  if (told.payment_method_data) return createMethod(world, told.payment_method_data);
  return told.payment_method ? findMethod(world, told.payment_method) : undefined;
}
