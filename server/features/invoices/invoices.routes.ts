import type { Mount } from '../../http/mount.ts';
import { invoicesContract } from './invoices.contract.ts';
import { invoiceDetail, invoiceList } from './invoices.store.ts';
import type { PayingService } from './paying.service.ts';

export const invoicesRoutes = (mount: Mount, paying: PayingService) =>
  mount(invoicesContract, {
    'GET /invoices': invoiceList,
    'GET /invoices/:invoiceId': invoiceDetail,
    'POST /invoices/:invoiceId/pay': ({ site, customer, params, body, idempotencyKey }) =>
      paying.pay(
        { siteId: site.id, customerId: customer.id, invoiceId: params.invoiceId },
        { key: idempotencyKey, ...body },
      ),
    'POST /invoices/:invoiceId/settle': ({ site, customer, params }) =>
      paying.settle({ siteId: site.id, customerId: customer.id, invoiceId: params.invoiceId }),
  });
