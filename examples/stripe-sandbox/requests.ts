/**
 * What the sandbox understands: each request by the parameters that stripe-node declares for it, and each object. The JSON
 * Schema that requests are checked against, and the list of what can be expanded, are made from these two interfaces by
 * make-schema.js.
 */
import type Stripe from 'stripe';

/** Every endpoint of the sandbox, by method and path; `browser:` are those that a publishable key opens. */
export interface StripeRequests {
  'GET /v1/account': Stripe.AccountRetrieveCurrentParams;
  'GET /v1/charges': Stripe.ChargeListParams;
  'GET /v1/charges/:id': Stripe.ChargeRetrieveParams;
  'GET /v1/checkout/sessions': Stripe.Checkout.SessionListParams;
  'GET /v1/checkout/sessions/:id': Stripe.Checkout.SessionRetrieveParams;
  'GET /v1/checkout/sessions/:id/line_items': Stripe.Checkout.SessionListLineItemsParams;
  'GET /v1/credit_notes': Stripe.CreditNoteListParams;
  'GET /v1/credit_notes/:id': Stripe.CreditNoteRetrieveParams;
  'GET /v1/credit_notes/:id/lines': Stripe.CreditNoteListLineItemsParams;
  'GET /v1/customers': Stripe.CustomerListParams;
  'GET /v1/customers/:id': Stripe.CustomerRetrieveParams;
  'GET /v1/customers/:id/balance_transactions': Stripe.CustomerListBalanceTransactionsParams;
  'GET /v1/customers/:id/payment_methods': Stripe.CustomerListPaymentMethodsParams;
  'GET /v1/events': Stripe.EventListParams;
  'GET /v1/events/:id': Stripe.EventRetrieveParams;
  'GET /v1/invoice_payments': Stripe.InvoicePaymentListParams;
  'GET /v1/invoice_payments/:id': Stripe.InvoicePaymentRetrieveParams;
  'GET /v1/invoices': Stripe.InvoiceListParams;
  'GET /v1/invoices/:id': Stripe.InvoiceRetrieveParams;
  'GET /v1/invoices/:id/lines': Stripe.InvoiceListLineItemsParams;
  'GET /v1/payment_intents': Stripe.PaymentIntentListParams;
  'GET /v1/payment_intents/:id': Stripe.PaymentIntentRetrieveParams;
  'GET /v1/payment_methods': Stripe.PaymentMethodListParams;
  'GET /v1/payment_methods/:id': Stripe.PaymentMethodRetrieveParams;
  'GET /v1/prices': Stripe.PriceListParams;
  'GET /v1/prices/:id': Stripe.PriceRetrieveParams;
  'GET /v1/products': Stripe.ProductListParams;
  'GET /v1/products/:id': Stripe.ProductRetrieveParams;
  'GET /v1/refunds': Stripe.RefundListParams;
  'GET /v1/refunds/:id': Stripe.RefundRetrieveParams;
  'GET /v1/subscription_items': Stripe.SubscriptionItemListParams;
  'GET /v1/subscription_schedules': Stripe.SubscriptionScheduleListParams;
  'GET /v1/subscription_schedules/:id': Stripe.SubscriptionScheduleRetrieveParams;
  'GET /v1/subscriptions': Stripe.SubscriptionListParams;
  'GET /v1/subscriptions/:id': Stripe.SubscriptionRetrieveParams;
  'GET /v1/credit_notes/preview': Stripe.CreditNotePreviewParams;
  'GET /v1/invoiceitems': Stripe.InvoiceItemListParams;
  'GET /v1/invoiceitems/:id': Stripe.InvoiceItemRetrieveParams;
  'GET /v1/payment_links': Stripe.PaymentLinkListParams;
  'GET /v1/payment_links/:id': Stripe.PaymentLinkRetrieveParams;
  'GET /v1/setup_intents': Stripe.SetupIntentListParams;
  'GET /v1/setup_intents/:id': Stripe.SetupIntentRetrieveParams;
  'GET /v1/webhook_endpoints': Stripe.WebhookEndpointListParams;
  'GET /v1/webhook_endpoints/:id': Stripe.WebhookEndpointRetrieveParams;
  'POST /v1/checkout/sessions': Stripe.Checkout.SessionCreateParams;
  'POST /v1/checkout/sessions/:id/expire': Stripe.Checkout.SessionExpireParams;
  'POST /v1/credit_notes': Stripe.CreditNoteCreateParams;
  'POST /v1/credit_notes/:id/void': Stripe.CreditNoteVoidCreditNoteParams;
  'POST /v1/customers': Stripe.CustomerCreateParams;
  'POST /v1/customers/:id': Stripe.CustomerUpdateParams;
  'DELETE /v1/customers/:id': Stripe.CustomerDeleteParams;
  'POST /v1/customers/:id/balance_transactions': Stripe.CustomerCreateBalanceTransactionParams;
  'POST /v1/invoiceitems': Stripe.InvoiceItemCreateParams;
  'POST /v1/invoices': Stripe.InvoiceCreateParams;
  'POST /v1/invoices/create_preview': Stripe.InvoiceCreatePreviewParams;
  'POST /v1/invoices/:id/finalize': Stripe.InvoiceFinalizeInvoiceParams;
  'POST /v1/invoices/:id/mark_uncollectible': Stripe.InvoiceMarkUncollectibleParams;
  'POST /v1/invoices/:id/pay': Stripe.InvoicePayParams;
  'POST /v1/invoices/:id/void': Stripe.InvoiceVoidInvoiceParams;
  'POST /v1/payment_intents': Stripe.PaymentIntentCreateParams;
  'POST /v1/payment_intents/:id/cancel': Stripe.PaymentIntentCancelParams;
  'POST /v1/payment_intents/:id/confirm': Stripe.PaymentIntentConfirmParams;
  'POST /v1/payment_links': Stripe.PaymentLinkCreateParams;
  'POST /v1/payment_methods': Stripe.PaymentMethodCreateParams;
  'POST /v1/payment_methods/:id': Stripe.PaymentMethodUpdateParams;
  'POST /v1/payment_methods/:id/attach': Stripe.PaymentMethodAttachParams;
  'POST /v1/payment_methods/:id/detach': Stripe.PaymentMethodDetachParams;
  'POST /v1/prices': Stripe.PriceCreateParams;
  'POST /v1/prices/:id': Stripe.PriceUpdateParams;
  'POST /v1/products': Stripe.ProductCreateParams;
  'POST /v1/products/:id': Stripe.ProductUpdateParams;
  'POST /v1/refunds': Stripe.RefundCreateParams;
  'POST /v1/setup_intents': Stripe.SetupIntentCreateParams;
  'POST /v1/setup_intents/:id/cancel': Stripe.SetupIntentCancelParams;
  'POST /v1/setup_intents/:id/confirm': Stripe.SetupIntentConfirmParams;
  'POST /v1/subscription_schedules': Stripe.SubscriptionScheduleCreateParams;
  'POST /v1/subscription_schedules/:id': Stripe.SubscriptionScheduleUpdateParams;
  'POST /v1/subscription_schedules/:id/cancel': Stripe.SubscriptionScheduleCancelParams;
  'POST /v1/subscription_schedules/:id/release': Stripe.SubscriptionScheduleReleaseParams;
  'POST /v1/subscriptions': Stripe.SubscriptionCreateParams;
  'POST /v1/subscriptions/:id': Stripe.SubscriptionUpdateParams;
  'DELETE /v1/subscriptions/:id': Stripe.SubscriptionCancelParams;
  'POST /v1/webhook_endpoints': Stripe.WebhookEndpointCreateParams;
  'POST /v1/webhook_endpoints/:id': Stripe.WebhookEndpointUpdateParams;
  'DELETE /v1/webhook_endpoints/:id': Stripe.WebhookEndpointDeleteParams;
  'browser:GET /v1/payment_intents/:id': BrowserRetrieve;
  'browser:GET /v1/setup_intents/:id': BrowserRetrieve;
  'browser:POST /v1/payment_intents/:id/confirm': BrowserConfirm;
  'browser:POST /v1/payment_methods': BrowserMethod;
  'browser:POST /v1/setup_intents/:id/confirm': BrowserConfirm;
}

