/** A card goes only when nothing that is due hangs on it any more. */
import type { Gateways } from '../../gateway/gateways.ts';
import { GatewayError } from '../../gateway/gateway.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import type { Operation } from '../operations/operations.store.ts';
import { Unsettled, type Progress, type Result } from '../operations/operations.service.ts';
import type { CardsStore } from './cards.store.ts';
import { chargesOf, type NamedCharge } from './charges.service.ts';
import type { RemoveAnswer } from './payment-methods.contract.ts';
import { mentionsOf, throwRefusal } from './using.service.ts';

interface Dependencies {
  gateways: Gateways;
  store: CardsStore;
}

/** Throws `card_needed` with what depends on it, unless another card is named that takes its place. */
export function removingCards({ gateways, store }: Dependencies) {
  return async (operation: Operation, progress: Progress): Promise<Result> => {
    const { siteId, input } = operation;
    const { cardId, replaceWith } = input as { cardId: string; replaceWith?: string };
    const cards = await store.cards(operation);
    const card = cards.find((each) => each.id === cardId);
    const answer = async (): Promise<RemoveAnswer> => ({
      isDone: true,
      openInvoices: replaceWith === undefined ? 0 : await store.openInvoices(operation),
    });
    // When it goes on, what was removed is known to be by now.
    if (!card && operation.tries > 0) return { answer: await answer(), changed: [] };
    if (!card) throw notFound();
    const other = replaceWith === undefined ? undefined : cards.find((each) => each.id === replaceWith);
    if (replaceWith !== undefined && (!other || other.id === cardId))
      throw invalid('replaceWith', 'is no other saved card');
    if (other && other.accountId !== card.accountId)
      throw invalid('replaceWith', 'can’t pay what this card pays: it belongs to another of your records');
    const { gateway } = await gateways.of(siteId);
    const asking = { gateway, store, whose: operation };
    try {
      const { charges, defaultCardId } = await chargesOf(asking, card.accountId);
      const depending = charges.filter(({ payingCardId }) => payingCardId === card.providerId);
      if (depending.length > 0 && !other) throw cardNeeded(depending);
      if (other && defaultCardId === card.providerId) {
        await gateway.chooseDefaultCard({ accountId: card.accountId, cardId: other.providerId });
        await progress.note('default');
      }
      for (const each of depending.filter(({ pinnedCardId }) => pinnedCardId === card.providerId)) {
        await gateway.pinCard({
          subscriptionId: each.subscriptionProviderId,
          scheduleId: each.scheduleId,
          cardId: other?.providerId ?? '',
        });
      }
      const left = (await chargesOf(asking, card.accountId)).charges.filter(
        ({ payingCardId }) => payingCardId === card.providerId,
      );
      if (left.length > 0) throw cardNeeded(left);
      await gateway.removeCard(card.providerId);
      return { answer: await answer(), changed: mentionsOf(card, depending) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      throwRefusal(error, other ? 'replaceWith' : 'paymentMethodId');
      throw new Unsettled({ isDone: false, openInvoices: 0 } satisfies RemoveAnswer);
    }
  };
}

const cardNeeded = (depending: NamedCharge[]) =>
  new AppError('card_needed', 409, {
    fields: depending.map(({ told }) => ({ path: told.subscriptionId ?? '', message: told.name })),
  });
