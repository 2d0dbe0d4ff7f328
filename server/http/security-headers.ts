import helmet from 'helmet';
import type { RequestHandler } from 'express';

const year = 31_536_000;

const common = {
  strictTransportSecurity: { maxAge: year, includeSubDomains: true },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
} as const;

/** Headers of everything that is not a page: nothing in it may run, load or be framed. */
export const dataHeaders: RequestHandler = helmet({
  ...common,
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
});

/** Headers of our own pages: scripts and styles from this server, never framed. */
export const pageHeaders: RequestHandler = helmet({
  ...common,
  crossOriginEmbedderPolicy: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'https:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ['lit-html', 'customer-center'],
    },
  },
});
