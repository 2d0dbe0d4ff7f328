/**
 * What the sandbox shows to browsers: Stripe's script with its card fields and the bank's question, under the path they have
 * at js.stripe.com, and the hosted page that saves a card. With any card whose bank asks, the security code 333 has the bank
 * ask on a page of its own.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import type Stripe from 'stripe';
import { projectFile } from '../../../server/project-file.ts';
import { html } from '../../../server/http/html.ts';
import type { TypedCard } from '../cards.ts';
import type { Buyer } from '../checkout-completion.ts';
import type { PageHandler } from '../door.ts';
import { StripeRefusal } from '../errors.ts';
import { idOf, type State } from '../state.ts';

const types: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };
const files = /^\/endive\/((?:stripe|fields|bank)\.js|(?:fields|bank)\.html|(?:fields|pages)\.css)$/;

/** Fields and bank are framed by any page; they load and ask nothing but the sandbox. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'";

/** What the pages need of the sandbox. */
interface Behind {
  state: State;
  completeAuthentication: (intentId: string, isTheirs: boolean) => Stripe.PaymentIntent | Stripe.SetupIntent;
  createPaymentMethodFromCard: (card: TypedCard) => Stripe.PaymentMethod;
  completeCheckout: (id: string, buyer: Buyer) => Stripe.Checkout.Session;
}

export function browserPages(sandbox: Behind): PageHandler {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://sandbox');
    const file = files.exec(pathname)?.[1];
    if (file && request.method === 'GET') {
      await sendFile(response, file);
      return true;
    }
    if (pathname === '/endive/bank/answer' && request.method === 'POST') {
      sendAnswer(response, sandbox, await readForm(request));
      return true;
    }
    const session = /^\/checkout\/(cs_\w+)$/.exec(pathname)?.[1];
    if (!session) return false;
    if (request.method === 'POST') await saveCard(request, response, { sandbox, id: session });
    else showCheckout(response, { sandbox, id: session });
    return true;
  };
}

async function sendFile(response: ServerResponse, file: string): Promise<void> {
  const text = await readFile(projectFile(`examples/stripe-sandbox/browser/files/${file}`), 'utf8');
  response.writeHead(200, {
    'Content-Type': `${types[file.split('.')[1]!]}; charset=utf-8`,
    'Content-Security-Policy': policy,
    'Access-Control-Allow-Origin': '*',
    'Cache-Control': 'no-cache',
  });
  response.end(text);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return new URLSearchParams(text);
}

/** What the customer says to the bank; answers with the intent as it is then. */
function sendAnswer(response: ServerResponse, sandbox: Behind, form: URLSearchParams): void {
  const secret = form.get('client_secret') ?? '';
  const id = secret.split('_secret_')[0] ?? '';
  const intent = sandbox.state.setup_intent.get(id) ?? sandbox.state.payment_intent.get(id);
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (!intent || intent.client_secret !== secret) {
    return send(404, { error: { type: 'invalid_request_error', message: 'There is no such intent.' } });
  }
  const answered =
    intent.status === 'requires_action' ? sandbox.completeAuthentication(id, form.get('is_theirs') === 'yes') : intent;
  const { object, status, client_secret } = answered;
  const why =
    answered.object === 'setup_intent'
      ? { last_setup_error: answered.last_setup_error }
      : { last_payment_error: answered.last_payment_error };
  send(200, { id, object, status, client_secret, ...why });
}

interface Visit {
  sandbox: Behind;
  id: string;
}

/** The hosted page, in setup mode: a card, Save, and the way back. */
function showCheckout(response: ServerResponse, { sandbox, id }: Visit, problem = ''): void {
  const session = sandbox.state['checkout.session'].get(id);
  const isOpen = session?.status === 'open' && session.mode === 'setup';
  const back = session?.cancel_url ?? '';
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Save a card</title>
        <link rel="stylesheet" href="/endive/pages.css" />
      </head>
      <body>
        <main>
          <p class="mark">Stripe sandbox</p>
          <h1>${isOpen ? 'Save a card' : 'This page is over'}</h1>
          ${problem && html`<p class="error" role="alert">${problem}</p>`}
          ${
            isOpen &&
            html`<form method="post">
              <label>Card number<input name="number" inputmode="numeric" autocomplete="cc-number" required /></label>
              <div class="pair">
                <label
                  >Month and year<input name="expiry" placeholder="MM / YY" autocomplete="cc-exp" required
                /></label>
                <label>Security code<input name="cvc" inputmode="numeric" autocomplete="cc-csc" required /></label>
              </div>
              <label>Name on the card<input name="name" autocomplete="cc-name" /></label>
              <div class="actions">
                <button class="main">Save</button>
                ${back && html`<a class="back" href="${back}">Back</a>`}
              </div>
            </form>`
          }
        </main>
      </body>
    </html>`;
  response.writeHead(problem ? 402 : isOpen ? 200 : 404, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
  });
  response.end(page.text);
}

async function saveCard(request: IncomingMessage, response: ServerResponse, { sandbox, id }: Visit): Promise<void> {
  const form = await readForm(request);
  const [month, year] = (form.get('expiry') ?? '').split(/[^\d]+/).map(Number);
  try {
    const card = sandbox.createPaymentMethodFromCard({
      number: form.get('number') ?? '',
      expMonth: month ?? 0,
      expYear: (year ?? 0) < 100 ? 2000 + (year ?? 0) : (year ?? 0),
      name: form.get('name') || undefined,
    });
    let session = sandbox.completeCheckout(id, { paymentMethod: card.id, name: form.get('name') || undefined });
    // The hosted page asks for the bank's customer itself; here it always is them.
    const intent = idOf(session.setup_intent) ?? '';
    if (session.status === 'open' && sandbox.state.setup_intent.get(intent)?.status === 'requires_action') {
      sandbox.completeAuthentication(intent, true);
      session = sandbox.completeCheckout(id, { paymentMethod: card.id });
    }
    const success = (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id);
    response.writeHead(303, { Location: success });
    response.end();
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    showCheckout(response, { sandbox, id }, error.message);
  }
}
