/** What a change at Stripe may have touched: an object with all that it names and all that says what it belongs to. */
import type { Bundle, Mention, Page, RecordKind, Records } from '../gateway.ts';
import { emptyBundle, GatewayError } from '../gateway.ts';
import { toPrices, toProducts } from './catalogue.ts';
import type { StripeClient } from './client.ts';
import { toCreditMemos } from './credit-memos.ts';
import { toCustomers } from './customers.ts';
import { toInvoices } from './invoices.ts';
import { toOrders } from './orders.ts';
import { listOfOne, pageSize, type RawList } from './pages.ts';
import { toPayments } from './payments.ts';
import { toPlans } from './plans.ts';
import { toSubscriptions } from './subscriptions.ts';
import { reference as referenceShape } from './values.ts';

/** Stripe allows four steps; each expansion is what the list of its kind asks for as well. */
const expanded = {
  subscription: ['latest_invoice'],
  plan: ['subscription.latest_invoice', 'phases.items.price'],
  order: ['line_items'],
  invoice: ['payments'],
};

/** How an object of each kind is read by its id. */
const retrieve = {
  product: (sdk, id) => sdk.products.retrieve(id),
  price: (sdk, id) => sdk.prices.retrieve(id),
  customer: (sdk, id) => sdk.customers.retrieve(id),
  subscription: (sdk, id) => sdk.subscriptions.retrieve(id, { expand: expanded.subscription }),
  plan: (sdk, id) => sdk.subscriptionSchedules.retrieve(id, { expand: expanded.plan }),
  order: (sdk, id) => sdk.checkout.sessions.retrieve(id, { expand: expanded.order }),
  invoice: (sdk, id) => sdk.invoices.retrieve(id, { expand: expanded.invoice }),
  payment: (sdk, id) => sdk.charges.retrieve(id),
  credit_memo: (sdk, id) => sdk.creditNotes.retrieve(id),
} satisfies Record<RecordKind, (sdk: Sdk, id: string) => Promise<{ id: string }>>;

type Sdk = Parameters<Parameters<StripeClient['ask']>[0]>[0];

const toRecords: { [Kind in RecordKind]: (client: StripeClient, list: RawList) => Promise<Page<Records[Kind]>> } = {
  product: (_client, list) => toProducts(list),
  price: (_client, list) => toPrices(list),
  customer: toCustomers,
  subscription: toSubscriptions,
  plan: toPlans,
  order: toOrders,
  invoice: toInvoices,
  payment: (_client, list) => toPayments(list),
  credit_memo: toCreditMemos,
};

/** As Stripe sent it, before anything is believed of it. */
type RawObject = { id: string; [name: string]: unknown };

/** Throws `GatewayError` when Stripe can't be asked; what is gone or unfit is told in the bundle. */
export async function readAbout(client: StripeClient, mentions: Mention[]): Promise<Bundle> {
  const bundle = emptyBundle();
  const follow = follower(client, bundle);
  await Promise.all(mentions.map(({ kind, providerId }) => follow.about(kind, providerId)));
  return bundle;
}

