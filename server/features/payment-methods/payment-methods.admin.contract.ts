import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, id } from '../../http/values.ts';
import { cardFields, charge, paymentAnswer } from '../operations/operations.contract.ts';
import { entry, entryAnswer } from './payment-methods.contract.ts';

export const oneCardAnswer = z.strictObject({
  /** `false`: the provider has not answered, and it goes on by itself. */
  isDone: z.boolean(),
  /** As the provider says it now. */
  charge: charge.nullable(),
  /** Of what was overdue. */
  payment: paymentAnswer.nullable(),
});
export type OneCardAnswer = z.output<typeof oneCardAnswer>;

export const paymentMethodsAdminContract = {
  'GET /admin/customers/:customerId/payment-methods': {
    audience: 'support',
    summary: 'The saved cards of a customer, and which of them each subscription and plan is charged to',
    reply: z.strictObject({
      isConnected: z.boolean(),
      methods: z.array(z.strictObject({ id, card, isDefault: z.boolean(), isExpired: z.boolean() })),
      subscriptions: z.array(
        z.strictObject({
          id,
          name: z.string(),
          kind: z.enum(['subscription', 'plan']),
          /** The one it is charged to: its own, or the default. */
          paymentMethodId: id.nullable(),
          isPinned: z.boolean(),
          /** What is overdue of it. */
          overdue: z
            .strictObject({ invoiceId: id, number: z.string(), amountCents: z.int(), currency: z.string() })
            .nullable(),
        }),
      ),
    }),
  },
  'POST /admin/customers/:customerId/card-entries': {
    audience: 'support',
    audit: 'Began to enter a card',
    idempotent: true,
    summary: 'Begins entering a card with the customer on the phone, in the provider’s own fields',
    reply: z.strictObject({ entry, fields: cardFields }),
  },
  'POST /admin/customers/:customerId/card-entries/finish': {
    audience: 'support',
    audit: 'Entered a card',
    summary: 'What became of a card that was entered, read from the provider',
    body: z.strictObject({ entry }),
    reply: entryAnswer,
  },
  'POST /admin/customers/:customerId/subscriptions/:subscriptionId/card': {
    audience: 'support',
    audit: 'Changed the card of one subscription',
    idempotent: true,
    summary: 'Charges one subscription or plan to another card, and others as before',
    body: z.strictObject({
      paymentMethodId: id,
      /** `next`: on the next billing date; `now`: what is overdue is charged at once, too. */
      when: z.enum(['next', 'now']),
    }),
    reply: oneCardAnswer,
  },
} as const satisfies Contract;
