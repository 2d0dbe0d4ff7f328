import type { InvoicePayment } from '../../gateway/actions.ts';
import { answered } from '../../gateway/answered.ts';
import { GatewayError, type Mention } from '../../gateway/gateway.ts';
import type { Connected, Gateways } from '../../gateway/gateways.ts';
import type { KeepService } from '../../gateway/keep.service.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { PaymentAnswer } from '../operations/operations.contract.ts';
import type { Operation } from '../operations/operations.store.ts';
import { Unsettled, type OperationsService, type Progress, type Result } from '../operations/operations.service.ts';
import type { CardsStore, OwnCard, Whose } from '../payment-methods/cards.store.ts';
import type { PayableInvoice, PayingStore, WhichInvoice } from './paying.store.ts';

interface Dependencies {
  gateways: Gateways;
  store: PayingStore;
  cards: CardsStore;
  keeping: KeepService;
  operations: OperationsService;
  limiter: Limiter;
}

interface PayWish {
  key: string;
  askedBy: string;
  /** `null`: the default one. */
  paymentMethodId: string | null;
  /** The bank may be asked; without them such a payment is declined. */
  isCustomerThere: boolean;
}

type Input = { invoiceId: string; paymentMethodId: string | null; isCustomerThere: boolean };

export type PayingService = ReturnType<typeof payingService>;

/** So long the provider remembers what was asked under an operation's id; after that it is only read what became of it. */
const rememberedMillis = 20 * 3_600_000;

