/** "Use this card": what the provider will charge moves to it, one thing after the other, and is read back. */
import type { Gateways } from '../../gateway/gateways.ts';
import { GatewayError, type Mention } from '../../gateway/gateway.ts';
import { noticesStore } from '../emails/notices.store.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import type { Operation } from '../operations/operations.store.ts';
import { Unsettled, type Progress, type Result } from '../operations/operations.service.ts';
import type { CardsStore, OwnCard } from './cards.store.ts';
import { byDate, chargesOf, type NamedCharge } from './charges.service.ts';

interface Dependencies {
  gateways: Gateways;
  store: CardsStore;
}

type Use = { cardId: string; scope: 'all' | 'one' | 'future'; subscriptionId?: string | undefined };

/**
 * `all`: the customer's default and every single charge, because a card of its own goes before the default. `one`: that
 * charge alone. `future`: the default, after whatever follows it today was given the card that it has now.
 */
export function usingCards({ gateways, store }: Dependencies) {
  return async (operation: Operation, progress: Progress): Promise<Result> => {
    const { siteId, customerId, id, input } = operation;
    const { cardId, scope, subscriptionId } = input as Use;
    const card = (await store.cards(operation)).find((each) => each.id === cardId);
    if (!card) throw notFound();
    const { gateway } = await gateways.of(siteId);
    const asking = { gateway, store, whose: operation };
    try {
      const before = await chargesOf(asking, card.accountId);
      const old = progress.done.oldDefault ?? before.defaultCardId;
      if (progress.done.oldDefault === undefined) await progress.note('oldDefault', old);
      const moving = chosen(before.charges, { scope, subscriptionId });
      const target = scope === 'future' ? (old as string | null) : card.providerId;
      for (const each of moving) await pin(each, target);
      if (scope !== 'one' && !progress.done.default) {
        await gateway.chooseDefaultCard({ accountId: card.accountId, cardId: card.providerId });
        await progress.note('default');
      }
      const after = await chargesOf(asking, card.accountId);
      const names = scope === 'future' ? [] : [...new Set(moving.map(({ told }) => told.name))];
      return {
        answer: await answerOf(after.charges, true),
        changed: mentionsOf(card, moving),
        also: (trx) => noticesStore(trx).cardChanged({ siteId, customerId, operationId: id, cardId, names }),
      };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      throwRefusal(error, 'paymentMethodId');
      throw new Unsettled(await answerOf([], false));
    }

    /** The next try leaves out what is done. */
    async function pin(each: NamedCharge, target: string | null): Promise<void> {
      const name = each.subscriptionProviderId ?? each.scheduleId ?? '';
      if (target === null || progress.done[name] || isPinnedTo(each, target)) return;
      await gateway.pinCard({
        subscriptionId: each.subscriptionProviderId,
        scheduleId: each.scheduleId,
        cardId: target,
      });
      await progress.note(name);
    }

    async function answerOf(charges: NamedCharge[], isDone: boolean): Promise<object> {
      const openInvoices = await store.openInvoices(operation);
      return { operationId: id, isDone, charges: charges.map(({ told }) => told).sort(byDate), openInvoices };
    }
  };
}

/**
 * What the provider refuses is refused for good: tried again it would only keep the customer from choosing another card.
 * What was done before is read with the provider's events.
 */
export function throwRefusal({ trouble }: GatewayError, path: string): void {
  if (trouble === 'not_understood' || trouble === 'record_is_gone')
    throw invalid(path, 'is not taken by the payment provider: choose another one');
  if (trouble === 'not_permitted' || trouble === 'key_refused') throw new AppError('provider_unavailable', 503);
}

/** A schedule may hold another card than its subscription, so it is written all the same. */
const isPinnedTo = ({ pinnedCardId, scheduleId }: NamedCharge, cardId: string): boolean =>
  pinnedCardId === cardId && scheduleId === null;

function chosen(charges: NamedCharge[], { scope, subscriptionId }: Omit<Use, 'cardId'>): NamedCharge[] {
  if (scope === 'all') return charges;
  if (scope === 'future') return charges.filter(({ pinnedCardId }) => pinnedCardId === null);
  const one = charges.filter(({ told }) => told.subscriptionId === subscriptionId);
  if (one.length === 0) throw invalid('subscriptionId', 'is nothing that this card can pay');
  return one;
}

export const mentionsOf = (card: Pick<OwnCard, 'accountId'>, moved: NamedCharge[]): Mention[] => [
  { kind: 'customer', providerId: card.accountId },
  ...moved.flatMap(({ subscriptionProviderId }) =>
    subscriptionProviderId === null ? [] : [{ kind: 'subscription' as const, providerId: subscriptionProviderId }],
  ),
];
