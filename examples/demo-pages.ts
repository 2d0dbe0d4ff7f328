import type { Express, Response } from 'express';
import sirv from 'sirv';
import { html } from '../server/http/html.ts';
import type { Letter, Mailbox } from '../server/mail/mailbox.ts';
import { projectFile } from '../server/project-file.ts';

/** The same vendor in three very different themes. */
const vendorPages = {
  '/shop': 'examples/plain-html',
  '/blog': 'examples/serif-blog',
  '/night': 'examples/dark-shop',
};

/** What the demo shows beside the product: the vendor's shop and the mailbox that stands for everybody's mail program. */
export function demoPages(mailbox: Mailbox) {
  return (app: Express): void => {
    app.get('/', (_request, response) => response.redirect('/shop/'));
    for (const [address, folder] of Object.entries(vendorPages)) {
      app.get(address, ({ path }, response, next) => (path.endsWith('/') ? next() : response.redirect(`${address}/`)));
      app.use(
        address,
        sirv(projectFile(folder), { dev: true, setHeaders: (response) => setPolicy(response as Response) }),
      );
    }
    app.get('/mailbox', (request, response) => {
      setPolicy(response);
      const chosen = mailbox.letters().find(({ id }) => id === request.query.letter) ?? mailbox.letters()[0];
      response.type('html').send(mailboxPage(mailbox.letters(), chosen));
    });
    app.get('/mailbox/newest', (_request, response) => response.json({ id: mailbox.letters()[0]?.id ?? null }));
    app.use('/mailbox/files', sirv(projectFile('examples/mailbox')));
    app.get('/mailbox/:letter', (request, response, next) => {
      const letter = mailbox.letters().find(({ id }) => id === request.params.letter);
      if (!letter) return next();
      response.setHeader(
        'Content-Security-Policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'self'",
      );
      // Links in a letter open in the window and not in its frame.
      response.type('html').send(letter.html.replace(/<head>/i, '<head><base target="_top">'));
    });
  };
}

/** Of Stripe, for card fields: it listens on any port that is free. */
const sandbox = 'http://127.0.0.1:*';

/** The strictest policy under which the element runs; the README explains each part. */
function setPolicy(response: Pick<Response, 'setHeader'>): void {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${sandbox}`,
    "style-src 'self'",
    `connect-src 'self' ${sandbox}`,
    "img-src 'self' data:",
    `frame-src 'self' ${sandbox}`,
    "require-trusted-types-for 'script'",
    'trusted-types lit-html customer-center',
  ];
  response.setHeader('Content-Security-Policy', policy.join('; '));
}

const time = (date: Date): string => date.toISOString().slice(11, 16);

function mailboxPage(letters: readonly Letter[], chosen: Letter | undefined): string {
  const item = (letter: Letter) =>
    html` <li>
      <a href="/mailbox?letter=${letter.id}" ${letter === chosen && 'aria-current=true'}>
        <b>${letter.subject}</b><span>to ${letter.to} · ${time(letter.sentAt)}</span>
      </a>
    </li>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Mailbox (${letters.length})</title>
        <link rel="stylesheet" href="/assets/pages.css" />
        <link rel="stylesheet" href="/mailbox/files/mailbox.css" />
        <script type="module" src="/mailbox/files/mailbox.js"></script>
      </head>
      <body>
        <main class="mailbox">
          <h1>Mailbox</h1>
          <p>Every email of the demo lands here. <a href="/shop/account.html">Back to the shop</a></p>
          ${chosen === undefined && html`<p class="empty">Nothing yet. Ask for a sign-in email in the shop.</p>`}
          <div>
            <ul>
              ${letters.map(item)}
            </ul>
            ${chosen && html`<iframe title="${chosen.subject}" src="/mailbox/${chosen.id}" sandbox="allow-top-navigation-by-user-activation"></iframe>`}
          </div>
        </main>
      </body>
    </html>`.text;
}
