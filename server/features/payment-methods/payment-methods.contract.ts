import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, id, personName } from '../../http/values.ts';
import { cardFields, charge, useAnswer } from '../operations/operations.contract.ts';

export const paymentMethod = z.strictObject({
  id,
  card,
  /** As printed on it; `null` when it was never told. */
  name: z.string().nullable(),
  isDefault: z.boolean(),
  isExpired: z.boolean(),
  /** Subscriptions and plans whose next payment will use it. */
  pays: z.array(z.strictObject({ subscriptionId: id, name: z.string() })),
});
export type PaymentMethod = z.output<typeof paymentMethod>;

export const paymentMethods = z.strictObject({
  methods: z.array(paymentMethod),
  /** Cards can be added, changed, used and removed here. */
  mayChange: z.boolean(),
});
export type PaymentMethods = z.output<typeof paymentMethods>;

export const removeAnswer = z.strictObject({
  /** `false`: the provider has not answered, and it goes on by itself. */
  isDone: z.boolean(),
  /** Of the customer, that the card in its place can pay now; none where no other took its place. */
  openInvoices: z.int(),
});
export type RemoveAnswer = z.output<typeof removeAnswer>;

/** The provider's name of a card that is being entered. */
export const entry = z.string().regex(/^[\w-]{4,100}$/, 'is not the name of a card entry');

/**
 * What became of a card that was entered: `added`; `failed`, with the reason in words; `unfinished`: the fields were left, or
 * the bank was not asked yet; `checking`: the bank has not decided.
 */
export const entryAnswer = z.strictObject({
  state: z.enum(['added', 'failed', 'unfinished', 'checking']),
  paymentMethodId: id.nullable(),
  reason: z.string().nullable(),
  /** How many invoices of the customer are open: they are offered for payment with the new card. */
  openInvoices: z.int(),
});
export type EntryAnswer = z.output<typeof entryAnswer>;

export const cardChange = z.strictObject({
  expiresMonth: z.int().min(1).max(12),
  expiresYear: z.int().min(2000).max(2100),
  name: personName.min(1),
});

/** What a card is to pay from now on: `all`; `one`, and `subscriptionId` names it; `future`: what is bought from now on. */
export const cardUse = z
  .strictObject({ scope: z.enum(['all', 'one', 'future']), subscriptionId: id.optional() })
  .refine(({ scope, subscriptionId }) => (scope === 'one') === (subscriptionId !== undefined), {
    path: ['subscriptionId'],
    message: 'is needed with the scope "one", and only there',
  });

export const paymentMethodsContract = {
  'GET /payment-methods': {
    audience: 'customer',
    switch: 'center',
    summary: 'Saved cards, the default one first, and what each pays',
    reply: paymentMethods,
  },
  'POST /payment-methods/card-entries': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    idempotent: true,
    summary: 'Begins entering a card in the provider’s own fields',
    reply: z.strictObject({ entry, fields: cardFields }),
  },
  'POST /payment-methods/card-entries/finish': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    summary: 'What became of a card that was entered, read from the provider',
    body: z.strictObject({ entry }),
    reply: entryAnswer,
  },
  'POST /payment-methods/hosted-card-entries': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    idempotent: true,
    summary: 'The provider’s own page for entering a card, where its fields can’t be shown in place',
    body: z.strictObject({
      /** The page that the customer comes back to: on an origin of the site, or the center address. */
      returnTo: z.url().max(2000),
    }),
    reply: z.strictObject({ url: z.string() }),
  },
  'PATCH /payment-methods/:paymentMethodId': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    summary: 'Changes expiry and name of a card',
    body: cardChange,
    reply: z.strictObject({ done: z.literal(true) }),
  },
  'POST /payment-methods/:paymentMethodId/uses': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    summary: 'What would be charged to this card when it is used for all, asked of the provider; changes nothing',
    reply: z.strictObject({ charges: z.array(charge) }),
  },
  'POST /payment-methods/:paymentMethodId/use': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    idempotent: true,
    summary: 'Uses this card from now on: makes it the default, and moves what it is to pay',
    body: cardUse,
    reply: useAnswer,
  },
  'POST /payment-methods/:paymentMethodId/remove': {
    audience: 'customer',
    switch: 'paymentMethodUpdates',
    idempotent: true,
    summary: 'Removes a card; what depends on it moves to another one first, or it is refused with card_needed',
    body: z.strictObject({ replaceWith: id.optional() }),
    reply: removeAnswer,
  },
} as const satisfies Contract;
