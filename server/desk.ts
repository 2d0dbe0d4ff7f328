/** The staff's part of what `app.ts` puts together: the calls and the pages of `/admin`. */
import type { Express, Router } from 'express';
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { accessAdminRoutes } from './features/access/access.admin.routes.ts';
import type { AccessStore } from './features/access/access.store.ts';
import { checkService } from './features/access/check.service.ts';
import { checkStore } from './features/access/check.store.ts';
import { explainService } from './features/access/explain.service.ts';
import { explainStore } from './features/access/explain.store.ts';
import type { SiteReports } from './features/access/site-reports.store.ts';
import type { SupportCodes } from './features/access/support-codes.store.ts';
import { creditMemosAdminRoutes } from './features/credit-memos/credit-memos.admin.routes.ts';
import { paymentMethodsAdminRoutes } from './features/payment-methods/payment-methods.admin.routes.ts';
import { customersAdminRoutes } from './features/customers/customers.admin.routes.ts';
import { customersStore } from './features/customers/customers.admin.store.ts';
import { mailingsStore } from './features/customers/mailings.admin.store.ts';
import { coursesAdminRoutes } from './features/courses/courses.admin.routes.ts';
import { coursesAdminStore } from './features/courses/courses.admin.store.ts';
import { emailsAdminRoutes } from './features/emails/emails.admin.routes.ts';
import { emailsAdminStore } from './features/emails/emails.admin.store.ts';
import { previewEmail } from './features/emails/preview.ts';
import { grantsAdminRoutes } from './features/grants/grants.admin.routes.ts';
import { grantsAdminStore } from './features/grants/grants.admin.store.ts';
import { overviewAdminRoutes } from './features/overview/overview.admin.routes.ts';
import { deskOverviewOf } from './features/overview/overview.admin.store.ts';
import { payLinksAdminRoutes } from './features/pay-links/pay-links.admin.routes.ts';
import { pagesAdminRoutes } from './features/pages/pages.admin.routes.ts';
import { pagesAdminService } from './features/pages/pages.admin.service.ts';
import { pagesAdminStore, pagesTogether } from './features/pages/pages.admin.store.ts';
import { programDetails } from './features/programs/program-detail.admin.store.ts';
import { productsAdminStore, productsTogether } from './features/programs/products.admin.store.ts';
import { programsAdminRoutes } from './features/programs/programs.admin.routes.ts';
import { programsAdminService } from './features/programs/programs.admin.service.ts';
import { programsAdminStore, programsTogether } from './features/programs/programs.admin.store.ts';
import { providerAdminRoutes } from './features/provider/provider.admin.routes.ts';
import { previewPage } from './features/preview/preview.page.ts';
import { answerPreview } from './features/preview/preview.service.ts';
import type { AuthEvents } from './features/sign-in/auth-events.store.ts';
import type { LandingService } from './features/sign-in/landing.service.ts';
import type { LogoStore } from './features/settings/logo.store.ts';
import { settingsAdminRoutes } from './features/settings/settings.admin.routes.ts';
import type { SiteSettings } from './features/settings/settings.ts';
import { settingsService } from './features/settings/settings.service.ts';
import { createPageCheck, type LookAtPage } from './features/sites/check-page.ts';
import { originsService } from './features/sites/origins.service.ts';
import { siteKeysStore } from './features/sites/site-keys.store.ts';
import { sitesAdminRoutes } from './features/sites/sites.admin.routes.ts';
import type { SitesStore } from './features/sites/sites.store.ts';
import { adminPage, chooseSitePage, viewPage } from './features/staff/admin.page.ts';
import { auditTrail } from './features/staff/audit.store.ts';
import { staffAdminRoutes, staffDoorRoutes } from './features/staff/staff.admin.routes.ts';
import { staffService } from './features/staff/staff.service.ts';
import { staffSessions } from './features/staff/staff-sessions.store.ts';
import { staffStore } from './features/staff/staff.store.ts';
import { stripeInBrowser } from './gateway/stripe/browser.ts';
import { answerPreviewCalls, createStaffDoor, createStaffMount } from './http/calls.ts';
import { AppError, notFound } from './http/errors.ts';
import { plainFiles } from './http/files.ts';
import type { Limiter } from './http/limits.ts';
import type { Money } from './money.ts';
import { checkIds } from './http/mount.ts';
import { language } from './http/values.ts';
import { adminHeaders, apiHeaders, emailPreviewHeaders, pageHeaders, previewHeaders } from './http/security-headers.ts';
import type { Sessions } from './http/session.ts';
import { createFetchPage } from './outbound/fetch-page.ts';
import { readSitemap } from './outbound/sitemap.ts';
import { secretBox } from './secret-box.ts';

/** What the desk shares with the center. */
interface Shared {
  config: Config;
  database: Pick<Database, 'pool' | 'db'>;
  sites: SitesStore;
  logos: LogoStore;
  events: AuthEvents;
  limiter: Limiter;
  sessions: Sessions;
  codes: SupportCodes;
  accessFacts: AccessStore;
  landings: LandingService;
  reports: SiteReports;
  money: Money;
  /** In place of the one that fetches a vendor's page. */
  lookAtPage?: LookAtPage | undefined;
}

