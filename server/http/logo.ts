import type { RequestHandler } from 'express';
import { notFound } from './errors.ts';

interface Logos {
  find: (siteId: string, hash: string) => Promise<{ content: Buffer; contentType: string } | undefined>;
}

/**
 * Answers with an uploaded logo. Its address names its content, so it may be kept for good; opened by itself it can do
 * nothing, and any page may show it.
 */
export function answerLogo(logos: Logos): RequestHandler<{ site: string; file: string }> {
  return async ({ params }, response) => {
    const [, hash] = /^([0-9a-f]{32})\.png$/.exec(params.file) ?? [];
    const logo = hash === undefined ? undefined : await logos.find(params.site, hash);
    if (!logo) throw notFound();
    response.setHeader('Content-Type', logo.contentType);
    response.setHeader('Content-Disposition', 'inline; filename="logo.png"');
    response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
    response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.end(logo.content);
  };
}