/** Paying what is due, through the site's payment provider: once, whatever happens on the way. */
export function payingService({ gateways, store, cards, keeping, operations, limiter }: Dependencies) {
  operations.register('pay-invoice', payInvoice);

  async function get(which: WhichInvoice): Promise<PayableInvoice> {
    const invoice = await store.invoice(which);
    if (!invoice) throw notFound();
    return invoice;
  }

  async function cardFor(whose: Whose, paymentMethodId: string | null): Promise<OwnCard> {
    const all = await cards.cards(whose);
    const card = all.find(({ id, isDefault }) => (paymentMethodId === null ? isDefault : id === paymentMethodId));
    if (card) return card;
    throw paymentMethodId === null ? invalid('paymentMethodId', 'is needed: there is no default card') : notFound();
  }

  /**
   * The card that was meant when it was asked for, whatever the default is by now. When it goes on and the card is gone, it
   * is only read what became of it.
   */
  async function cardOf(operation: Operation, progress: Progress): Promise<OwnCard | undefined> {
    const { paymentMethodId } = operation.input as Input;
    if (operation.tries === 0) return cardFor(operation, paymentMethodId);
    const meant = paymentMethodId ?? progress.done.card;
    return (await cards.cards(operation)).find(({ id }) => id === meant);
  }

  async function payInvoice(operation: Operation, progress: Progress): Promise<Result> {
    const { siteId, customerId, id } = operation;
    const { invoiceId, isCustomerThere } = operation.input as Input;
    const invoice = await get({ siteId, customerId, invoiceId });
    const card = await cardOf(operation, progress);
    // Wishes are counted, and not how often a bad connection makes somebody repeat one.
    if (operation.tries === 0) await limiter.count({ paymentByCustomer: `${siteId}:${customerId}` });
    const connected = await gateways.of(siteId);
    const { gateway } = connected;
    try {
      const before = await gateway.readInvoicePayment(invoice.providerId);
      if (card && before.accountId !== card.accountId)
        throw invalid('paymentMethodId', 'can’t pay this invoice: it belongs to another of your records');
      const isOver = before.state === 'paid' || before.state === 'closed';
      // Nothing was taken on the first try, so an invoice that is closed by then was closed by somebody else.
      if (isOver && operation.tries === 0) {
        await keeping.refresh(siteId, [mentionOf(invoice)]);
        throw new AppError('invoice_not_open', 409);
      }
      const mayAsk = Date.now() - operation.createdAt.getTime() < rememberedMillis;
      const found =
        isOver || !mayAsk || !card
          ? before
          : await gateway.payInvoice({
              invoiceId: invoice.providerId,
              cardId: card.providerId,
              operationId: id,
              isCustomerThere,
            });
      if (found.state === 'checking' && mayAsk) throw new Unsettled(answerOf(found, connected, id));
      const answer = answerOf(found, connected, id);
      return { answer, kept: { ...answer, fields: null }, changed: [mentionOf(invoice)] };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const nothing = { amountCents: invoice.dueCents, currency: invoice.currency, reason: null, fields: null };
      const isNotDone = isOverFor(error, operation) && (await isUntouched(connected, operation, invoice));
      if (isNotDone) return { answer: { ...nothing, state: 'open', operationId: id }, changed: [mentionOf(invoice)] };
      throw new Unsettled({ ...nothing, state: 'checking', operationId: id });
    }
  }

  /** Nothing came of it, as the provider has it now; not known while it can't be read. What it has no more nobody pays. */
  async function isUntouched({ gateway }: Connected, operation: Operation, invoice: PayableInvoice): Promise<boolean> {
    try {
      const found = await gateway.readInvoicePayment(invoice.providerId);
      return (found.state === 'open' || found.state === 'declined') && !isTriedBy(operation, found);
    } catch (error) {
      if (error instanceof GatewayError) return error.trouble === 'record_is_gone';
      throw error;
    }
  }

  const read = (which: WhichInvoice): Promise<PaymentAnswer> =>
    answered(async () => {
      const { siteId, customerId } = which;
      const invoice = await get(which);
      const connected = await gateways.of(siteId);
      await limiter.count({ providerByCustomer: `${siteId}:${customerId}` });
      const found = await connected.gateway.readInvoicePayment(invoice.providerId);
      if (found.state !== 'bank') await keeping.refresh(siteId, [mentionOf(invoice)]);
      return answerOf(found, connected, null);
    });

  return {
    async pay(which: WhichInvoice, { key, askedBy, ...wish }: PayWish): Promise<PaymentAnswer> {
      const { siteId, customerId, invoiceId } = which;
      const invoice = await get(which);
      await gateways.of(siteId);
      // Written down with the wish: whoever is killed the moment after goes on with the card that was meant.
      const meant =
        wish.paymentMethodId === null ? (await cards.cards(which)).find(({ isDefault }) => isDefault) : undefined;
      const answer = await operations.run<PaymentAnswer>({
        ...{ siteId, customerId, askedBy, key, kind: 'pay-invoice' },
        input: { invoiceId, ...wish } satisfies Input,
        subject: `invoice:${invoice.providerId}`,
        ...(meant && { steps: { card: meant.id } }),
      });
      if (answer.state !== 'bank' || answer.fields) return answer;
      // The secret is not kept: who asks again is told what is true by now.
      return { ...(await read(which)), operationId: answer.operationId };
    },

    /** Reads what became of it, as after the bank was asked in the browser. */
    settle: read,
  };
}

const mentionOf = ({ providerId }: PayableInvoice): Mention => ({ kind: 'invoice', providerId });

/**
 * Asking again would be answered the same: a wrong request, an invoice or card that is gone, a key that may not, or, on any
 * try but the first, when something may still be on its way, a failure that is answered to its key for ever.
 */
const isOverFor = ({ trouble }: GatewayError, { tries }: Operation): boolean =>
  ['not_understood', 'record_is_gone', 'not_permitted'].includes(trouble) || (trouble === 'failed_there' && tries > 0);

/** Somebody has tried to pay it since the operation began; the provider tells whole seconds. */
export const isTriedBy = ({ createdAt }: Operation, { triedAt }: InvoicePayment): boolean =>
  triedAt !== null && Date.parse(triedAt) >= createdAt.getTime() - 1000;

/** What became of a payment, for whoever asked; `fields` are there while the bank wants to be asked. */
export function answerOf(found: InvoicePayment, connected: Connected, operationId: string | null): PaymentAnswer {
  const { publishableKey, script } = connected;
  const { state, amountCents, currency, reason, clientSecret } = found;
  return {
    state: state === 'closed' ? 'open' : state,
    operationId,
    amountCents,
    currency,
    reason,
    fields: state === 'bank' && clientSecret !== null ? { script, publishableKey, clientSecret } : null,
  };
}
