/** Paying an invoice: Stripe's invoice has one payment under it, so it can't be paid twice. */
import Stripe from 'stripe';
import { z } from 'zod';
import type { InvoicePayment } from '../../actions.ts';
import { GatewayError } from '../../gateway.ts';
import type { StripeClient } from '../client.ts';
import { declineReason } from '../decline-reasons.ts';
import { readAs } from '../pages.ts';
import { amount, currency, instant, list, minorUnits, reference } from '../values.ts';

const problem = z.object({ code: z.string().nullish(), decline_code: z.string().nullish() });

const intent = z.object({
  id: z.string(),
  status: z.string(),
  client_secret: z.string().nullish(),
  last_payment_error: problem.nullish(),
  latest_charge: z.union([z.string(), z.object({ created: instant })]).nullish(),
});
type Intent = z.output<typeof intent>;

const invoice = z.object({
  status: z.string(),
  customer: reference.nullish(),
  currency,
  amount_remaining: amount,
  amount_paid: amount,
  payments: list(
    z.object({ is_default: z.boolean(), payment: z.object({ payment_intent: reference.nullish() }) }),
  ).nullish(),
});

interface PayWish {
  invoiceId: string;
  cardId: string;
  operationId: string;
  /** The bank may ask them; otherwise such a payment is declined. */
  isCustomerThere: boolean;
}

export async function payInvoice(
  client: StripeClient,
  { invoiceId, cardId, operationId, isCustomerThere }: PayWish,
): Promise<InvoicePayment> {
  try {
    await client.act(
      (sdk, options) => sdk.invoices.pay(invoiceId, { payment_method: cardId, off_session: !isCustomerThere }, options),
      operationId,
    );
  } catch (error) {
    const refusal = error instanceof GatewayError ? error.cause : undefined;
    // Stripe's card errors are answers: declined, or the bank wants to be asked. Of an invoice that is not open any more
    // the invoice itself tells.
    const isAnswer =
      refusal instanceof Stripe.errors.StripeCardError || refusal instanceof Stripe.errors.StripeInvalidRequestError;
    if (!isAnswer) throw error;
    const found = await readInvoicePayment(client, invoiceId);
    // Nobody is there whom the bank could ask.
    if (found.state === 'bank' && !isCustomerThere) {
      return { ...found, state: 'declined', reason: declineReason({ failure_code: 'authentication_required' }) };
    }
    if (found.state !== 'open' && found.state !== 'declined') return found;
    if (refusal instanceof Stripe.errors.StripeCardError) {
      const { code, decline_code } = refusal;
      return {
        ...found,
        state: 'declined',
        reason: declineReason({ failure_code: code, outcome: { reason: decline_code } }),
      };
    }
    throw error;
  }
  return readInvoicePayment(client, invoiceId);
}

export async function readInvoicePayment(client: StripeClient, invoiceId: string): Promise<InvoicePayment> {
  const object = await client.look((sdk) => sdk.invoices.retrieve(invoiceId, { expand: ['payments'] }));
  const { status, customer, currency: code, amount_remaining, amount_paid, payments } = readAs(invoice, object);
  const isPaid = status === 'paid';
  const about = {
    accountId: customer ?? null,
    amountCents: minorUnits(isPaid ? amount_paid : amount_remaining, code),
    currency: code,
    reason: null,
    clientSecret: null,
    triedAt: null,
  };
  if (isPaid) return { ...about, state: 'paid' };
  if (status !== 'open') return { ...about, state: 'closed' };
  const main = payments?.data.find(({ is_default }) => is_default) ?? payments?.data[0];
  const intentId = main?.payment.payment_intent;
  if (!intentId) return { ...about, state: 'open' };
  const found = await client.look((sdk) => sdk.paymentIntents.retrieve(intentId, { expand: ['latest_charge'] }));
  return { ...about, ...stateOf(readAs(intent, found)) };
}

function stateOf({ status, client_secret, last_payment_error: error, latest_charge }: Intent) {
  const clientSecret = client_secret ?? null;
  const triedAt = typeof latest_charge === 'object' ? (latest_charge?.created ?? null) : null;
  const common = { clientSecret, triedAt, reason: null };
  if (status === 'succeeded') return { ...common, state: 'paid' as const };
  if (status === 'processing') return { ...common, state: 'checking' as const };
  if (status === 'requires_action' || status === 'requires_confirmation') return { ...common, state: 'bank' as const };
  if (!error) return { ...common, state: 'open' as const };
  const reason = declineReason({ failure_code: error.code, outcome: { reason: error.decline_code } });
  return { ...common, state: 'declined' as const, reason };
}
