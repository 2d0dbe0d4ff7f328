/**
 * What can be asked of the payment provider beside reading, in this product's words. Every wish that changes something has
 * the id of an operation of ours, under which the provider does it once however often it is asked. A `GatewayError` that is
 * `unreachable` says nothing of whether it was done: that is found out by reading, or by asking with the same id.
 * After `failed_there` asking with the same id is answered the same for ever, so that reading alone tells.
 */
import type { SubscriptionRecord } from './gateway.ts';

/** A wish has one; asked again with the same it does nothing twice. */
export interface Wish {
  operationId: string;
}

/** What became of a card that somebody enters in the provider's own fields. */
export interface CardEntry {
  accountId: string | null;
  state: 'added' | 'failed' | 'unfinished' | 'checking';
  cardId: string | null;
  /** A sentence for the customer, when it failed. */
  reason: string | null;
}

/** A subscription or plan that has yet to begin. */
export interface ScheduledCharge {
  scheduleId: string;
  productId: string;
  amountCents: number | null;
  currency: string;
  beginsAt: string;
  /** The card it was given; `null`: the default. */
  cardId: string | null;
}

/** Of any kind: also such as can't be kept, because they have no one price. */
export type ChargedSubscription = Omit<SubscriptionRecord, 'priceCents' | 'intervalUnit' | 'intervalCount'> & {
  priceCents: number | null;
};

/** All that one record of a customer will be charged for. */
export interface Charges {
  defaultCardId: string | null;
  /** That have begun and not ended. `priceCents` is `null` where there is no one amount, as for what is paid by usage. */
  subscriptions: (ChargedSubscription & { scheduleId: string | null })[];
  scheduled: ScheduledCharge[];
}

/** `bank`: the customer's bank wants to be asked, which the browser does with the secret. */
export interface InvoicePayment {
  accountId: string | null;
  state: 'paid' | 'declined' | 'bank' | 'open' | 'checking' | 'closed';
  amountCents: number;
  currency: string;
  /** A sentence for the customer, when it was declined. */
  reason: string | null;
  /** Of the payment, for the browser; `null` when there is nothing to pay. */
  clientSecret: string | null;
  /** When money was last tried to be moved for it. */
  triedAt: string | null;
}

/** A line of a paid invoice, as far as something of it can be credited. */
export interface CreditLine {
  providerId: string;
  title: string;
  quantity: number;
  totalCents: number;
}

export interface CreditWish extends Wish {
  invoiceId: string;
  lines: { providerId: string; cents: number }[];
  reason: 'returned' | 'undelivered';
  /** For the customer, in words. */
  memo: string;
  to: 'card' | 'balance';
}

export interface Actions {
  /** A new record of a customer; gives its id. */
  addAccount(wish: Wish & { email: string; name: string }): Promise<string>;
  /** Begins entering a card; the secret is for the browser. */
  beginCardEntry(wish: Wish & { accountId: string }): Promise<{ entryId: string; clientSecret: string }>;
  /** The provider's own page for it. */
  beginHostedCardEntry(wish: Wish & { accountId: string; returnTo: string }): Promise<{ url: string }>;
  readCardEntry(entryId: string): Promise<CardEntry>;
  changeCard(wish: { cardId: string; expiresMonth: number; expiresYear: number; name: string }): Promise<void>;
  /** One that is gone already is no failure. */
  removeCard(cardId: string): Promise<void>;
  readCharges(accountId: string): Promise<Charges>;
  /** Asked again it is the same: this and the next say what is to be, so they need no operation's id. */
  chooseDefaultCard(wish: { accountId: string; cardId: string }): Promise<void>;
  /** A subscription pays with this card from now on, whatever the default is; so do the phases of its schedule. */
  pinCard(wish: { subscriptionId: string | null; scheduleId: string | null; cardId: string }): Promise<void>;
  /** Pays what is due while the customer is there to be asked by the bank. */
  payInvoice(wish: Wish & { invoiceId: string; cardId: string; isCustomerThere: boolean }): Promise<InvoicePayment>;
  readInvoicePayment(invoiceId: string): Promise<InvoicePayment>;
  /** Of a paid invoice. */
  readCreditLines(invoiceId: string): Promise<{ lines: CreditLine[]; creditableCents: number; currency: string }>;
  /** What it would come to with its tax; changes nothing. */
  previewCreditMemo(wish: Omit<CreditWish, 'operationId'>): Promise<{ totalCents: number; currency: string }>;
  /** Gives the memo's id. */
  issueCreditMemo(wish: CreditWish): Promise<string>;
}
