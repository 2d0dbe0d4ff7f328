import { AppError } from '../../http/errors.ts';
import type { CallContext } from '../../http/mount.ts';
import type { CardFields, PaymentAnswer } from '../operations/operations.contract.ts';
import type { LinkedInvoice } from './pay-links.contract.ts';

type Call = Pick<CallContext, 'site' | 'client'>;

export type PayLinksService = ReturnType<typeof payLinksService>;

/** What an emailed link may do: pay the one invoice that it names. */
export function payLinksService() {
  const unknown = async (): Promise<never> => {
    throw new AppError('link_unknown', 410);
  };
  return {
    open: (_call: Call, _token: string): Promise<LinkedInvoice> => unknown(),
    fields: (_call: Call, _token: string): Promise<{ fields: CardFields }> => unknown(),
    pay: (_call: Call, _wish: { token: string; key: string }): Promise<PaymentAnswer> => unknown(),
    settle: (_call: Call, _token: string): Promise<PaymentAnswer> => unknown(),
  };
}
