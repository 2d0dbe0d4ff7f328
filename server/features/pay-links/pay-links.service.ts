import { answered } from '../../gateway/answered.ts';
import type { Gateways } from '../../gateway/gateways.ts';
import { AppError, notFound } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { CallContext } from '../../http/mount.ts';
import type { PayingService } from '../invoices/paying.service.ts';
import type { PayingStore, WhichInvoice } from '../invoices/paying.store.ts';
import type { CardFields, PaymentAnswer } from '../operations/operations.contract.ts';
import type { PayLinkTokens } from './pay-link-tokens.ts';
import type { LinkedInvoice } from './pay-links.contract.ts';
import type { PayLinksStore } from './pay-links.store.ts';

type Call = Pick<CallContext, 'site' | 'client'>;

interface Dependencies {
  tokens: PayLinkTokens;
  store: PayLinksStore;
  invoices: PayingStore;
  gateways: Gateways;
  paying: PayingService;
  limiter: Limiter;
}

export type PayLinksService = ReturnType<typeof payLinksService>;

/** What an emailed link may do: show and pay the one invoice that it names, without signing in. */
export function payLinksService({ tokens, store, invoices, gateways, paying, limiter }: Dependencies) {
  async function read({ site, client }: Call, token: string) {
    await limiter.count({ payLinkByNetwork: `${site.id}:${client.network}` });
    const which = await store.owner(await tokens.read(site.id, token));
    if (!which) throw new AppError('link_unknown', 404);
    return which;
  }

  return {
    async open(call: Call, token: string): Promise<LinkedInvoice> {
      const found = await store.find(await read(call, token));
      if (!found) throw new AppError('link_unknown', 404);
      return found;
    },

    /** For another card than the saved one; it is not saved. */
    fields: (call: Call, token: string): Promise<{ fields: CardFields }> =>
      answered(async () => {
        const linked = await read(call, token);
        const invoice = await invoices.invoice(linked);
        if (!invoice) throw new AppError('link_unknown', 404);
        const { gateway, publishableKey, script } = await gateways.of(linked.siteId);
        // Who tries stolen cards tries many, and from many networks.
        await limiter.count({ cardEntryByCustomer: `${linked.siteId}:link:${linked.invoiceId}` });
        const { state, clientSecret } = await gateway.readInvoicePayment(invoice.providerId);
        if (state === 'paid' || state === 'closed' || clientSecret === null)
          throw new AppError('invoice_not_open', 409);
        return { fields: { script, publishableKey, clientSecret } };
      }),

    async pay(call: Call, { token, key }: { token: string; key: string }): Promise<PaymentAnswer> {
      const linked = await read(call, token);
      const askedBy = `link:${linked.invoiceId}`;
      return paying.pay(linked, { key, askedBy, paymentMethodId: null, isCustomerThere: true });
    },

    async settle(call: Call, token: string): Promise<PaymentAnswer> {
      return paying.settle(await read(call, token));
    },

    /** By staff: the customer gets the link by email, in a moment. */
    async askForEmail(which: WhichInvoice): Promise<{ recipient: string }> {
      const invoice = await invoices.invoice(which);
      if (!invoice) throw notFound();
      if (invoice.status !== 'open' || invoice.dueCents === 0) throw new AppError('invoice_not_open', 409);
      await gateways.of(which.siteId);
      const recipient = await store.askForEmail(which);
      if (recipient === undefined) throw new AppError('not_reachable', 409);
      return { recipient };
    },
  };
}
