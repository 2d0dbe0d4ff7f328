import type { StaffMount } from '../../http/calls.ts';
import type { Limiter } from '../../http/limits.ts';
import type { Config } from '../../config.ts';
import type { LookAtPage } from './check-page.ts';
import { embedCode } from './embed-code.ts';
import { sitesAdminContract } from './sites.admin.contract.ts';
import type { SiteKeysStore } from './site-keys.store.ts';
import type { OriginsService } from './origins.service.ts';
import type { SitesStore } from './sites.store.ts';

interface Dependencies {
  origins: OriginsService;
  keys: SiteKeysStore;
  lookAtPage: LookAtPage;
  sites: SitesStore;
  limiter: Limiter;
  config: Pick<Config, 'baseUrl'>;
}

export const sitesAdminRoutes = (
  mount: StaffMount,
  { origins, keys, lookAtPage, sites, limiter, config: { baseUrl } }: Dependencies,
) =>
  mount(sitesAdminContract, {
    'GET /admin/origins': ({ site }) => origins.list(site),
    'POST /admin/origins': ({ site, body }) => origins.allow(site, body.origin),
    'POST /admin/origins/remove': ({ site, body }) => origins.remove(site, body),
    'GET /admin/embed': async ({ site }) => embedCode(baseUrl, site.id),
    'POST /admin/check-page': async ({ site, body }) => {
      await limiter.count({ pageCheckBySite: site.id });
      const url = body.url ?? site.settings.centerAddress ?? `${baseUrl}/c/${site.id}`;
      const findings = await lookAtPage(url, { ...site, origins: await sites.origins(site.id) });
      return { url, findings };
    },
    'GET /admin/site-keys': async ({ site }) => ({ keys: await keys.list(site.id) }),
    'POST /admin/site-keys': ({ site }) => keys.make(site.id),
    'DELETE /admin/site-keys/:siteKeyId': async ({ site, params }) => ({
      keys: await keys.revoke(site.id, params.siteKeyId),
    }),
  });
