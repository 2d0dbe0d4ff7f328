import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { stripeInBrowser } from '../gateway/stripe/browser.ts';

const year = 31_536_000;

const common = {
  strictTransportSecurity: { maxAge: year, includeSubDomains: true },
  referrerPolicy: { policy: 'no-referrer' },
  xFrameOptions: { action: 'deny' },
} as const;

const data: HelmetOptions = {
  ...common,
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
};

/** Headers of everything that is not a page: nothing in it may run, load or be framed. */
export const dataHeaders = withHeaders(data);

/** Headers of the API: its answers belong to one customer and one page, and nobody may keep them. */
export const apiHeaders = withHeaders(data, { 'Cache-Control': 'no-store', Vary: 'Cookie, Origin' });

const ownPage = {
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
};
const pageWith = (
  more: Partial<Record<keyof typeof ownPage | 'frameSrc', string[]>>,
  xFrameOptions: HelmetOptions['xFrameOptions'] = common.xFrameOptions,
): HelmetOptions => ({
  ...common,
  xFrameOptions,
  crossOriginEmbedderPolicy: false,
  contentSecurityPolicy: { useDefaults: false, directives: { ...ownPage, ...more } },
});

/** Headers of our own pages: scripts and styles from this server, never framed. */
export const pageHeaders = withHeaders(pageWith({}));

/** Where card fields come from: Stripe, or the sandbox that stands for it. */
const cardSources = (stripeUrl: string | undefined) => {
  const { sources } = stripeInBrowser(stripeUrl);
  return {
    scriptSrc: ["'self'", ...sources['script-src']],
    frameSrc: ["'self'", ...sources['frame-src']],
    connectSrc: ["'self'", ...sources['connect-src']],
  };
};

/** Headers of the center's own page: as all of ours, with the payment provider's card fields in it. */
export const centerHeaders = (stripeUrl?: string): RequestHandler => withHeaders(pageWith(cardSources(stripeUrl)));

/** Headers of the staff's pages: they frame pages of ours and the provider's card fields, and nobody frames them. */
export const adminHeaders = (stripeUrl?: string): RequestHandler =>
  withHeaders(pageWith({ ...cardSources(stripeUrl), formAction: ["'self'"] }), { 'Cache-Control': 'no-cache' });

/** Headers of the preview of a center, which the staff's pages frame. */
export const previewHeaders = withHeaders(pageWith({ frameAncestors: ["'self'"] }, { action: 'sameorigin' }), {
  'Cache-Control': 'no-store',
});

/** Headers of the preview of an email, which brings its styles along and has no scripts; the staff's pages frame it. */
export const emailPreviewHeaders = withHeaders(
  pageWith(
    { scriptSrc: ["'none'"], styleSrc: ["'unsafe-inline'"], frameAncestors: ["'self'"] },
    { action: 'sameorigin' },
  ),
  { 'Cache-Control': 'no-store' },
);

/** Helmet is asked once, because its headers are the same for every answer: asking each time is a dozen steps a request. */
function withHeaders(options: HelmetOptions, more: Record<string, string> = {}): RequestHandler {
  const headers = new Map<string, string>();
  const collector = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, collector as unknown as ServerResponse, () => undefined);
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}
