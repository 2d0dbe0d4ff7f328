/** Answers the element's calls inside the browser, at the edge where it fetches. */
import { onTestFinished } from 'vitest';
import type { Api } from '../../server/contract.ts';
import type { ErrorCode, ErrorReply } from '../../server/http/error-codes.ts';
import type { ReplyOf } from '../../server/http/endpoint.ts';
import {
  aBoot,
  aCourse,
  aCreditMemo,
  aCustomer,
  anAddress,
  anInvoice,
  anInvoiceSummary,
  anOverview,
  anOffer,
  aPayment,
  aMembership,
  aPaymentMethod,
  aPhone,
  aProfile,
  aSecurity,
  aSubscription,
  anId,
  anOrder,
  anOrderSummary,
  done,
  emailAsked,
} from './builders.ts';

export class Refusal {
  constructor(
    readonly status: number,
    readonly body: Partial<ErrorReply>,
  ) {}
}

export const refuse = (code: ErrorCode, status = 400, more: Partial<ErrorReply> = {}): Refusal =>
  new Refusal(status, { code, message: '', ...more });

export interface Request {
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}

type Answer<Name extends keyof Api> = ReplyOf<Api[Name]> | Refusal;
export type Answers = { [Name in keyof Api]?: (request: Request) => Answer<Name> | Promise<Answer<Name>> };

/** What a server with one signed-in customer answers. */
export const signedIn: Answers = {
  'GET /boot': () => aBoot({ customer: aCustomer(), overview: anOverview() }),
  'GET /overview': () => anOverview(),
  'GET /subscriptions': () => ({ items: [aSubscription()], next: null }),
  'GET /subscriptions/:subscriptionId': () => ({ ...aSubscription(), invoiceId: null, payments: [] }),
  'GET /orders': () => ({ items: [anOrderSummary()], next: null }),
  'GET /orders/:orderId': () => anOrder(),
  'GET /invoices': () => ({
    open: [anInvoiceSummary()],
    items: [anInvoiceSummary({ id: anId(201), number: 'INV-0300', state: 'paid', dueCents: 0 })],
    next: null,
  }),
  'GET /invoices/:invoiceId': () => anInvoice(),
  'GET /payments': () => ({ items: [aPayment()], next: null }),
  'GET /credit-memos': () => ({ items: [aCreditMemo()], next: null }),
  'GET /payment-methods': () => ({ methods: [aPaymentMethod()], mayChange: true }),
  'GET /addresses': () => [anAddress()],
  'GET /courses': () => [aCourse()],
  'GET /programs': () => ({ mine: [aMembership()], offers: [anOffer()] }),
  'POST /programs/:programId/ask': () => done,
  'GET /phones': () => ({ phones: [aPhone()], mayEdit: true }),
  'POST /orders/claim/email': () => emailAsked,
  'POST /orders/claim': () => ({ email: 'ann@studio.example', orders: 2 }),
  'GET /profile': () => aProfile(),
  'GET /security': () => aSecurity(),
};

/** What a server answers on which nobody is signed in until one of the ways to sign in is used. */
export function signedOut(more: Answers = {}): Answers {
  let isIn = false;
  const enter = () => {
    isIn = true;
    return { landing: { to: 'center' } } as const;
  };
  return {
    ...signedIn,
    'GET /boot': () => (isIn ? aBoot({ customer: aCustomer(), overview: anOverview() }) : aBoot()),
    'POST /sign-in/email': () => emailAsked,
    'POST /sign-in/code': enter,
    'POST /sign-in/link': enter,
    'POST /sign-in/password': enter,
    'POST /sign-in/link/check': () => ({ state: 'ready' }),
    'POST /sign-in/new-password/email': () => emailAsked,
    'POST /sign-in/new-password': () => done,
    ...more,
  };
}

function find(answers: Answers, method: string, path: string) {
  for (const [name, answer] of Object.entries(answers)) {
    const [ownMethod, template] = name.split(' ') as [string, string];
    const pattern = new RegExp(`^${template.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(path);
    if (match && method === ownMethod)
      return { name, answer: answer as (request: Request) => unknown, params: match.groups ?? {} };
  }
  return undefined;
}

/** Replaces `fetch` until the test ends. `calls` are the names of the endpoints in the order they were called. */
export function serve(answers: Answers): { calls: string[]; bodies: Record<string, unknown>[]; answers: Answers } {
  const original = globalThis.fetch;
  const server = { calls: [] as string[], bodies: [] as Record<string, unknown>[], answers };
  globalThis.fetch = async (input, init) => {
    const url = new URL(input as URL);
    const path = /\/api\/v1\/[^/]+(\/.*)$/.exec(url.pathname)?.[1];
    if (!path) return original(input, init);
    const found = find(server.answers, init?.method ?? 'GET', path);
    const body = JSON.parse((init?.body as string | undefined) ?? '{}') as Record<string, unknown>;
    server.calls.push(found?.name ?? `${init?.method} ${path}`);
    server.bodies.push(body);
    const reply = await found?.answer({ params: found.params, query: url.searchParams, body });
    if (reply instanceof Refusal) return Response.json(reply.body, { status: reply.status });
    return reply === undefined ? Response.json({ code: 'not_found' }, { status: 404 }) : Response.json(reply);
  };
  onTestFinished(() => {
    globalThis.fetch = original;
  });
  return server;
}
