import type { VendorCall, VendorMount } from '../../http/calls.ts';
import type { AccessService } from './access.service.ts';
import { accessVendorContract } from './access.vendor.contract.ts';
import { readQuestion } from './questions.ts';
import type { SiteReports } from './site-reports.store.ts';

const askerOf = ({ site, customer }: VendorCall) => ({ siteId: site.id, customerId: customer?.customerId ?? null });

export const accessVendorRoutes = (mount: VendorMount, access: AccessService, reports: SiteReports) =>
  mount(accessVendorContract, {
    'POST /vendor/access': (call) => access.ask(askerOf(call), readQuestion(call.body)),
    'POST /vendor/access/list': (call) => {
      const questions = call.body.questions.map((question, at) => readQuestion(question, `questions.${at}.`));
      return access.askMany(askerOf(call), questions);
    },
    'POST /vendor/site-reports': async ({ site, body }) => {
      await reports.report(site.id, { source: 'vendor', ...body });
      return { done: true as const };
    },
  });
