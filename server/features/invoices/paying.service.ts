import type { Gateways } from '../../gateway/gateways.ts';
import { AppError } from '../../http/errors.ts';
import type { PaymentAnswer } from '../operations/operations.contract.ts';

export interface WhichInvoice {
  siteId: string;
  customerId: string;
  invoiceId: string;
}

export type PayingService = ReturnType<typeof payingService>;

/** Paying what is due, through the site's payment provider. */
export function payingService({ gateways }: { gateways: Gateways }) {
  const off = async (siteId: string): Promise<never> => {
    await gateways.of(siteId);
    throw new AppError('payments_off', 503);
  };
  return {
    pay: ({ siteId }: WhichInvoice, _wish: { key: string; paymentMethodId: string | null }): Promise<PaymentAnswer> =>
      off(siteId),
    settle: ({ siteId }: WhichInvoice): Promise<PaymentAnswer> => off(siteId),
  };
}
