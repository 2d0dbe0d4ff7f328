import express, { Router, type Express } from 'express';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { adminContract } from './admin-contract.ts';
import { contract } from './contract.ts';
import { vendorContract } from './vendor-contract.ts';
import type { Database } from './database.ts';
import { deskPages, deskRoutes } from './desk.ts';
import { accessRoutes } from './features/access/access.routes.ts';
import { accessService } from './features/access/access.service.ts';
import { accessStore } from './features/access/access.store.ts';
import { accessVendorRoutes } from './features/access/access.vendor.routes.ts';
import { siteReports } from './features/access/site-reports.store.ts';
import { supportCodes } from './features/access/support-codes.store.ts';
import { bootRoutes } from './features/boot/boot.routes.ts';
import { docsPage } from './features/docs/docs.page.ts';
import { addressesRoutes } from './features/addresses/addresses.routes.ts';
import { addressesStore } from './features/addresses/addresses.store.ts';
import { coursesRoutes } from './features/courses/courses.routes.ts';
import { creditMemosRoutes } from './features/credit-memos/credit-memos.routes.ts';
import { invoicesRoutes } from './features/invoices/invoices.routes.ts';
import { paymentMethodsRoutes } from './features/payment-methods/payment-methods.routes.ts';
import { operationsRoutes } from './features/operations/operations.routes.ts';
import { payLinksRoutes } from './features/pay-links/pay-links.routes.ts';
import { paymentsExports } from './features/payments/payments-export.store.ts';
import { paymentsRoutes } from './features/payments/payments.routes.ts';
import { claimsService } from './features/orders/claims.service.ts';
import { claimsStore } from './features/orders/claims.store.ts';
import { ordersRoutes } from './features/orders/orders.routes.ts';
import { overviewRoutes } from './features/overview/overview.routes.ts';
import { pagesStore } from './features/pages/pages.store.ts';
import { pagesVendorRoutes } from './features/pages/pages.vendor.routes.ts';
import { phonesRoutes } from './features/phones/phones.routes.ts';
import { phonesStore } from './features/phones/phones.store.ts';
import { programsRoutes } from './features/programs/programs.routes.ts';
import { programsStore } from './features/programs/programs.store.ts';
import { gravatar, type Pictures } from './features/profile/gravatar.ts';
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
import type { LookAtPage } from './features/sites/check-page.ts';
import { hostedPage } from './features/sites/hosted.page.ts';
import { sitesStore } from './features/sites/sites.store.ts';
import { subscriptionsRoutes } from './features/subscriptions/subscriptions.routes.ts';
import { createVendorMount } from './http/calls.ts';
import { answerLogo } from './http/logo.ts';
import type { Client } from './http/client.ts';
import { answerError } from './http/error-answer.ts';
import { notFound } from './http/errors.ts';
import { embedFiles, plainFiles } from './http/files.ts';
import { requireHttps } from './http/https.ts';
import { createLimiter } from './http/limits.ts';
import { createMount } from './http/mount.ts';
import { describeApi } from './http/openapi.ts';
import { answerPreflight } from './http/origins.ts';
import { requestLog } from './http/request-log.ts';
import { apiHeaders, centerHeaders, dataHeaders, pageHeaders } from './http/security-headers.ts';
import { createSessions } from './http/session.ts';
import { webhooks } from './http/webhooks.ts';
import { createTasks } from './jobs/tasks.ts';
import type { Mailer } from './mail/mailer.ts';
import { moneyParts } from './money.ts';
import { outgoingMail } from './mail/outgoing.ts';
import { projectFile } from './project-file.ts';

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
  /** Fetches a vendor's page; tests put what it would say in its place. */
  lookAtPage?: LookAtPage;
}

/** Puts the product together: the one list of what there is. Gives the Express app and the jobs that belong to it. */
export function createApp({
  config,
  database,
  mailer,
  logger,
  pictures = gravatar(),
  lookAtPage,
  embedFolder = projectFile('dist/embed'),
  adminFolder = projectFile('dist/admin'),
  pages,
}: Dependencies) {
  const { pool, db } = database;
  const sites = sitesStore(db);
  const logos = logoStore(db);
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
  const money = moneyParts({ config, database, logger, limiter, sites, signInStore: store, mail });
  const programs = programsStore(db);
  const reports = siteReports(db);
  const access = accessService({ store: accessFacts, codes, reports, limiter, events });

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
  invoicesRoutes(mount, money.paying);
  paymentsRoutes(mount, exports);
  creditMemosRoutes(mount);
  paymentMethodsRoutes(mount, money.cards);
  operationsRoutes(mount);
  payLinksRoutes(mount, money.payLinks);
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
  accessVendorRoutes(mountVendor, access, reports);
  pagesVendorRoutes(mountVendor, pagesStore(db), store);
  const admin = Router({ caseSensitive: true, strict: true });
  const desk = deskRoutes(admin, {
    config,
    database,
    sites,
    logos,
    events,
    limiter,
    sessions,
    codes,
    accessFacts,
    landings,
    reports,
    money,
    lookAtPage,
  });
  // No page of another origin is told that it may ask: neither what staff use nor what servers do.
  app.options(['/api/v1/:site/admin/*path', '/api/v1/:site/vendor/*path'], (_request, response) => {
    response.status(204).end();
  });
  app.options('/api/v1/:site/*path', answerPreflight(pool));
  app.use(api, vendor, admin);
  const description = describeApi({ ...contract, ...vendorContract, ...adminContract }, config.baseUrl);
  app.get('/api/openapi.json', (_request, response) => void response.json(description));
  app.get('/api/docs', pageHeaders, (_request, response) => void response.type('html').send(docsPage(description)));

  webhooks(app, money.receive);
  app.use('/embed', embedFiles(embedFolder));
  app.use('/assets', plainFiles(projectFile('server/assets'), 3600));
  app.get('/sites/:site/logo/:file', answerLogo(logos));
  app.get('/c/:site', centerHeaders(config.stripeUrl));
  app.get('/c/:site', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    response.setHeader('Cache-Control', 'no-cache');
    response.type('html').send(hostedPage(site));
  });
  deskPages(app, { views, pool, config, sites, adminFolder });
  pages?.(app);
  app.use(dataHeaders, () => {
    throw notFound();
  });
  app.use(answerError(logger));

  return {
    app,
    tasks: createTasks({ pool, db, more: money.tasks, exports, store, sites, events, programs, mail, config, ...desk }),
  };
}
