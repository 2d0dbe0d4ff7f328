import { stripeActions } from './actions/actions.ts';
import { GatewayError, type Gateway, type Page, type RecordKind, type Records } from '../gateway.ts';
import { stripeAccount } from './account.ts';
import { readAbout } from './about.ts';
import { readPrices, readProducts } from './catalogue.ts';
import { isStripeKey, stripeClient, type StripeClient, type StripeOptions } from './client.ts';
import { readCreditMemos } from './credit-memos.ts';
import { readCustomers } from './customers.ts';
import { readInvoices } from './invoices.ts';
import { readOrders } from './orders.ts';
import { readPayments } from './payments.ts';
import { readPlans } from './plans.ts';
import { readSubscriptions } from './subscriptions.ts';

type Reader<Kind extends RecordKind> = (
  client: StripeClient,
  after: string | null,
  since?: string,
) => Promise<Page<Records[Kind]>>;

const readers: { [Kind in RecordKind]: Reader<Kind> } = {
  product: readProducts,
  price: readPrices,
  customer: readCustomers,
  subscription: readSubscriptions,
  plan: readPlans,
  order: readOrders,
  invoice: readInvoices,
  payment: readPayments,
  credit_memo: readCreditMemos,
};

/** The gateway to one Stripe account. */
export function stripeGateway(options: StripeOptions): Gateway {
  if (!isStripeKey(options.key)) {
    throw new GatewayError('key_refused', 'This is no secret key of Stripe: those begin with sk_ or rk_');
  }
  const client = stripeClient(options);
  return {
    async check() {
      await client.ask((sdk) => sdk.customers.list({ limit: 1 }));
    },
    read: (kind, after, since) => readers[kind](client, after, since),
    ...stripeActions(client),
    ...stripeAccount(client, options),
    readAbout: (mentions) => readAbout(client, mentions),
  };
}
