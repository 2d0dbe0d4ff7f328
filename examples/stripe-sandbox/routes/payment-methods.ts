import { attach, detach, findMethod } from '../cards.ts';
import { invalidRequest } from '../errors.ts';
import { createMethod } from '../intents.ts';
import { idOf } from '../state.ts';
import { change, given, mergeMetadata, need } from '../world.ts';
import { send, type Routes } from './route.ts';

export const paymentMethodRoutes = {
  'POST /v1/payment_methods': (call) => {
    const { world, parameters } = call;
    return send(createMethod(world, parameters), call);
  },

  'POST /v1/payment_methods/:id': (call) => {
    const { world, id, parameters } = call;
    const method = need(world, 'payment_method', id, { param: 'payment_method', status: 404 });
    if (idOf(method.customer) === undefined)
      throw invalidRequest('You must save this PaymentMethod to a customer before you can update it.');
    const { allow_redisplay, billing_details, card, metadata } = parameters;
    change(world, method, 'payment_method.updated', () => {
      if (allow_redisplay) method.allow_redisplay = allow_redisplay;
      if (billing_details) updateBilling(method.billing_details, billing_details);
      if (card && method.card) Object.assign(method.card, given(card, 'exp_month', 'exp_year'));
      method.metadata = mergeMetadata(method.metadata, metadata);
    });
    return send(method, call);
  },

  'POST /v1/payment_methods/:id/attach': (call) => {
    const { world, id, parameters } = call;
    if (!parameters.customer)
      throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' });
    const method = findMethod(world, id);
    attach(world, method, parameters.customer);
    return send(method, call);
  },

  'POST /v1/payment_methods/:id/detach': (call) => {
    const { world, id } = call;
    const method = need(world, 'payment_method', id, { param: 'payment_method', status: 404 });
    detach(world, method);
    return send(method, call);
  },
} satisfies Partial<Routes>;

function updateBilling(details: { address?: object | null }, told: { address?: object | '' | null }): void {
  const { address, ...rest } = told;
  Object.assign(details, given(rest, ...(Object.keys(rest) as never[])));
  if (address === '' || address === null) details.address = null;
  else if (address) details.address = { ...details.address, ...given(address, ...(Object.keys(address) as never[])) };
}
