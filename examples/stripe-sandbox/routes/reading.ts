/** The endpoints that only read: which objects each one shows. */
import { noSuch } from '../errors.ts';
import { expand } from '../expand.ts';
import { filter } from '../filters.ts';
import { newestFirst, page, type Wire } from '../list.ts';
import type { Kind, State, StoredObject } from '../state.ts';
import type { Parameters } from '../validate.ts';
import { toWire } from '../wire.ts';
import { readExpand, send, type Call, type Routes } from './route.ts';

type Reading = (call: Pick<Call, 'world' | 'path' | 'id'> & { parameters: object }) => Wire;

export const readingRoutes = {
  'GET /v1/account': (call) => {
    const [account] = call.world.state.account.values();
    return account ? send(account, call) : {};
  },
  'GET /v1/charges': listOf('charge'),
  'GET /v1/charges/:id': oneOf('charge'),
  'GET /v1/checkout/sessions': listOf('checkout.session'),
  'GET /v1/checkout/sessions/:id': oneOf('checkout.session', 'session'),
  'GET /v1/checkout/sessions/:id/line_items': partsOf('checkout.session', 'line_items', 'item'),
  'GET /v1/credit_notes': listOf('credit_note'),
  'GET /v1/credit_notes/:id': oneOf('credit_note'),
  'GET /v1/credit_notes/:id/lines': partsOf('credit_note', 'lines', 'credit_note_line_item'),
  'GET /v1/customers': listOf('customer'),
  'GET /v1/customers/:id': oneOf('customer'),
  'GET /v1/customers/:id/balance_transactions': listOfCustomer('customer_balance_transaction'),
  'GET /v1/customers/:id/payment_methods': listOfCustomer('payment_method'),
  'GET /v1/events': listOf('event'),
  'GET /v1/events/:id': oneOf('event'),
  'GET /v1/invoice_payments': listOf('invoice_payment'),
  'GET /v1/invoice_payments/:id': oneOf('invoice_payment'),
  'GET /v1/invoices': listOf('invoice'),
  'GET /v1/invoices/:id': oneOf('invoice', 'invoice'),
  'GET /v1/invoices/:id/lines': partsOf('invoice', 'lines', 'line_item'),
  'GET /v1/payment_intents': listOf('payment_intent'),
  'GET /v1/payment_intents/:id': oneOf('payment_intent', 'intent'),
  'GET /v1/payment_methods': listOf('payment_method'),
  'GET /v1/payment_methods/:id': oneOf('payment_method', 'payment_method'),
  'GET /v1/prices': listOf('price'),
  'GET /v1/prices/:id': oneOf('price', 'price'),
  'GET /v1/products': listOf('product'),
  'GET /v1/products/:id': oneOf('product'),
  'GET /v1/refunds': listOf('refund'),
  'GET /v1/refunds/:id': oneOf('refund'),
  'GET /v1/subscription_items': ({ parameters, ...call }) =>
    partsOf('subscription', 'items', 'subscription_item')({ ...call, parameters, id: parameters.subscription }),
  'GET /v1/subscription_schedules': listOf('subscription_schedule'),
  'GET /v1/subscription_schedules/:id': oneOf('subscription_schedule', 'schedule'),
  'GET /v1/subscriptions': listOf('subscription'),
  'GET /v1/subscriptions/:id': oneOf('subscription'),
  'GET /v1/invoiceitems': listOf('invoiceitem'),
  'GET /v1/invoiceitems/:id': oneOf('invoiceitem', 'invoiceitem'),
  'GET /v1/payment_links': listOf('payment_link'),
  'GET /v1/payment_links/:id': oneOf('payment_link', 'payment_link'),
  'GET /v1/setup_intents': listOf('setup_intent'),
  'GET /v1/setup_intents/:id': oneOf('setup_intent', 'intent'),
  'GET /v1/webhook_endpoints': listOf('webhook_endpoint'),
  'GET /v1/webhook_endpoints/:id': oneOf('webhook_endpoint'),
} satisfies Partial<Routes>;

/** @param param the name that Stripe's error has for the id */
function oneOf(kind: Kind, param = 'id'): Reading {
  return (call) => send(get(call.world.state, kind, call.id, param), call);
}

function listOf(kind: Kind): Reading {
  return ({ world: { state }, path, parameters }) => {
    const paths = readExpand(parameters, kind, true);
    const shown = newestFirst(filter(state[kind].values(), parameters as Parameters, state));
    const { data, ...list } = page(shown, parameters as Parameters, path);
    const wire: Wire = { ...list, data: data.map(toWire) };
    expand(wire, paths, state);
    return wire;
  };
}

function listOfCustomer(kind: Kind): Reading {
  return ({ id, parameters, ...call }) => {
    get(call.world.state, 'customer', id, 'customer');
    return listOf(kind)({ ...call, id, parameters: { ...parameters, customer: id } });
  };
}

/** What an object holds in a list of its own, in its order there. */
function partsOf(kind: Kind, name: string, partKind: string): Reading {
  return ({ world: { state }, path, id, parameters }) => {
    const paths = readExpand(parameters, partKind, true);
    const owner = get(state, kind, id, kind.replace(/.*\./, '')) as unknown as Wire;
    const parts = (owner[name] as { data: (Wire & { id: string; object: string })[] } | undefined)?.data ?? [];
    const { data, ...list } = page(parts, parameters as Parameters, path);
    const wire: Wire = { ...list, data: data.map(toWire) };
    expand(wire, paths, state);
    return wire;
  };
}

function get(state: State, kind: Kind, id: string, param: string): StoredObject {
  const shelf: Map<string, StoredObject> = state[kind];
  const object = shelf.get(id);
  if (!object) throw noSuch(kind, id, { param, status: 404 });
  return object;
}
