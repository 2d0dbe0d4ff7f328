import { randomUUID } from 'node:crypto';
import express, { Router, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import sirv from 'sirv';
import type { Config } from './config.ts';
import { adminContract } from './admin-contract.ts';
import { contract } from './contract.ts';
import { vendorContract } from './vendor-contract.ts';
import type { Database } from './database.ts';
import { accessAdminRoutes } from './features/access/access.admin.routes.ts';
import { accessRoutes } from './features/access/access.routes.ts';
import { accessService } from './features/access/access.service.ts';
import { accessStore } from './features/access/access.store.ts';
import { accessVendorRoutes } from './features/access/access.vendor.routes.ts';
import { checkService } from './features/access/check.service.ts';
import { checkStore } from './features/access/check.store.ts';
import { explainService } from './features/access/explain.service.ts';
import { explainStore } from './features/access/explain.store.ts';
import { siteReports } from './features/access/site-reports.store.ts';
import { supportCodes } from './features/access/support-codes.store.ts';
import { bootRoutes } from './features/boot/boot.routes.ts';
import { customersAdminRoutes } from './features/customers/customers.admin.routes.ts';
import { customersStore } from './features/customers/customers.admin.store.ts';
import { mailingsStore } from './features/customers/mailings.admin.store.ts';
import { docsPage } from './features/docs/docs.page.ts';
import { addressesRoutes } from './features/addresses/addresses.routes.ts';
import { addressesStore } from './features/addresses/addresses.store.ts';
import { coursesRoutes } from './features/courses/courses.routes.ts';
import { coursesAdminRoutes } from './features/courses/courses.admin.routes.ts';
import { coursesAdminStore } from './features/courses/courses.admin.store.ts';
import { creditMemosRoutes } from './features/credit-memos/credit-memos.routes.ts';
import { grantsAdminRoutes } from './features/grants/grants.admin.routes.ts';
import { grantsAdminStore } from './features/grants/grants.admin.store.ts';
import { invoicesRoutes } from './features/invoices/invoices.routes.ts';
import { paymentMethodsRoutes } from './features/payment-methods/payment-methods.routes.ts';
import { paymentsExports } from './features/payments/payments-export.store.ts';
import { paymentsRoutes } from './features/payments/payments.routes.ts';
import { claimsService } from './features/orders/claims.service.ts';
import { claimsStore } from './features/orders/claims.store.ts';
import { ordersRoutes } from './features/orders/orders.routes.ts';
import { overviewAdminRoutes } from './features/overview/overview.admin.routes.ts';
import { deskOverviewOf } from './features/overview/overview.admin.store.ts';
import { overviewRoutes } from './features/overview/overview.routes.ts';
import { pagesAdminRoutes } from './features/pages/pages.admin.routes.ts';
import { pagesAdminService } from './features/pages/pages.admin.service.ts';
import { pagesAdminStore, pagesTogether } from './features/pages/pages.admin.store.ts';
import { pagesStore } from './features/pages/pages.store.ts';
import { pagesVendorRoutes } from './features/pages/pages.vendor.routes.ts';
import { phonesRoutes } from './features/phones/phones.routes.ts';
import { phonesStore } from './features/phones/phones.store.ts';
import { programsRoutes } from './features/programs/programs.routes.ts';
import { programsStore } from './features/programs/programs.store.ts';
import { productsAdminStore } from './features/programs/products.admin.store.ts';
import { programsAdminRoutes } from './features/programs/programs.admin.routes.ts';
import { programsAdminService } from './features/programs/programs.admin.service.ts';
import { programsAdminStore, programsTogether } from './features/programs/programs.admin.store.ts';
import { gravatar, type Pictures } from './features/profile/gravatar.ts';
import { previewPage } from './features/preview/preview.page.ts';
import { answerPreview } from './features/preview/preview.service.ts';
import { profileRoutes } from './features/profile/profile.routes.ts';
import { profileStore } from './features/profile/profile.store.ts';
import { securityRoutes } from './features/security/security.routes.ts';
import { securityService } from './features/security/security.service.ts';
import { securityStore } from './features/security/security.store.ts';
import { authEvents } from './features/sign-in/auth-events.store.ts';
import { emailedLinks } from './features/sign-in/emailed-links.ts';
import { landingService } from './features/sign-in/landing.service.ts';
import { landingStore } from './features/sign-in/landing.store.ts';
import { setPasswordWithLink } from './features/sign-in/new-password.service.ts';
import { passwordChange } from './features/sign-in/password-change.store.ts';
import { registrationStore } from './features/sign-in/registration.store.ts';
import { signInFacts } from './features/sign-in/sign-in-facts.ts';
import { signInRoutes } from './features/sign-in/sign-in.routes.ts';
import { signInService } from './features/sign-in/sign-in.service.ts';
import { signInStore } from './features/sign-in/sign-in.store.ts';
import { logoStore } from './features/settings/logo.store.ts';
import { settingsAdminRoutes } from './features/settings/settings.admin.routes.ts';
import type { SiteSettings } from './features/settings/settings.ts';
import { settingsService } from './features/settings/settings.service.ts';
import { createPageCheck } from './features/sites/check-page.ts';
import { hostedPage } from './features/sites/hosted.page.ts';
import { originsService } from './features/sites/origins.service.ts';
import { siteKeysStore } from './features/sites/site-keys.store.ts';
import { sitesAdminRoutes } from './features/sites/sites.admin.routes.ts';
import { sitesStore } from './features/sites/sites.store.ts';
import { subscriptionsRoutes } from './features/subscriptions/subscriptions.routes.ts';
import { adminPage, chooseSitePage, viewPage } from './features/staff/admin.page.ts';
import { auditTrail } from './features/staff/audit.store.ts';
import { staffAdminRoutes, staffDoorRoutes } from './features/staff/staff.admin.routes.ts';
import { staffService } from './features/staff/staff.service.ts';
import { staffSessions } from './features/staff/staff-sessions.store.ts';
import { staffStore } from './features/staff/staff.store.ts';
import { answerPreviewCalls, createStaffDoor, createStaffMount, createVendorMount } from './http/calls.ts';
import { answerLogo } from './http/logo.ts';
import type { Client } from './http/client.ts';
import { answerError } from './http/error-answer.ts';
import { AppError, notFound } from './http/errors.ts';
import { requireHttps } from './http/https.ts';
import { createLimiter } from './http/limits.ts';
import { checkIds, createMount } from './http/mount.ts';
import { describeApi } from './http/openapi.ts';
import { answerPreflight } from './http/origins.ts';
import { adminHeaders, apiHeaders, dataHeaders, pageHeaders, previewHeaders } from './http/security-headers.ts';
import { createSessions } from './http/session.ts';
import { createTasks } from './jobs/tasks.ts';
import type { Mailer } from './mail/mailer.ts';
import { outgoingMail } from './mail/outgoing.ts';
import { readSitemap } from './outbound/sitemap.ts';
import { createFetchPage } from './outbound/fetch-page.ts';
import { projectFile } from './project-file.ts';
import { secretBox } from './secret-box.ts';

interface Dependencies {
  config: Config;
  database: Database;
  mailer: Mailer;
  logger: Logger;
  /** Pictures of customers. */
  pictures?: Pictures;
  /** Folder with the built widget. */
  embedFolder?: string;
  /** Folder with the built pages of the staff. */
  adminFolder?: string;
  /** Pages that stand beside the server's own, as the demo's shop. */
  pages?: (app: Express) => void;
}

/** Puts the product together: the one list of what there is. Gives the Express app and the jobs that belong to it. */
export function createApp({
  config,
  database,
  mailer,
  logger,
  pictures = gravatar(),
  embedFolder = projectFile('dist/embed'),
  adminFolder = projectFile('dist/admin'),
  pages,
}: Dependencies) {
  const { pool, db } = database;
  const sites = sitesStore(db);
  const logos = logoStore(db);
  const fetchPage = createFetchPage(config);
  const lookAtPage = createPageCheck({ fetchPage, baseUrl: config.baseUrl });
  const events = authEvents(db);
  const limiter = createLimiter(pool);
  const sessions = createSessions(pool, config);
  const devices = securityStore(db);
  const store = signInStore(db);
  const changePassword = passwordChange(db);
  const codes = supportCodes(db);
  const accessFacts = accessStore(pool);
  const facts = signInFacts({ events, limiter, codes });
  const links = emailedLinks({ store, facts });
  const registrations = registrationStore(db);
  const { baseUrl } = config;
  const landings = landingService({ landings: landingStore(db), accessStore: accessFacts, codes, baseUrl });
  const signIn = signInService({ store, registrations, events, limiter, baseUrl, facts, links, landings });
  const security = securityService({ store: devices, signInStore: store, events, limiter, changePassword });
  const exports = paymentsExports({ db, pool });
  const mail = outgoingMail({ db, mailer, config });
  const programs = programsStore(db);
  const secrets = secretBox(config.secretsKeys);
  const reports = siteReports(db);
  const access = accessService({ store: accessFacts, codes, reports, limiter, events });
  const pagesOfSite = pagesStore(db);

  // Counted, so that a stranger cannot fill the tables.
  const isCounted = (siteId: string, { network }: Client) =>
    limiter.count({ refusalByNetwork: `${siteId}:${network}` }).then(
      () => true,
      () => false,
    );
  const onKeyRefused = async (siteId: string, client: Client) => {
    if (await isCounted(siteId, client)) await reports.report(siteId, { source: 'server', kind: 'old_key' });
  };
  const api = Router({ caseSensitive: true, strict: true });
  const views = Router({ caseSensitive: true, strict: true });
  const mount = createMount({
    router: api,
    viewRouter: views,
    pool,
    config,
    onOriginRefused: async (siteId, origin, client) => {
      if (await isCounted(siteId, client))
        await events.record({ siteId, kind: 'sign_in_failed', cause: 'origin_refused', client, detail: origin });
    },
    onKeyRefused,
  });

  const app = express();
  app.set('trust proxy', config.trustProxy);
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', dataHeaders, (_request, response) => void response.json({ status: 'ok' }));
  app.use(requestLog(logger), requireHttps(config));

  // What every page view asks for comes before what is asked for once, here and in the API.
  app.use('/api', apiHeaders);
  bootRoutes(mount, config);
  accessRoutes(mount, access);
  overviewRoutes(mount);
  ordersRoutes(mount, {
    claims: claimsService({ claims: claimsStore(db), signInStore: store, events, limiter }),
    config,
  });
  subscriptionsRoutes(mount);
  coursesRoutes(mount);
  invoicesRoutes(mount);
  paymentsRoutes(mount, exports);
  creditMemosRoutes(mount);
  paymentMethodsRoutes(mount);
  addressesRoutes(mount, addressesStore(db));
  phonesRoutes(mount, phonesStore(db));
  programsRoutes(mount, programs, limiter);
  profileRoutes(mount, profileStore(db), pictures);
  securityRoutes(mount, { security, sessions, config });
  signInRoutes(mount, {
    signIn,
    links,
    setPasswordWithLink: setPasswordWithLink({ links, facts, changePassword }),
    sessions,
    events,
    config,
  });
  const vendor = Router({ caseSensitive: true, strict: true });
  const mountVendor = createVendorMount({ router: vendor, pool, config, onKeyRefused });
  const admin = Router({ caseSensitive: true, strict: true });
  const audit = auditTrail(db);
  const mountStaff = createStaffMount({ router: admin, pool, config, beginAudit: (entry) => audit.begin(entry) });
  const members = staffStore(db);
  const staffParts = {
    store: members,
    staff: staffService({ store: members, audit, limiter, secrets }),
    staffSessions: staffSessions(db, pool, config),
    sessions,
    events,
    audit,
    config,
  };
  staffDoorRoutes(createStaffDoor({ router: admin, pool, config }), staffParts);
  staffAdminRoutes(mountStaff, staffParts);
  overviewAdminRoutes(mountStaff, deskOverviewOf(db));
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
  const programsDesk = {
    store: programsAdminStore(db),
    products: productsAdminStore(db),
    together: programsTogether(db),
  };
  programsAdminRoutes(mountStaff, { ...programsDesk, programs: programsAdminService(programsDesk) });
  coursesAdminRoutes(mountStaff, coursesAdminStore(db));
  grantsAdminRoutes(mountStaff, grantsAdminStore(db));
  const explaining = explainService({ store: explainStore(db), accessStore: accessFacts, codes, reports });
  const lookAtCenter = async ({ id, settings }: { id: string; settings: SiteSettings }) => {
    const found = await lookAtPage(settings.centerAddress ?? '', { id, settings, origins: await sites.origins(id) });
    return found.find(({ isOk }) => !isOk)?.sentence ?? null;
  };
  const checking = checkService({ store: checkStore(db), reports, baseUrl, lookAtCenter });
  accessAdminRoutes(mountStaff, explaining, checking);
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
  accessVendorRoutes(mountVendor, access, reports);
  pagesVendorRoutes(mountVendor, pagesOfSite, store);
  // No page of another origin is told that it may ask: neither what staff use nor what servers do.
  app.options(['/api/v1/:site/admin/*path', '/api/v1/:site/vendor/*path'], (_request, response) => {
    response.status(204).end();
  });
  app.options('/api/v1/:site/*path', answerPreflight(pool));
  app.use(api, vendor, admin);
  const description = describeApi({ ...contract, ...vendorContract, ...adminContract }, config.baseUrl);
  app.get('/api/openapi.json', (_request, response) => void response.json(description));
  app.get('/api/docs', pageHeaders, (_request, response) => void response.type('html').send(docsPage(description)));

  app.use('/embed', embedFiles(embedFolder));
  app.use(
    '/assets',
    sirv(projectFile('server/assets'), {
      dev: false,
      maxAge: 3600,
      setHeaders: (response) => response.setHeader('X-Content-Type-Options', 'nosniff'),
    }),
  );
  app.get('/sites/:site/logo/:file', answerLogo(logos));
  app.get('/c/:site', pageHeaders);
  app.get('/c/:site', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    response.setHeader('Cache-Control', 'no-cache');
    response.type('html').send(hostedPage(site));
  });
  app.use(
    '/admin-files',
    sirv(adminFolder, {
      etag: true,
      maxAge: 300,
      setHeaders: (response) => response.setHeader('X-Content-Type-Options', 'nosniff'),
    }),
  );
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
  app.get(['/admin', '/admin/:site'], adminHeaders);
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
  pages?.(app);
  app.use(dataHeaders, () => {
    throw notFound();
  });
  app.use(answerError(logger));

  return {
    app,
    tasks: createTasks({ pool, db, exports, store, sites, events, programs, mail, config, staff: members, mailings }),
  };
}

declare module 'http' {
  interface IncomingMessage {
    /** Names the request in the log. */
    id: string;
  }
}

/** One line a request, with nothing in it that signs anybody in: no headers, no query, no body. */
function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    request.id = randomUUID();
    response.once('close', () => {
      const { id, method, originalUrl } = request;
      const [path] = originalUrl.split('?', 1);
      const line = { id, method, path, status: response.statusCode, millis: Math.round(performance.now() - started) };
      logger[line.status < 500 ? 'info' : 'error'](line, response.writableFinished ? 'request' : 'request given up');
    });
    next();
  };
}

/** What pages load: chunks are named by their content and kept for good, the entry is asked for again after five minutes. */
function embedFiles(folder: string) {
  return sirv(folder, {
    brotli: true,
    gzip: true,
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader(
        'Cache-Control',
        path.includes('/chunks/') ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
      );
    },
  });
}
