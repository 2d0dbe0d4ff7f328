import type { z } from 'zod';
import { answered } from '../../gateway/answered.ts';
import type { Gateways } from '../../gateway/gateways.ts';
import { GatewayError } from '../../gateway/gateway.ts';
import type { KeepService } from '../../gateway/keep.service.ts';
import { AppError, invalid, notFound } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { CardFields, Charge, UseAnswer } from '../operations/operations.contract.ts';
import type { OperationsService } from '../operations/operations.service.ts';
import type { CardsStore, OwnCard, Whose } from './cards.store.ts';
import { byDate, chargesOf } from './charges.service.ts';
import type { cardChange, cardUse, EntryAnswer, RemoveAnswer } from './payment-methods.contract.ts';
import { removingCards } from './removing.service.ts';
import { usingCards } from './using.service.ts';

interface Dependencies {
  gateways: Gateways;
  store: CardsStore;
  keeping: KeepService;
  operations: OperationsService;
  limiter: Limiter;
  /** Pages that somebody may be sent back to. */
  isPageOfSite: (siteId: string, url: string) => Promise<boolean>;
}

/** Who asks: the customer, or a member of the staff with them on the phone. */
export interface Asker extends Whose {
  askedBy: string;
}

export type CardsService = ReturnType<typeof cardsService>;