/** Adds what the staff of a site may call. Gives what jobs need of it. */
export function deskRoutes(router: Router, shared: Shared) {
  const { config, database, sites, logos, events, limiter, sessions, codes, accessFacts, landings, reports, money } =
    shared;
  const { pool, db } = database;
  const { baseUrl } = config;
  const fetchPage = createFetchPage(config);
  const lookAtPage =
    shared.lookAtPage ??
    createPageCheck({
      ...{ fetchPage, baseUrl },
      findCards: async (siteId) => (await money.gateways.find(siteId)) && stripeInBrowser(config.stripeUrl),
    });
  const audit = auditTrail(db);
  const mountStaff = createStaffMount({ router, pool, config, beginAudit: (entry) => audit.begin(entry) });
  const members = staffStore(db);
  const staffParts = {
    store: members,
    staff: staffService({ store: members, audit, limiter, secrets: secretBox(config.secretsKeys) }),
    staffSessions: staffSessions(db, pool, config),
    sessions,
    events,
    audit,
    config,
  };
  staffDoorRoutes(createStaffDoor({ router, pool, config }), staffParts);
  staffAdminRoutes(mountStaff, staffParts);
  overviewAdminRoutes(mountStaff, deskOverviewOf(db));
  const { cards, cardsKept: cardsStore, cardsDesk, oneCard, credit, payLinks } = money;
  paymentMethodsAdminRoutes(mountStaff, { cards, cardsStore, oneCard, store: cardsDesk });
  creditMemosAdminRoutes(mountStaff, credit);
  payLinksAdminRoutes(mountStaff, payLinks);
  const mailings = mailingsStore(db);
  customersAdminRoutes(mountStaff, { customers: customersStore(db), mailings, config });
  settingsAdminRoutes(mountStaff, settingsService({ sites, logos, config }));
  sitesAdminRoutes(mountStaff, {
    origins: originsService(sites),
    keys: siteKeysStore(db),
    lookAtPage,
    sites,
    limiter,
    config,
  });
  const products = productsAdminStore(db);
  programsAdminRoutes(mountStaff, {
    details: programDetails(db),
    products,
    programs: programsAdminService({
      store: programsAdminStore(db),
      together: programsTogether(db),
      productsTogether: productsTogether(db),
      baseUrl,
    }),
  });
  emailsAdminRoutes(mountStaff, { emails: emailsAdminStore(db), sites, baseUrl });
  coursesAdminRoutes(mountStaff, coursesAdminStore(db));
  grantsAdminRoutes(mountStaff, grantsAdminStore(db));
  const explaining = explainService({ store: explainStore(db), accessStore: accessFacts, codes, reports });
  const lookAtCenter = async ({ id, settings }: { id: string; settings: SiteSettings }) => {
    const found = await lookAtPage(settings.centerAddress ?? '', { id, settings, origins: await sites.origins(id) });
    return found.find(({ isOk }) => !isOk)?.sentence ?? null;
  };
  const checking = checkService({ store: checkStore(db), reports, baseUrl, lookAtCenter });
  accessAdminRoutes(mountStaff, explaining, checking);
  providerAdminRoutes(mountStaff, { desk: money.providerDesk, connecting: money.connecting });
  const pagesDesk = pagesAdminStore(db);
  pagesAdminRoutes(mountStaff, {
    pages: pagesAdminService({
      store: pagesDesk,
      together: pagesTogether(db),
      sites,
      readSitemap: (url) => readSitemap(fetchPage, url),
      baseUrl,
    }),
    limiter,
    landings,
    findCustomer: (siteId, login) => pagesDesk.findCustomer(siteId, login),
  });
  return { staff: members, mailings };
}

interface DeskPages {
  /** The center as one customer sees it, see `http/viewing.ts`. */
  views: Router;
  pool: Pool;
  config: Config;
  sites: SitesStore;
  /** Folder with the built pages of the staff. */
  adminFolder: string;
}

/** Adds the pages of the staff: the desk itself, a customer's center as staff see it, the preview of a draft. */
export function deskPages(app: Express, { views, pool, config, sites, adminFolder }: DeskPages): void {
  app.use('/admin-files', plainFiles(adminFolder, 300));
  app.use('/viewing', apiHeaders);
  app.use(views);
  app.use('/viewing', () => {
    throw new AppError('read_only', 403);
  });
  app.get('/admin/:site/view/:customerId', pageHeaders, checkIds);
  app.get('/admin/:site/view/:customerId', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    response.type('html').send(viewPage(site, request.params.customerId));
  });
  app.use(
    '/admin/preview/:draft/api/v1/:site',
    apiHeaders,
    answerPreviewCalls({ pool, config }, answerPreview(config)),
  );
  app.get('/admin/:site/preview', previewHeaders);
  app.get('/admin/:site/preview', (request, response) => {
    const { draft } = request.query;
    response.type('html').send(previewPage(request.params.site, typeof draft === 'string' ? draft : ''));
  });
  app.get('/admin/:site/emails/:kind', emailPreviewHeaders);
  app.get('/admin/:site/emails/:kind', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    const wish = language.optional().catch(undefined).parse(request.query.language);
    const { baseUrl } = config;
    response.type('html').send(previewEmail({ site, baseUrl, kind: request.params.kind, language: wish }).html);
  });
  app.get(['/admin', '/admin/:site'], adminHeaders(config.stripeUrl));
  app.get('/admin', async (request, response) => {
    const wanted = typeof request.query.site === 'string' ? request.query.site.trim() : undefined;
    const site = wanted === undefined ? undefined : await sites.find(wanted);
    if (site) response.redirect(303, `/admin/${site.id}`);
    else response.type('html').send(chooseSitePage(wanted));
  });
  app.get('/admin/:site', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    response.type('html').send(adminPage({ id: site.id, headline: site.settings.headline }));
  });
}
