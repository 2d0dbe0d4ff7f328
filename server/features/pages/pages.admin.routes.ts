import type { StaffMount } from '../../http/calls.ts';
import { invalid } from '../../http/errors.ts';
import type { Limiter } from '../../http/limits.ts';
import type { Check } from '../access/decide.ts';
import { normaliseEmail } from '../sign-in/email-address.ts';
import type { LandingService } from '../sign-in/landing.service.ts';
import { pagesAdminContract } from './pages.admin.contract.ts';
import type { PagesAdminService } from './pages.admin.service.ts';

interface Dependencies {
  pages: PagesAdminService;
  landings: LandingService;
  limiter: Limiter;
  findCustomer: (siteId: string, login: string) => Promise<{ id: string } | undefined>;
}

export const pagesAdminRoutes = (mount: StaffMount, { pages, landings, limiter, findCustomer }: Dependencies) =>
  mount(pagesAdminContract, {
    'GET /admin/pages': ({ site, query }) => pages.list(site.id, query.after ?? '', query.search ?? ''),
    'GET /admin/pages/:pageId': ({ site, params }) => pages.get(site.id, params.pageId),
    'POST /admin/pages': ({ site, body }) => pages.add(site.id, body),
    'PATCH /admin/pages/:pageId': ({ site, params, body }) => pages.change(site, params.pageId, body),
    'DELETE /admin/pages/:pageId': async ({ site, params }) => {
      await pages.remove(site.id, params.pageId);
      return { done: true as const };
    },
    'POST /admin/sitemap': async ({ site, body }) => {
      await limiter.count({ sitemapBySite: site.id });
      return pages.readSitemap(site.id, body.url);
    },
    'GET /admin/landing': ({ site }) => pages.landing(site.id),
    'PUT /admin/landing': ({ site, body }) => pages.saveLanding(site, body),
    'GET /admin/landing/test': async ({ site, query }) => {
      const login = query.login.trim().toLowerCase();
      const customer = await findCustomer(site.id, normaliseEmail(login) ?? login);
      if (!customer) throw invalid('login', 'is no customer of this site');
      const choice = await landings.choose({ site, customerId: customer.id }, { wantedPage: query.wantedPage });
      return { answer: inWords(choice), url: choice.url, checks: choice.trace satisfies Check[] };
    },
  });

function inWords({ url, because, refused }: Awaited<ReturnType<LandingService['choose']>>): string {
  if (!refused) return `This customer would land on ${url ?? 'the center'}, because ${because}.`;
  const why = refused.code === 'page_gone' ? 'is gone' : `is closed to them (${refused.code.replaceAll('_', ' ')})`;
  return `This customer would land on the center: ${because}, but “${refused.title}” ${why}.`;
}
