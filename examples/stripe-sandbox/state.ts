import type { StoredObjects } from './requests.ts';

export type Kind = keyof StoredObjects;
export type StoredObject = StoredObjects[Kind];

/** All there is, by kind and id. Tests may read and change it at any time. */
export type State = { [Name in Kind]: Map<string, StoredObjects[Name]> };

export function createState(): State {
  return {
    account: new Map(),
    charge: new Map(),
    'checkout.session': new Map(),
    credit_note: new Map(),
    customer: new Map(),
    customer_balance_transaction: new Map(),
    event: new Map(),
    invoice: new Map(),
    invoice_payment: new Map(),
    invoiceitem: new Map(),
    payment_intent: new Map(),
    payment_link: new Map(),
    payment_method: new Map(),
    price: new Map(),
    product: new Map(),
    refund: new Map(),
    setup_intent: new Map(),
    subscription: new Map(),
    subscription_schedule: new Map(),
    webhook_endpoint: new Map(),
  };
}

export function addObject(state: State, object: StoredObject): void {
  const shelf: Map<string, StoredObject> = state[object.object];
  shelf.set(object.id, object);
}

/** Ids are unique across kinds, as Stripe's are. */
export function findObject(state: State, id: string): StoredObject | undefined {
  for (const shelf of Object.values(state) as Map<string, StoredObject>[]) {
    const object = shelf.get(id);
    if (object) return object;
  }
  return undefined;
}

/** The id of what is kept as an id or as the object itself. */
export function idOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  const id = (reference as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}
