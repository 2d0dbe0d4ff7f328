/** The card of one subscription or plan, changed by staff: nothing else of the customer's is touched. */
import type { Gateways } from '../../gateway/gateways.ts';
import { GatewayError, type Mention } from '../../gateway/gateway.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import { noticesStore } from '../emails/notices.store.ts';
import { answerOf, isTriedBy } from '../invoices/paying.service.ts';
import type { PayingStore } from '../invoices/paying.store.ts';
import type { PaymentAnswer } from '../operations/operations.contract.ts';
import { Unsettled, type OperationsService, type Progress, type Result } from '../operations/operations.service.ts';
import type { Operation } from '../operations/operations.store.ts';
import type { CardsStore, OwnCard, Whose } from './cards.store.ts';
import { chargesOf } from './charges.service.ts';
import type { OneCardAnswer } from './payment-methods.admin.contract.ts';
import type { CardsAdminStore } from './payment-methods.admin.store.ts';

interface Dependencies {
  gateways: Gateways;
  store: CardsAdminStore;
  cards: CardsStore;
  invoices: PayingStore;
  operations: OperationsService;
}

interface Input {
  subscriptionId: string;
  paymentMethodId: string;
  when: 'next' | 'now';
}

export type OneCardService = ReturnType<typeof oneCardService>;

export function oneCardService({ gateways, store, cards, invoices, operations }: Dependencies) {
  operations.register('change-one-card', changeOne);

  async function changeOne(operation: Operation, progress: Progress): Promise<Result> {
    const { siteId, customerId, id } = operation;
    const { subscriptionId, paymentMethodId, when } = operation.input as unknown as Input;
    const subscription = await store.subscription(operation, subscriptionId);
    const card = (await cards.cards(operation)).find((each) => each.id === paymentMethodId);
    if (!subscription) throw notFound();
    if (!card) throw invalid('paymentMethodId', 'is no saved card of this customer');
    const connected = await gateways.of(siteId);
    const asking = { gateway: connected.gateway, store: cards, whose: operation };
    const find = async () =>
      (await chargesOf(asking, card.accountId)).charges.find(
        (each) => each.subscriptionProviderId === subscription.providerId,
      );
    try {
      const before = await find();
      if (!before) throw invalid('paymentMethodId', 'can’t pay this: it belongs to another of the customer’s records');
      // What is overdue now, and not what may be so when it goes on.
      if (progress.done.overdue === undefined) await progress.note('overdue', subscription.overdueInvoiceId);
      if (!progress.done.pinned) {
        const { subscriptionProviderId, scheduleId } = before;
        await connected.gateway.pinCard({
          ...{ subscriptionId: subscriptionProviderId, scheduleId, cardId: card.providerId },
        });
        await progress.note('pinned');
      }
      const overdue = progress.done.overdue as string | null;
      const paid = when === 'now' && overdue !== null ? await pay(operation, card, overdue) : undefined;
      const after = await find();
      const answer: OneCardAnswer = { isDone: true, charge: after?.told ?? null, payment: paid?.answer ?? null };
      const changed: Mention[] = [
        { kind: 'customer', providerId: card.accountId },
        { kind: 'subscription', providerId: subscription.providerId },
        ...(paid ? [paid.mention] : []),
      ];
      const told = { siteId, customerId, operationId: id, cardId: card.id, names: [before.told.name] };
      return { answer, changed, also: (trx) => noticesStore(trx).cardChanged(told) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      if (!progress.done.pinned && (error.trouble === 'not_understood' || error.trouble === 'record_is_gone'))
        throw invalid('paymentMethodId', 'is not taken by the payment provider: choose another one');
      throw new Unsettled({ isDone: false, charge: null, payment: null });
    }
  }

  /** Nobody is there for the bank to ask: the customer is on the phone. */
  async function pay(
    operation: Operation,
    card: OwnCard,
    invoiceId: string,
  ): Promise<{ answer: PaymentAnswer; mention: Mention } | undefined> {
    const { siteId, customerId, id } = operation;
    const invoice = await invoices.invoice({ siteId, customerId, invoiceId });
    if (!invoice) return undefined;
    const connected = await gateways.of(siteId);
    const { gateway } = connected;
    const wish = { invoiceId: invoice.providerId, cardId: card.providerId, isCustomerThere: false };
    const found = await gateway.payInvoice({ ...wish, operationId: `${id}-pay` }).catch(async (error: unknown) => {
      // A failure is answered to its key for ever, and what can't be paid any more stays so: the invoice tells.
      const isOver = error instanceof GatewayError && /^(failed_there|not_understood)$/.test(error.trouble);
      if (!isOver || operation.tries === 0) throw error;
      const now = await gateway.readInvoicePayment(invoice.providerId);
      // What another card was refused for earlier says nothing of this one.
      return now.state === 'declined' && !isTriedBy(operation, now)
        ? { ...now, state: 'open' as const, reason: null }
        : now;
    });
    // What only the customer could confirm is theirs to pay, at the center or by the link in the email.
    const answer = { ...answerOf(found, connected, null), fields: null };
    return { answer, mention: { kind: 'invoice', providerId: invoice.providerId } };
  }

  return {
    async change(
      whose: Whose & { staffId: string },
      { key, ...input }: Input & { key: string },
    ): Promise<OneCardAnswer> {
      const { siteId, customerId, staffId } = whose;
      const subscription = await store.subscription(whose, input.subscriptionId);
      if (!subscription) throw new AppError('not_found', 404);
      const { isDone, charge, payment } = await operations.run<OneCardAnswer>({
        ...{ siteId, customerId, key, askedBy: `staff:${staffId}`, kind: 'change-one-card' as const },
        input: { ...input },
        subject: `subscription:${subscription.providerId}`,
      });
      return { isDone, charge, payment };
    },
  };
}