/** What a page may ask with a publishable key: about the one intent whose secret it was given. */
interface BrowserRetrieve {
  client_secret: string;
}

interface BrowserConfirm {
  client_secret: string;
  payment_method?: string;
  payment_method_data?: BrowserMethod;
  return_url?: string;
  use_stripe_sdk?: boolean;
}

interface BrowserMethod {
  type: 'card';
  card: { number: string; exp_month: number; exp_year: number; cvc?: string };
  billing_details?: { name?: string; email?: string; phone?: string; address?: Stripe.AddressParam };
  allow_redisplay?: 'always' | 'limited' | 'unspecified';
}

/** What the sandbox keeps, by the object's own name of its kind. */
export interface StoredObjects {
  account: Stripe.Account;
  charge: Stripe.Charge;
  'checkout.session': Stripe.Checkout.Session;
  credit_note: Stripe.CreditNote;
  customer: Stripe.Customer | Stripe.DeletedCustomer;
  customer_balance_transaction: Stripe.CustomerBalanceTransaction;
  event: Stripe.Event;
  invoice: Stripe.Invoice;
  invoice_payment: Stripe.InvoicePayment;
  invoiceitem: Stripe.InvoiceItem;
  payment_intent: Stripe.PaymentIntent;
  payment_link: Stripe.PaymentLink;
  payment_method: Stripe.PaymentMethod;
  price: Stripe.Price;
  product: Stripe.Product | Stripe.DeletedProduct;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  subscription: Stripe.Subscription;
  subscription_schedule: Stripe.SubscriptionSchedule;
  webhook_endpoint: Stripe.WebhookEndpoint;
}

/** What is found inside others only. */
export interface EmbeddedObjects {
  credit_note_line_item: Stripe.CreditNoteLineItem;
  item: Stripe.LineItem;
  line_item: Stripe.InvoiceLineItem;
  subscription_item: Stripe.SubscriptionItem;
}
