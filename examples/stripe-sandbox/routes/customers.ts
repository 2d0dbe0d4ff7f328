import { attach, checkOwner, checkSavable, detach, findMethod } from '../cards.ts';
import { balanceTransaction } from '../objects/credits.ts';
import { customer, noAddress } from '../objects/customers.ts';
import { endSubscription } from '../standing.ts';
import { addObject, idOf } from '../state.ts';
import type { StripeRequests } from '../requests.ts';
import { change, create, given, mergeMetadata, need, newId, randomText, type Live, type World } from '../world.ts';
import { send, type Routes } from './route.ts';

type Told = StripeRequests['POST /v1/customers/:id'] & { payment_method?: string };

export const customerRoutes = {
  'POST /v1/customers': (call) => {
    const { world, parameters } = call;
    const made = customer({
      id: newId('cus'),
      email: null,
      created: world.now(),
      invoice_prefix: randomText(8).toUpperCase(),
    });
    const method = parameters.payment_method ? findMethod(world, parameters.payment_method) : undefined;
    if (method) checkSavable(world, method);
    apply(world, made, parameters, method?.id);
    create(world, made, 'customer.created');
    if (method) attach(world, method, made.id);
    return send(made, call);
  },

  'POST /v1/customers/:id': (call) => {
    const { world, id, parameters } = call;
    const found = need(world, 'customer', id, { param: 'id', status: 404 });
    change(world, found, 'customer.updated', () => apply(world, found, parameters));
    return send(found, call);
  },

  'DELETE /v1/customers/:id': ({ world, id }) => {
    const found = need(world, 'customer', id, { param: 'id', status: 404 });
    for (const subscription of world.state.subscription.values())
      if (idOf(subscription.customer) === id && !subscription.ended_at)
        endSubscription(world, subscription, { reason: 'cancellation_requested' });
    for (const method of world.state.payment_method.values()) if (idOf(method.customer) === id) detach(world, method);
    world.emit('customer.deleted', found);
    const gone = { id, object: 'customer' as const, deleted: true as const };
    addObject(world.state, gone);
    return gone;
  },

  'POST /v1/customers/:id/balance_transactions': (call) => {
    const { world, id, parameters } = call;
    const found = need(world, 'customer', id, { param: 'customer', status: 404 });
    const { amount, currency, description, metadata } = parameters;
    change(world, found, 'customer.updated', { balance: found.balance + amount, currency: found.currency ?? currency });
    const entry = balanceTransaction({
      id: newId('cbtxn'),
      amount,
      created: world.now(),
      currency,
      customer: id,
      description: description ?? null,
      ending_balance: found.balance,
      metadata: mergeMetadata({}, metadata),
      type: 'adjustment',
    });
    return send(create(world, entry), call);
  },
} satisfies Partial<Routes>;

/** @param saved the card that will be the customer's in a moment */
function apply(world: World, found: Live<'customer'>, parameters: Told, saved?: string): void {
  const { address, balance, invoice_settings, metadata } = parameters;
  const card = invoice_settings?.default_payment_method;
  if (card && card !== saved) checkOwner(findMethod(world, card), found.id, 'invoice_settings[default_payment_method]');
  Object.assign(
    found,
    given(parameters, 'description', 'email', 'name', 'phone', 'preferred_locales', 'shipping', 'tax_exempt'),
    balance !== undefined && { balance },
    address !== undefined && { address: address ? { ...noAddress, ...found.address, ...address } : null },
    invoice_settings && {
      invoice_settings: { ...found.invoice_settings, ...given(invoice_settings, 'default_payment_method', 'footer') },
    },
    { metadata: mergeMetadata(found.metadata, metadata) },
  );
}
