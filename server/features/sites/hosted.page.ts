import { html } from '../../http/html.ts';
import type { Site } from './sites.store.ts';

/** The center on a page of our own, for sites without one and for browsers that keep no session elsewhere. */
export const hostedPage = ({ id, settings }: Site): string =>
  html`<!doctype html>
    <html lang="${settings.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${settings.headline}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        <link rel="preload" as="fetch" crossorigin="use-credentials" href="/api/v1/${id}/boot?first=overview" />
        <script type="module" src="/embed/customer-center.js"></script>
      </head>
      <body>
        <main class="hosted"><customer-center site="${id}"></customer-center></main>
      </body>
    </html>`.text;
