/** Customers of a site that is connected to the sandbox, arranged through Stripe's own API and taken in as its events would be. */
import { afterAll } from 'vitest';
import Stripe from 'stripe';
import { createStripeSandbox } from '../../examples/stripe-sandbox/sandbox.ts';
import { noticesOnKept } from '../../server/features/emails/on-kept.ts';
import { connectionsStore } from '../../server/gateway/connections.store.ts';
import { gatewaysOf } from '../../server/gateway/gateways.ts';
import { keepService } from '../../server/gateway/keep.service.ts';
import { secretBox } from '../../server/secret-box.ts';
import { startApp, type TestApp } from './app.ts';
import { signedIn, type TestCustomer } from './builders.ts';
import { aConnectedSite } from './provider.ts';

export type Shop = Awaited<ReturnType<typeof startShop>>;

/** The server, a site, and a sandbox that both are connected to; all end with the test file. */
export async function startShop() {
  const sandbox = createStripeSandbox();
  const { host, port, url } = await sandbox.listen();
  afterAll(() => sandbox.close());
  const stripe = new Stripe('sk_test_arranging', {
    host,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const app = await startApp({ config: { stripeUrl: url } });
  const siteId = await aConnectedSite(app);
  // What is arranged here is taken in as what events tell.
  const keeping = keepService({
    db: app.db,
    onKept: noticesOnKept,
    gateways: gatewaysOf({
      connections: connectionsStore(app.db),
      secrets: secretBox(app.config.secretsKeys),
      stripeUrl: url,
    }),
  });
  return { app, siteId, sandbox, stripe, url, keeping };
}

let counter = 0;

export type Buyer = Awaited<ReturnType<typeof aBuyer>>;

/** Somebody with cards, named as Stripe names them for tests; the first is the default. Signed in. */
export async function aBuyer(shop: Shop, ...cards: string[]) {
  const { stripe, app, siteId } = shop;
  const email = `buyer${++counter}@customers.example`;
  const account = await stripe.customers.create({ email, name: 'Ada Ash' });
  const attached: string[] = [];
  for (const card of cards) attached.push((await stripe.paymentMethods.attach(card, { customer: account.id })).id);
  if (attached[0])
    await stripe.customers.update(account.id, { invoice_settings: { default_payment_method: attached[0] } });
  await shop.keeping.refresh(siteId, [{ kind: 'customer', providerId: account.id }]);
  const { id } = await app.db('customer').where({ site_id: siteId, email }).first('id');
  const customer: TestCustomer = { siteId, id, email, password: '' };
  const visitor = await signedIn(app, customer);
  /** Our id of one of the provider's cards. */
  const cardId = async (index: number): Promise<string> =>
    (
      await app
        .db('payment_method')
        .where({ site_id: siteId, provider_id: attached[index] ?? '' })
        .first('id')
    ).id;
  return { ...customer, account: account.id, attached, visitor, cardId };
}

export async function aPrice({ stripe }: Shop, name = 'Clay Club', cents = 2900) {
  return stripe.prices.create({
    currency: 'eur',
    unit_amount: cents,
    recurring: { interval: 'month' },
    product_data: { name },
  });
}

/** Takes in all that the provider has of somebody. */
export async function takeIn({ keeping, stripe, siteId }: Shop, { account }: Pick<Buyer, 'account'>): Promise<void> {
  const [subscriptions, invoices] = await Promise.all([
    stripe.subscriptions.list({ customer: account, status: 'all', limit: 100 }),
    stripe.invoices.list({ customer: account, limit: 100 }),
  ]);
  await keeping.refresh(siteId, [
    { kind: 'customer', providerId: account },
    ...subscriptions.data.map(({ id }) => ({ kind: 'subscription' as const, providerId: id })),
    ...invoices.data
      .filter(({ status }) => status !== 'draft')
      .map(({ id }) => ({ kind: 'invoice' as const, providerId: id ?? '' })),
  ]);
}

/** Gives our id and the provider's. */
export async function anOpenInvoice(shop: Shop, buyer: Pick<Buyer, 'account'>, cents = 4900) {
  const { stripe, app, siteId } = shop;
  const draft = await stripe.invoices.create({ customer: buyer.account, auto_advance: false });
  const providerId = draft.id ?? '';
  await stripe.invoiceItems.create({
    ...{ customer: buyer.account, invoice: providerId, amount: cents, currency: 'eur', description: 'Kiln hire' },
  });
  await stripe.invoices.finalizeInvoice(providerId, { auto_advance: false });
  await shop.keeping.refresh(siteId, [{ kind: 'invoice', providerId }]);
  return { id: await idOf(app, siteId, { table: 'invoice', providerId }), providerId };
}

/** Gives our id and the provider's. */
export async function aRunningSubscription(
  shop: Shop,
  buyer: Pick<Buyer, 'account'>,
  more: Partial<Stripe.SubscriptionCreateParams> & { name?: string } = {},
) {
  const { name, ...params } = more;
  const price = await aPrice(shop, name);
  const begun = await shop.stripe.subscriptions.create({
    ...{ customer: buyer.account, items: [{ price: price.id }] },
    ...params,
  });
  await takeIn(shop, buyer);
  return {
    id: await idOf(shop.app, shop.siteId, { table: 'subscription', providerId: begun.id }),
    providerId: begun.id,
  };
}

const idOf = async (
  { db }: Pick<TestApp, 'db'>,
  siteId: string,
  { table, providerId }: { table: string; providerId: string },
): Promise<string> => (await db(table).where({ site_id: siteId, provider_id: providerId }).first('id')).id;
