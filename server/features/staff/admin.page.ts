import { html } from '../../http/html.ts';

/** The desk of a site's staff: one element does everything. */
export const adminPage = (site: { id: string; headline: string }): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${site.headline} – desk</title>
        <link rel="stylesheet" href="/assets/admin.css" />
        <script type="module" src="/admin-files/customer-center-admin.js"></script>
      </head>
      <body>
        <customer-center-admin site="${site.id}" headline="${site.headline}"></customer-center-admin>
      </body>
    </html>`.text;

/** Where somebody who came to /admin says which site they mean: which there are is nobody else's business. */
export const chooseSitePage = (wrong: string | undefined): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>Customer center – desk</title>
        <link rel="stylesheet" href="/assets/admin.css" />
      </head>
      <body>
        <main class="choose-site">
          <h1>Which site?</h1>
          <form action="/admin" method="get">
            <label for="site">Id of the site, as in its address</label>
            <input id="site" name="site" value="${wrong}" autocapitalize="none" spellcheck="false" required autofocus />
            ${wrong !== undefined && html`<p role="alert">There is no site “${wrong}” on this server.</p>`}
            <button>Continue</button>
          </form>
        </main>
      </body>
    </html>`.text;
