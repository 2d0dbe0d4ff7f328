import type { StaffMount } from '../../http/calls.ts';
import type { ConnectService } from './connect.service.ts';
import { providerAdminContract } from './provider.admin.contract.ts';
import type { ProviderDesk } from './provider.admin.service.ts';

interface Dependencies {
  desk: ProviderDesk;
  connecting: ConnectService;
}

export function providerAdminRoutes(mount: StaffMount, { desk, connecting }: Dependencies) {
  const after = async (work: Promise<unknown>, siteId: string) => {
    await work;
    return desk.status(siteId);
  };
  mount(providerAdminContract, {
    'GET /admin/provider': ({ site }) => desk.status(site.id),
    'PUT /admin/provider': ({ site, body }) => after(connecting.connect(site.id, body), site.id),
    'DELETE /admin/provider': ({ site }) => after(connecting.disconnect(site.id), site.id),
    'POST /admin/provider/imports': ({ site }) => after(connecting.askForImport(site.id), site.id),
    'POST /admin/provider/reconcile': ({ site }) => after(connecting.askForReconcile(site.id), site.id),
    'GET /admin/provider/events': ({ site }) => desk.events(site.id),
    'POST /admin/provider/events/:eventId/retry': ({ site, params }) => desk.retry(site.id, params.eventId),
    'POST /admin/provider/events/retry-all': ({ site }) => desk.retry(site.id),
  });
}
