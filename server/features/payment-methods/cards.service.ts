import type { z } from 'zod';
import type { Gateways } from '../../gateway/gateways.ts';
import { AppError } from '../../http/errors.ts';
import type { CardFields, Charge, UseAnswer } from '../operations/operations.contract.ts';
import type { cardChange, cardUse, SetupAnswer } from './payment-methods.contract.ts';

export interface Whose {
  siteId: string;
  customerId: string;
}

export type CardsService = ReturnType<typeof cardsService>;

/** What a customer does with cards, through the site's payment provider. */
export function cardsService({ gateways }: { gateways: Gateways }) {
  const off = async (siteId: string): Promise<never> => {
    await gateways.of(siteId);
    throw new AppError('payments_off', 503);
  };
  return {
    begin: ({ siteId }: Whose, _key: string): Promise<{ setup: string; fields: CardFields }> => off(siteId),
    finish: ({ siteId }: Whose, _setup: string): Promise<SetupAnswer> => off(siteId),
    beginHosted: ({ siteId }: Whose, _wish: { key: string; returnTo: string }): Promise<{ url: string }> => off(siteId),
    change: ({ siteId }: Whose, _cardId: string, _change: z.output<typeof cardChange>): Promise<{ done: true }> =>
      off(siteId),
    uses: ({ siteId }: Whose, _cardId: string): Promise<{ charges: Charge[] }> => off(siteId),
    use: ({ siteId }: Whose, _cardId: string, _use: { key: string } & z.output<typeof cardUse>): Promise<UseAnswer> =>
      off(siteId),
    remove: (
      { siteId }: Whose,
      _cardId: string,
      _wish: { key: string; replaceWith?: string | undefined },
    ): Promise<{ isDone: boolean }> => off(siteId),
  };
}
