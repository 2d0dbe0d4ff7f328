import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import sirv from 'sirv';
import type { Config } from './config.ts';
import { contract } from './contract.ts';
import type { Database } from './database.ts';
import { bootRoutes } from './features/boot/boot.routes.ts';
import { docsPage } from './features/docs/docs.page.ts';
import { ordersRoutes } from './features/orders/orders.routes.ts';
import { overviewRoutes } from './features/overview/overview.routes.ts';
import { profileRoutes } from './features/profile/profile.routes.ts';
import { profileStore } from './features/profile/profile.store.ts';
import { securityRoutes } from './features/security/security.routes.ts';
import { securityService } from './features/security/security.service.ts';
import { securityStore } from './features/security/security.store.ts';
import { authEvents } from './features/sign-in/auth-events.store.ts';
import { signInRoutes } from './features/sign-in/sign-in.routes.ts';
import { signInService } from './features/sign-in/sign-in.service.ts';
import { signInStore } from './features/sign-in/sign-in.store.ts';
import { hostedPage } from './features/sites/hosted.page.ts';
import { sitesStore } from './features/sites/sites.store.ts';
import { subscriptionsRoutes } from './features/subscriptions/subscriptions.routes.ts';
import { answerError } from './http/error-answer.ts';
import { notFound } from './http/errors.ts';
import { requireHttps } from './http/https.ts';
import { createLimiter } from './http/limits.ts';
import { createMount } from './http/mount.ts';
import { describeApi } from './http/openapi.ts';
import { answerPreflight } from './http/origins.ts';
import { dataHeaders, pageHeaders } from './http/security-headers.ts';
import { createSessions } from './http/session.ts';
import { createTasks } from './jobs/tasks.ts';
import type { Mailer } from './mail/mailer.ts';
import { outgoingMail } from './mail/outgoing.ts';

interface Dependencies {
  config: Config;
  database: Database;
  mailer: Mailer;
  logger: Logger;
  /** Folder with the built widget. */
  embedFolder?: string;
  /** Pages that stand beside the server's own, as the demo's shop. */
  pages?: (app: Express) => void;
}

/** Puts the product together: the one list of what there is. Gives the Express app and the jobs that belong to it. */
export function createApp({ config, database, mailer, logger, embedFolder = 'dist/embed', pages }: Dependencies) {
  const { pool, db } = database;
  const sites = sitesStore(db);
  const events = authEvents(db);
  const limiter = createLimiter(pool);
  const sessions = createSessions(pool, config);
  const devices = securityStore(db);
  const store = signInStore(db);
  const signIn = signInService({
    store,
    events,
    limiter,
    baseUrl: config.baseUrl,
    onPasswordChanged: async (siteId, customerId) => {
      await devices.revokeOthers(siteId, customerId, null, 'password_changed');
      await devices.tellPasswordChanged(siteId, customerId);
    },
  });
  const security = securityService({ store: devices, signInStore: store, events, limiter });
  const mail = outgoingMail({ db, mailer, config });

  const mount = createMount({
    pool,
    config,
    onOriginRefused: async (siteId, origin, client) => {
      // Counted, so that a stranger's page cannot fill the table.
      const isCounted = await limiter.count({ refusalByNetwork: `${siteId}:${client.network}` }).then(
        () => true,
        () => false,
      );
      if (isCounted)
        await events.record({ siteId, kind: 'sign_in_failed', cause: 'origin_refused', client, detail: origin });
    },
  });

  const app = express();
  app.set('trust proxy', config.trustProxy);
  app.set('case sensitive routing', true);
  app.set('strict routing', true);
  app.disable('x-powered-by');
  app.disable('etag');
  app.get('/healthz', dataHeaders, (_request, response) => void response.json({ status: 'ok' }));
  app.use(requestLog(logger), requireHttps(config));
  app.use('/embed', embedFiles(embedFolder));
  app.use(
    '/assets',
    sirv(resolve('server/assets'), {
      dev: false,
      maxAge: 3600,
      setHeaders: (response) => response.setHeader('X-Content-Type-Options', 'nosniff'),
    }),
  );

  app.use('/api', dataHeaders, (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    response.vary('Cookie');
    next();
  });
  app.options('/api/v1/:site/*path', answerPreflight(pool));
  app.use('/api/v1', express.json({ limit: '100kb', strict: true }));
  app.use(bootRoutes(mount, config));
  app.use(signInRoutes(mount, { signIn, sessions, events, config }));
  app.use(overviewRoutes(mount));
  app.use(subscriptionsRoutes(mount));
  app.use(ordersRoutes(mount));
  app.use(profileRoutes(mount, profileStore(db)));
  app.use(securityRoutes(mount, { security, sessions, config }));

  const api = describeApi(contract, config.baseUrl);
  app.get('/api/openapi.json', (_request, response) => void response.json(api));
  app.get('/api/docs', pageHeaders, (_request, response) => void response.type('html').send(docsPage(api)));
  app.get('/c/:site', pageHeaders);
  app.get('/c/:site', async (request, response) => {
    const site = await sites.find(request.params.site);
    if (!site) throw notFound();
    response.setHeader('Cache-Control', 'no-cache');
    response.type('html').send(hostedPage(site));
  });
  pages?.(app);
  app.use(dataHeaders, () => {
    throw notFound();
  });
  app.use(answerError(logger));

  return { app, tasks: createTasks({ pool, store, sites, events, mail, baseUrl: config.baseUrl }) };
}

/** One line a request, with nothing in it that signs anybody in: no headers, no query, no body. */
const requestLog = (logger: Logger) =>
  pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    wrapSerializers: false,
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  });

/** What pages load: chunks are named by their content and kept for good, the entry is asked for again after five minutes. */
function embedFiles(folder: string) {
  return sirv(resolve(folder), {
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