/** What can be done with a customer's cards, through the site's payment provider. */
export function cardsService({ gateways, store, keeping, operations, limiter, isPageOfSite }: Dependencies) {
  operations.register('use-card', usingCards({ gateways, store }));
  operations.register('remove-card', removingCards({ gateways, store }));

  async function own(whose: Whose, cardId: string): Promise<OwnCard> {
    const card = (await store.cards(whose)).find(({ id }) => id === cardId);
    if (!card) throw notFound();
    return card;
  }

  /** With the record at the provider that a new card is saved under: the one that pays by default, or a new one. */
  async function withAccount<Answer>(whose: Whose, work: (accountId: string) => Promise<Answer>): Promise<Answer> {
    const [known] = await store.accounts(whose);
    if (known === undefined) return work(await addAccount(whose));
    return work(known).catch(async (error: unknown) => {
      // The vendor has deleted it there.
      if (!isGone(error)) throw error;
      return work(await addAccount(whose, `-after-${known}`));
    });
  }

  async function addAccount(whose: Whose, attempt = ''): Promise<string> {
    const { gateway } = await gateways.of(whose.siteId);
    const person = await store.person(whose);
    if (!person?.email) throw new AppError('not_reachable', 409);
    const { email, name } = person;
    // Asked twice at once it is one record all the same.
    const id = await gateway.addAccount({
      email,
      name,
      operationId: `account-${whose.siteId}-${whose.customerId}${attempt}`,
    });
    await store.addAccount(whose, { id, email, name });
    return id;
  }

  /** Who tries stolen cards tries many. */
  const count = ({ siteId, customerId }: Whose) => limiter.count({ cardEntryByCustomer: `${siteId}:${customerId}` });

  /** The provider answers a site only so often, and one customer must not use it up. */
  const countReading = ({ siteId, customerId }: Whose) =>
    limiter.count({ providerByCustomer: `${siteId}:${customerId}` });

  /** A key is of one kind of wish, and about one customer. */
  const nameOf = (kind: 'entry' | 'hosted', { askedBy, key }: { askedBy: string; key: string }, accountId: string) =>
    `${kind}-${accountId}-${askedBy}-${key}`;

  return {
    /** @param key the caller's, so that a repeated call begins nothing new */
    begin: (asker: Asker, key: string): Promise<{ entry: string; fields: CardFields }> =>
      answered(async () => {
        const { gateway, publishableKey, script } = await gateways.of(asker.siteId);
        await count(asker);
        const { askedBy } = asker;
        const entry = await withAccount(asker, (accountId) =>
          gateway.beginCardEntry({ accountId, operationId: nameOf('entry', { askedBy, key }, accountId) }),
        );
        return { entry: entry.entryId, fields: { script, publishableKey, clientSecret: entry.clientSecret } };
      }),

    beginHosted: (asker: Asker, { key, returnTo }: { key: string; returnTo: string }): Promise<{ url: string }> =>
      answered(async () => {
        const { gateway } = await gateways.of(asker.siteId);
        if (!(await isPageOfSite(asker.siteId, returnTo))) throw invalid('returnTo', 'is no page of this site');
        await count(asker);
        const { askedBy } = asker;
        return withAccount(asker, (accountId) =>
          gateway.beginHostedCardEntry({
            ...{ accountId, returnTo, operationId: nameOf('hosted', { askedBy, key }, accountId) },
          }),
        );
      }),

    finish: (whose: Whose, entryId: string): Promise<EntryAnswer> =>
      answered(async () => {
        const { gateway } = await gateways.of(whose.siteId);
        await countReading(whose);
        const entry = await gateway.readCardEntry(entryId).catch((error: unknown) => {
          throw isGone(error) ? notFound() : error;
        });
        const accounts = await store.accounts(whose);
        if (entry.accountId === null || !accounts.includes(entry.accountId)) throw notFound();
        const isAdded = entry.state === 'added' && entry.cardId !== null;
        if (isAdded) await keeping.refresh(whose.siteId, [{ kind: 'customer', providerId: entry.accountId }]);
        const card = isAdded
          ? (await store.cards(whose)).find(({ providerId }) => providerId === entry.cardId)
          : undefined;
        return {
          state: entry.state,
          paymentMethodId: card?.id ?? null,
          reason: entry.reason,
          openInvoices: await store.openInvoices(whose),
        };
      }),

    change: (whose: Whose, cardId: string, change: z.output<typeof cardChange>): Promise<{ done: true }> =>
      answered(async () => {
        const card = await own(whose, cardId);
        const now = new Date();
        const isPast = change.expiresYear * 12 + change.expiresMonth <= now.getUTCFullYear() * 12 + now.getUTCMonth();
        if (isPast) throw invalid('expiresMonth', 'is over already');
        const { gateway } = await gateways.of(whose.siteId);
        await countReading(whose);
        await gateway.changeCard({ cardId: card.providerId, ...change });
        await keeping.refresh(whose.siteId, [{ kind: 'customer', providerId: card.accountId }]);
        return { done: true };
      }),

    /** What would move to a card; those of other records that the provider has of the customer can't. */
    uses: (whose: Whose, cardId: string): Promise<{ charges: Charge[] }> =>
      answered(async () => {
        const card = await own(whose, cardId);
        const { gateway } = await gateways.of(whose.siteId);
        await countReading(whose);
        const accounts = await store.accounts(whose);
        const found = await Promise.all(
          accounts.map(async (accountId) => {
            const { charges } = await chargesOf({ gateway, store, whose }, accountId).catch((error: unknown) => {
              if (isGone(error)) return { charges: [] };
              throw error;
            });
            return charges.map(({ told }) => ({ ...told, isMovable: accountId === card.accountId }));
          }),
        );
        return { charges: found.flat().sort(byDate) };
      }),

    async use(
      asker: Asker,
      cardId: string,
      { key, ...use }: { key: string } & z.output<typeof cardUse>,
    ): Promise<UseAnswer> {
      const card = await own(asker, cardId);
      await gateways.of(asker.siteId);
      return operations.run({
        ...asker,
        key,
        kind: 'use-card',
        input: { cardId, ...use },
        subject: `cards:${card.accountId}`,
      });
    },

    async remove(
      asker: Asker,
      cardId: string,
      { key, replaceWith }: { key: string; replaceWith?: string | undefined },
    ): Promise<RemoveAnswer> {
      // Also of one that is gone: whoever asks again reads that it is.
      const accountId = await store.accountOf(asker, cardId);
      if (accountId === undefined) throw notFound();
      await gateways.of(asker.siteId);
      const { isDone, openInvoices } = await operations.run<RemoveAnswer>({
        ...asker,
        key,
        kind: 'remove-card',
        input: { cardId, ...(replaceWith !== undefined && { replaceWith }) },
        subject: `cards:${accountId}`,
      });
      return { isDone, openInvoices };
    },
  };
}

const isGone = (error: unknown): boolean => error instanceof GatewayError && error.trouble === 'record_is_gone';
