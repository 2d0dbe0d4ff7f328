/** Collects the rows of the demo's customers, one purchase after another, so that orders, invoices and payments agree. */
import { v7 as newId } from 'uuid';
import { catalogue, type Item } from './demo-catalogue.ts';

type Row = Record<string, unknown>;

const tables = [
  'customer',
  'address',
  'phone',
  'payment_method',
  'subscription',
  'purchase_order',
  'purchase_order_line',
  'invoice',
  'invoice_line',
  'payment',
  'credit_memo',
  'credit_memo_use',
  'enrollment',
] as const;
type Table = (typeof tables)[number];

/** So many days before now; a negative number is in the future. */
export const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);

export const item = (key: string): Item => catalogue.find((each) => each.key === key) as Item;

interface Charge {
  subscription: string;
  at: Date;
  method: string;
  /** Why the bank refused; the invoice stays open then. */
  refusedWhy?: string;
  dueAt?: Date;
}

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(siteId: string) {
  const rows = Object.fromEntries(tables.map((table) => [table, [] as Row[]])) as Record<Table, Row[]>;
  const enrolled = new Set<string>();
  let orderNumber = 10_000;
  let invoiceNumber = 20_000;

  const add = (table: Table, row: Row): string => {
    const id = newId();
    rows[table].push({ site_id: siteId, id, ...row });
    return id;
  };

  const addPayment = (customerId: string, fields: Row) =>
    add('payment', {
      customer_id: customerId,
      subscription_id: null,
      order_id: null,
      invoice_id: null,
      currency: 'EUR',
      state: 'succeeded',
      reason: null,
      payment_method_id: null,
      ...fields,
    });

  /** Once for each course: what was said first, as progress, stays. */
  const enroll = (customerId: string, key: string, fields: Row): void => {
    if (enrolled.has(customerId + key)) return;
    enrolled.add(customerId + key);
    const row = { customer_id: customerId, course_id: item(key).id, progress_percent: 0, revoked_at: null };
    rows.enrollment.push({ site_id: siteId, ...row, ...fields });
  };

  const addInvoice = (customerId: string, title: string, fields: Row & { total_cents: number }): string => {
    const id = add('invoice', {
      customer_id: customerId,
      number: `INV-${++invoiceNumber}`,
      status: 'paid',
      due_at: null,
      currency: 'EUR',
      due_cents: 0,
      subscription_id: null,
      order_id: null,
      ...fields,
    });
    const line = { position: 1, title, quantity: 1, total_cents: fields.total_cents };
    rows.invoice_line.push({ site_id: siteId, invoice_id: id, ...line });
    return id;
  };

  return {
    rows,
    customer: (fields: Row) =>
      add('customer', {
        username: null,
        locale: null,
        password_hash: null,
        created_from: 'checkout',
        ...fields,
      }),
    card: (customerId: string, fields: Row = {}) =>
      add('payment_method', {
        customer_id: customerId,
        brand: 'visa',
        last4: '4242',
        expires_month: 8,
        expires_year: 2029,
        is_default: true,
        ...fields,
      }),

    subscription: (customerId: string, key: string, fields: Row) => {
      const { id, cents, interval = 'month' } = item(key);
      const base = {
        ends_at: null,
        paused_at: null,
        resumes_at: null,
        trial_ends_at: null,
        payment_failed_at: null,
        fix_by_at: null,
      };
      const rest = { ended_at: null, payments_total: null, payments_made: null, payment_method_id: null };
      return add('subscription', {
        customer_id: customerId,
        product_id: id,
        kind: 'subscription',
        price_cents: cents,
        currency: 'EUR',
        interval_unit: interval,
        ...base,
        ...rest,
        ...fields,
      });
    },

    /** One month or year of a subscription or plan: its invoice, and the attempt to pay it. */
    charge(customerId: string, key: string, { subscription, at, method, refusedWhy, dueAt }: Charge): string {
      const { cents, title } = item(key);
      const isPaid = refusedWhy === undefined;
      const invoice = addInvoice(customerId, title, {
        issued_at: at,
        due_at: dueAt ?? null,
        status: isPaid ? 'paid' : 'open',
        total_cents: cents,
        due_cents: isPaid ? 0 : cents,
        subscription_id: subscription,
      });
      addPayment(customerId, {
        invoice_id: invoice,
        subscription_id: subscription,
        at,
        amount_cents: cents,
        state: isPaid ? 'succeeded' : 'failed',
        reason: refusedWhy ?? null,
        payment_method_id: method,
      });
      return invoice;
    },

    /** An invoice by hand, as for a room that was rented. */
    invoice: addInvoice,

    phone: (customerId: string, number: string) => add('phone', { customer_id: customerId, number, is_default: true }),

    address: (customerId: string, fields: Row) =>
      add('address', {
        customer_id: customerId,
        line2: null,
        region: null,
        country: 'DE',
        is_default: false,
        ...fields,
      }),

    creditMemo: (customerId: string, fields: Row) =>
      add('credit_memo', { customer_id: customerId, invoice_id: null, currency: 'EUR', ...fields }),

    useCredit: (use: Row) => void rows.credit_memo_use.push({ site_id: siteId, ...use }),

    enroll,

    /** An order of one or more things, paid unless said otherwise. Prices hold 19 % tax. */
    order(customerId: string, keys: string[], placedAt: Date, fields: Row = {}): string {
      const items = keys.map(item);
      const total = items.reduce((sum, { cents }) => sum + cents, 0);
      const tax = Math.round((total * 19) / 119);
      const id = add('purchase_order', {
        customer_id: customerId,
        number: `KQ-${++orderNumber}`,
        placed_at: placedAt,
        currency: 'EUR',
        subtotal_cents: total - tax,
        discount_cents: 0,
        tax_cents: tax,
        total_cents: total,
        paid_cents: total,
        refunded_cents: 0,
        billing_address: null,
        subscription_id: null,
        payment_method_id: null,
        ...fields,
      });
      items.forEach(({ id: productId, title, cents }, index) =>
        rows.purchase_order_line.push({
          site_id: siteId,
          order_id: id,
          position: index + 1,
          product_id: productId,
          title,
          quantity: 1,
          unit_cents: cents,
          total_cents: cents,
        }),
      );
      for (const { key, kind } of items) if (kind === 'course') enroll(customerId, key, { enrolled_at: placedAt });
      addPayment(customerId, {
        order_id: id,
        at: placedAt,
        amount_cents: total,
        payment_method_id: fields.payment_method_id ?? null,
      });
      return id;
    },
  };
}
