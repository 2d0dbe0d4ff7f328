import type { Mount } from '../../http/mount.ts';
import { invoicesContract } from './invoices.contract.ts';
import { invoiceDetail, invoiceList } from './invoices.store.ts';

export const invoicesRoutes = (mount: Mount) =>
  mount(invoicesContract, { 'GET /invoices': invoiceList, 'GET /invoices/:invoiceId': invoiceDetail });
