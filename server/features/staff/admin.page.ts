import { html } from '../../http/html.ts';

/** The desk of a site's staff: one element does everything. */
export const adminPage = (site: { id: string; headline: string }): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
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
        <link rel="icon" href="data:," />
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

/** The center as one customer sees it, in the eyes of staff: the real element, under a line that never lets it be forgotten. */
export const viewPage = (
  site: { id: string; settings: { headline: string; language: string } },
  customerId: string,
): string =>
  html`<!doctype html>
    <html lang="${site.settings.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>As a customer sees it – ${site.settings.headline}</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        <link rel="stylesheet" href="/assets/admin.css" />
        <script type="module" src="/embed/customer-center.js"></script>
      </head>
      <body>
        <p class="view-banner" role="note">
          <strong>You see this as a customer does.</strong> Read only; payment details are masked; it is written down
          that you looked. <a href="/admin/${site.id}#/customer/${customerId}">Back to the desk</a>
        </p>
        <main class="hosted">
          <customer-center site="${site.id}" server="/viewing/${customerId}"></customer-center>
        </main>
      </body>
    </html>`.text;
