import type { Mount } from '../../http/mount.ts';
import { invoicesContract } from './invoices.contract.ts';
import { invoiceDetail, invoiceList } from './invoices.store.ts';
import type { PayingService } from './paying.service.ts';

export const invoicesRoutes = (mount: Mount, paying: PayingService) =>
  mount(invoicesContract, {
    'GET /invoices': invoiceList,
    'GET /invoices/:invoiceId': invoiceDetail,
    'POST /invoices/:invoiceId/pay': (call) =>
      paying.pay(which(call), {
        key: call.idempotencyKey,
        askedBy: `customer:${call.customer.id}`,
        paymentMethodId: call.body.paymentMethodId,
        isCustomerThere: true,
      }),
    'POST /invoices/:invoiceId/settle': (call) => paying.settle(which(call)),
  });

interface Call {
  site: { id: string };
  customer: { id: string };
  params: { invoiceId: string };
}

const which = ({ site, customer, params }: Call) => ({
  siteId: site.id,
  customerId: customer.id,
  invoiceId: params.invoiceId,
});
