import type { StaffMount } from '../../http/calls.ts';
import { AppError } from '../../http/errors.ts';
import type { ConnectService } from './connect.service.ts';
import { providerAdminContract } from './provider.admin.contract.ts';
import type { ProviderDesk } from './provider.admin.service.ts';

interface Dependencies {
  desk: ProviderDesk;
  connecting: ConnectService;
}

export function providerAdminRoutes(mount: StaffMount, { desk, connecting }: Dependencies) {
  /** What is asked of a site that is connected; then as it is. */
  const ask = async (siteId: string, work: (siteId: string) => Promise<void>) => {
    if (!(await desk.status(siteId)).connection) throw new AppError('payments_off', 409);
    await work(siteId);
    return desk.status(siteId);
  };
  mount(providerAdminContract, {
    'GET /admin/provider': ({ site }) => desk.status(site.id),
    'PUT /admin/provider': async ({ site, body }) => {
      await connecting.connect(site.id, body);
      return desk.status(site.id);
    },
    'DELETE /admin/provider': async ({ site }) => {
      await connecting.disconnect(site.id);
      return desk.status(site.id);
    },
    'POST /admin/provider/imports': ({ site }) => ask(site.id, connecting.askForImport),
    'POST /admin/provider/reconcile': ({ site }) => ask(site.id, connecting.askForReconcile),
    'GET /admin/provider/events': ({ site }) => desk.events(site.id),
    'POST /admin/provider/events/:eventId/retry': ({ site, params }) => desk.retry(site.id, params.eventId),
    'POST /admin/provider/events/retry-all': ({ site }) => desk.retry(site.id),
  });
}
