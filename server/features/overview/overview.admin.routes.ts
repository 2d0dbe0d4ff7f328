import type { StaffMount } from '../../http/calls.ts';
import { overviewAdminContract, type DeskOverview } from './overview.admin.contract.ts';

export const overviewAdminRoutes = (mount: StaffMount, overviewOf: (siteId: string) => Promise<DeskOverview>) =>
  mount(overviewAdminContract, { 'GET /admin/overview': ({ site }) => overviewOf(site.id) });
