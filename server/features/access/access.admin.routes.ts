import type { StaffMount } from '../../http/calls.ts';
import { accessAdminContract } from './access.admin.contract.ts';
import type { CheckService } from './check.service.ts';
import type { ExplainService } from './explain.service.ts';

export const accessAdminRoutes = (mount: StaffMount, { explain }: ExplainService, { check }: CheckService) =>
  mount(accessAdminContract, {
    'GET /admin/explain': ({ site, query }) => explain(site, query),
    'GET /admin/check': async ({ site }) => ({ warnings: await check(site) }),
  });
