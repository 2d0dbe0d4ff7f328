import type { StaffMount } from '../../http/calls.ts';
import { creditMemosAdminContract } from './credit-memos.admin.contract.ts';
import type { CreditService } from './credit-memos.admin.service.ts';

export const creditMemosAdminRoutes = (mount: StaffMount, credit: CreditService) =>
  mount(creditMemosAdminContract, {
    'GET /admin/customers/:customerId/invoices/:invoiceId/credit': (call) => credit.read(which(call)),
    'POST /admin/customers/:customerId/invoices/:invoiceId/credit-preview': (call) =>
      credit.preview(which(call), call.body),
    'POST /admin/customers/:customerId/invoices/:invoiceId/credit-memos': (call) =>
      credit.issue({ ...which(call), staffId: call.staff.id }, { key: call.idempotencyKey, form: call.body }),
  });

interface Call {
  site: { id: string };
  params: { customerId: string; invoiceId: string };
}

const which = ({ site, params }: Call) => ({ siteId: site.id, ...params });
