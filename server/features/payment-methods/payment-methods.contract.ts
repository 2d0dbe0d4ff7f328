import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { card, id } from '../../http/values.ts';

export const paymentMethod = z.strictObject({
  id,
  card,
  isDefault: z.boolean(),
  isExpired: z.boolean(),
  /** Subscriptions and plans whose next payment will use it. */
  pays: z.array(z.strictObject({ subscriptionId: id, name: z.string() })),
});
export type PaymentMethod = z.output<typeof paymentMethod>;

export const paymentMethodsContract = {
  'GET /payment-methods': {
    audience: 'customer',
    switch: 'center',
    summary: 'Saved cards, the default one first, and what each pays',
    reply: z.array(paymentMethod),
  },
} as const satisfies Contract;
