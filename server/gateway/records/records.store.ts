import type { Knex } from 'knex';
import { lockAddresses } from '../../features/customers/move-customer.store.ts';
import type { RecordKind, Records } from '../gateway.ts';
import { savePrices, saveProducts } from './catalogue.store.ts';
import { saveCreditMemos } from './credit-memos.store.ts';
import { saveCustomers } from './customers.store.ts';
import { saveInvoices } from './invoices.store.ts';
import { saveOrders } from './orders.store.ts';
import { savePayments } from './payments.store.ts';
import { mentionOf, takeNewest } from './readings.store.ts';
import { savePlans, saveSubscriptions } from './subscriptions.store.ts';
import { nothing, type Outcome } from './upsert.store.ts';
import { locks } from '../../locks.ts';

type Saver<Kind extends RecordKind> = (trx: Knex, siteId: string, records: Records[Kind][]) => Promise<Outcome>;

const savers: { [Kind in RecordKind]: Saver<Kind> } = {
  product: saveProducts,
  price: savePrices,
  customer: saveCustomers,
  subscription: saveSubscriptions,
  plan: savePlans,
  order: saveOrders,
  invoice: saveInvoices,
  payment: savePayments,
  credit_memo: saveCreditMemos,
};

export interface Reading<Kind extends RecordKind> {
  kind: Kind;
  records: Records[Kind][];
  /** When the provider was asked for them, see `readClock`. */
  readAt: string;
}

/**
 * Makes our rows say what the provider's records say. Records that are as they were change nothing, so any of them may come
 * any number of times: from an import, an event or a comparison; one that was read later in the meantime is left out. Those
 * of one site come one after the other, so that two who meet the same new customer don't both add them. Call it inside of a
 * transaction.
 */
export async function saveRecords<Kind extends RecordKind>(
  trx: Knex,
  siteId: string,
  { kind, records, readAt }: Reading<Kind>,
): Promise<Outcome> {
  if (records.length === 0) return nothing;
  await trx.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.records, siteId]);
  await lockAddresses(trx, siteId, 'to add people');
  const newest = await takeNewest(trx, siteId, { records, readAt, mentionOf: (record) => mentionOf(kind, record) });
  return newest.length === 0 ? nothing : savers[kind](trx, siteId, newest);
}
