import type { StaffMount } from '../../http/calls.ts';
import { sitesAdminContract } from './sites.admin.contract.ts';
import type { SiteKeysStore } from './site-keys.store.ts';
import type { OriginsService } from './origins.service.ts';

interface Dependencies {
  origins: OriginsService;
  keys: SiteKeysStore;
}

export const sitesAdminRoutes = (mount: StaffMount, { origins, keys }: Dependencies) =>
  mount(sitesAdminContract, {
    'GET /admin/origins': ({ site }) => origins.list(site),
    'POST /admin/origins': ({ site, body }) => origins.allow(site, body.origin),
    'POST /admin/origins/remove': ({ site, body }) => origins.remove(site, body),
    'GET /admin/site-keys': async ({ site }) => ({ keys: await keys.list(site.id) }),
    'POST /admin/site-keys': ({ site }) => keys.make(site.id),
    'DELETE /admin/site-keys/:siteKeyId': async ({ site, params }) => ({
      keys: await keys.revoke(site.id, params.siteKeyId),
    }),
  });
