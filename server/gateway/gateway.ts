/**
 * The payment provider in this product's words. Nothing outside of `gateway/` knows which provider it is; records name one
 * another by the provider's ids (`…Id`), amounts are in the currency's minor unit, instants are ISO 8601.
 */
import type { AccountActions } from './account.ts';
import type { Actions } from './actions.ts';
import type { PostalAddress } from '../features/addresses/addresses.contract.ts';

/** In the order they are read: a record comes after those it names. */
export const recordKinds = [
  'product',
  'price',
  'customer',
  'subscription',
  'plan',
  'order',
  'invoice',
  'payment',
  'credit_memo',
] as const;
export type RecordKind = (typeof recordKinds)[number];

export interface ProductRecord {
  providerId: string;
  name: string;
}

export interface PriceRecord {
  providerId: string;
  productId: string;
  currency: string;
  unitCents: number;
  /** `null`: paid once. */
  intervalUnit: Interval | null;
  intervalCount: number;
  isActive: boolean;
}
export type Interval = 'day' | 'week' | 'month' | 'year';

export interface CardRecord {
  providerId: string;
  brand: string;
  last4: string;
  expiresMonth: number;
  expiresYear: number;
  /** As printed on it; `null` when nobody told. */
  name: string | null;
  createdAt: string;
}

/** The provider's record of a customer. Several may be the same person, who is found by the email. */
export interface CustomerRecord {
  providerId: string;
  /** Normalised; `null` when there is none that could be written to. */
  email: string | null;
  name: string;
  firstName: string;
  lastName: string;
  locale: string | null;
  phone: string | null;
  address: PostalAddress | null;
  createdAt: string;
  /** All that are saved; `undefined` when they were not asked for. */
  cards: CardRecord[] | undefined;
  defaultCardId: string | null;
}

/** Whose a record is: the provider's record of a customer, or for a guest the email alone. */
export interface Owner {
  accountId: string | null;
  email: string | null;
  name: string;
  /** When whoever is not known yet came to be. */
  createdAt: string;
}

export interface SubscriptionRecord {
  providerId: string;
  owner: Owner;
  productId: string;
  priceCents: number;
  currency: string;
  intervalUnit: Interval;
  intervalCount: number;
  startedAt: string;
  currentPeriodEndAt: string;
  trialEndsAt: string | null;
  endsAt: string | null;
  pausedAt: string | null;
  resumesAt: string | null;
  paymentFailedAt: string | null;
  fixByAt: string | null;
  endedAt: string | null;
  /** The card it is pinned to. */
  cardId: string | null;
  /** Something of the provider's may end it, as a plan does. When nothing does, it is no plan (any more). */
  isScheduled: boolean;
}

/** A subscription that ends by itself after a number of payments. */
export interface PlanRecord {
  providerId: string;
  subscription: SubscriptionRecord;
  paymentsTotal: number;
}

export interface OrderLine {
  productId: string | null;
  title: string;
  quantity: number;
  unitCents: number;
  totalCents: number;
}

export interface OrderRecord {
  providerId: string;
  owner: Owner;
  number: string;
  placedAt: string;
  currency: string;
  subtotalCents: number;
  discountCents: number;
  taxCents: number;
  totalCents: number;
  paidCents: number;
  billingAddress: string[] | null;
  subscriptionId: string | null;
  /** Its invoice and its payments, as far as the order itself names them. */
  invoiceId: string | null;
  paymentIds: string[];
  lines: OrderLine[];
}

export interface InvoiceRecord {
  providerId: string;
  owner: Owner;
  number: string;
  status: 'open' | 'paid' | 'void' | 'uncollectible';
  issuedAt: string;
  dueAt: string | null;
  currency: string;
  totalCents: number;
  dueCents: number;
  subscriptionId: string | null;
  hostedUrl: string | null;
  pdfUrl: string | null;
  lines: { title: string; quantity: number; totalCents: number }[];
  paymentIds: string[];
  /** The act of buying that it stands for, unless another order does already; `null` for renewals. */
  order: OrderRecord | null;
}

export interface PaymentRecord {
  providerId: string;
  owner: Owner;
  at: string;
  amountCents: number;
  refundedCents: number;
  currency: string;
  state: 'succeeded' | 'failed' | 'refunded';
  /** A sentence for the customer; `null` unless it failed. */
  reason: string | null;
  card: CardRecord | null;
  /** The names under which orders and invoices know it. */
  paymentIds: string[];
}

export interface CreditMemoRecord {
  providerId: string;
  owner: Owner;
  number: string;
  invoiceId: string;
  issuedAt: string;
  reason: string;
  currency: string;
  totalCents: number;
  leftCents: number;
  uses: { invoiceId: string; at: string; cents: number }[];
  /** Taken back: it is not shown. */
  isVoid: boolean;
}

export interface Records {
  product: ProductRecord;
  price: PriceRecord;
  customer: CustomerRecord;
  subscription: SubscriptionRecord;
  plan: PlanRecord;
  order: OrderRecord;
  invoice: InvoiceRecord;
  payment: PaymentRecord;
  credit_memo: CreditMemoRecord;
}

/** A record that can't be shown, and why, in a sentence for the vendor. */
export interface Problem {
  kind: RecordKind | 'payment_method';
  providerId: string;
  reason: string;
}

export interface Page<Record> {
  records: Record[];
  problems: Problem[];
  /** How many of the provider's objects it was made from. */
  read: number;
  /** Where the next page begins; `null` on the last. */
  next: string | null;
}

/** What something of the provider's is about: what to read again. */
export interface Mention {
  kind: RecordKind;
  providerId: string;
}

/** Something happened at the provider. */
export interface ProviderEvent {
  providerId: string;
  type: string;
  createdAt: string;
  isLive: boolean;
  /** Of an account that is connected to the one whose key is known here; `null`: of that one itself. */
  accountId: string | null;
  /** Its type is one that matters here. */
  isKnown: boolean;
  /** `null`: of nothing that is kept here. */
  mention: Mention | null;
}

/** Records that a change may have touched, to be saved together, in the order of `recordKinds`. */
export interface Bundle {
  records: { [Kind in RecordKind]: Records[Kind][] };
  problems: Problem[];
  /** What was asked for and is no longer there. */
  gone: Mention[];
}

export const emptyBundle = (): Bundle => ({
  records: {
    ...{ product: [], price: [], customer: [], subscription: [], plan: [] },
    ...{ order: [], invoice: [], payment: [], credit_memo: [] },
  },
  problems: [],
  gone: [],
});

export interface Gateway extends Actions, AccountActions {
  /** Throws `GatewayError` unless the key is accepted and may read. */
  check(): Promise<void>;
  /**
   * A page of everything of a kind, newest first. `after` is the `next` of the page before; what came to be before `since` is
   * left out.
   */
  read<Kind extends RecordKind>(kind: Kind, after: string | null, since?: string): Promise<Page<Records[Kind]>>;
  /** What these are about and all that belongs to it, as it is now. Nothing is read twice. */
  readAbout(mentions: Mention[]): Promise<Bundle>;
}

export type GatewayTrouble =
  | 'key_refused'
  | 'not_permitted'
  | 'too_fast'
  | 'unreachable'
  | 'failed_there'
  | 'place_is_gone'
  | 'record_is_gone'
  | 'asked_otherwise'
  | 'not_understood';

/** What the provider said no to, in one sentence for the operator; never with a key in it. */
export class GatewayError extends Error {
  constructor(
    readonly trouble: GatewayTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
