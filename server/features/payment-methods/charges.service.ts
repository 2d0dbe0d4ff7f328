/** What a customer will be charged for, asked of the provider itself and told in our words. */
import type { Charges } from '../../gateway/actions.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Charge } from '../operations/operations.contract.ts';
import type { CardsStore, Whose } from './cards.store.ts';

/** A charge with the provider's names of it. */
export interface NamedCharge {
  subscriptionProviderId: string | null;
  scheduleId: string | null;
  /** The card of its own. */
  pinnedCardId: string | null;
  /** The card that it will be charged to: its own, or the default. */
  payingCardId: string | null;
  told: Charge;
}

interface Asking {
  gateway: Pick<Gateway, 'readCharges'>;
  store: CardsStore;
  whose: Whose;
}

/** Of one record that the provider has of the customer. */
export async function chargesOf(
  { gateway, store, whose }: Asking,
  accountId: string,
): Promise<{ defaultCardId: string | null; charges: NamedCharge[] }> {
  const found = await gateway.readCharges(accountId);
  const [known, cards, names] = await Promise.all([
    store.subscriptions(whose),
    store.cards(whose),
    store.productNames(
      whose.siteId,
      [...found.subscriptions, ...found.scheduled].map(({ productId }) => productId),
    ),
  ]);
  const byId = new Map(known.map((each) => [each.providerId, each]));
  const faceOf = (cardId: string | null): Charge['card'] => {
    const card = cards.find(({ providerId }) => providerId === cardId);
    return card ? { brand: card.brand, last4: card.last4 } : null;
  };
  const { defaultCardId } = found;
  const named = (pinnedCardId: string | null, told: Omit<Charge, 'card' | 'isPinned' | 'isMovable'>) => ({
    pinnedCardId,
    payingCardId: pinnedCardId ?? defaultCardId,
    told: { ...told, card: faceOf(pinnedCardId ?? defaultCardId), isPinned: pinnedCardId !== null, isMovable: true },
  });
  const nameOf = (productId: string) => names.get(productId) ?? '';
  return {
    defaultCardId,
    charges: [
      ...found.subscriptions.map((each) => {
        const mine = byId.get(each.providerId);
        return {
          subscriptionProviderId: each.providerId,
          scheduleId: each.scheduleId,
          ...named(each.cardId, {
            subscriptionId: mine?.id ?? null,
            kind: mine?.kind ?? (each.isScheduled ? 'plan' : 'subscription'),
            name: mine?.name ?? nameOf(each.productId),
            state: stateOf(each),
            // What ends before its next payment costs nothing more.
            amountCents: isLastPeriod(each) ? null : each.priceCents,
            currency: each.currency,
            nextAt: nextOf(each),
            paymentsLeft: mine?.paymentsLeft ?? null,
          }),
        };
      }),
      ...found.scheduled.map((each) => ({
        subscriptionProviderId: null,
        scheduleId: each.scheduleId,
        ...named(each.cardId, {
          subscriptionId: null,
          kind: 'subscription' as const,
          name: nameOf(each.productId),
          state: 'scheduled' as const,
          amountCents: each.amountCents,
          currency: each.currency,
          nextAt: each.beginsAt,
          paymentsLeft: null,
        }),
      })),
    ],
  };
}

/** The next one first; last what has no date. */
export const byDate = (a: Charge, b: Charge): number => Date.parse(a.nextAt ?? '9999') - Date.parse(b.nextAt ?? '9999');

type Running = Charges['subscriptions'][number];

/** As on every screen, see `ownSubscriptions`; a plan ends by being paid, which is no end of its charges. */
function stateOf({ paymentFailedAt, endsAt, isScheduled, pausedAt, trialEndsAt }: Running): Charge['state'] {
  if (paymentFailedAt !== null) return 'payment_failed';
  if (endsAt !== null && !isScheduled) return 'ends';
  if (pausedAt !== null) return 'paused';
  return trialEndsAt === null ? 'active' : 'trial';
}

const isLastPeriod = (each: Running): boolean =>
  stateOf(each) === 'ends' && (each.currentPeriodEndAt === null || each.endsAt! <= each.currentPeriodEndAt);

/** `null`: nobody knows, as while it is paused for good. */
function nextOf(each: Running): string | null {
  if (each.paymentFailedAt !== null) return each.fixByAt;
  if (isLastPeriod(each)) return each.endsAt;
  if (each.pausedAt !== null) return each.resumesAt;
  return each.currentPeriodEndAt;
}
