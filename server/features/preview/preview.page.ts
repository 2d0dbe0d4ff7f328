import { html } from '../../http/html.ts';
import { readDraft } from './draft.ts';

/** A page of the vendor's, as far as we can make one up, with the real center in it. The desk frames it. */
export const previewPage = (siteId: string, encoded: string): string =>
  html`<!doctype html>
    <html lang="${readDraft(encoded).language ?? 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Preview</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        <script type="module" src="/embed/customer-center.js"></script>
      </head>
      <body>
        <main><customer-center site="${siteId}" server="/admin/preview/${encoded}"></customer-center></main>
      </body>
    </html>`.text;
