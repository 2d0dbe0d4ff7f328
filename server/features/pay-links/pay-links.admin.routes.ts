import type { StaffMount } from '../../http/calls.ts';
import { payLinksAdminContract } from './pay-links.admin.contract.ts';
import type { PayLinksService } from './pay-links.service.ts';

export const payLinksAdminRoutes = (mount: StaffMount, payLinks: PayLinksService) =>
  mount(payLinksAdminContract, {
    'POST /admin/customers/:customerId/invoices/:invoiceId/pay-link': ({ site, params }) =>
      payLinks.askForEmail({ siteId: site.id, ...params }),
  });