/** Reads each object once, however many others name it. */
function follower(client: StripeClient, bundle: Bundle) {
  const met = new Set<string>();
  const objects = new Map<string, Promise<RawObject | undefined>>();
  // Who comes second does not wait for the first, or two that name each other would wait for ever.
  const once = async (what: string, read: () => Promise<void>): Promise<void> => {
    if (met.has(what)) return;
    met.add(what);
    await read();
  };

  /** Those of a list that nobody has read yet. */
  async function take<Kind extends RecordKind>(kind: Kind, list: RawList): Promise<void> {
    const fresh = list.data.filter(({ id }) => !met.has(`${kind} ${id}`));
    for (const { id } of fresh) met.add(`${kind} ${id}`);
    keep(kind, await toRecords[kind](client, { data: fresh, has_more: false }));
  }

  function keep<Kind extends RecordKind>(kind: Kind, { records, problems }: Page<Records[Kind]>): Records[Kind][] {
    bundle.records[kind].push(...records);
    bundle.problems.push(...problems);
    return records;
  }

  /** One object and what it leads to; `follow` gets the object as Stripe sent it and, where it was fit, its record. */
  const one = <Kind extends RecordKind>(
    kind: Kind,
    id: string,
    next: (record: Records[Kind], object: RawObject) => Promise<unknown>,
  ): Promise<void> =>
    once(`${kind} ${id}`, async () => {
      const object = await find(kind, id);
      if (!object) return void bundle.gone.push({ kind, providerId: id });
      const [record] = keep(kind, await toRecords[kind](client, listOfOne(object)));
      if (record) await next(record, object);
    });

  /** `undefined`: there is none, or there was one. */
  function find(kind: RecordKind, id: string): Promise<RawObject | undefined> {
    const asked = objects.get(`${kind} ${id}`) ?? ask(kind, id);
    objects.set(`${kind} ${id}`, asked);
    return asked;
  }

  async function ask(kind: RecordKind, id: string): Promise<RawObject | undefined> {
    try {
      const object: RawObject = await client.ask<{ id: string }>((sdk) => retrieve[kind](sdk, id));
      return object.deleted === true ? undefined : object;
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  const nothing = async () => undefined;
  const product = (id: string | null) => (id === null ? nothing() : one('product', id, nothing));
  const price = (id: string) => one('price', id, ({ productId }) => product(productId));
  const customer = (id: string | null) => (id === null ? nothing() : one('customer', id, nothing));

  const subscription = (id: string | null) =>
    id === null
      ? nothing()
      : one('subscription', id, (record, object) =>
          together([
            product(record.productId),
            customer(record.owner.accountId),
            planOf(idOf(object.schedule), record.endedAt === null ? null : record),
          ]),
        );

  /** One that has ended no longer names the schedule that ended it. */
  async function planOf(scheduleId: string | null, ended: Records['subscription'] | null): Promise<void> {
    if (scheduleId !== null) return one('plan', scheduleId, nothing);
    const accountId = ended?.owner.accountId;
    if (!ended || !accountId) return;
    const list = await listOf(accountId, (sdk) =>
      sdk.subscriptionSchedules.list({
        customer: accountId,
        limit: pageSize,
        expand: expanded.plan.map((path) => `data.${path}`),
      }),
    );
    const own = list.data.filter((each) => idOf((each as RawObject).subscription) === ended.providerId);
    await take('plan', { data: own, has_more: false });
  }

  const invoice = (id: string | null) =>
    id === null
      ? nothing()
      : one('invoice', id, (record, object) =>
          together([
            customer(record.owner.accountId),
            subscription(record.subscriptionId),
            ...(record.order?.lines ?? []).map(({ productId }) => product(productId)),
            ...record.paymentIds.map(payments),
            record.order ? checkouts(record) : nothing(),
            // Credit that it used or gave back is told by the credit memos.
            movesCredit(object) ? memos(record.owner.accountId) : nothing(),
          ]),
        );

  const order = (id: string) =>
    one('order', id, (record) =>
      together([
        customer(record.owner.accountId),
        subscription(record.subscriptionId),
        invoice(record.invoiceId),
        ...record.lines.map(({ productId }) => product(productId)),
        ...record.paymentIds.map(payments),
      ]),
    );

  /** All attempts of a payment intent, or the one that needed none. */
  const payments = (id: string): Promise<void> =>
    id.startsWith('pi_')
      ? once(`intent ${id}`, async () => {
          const list = await listOf(id, (sdk) => sdk.charges.list({ payment_intent: id, limit: pageSize }));
          await take('payment', list);
        })
      : one('payment', id, nothing);

  const payment = (id: string) =>
    one('payment', id, async (record, object) => {
      const intent = idOf(object.payment_intent);
      await together([customer(record.owner.accountId), intent === null ? nothing() : whatWasPaid(intent)]);
    });

  /** The invoice that a payment intent pays, or else the checkout that it was made for. */
  async function whatWasPaid(intent: string): Promise<void> {
    const links = await listOf(intent, (sdk) =>
      sdk.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: intent }, limit: pageSize }),
    );
    if (links.data.length > 0) {
      return together(links.data.map((link) => invoice(idOf((link as RawObject).invoice))));
    }
    await checkouts({ subscriptionId: null, paymentIds: [intent] });
  }

  /** What was bought on Stripe's page is told by its checkout, and not by the first invoice. */
  async function checkouts({ subscriptionId, paymentIds }: { subscriptionId: string | null; paymentIds: string[] }) {
    const of = subscriptionId ?? paymentIds.find((id) => id.startsWith('pi_'));
    if (of === undefined) return;
    const which = subscriptionId === null ? { payment_intent: of } : { subscription: of };
    await once(`checkouts ${of}`, async () => {
      const list = await listOf(of, (sdk) => sdk.checkout.sessions.list(which));
      await together(list.data.map(({ id }) => order(id)));
    });
  }

  /** All of them: what is left of one depends on what others were used for. */
  const memos = (accountId: string | null): Promise<void> =>
    accountId === null
      ? nothing()
      : once(`memos ${accountId}`, async () => {
          for (let place: { starting_after?: string } | undefined = {}; place;) {
            const { starting_after } = place;
            const list = await listOf(accountId, (sdk) =>
              sdk.creditNotes.list({
                customer: accountId,
                limit: pageSize,
                ...(starting_after !== undefined && { starting_after }),
              }),
            );
            await take('credit_memo', list);
            const last = list.data.at(-1)?.id;
            place = list.has_more && last !== undefined ? { starting_after: last } : undefined;
          }
        });

  const creditMemo = async (id: string) => {
    const object = await find('credit_memo', id);
    if (!object) return void bundle.gone.push({ kind: 'credit_memo', providerId: id });
    await together([invoice(idOf(object.invoice)), customer(idOf(object.customer)), memos(idOf(object.customer))]);
  };

  /** Nothing, where what it was asked of is gone. */
  async function listOf(of: string, request: (sdk: Sdk) => Promise<RawList>): Promise<RawList> {
    try {
      return await client.ask(request);
    } catch (error) {
      if (isGone(error)) return { data: [], has_more: false };
      throw error;
    }
  }

  const about: Record<RecordKind, (id: string) => Promise<unknown>> = {
    product,
    price,
    customer: (id) => together([customer(id), memos(id)]),
    async subscription(id) {
      const object = await find('subscription', id);
      await together([subscription(id), invoice(idOf(object?.latest_invoice))]);
    },
    async plan(id) {
      const object = await find('plan', id);
      await together([subscription(idOf(object?.subscription)), one('plan', id, nothing)]);
    },
    order,
    invoice,
    payment,
    credit_memo: creditMemo,
  };
  return { about: (kind: RecordKind, id: string) => about[kind](id) };
}

const isGone = (error: unknown): boolean => error instanceof GatewayError && error.trouble === 'record_is_gone';

const together = async (readings: Promise<unknown>[]): Promise<void> => void (await Promise.all(readings));

/** Of what is an id, or the object itself. */
function idOf(reference: unknown): string | null {
  const parsed = reference === null || reference === undefined ? undefined : referenceShape.safeParse(reference);
  return parsed?.success ? parsed.data : null;
}

const movesCredit = ({ starting_balance: before, ending_balance: after, ...invoice }: RawObject): boolean =>
  (typeof after === 'number' && before !== after) ||
  Number(invoice.pre_payment_credit_notes_amount ?? 0) > 0 ||
  Number(invoice.post_payment_credit_notes_amount ?? 0) > 0;
