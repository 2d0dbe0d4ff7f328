/** Every endpoint of a site's staff. The pages at /admin import the type only. */
import { accessAdminContract } from './features/access/access.admin.contract.ts';
import { customersAdminContract } from './features/customers/customers.admin.contract.ts';
import { overviewAdminContract } from './features/overview/overview.admin.contract.ts';
import { coursesAdminContract } from './features/courses/courses.admin.contract.ts';
import { creditMemosAdminContract } from './features/credit-memos/credit-memos.admin.contract.ts';
import { paymentMethodsAdminContract } from './features/payment-methods/payment-methods.admin.contract.ts';
import { emailsAdminContract } from './features/emails/emails.admin.contract.ts';
import { grantsAdminContract } from './features/grants/grants.admin.contract.ts';
import { pagesAdminContract } from './features/pages/pages.admin.contract.ts';
import { payLinksAdminContract } from './features/pay-links/pay-links.admin.contract.ts';
import { programsAdminContract } from './features/programs/programs.admin.contract.ts';
import { providerAdminContract } from './features/provider/provider.admin.contract.ts';
import { settingsAdminContract } from './features/settings/settings.admin.contract.ts';
import { sitesAdminContract } from './features/sites/sites.admin.contract.ts';
import { staffAdminContract, staffDoorContract } from './features/staff/staff.admin.contract.ts';

export const adminContract = {
  ...staffDoorContract,
  ...staffAdminContract,
  ...customersAdminContract,
  ...overviewAdminContract,
  ...providerAdminContract,
  ...settingsAdminContract,
  ...sitesAdminContract,
  ...programsAdminContract,
  ...coursesAdminContract,
  ...emailsAdminContract,
  ...paymentMethodsAdminContract,
  ...creditMemosAdminContract,
  ...payLinksAdminContract,
  ...grantsAdminContract,
  ...accessAdminContract,
  ...pagesAdminContract,
};

export type AdminApi = typeof adminContract;
