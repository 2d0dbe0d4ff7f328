/** From a request to its answer. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { checkExpand } from './expand.ts';
import { invalidRequest, serverError, StripeRefusal, unknownUrl } from './errors.ts';
import type { Answer, createIdempotency } from './idempotency.ts';
import { checkKey, secretKeyNeeded } from './keys.ts';
import type { Wire } from './list.ts';
import { HungUp, type createMisbehaviour } from './misbehaviour.ts';
import { routes } from './routes/all.ts';
import type { Call } from './routes/route.ts';
import schema from './stripe-schema.json' with { type: 'json' };
import { readParameters, type Endpoint, type Parameters } from './validate.ts';
import type { World } from './world.ts';

/** One request as it came, and how it was answered: 0 when the connection was ended without an answer. */
export interface RecordedRequest {
  id: string;
  method: string;
  path: string;
  query: string;
  endpoint: Endpoint | undefined;
  parameters: Parameters;
  idempotencyKey: string | undefined;
  status: number;
}

interface Parts {
  world: World;
  idempotency: ReturnType<typeof createIdempotency>;
  misbehaviour: ReturnType<typeof createMisbehaviour<RecordedRequest>>;
  keys: string[] | undefined;
  /** Runs the work of a request, so that its events name it. */
  during: <Value>(record: RecordedRequest, work: () => Value) => Value;
}

const patterns = (Object.keys(routes) as Endpoint[])
  .map((endpoint) => {
    const [method, path = ''] = endpoint.split(' ');
    return { endpoint, method, path: new RegExp(`^${path.replace(':id', '([^/]+)')}$`), isOpen: path.includes(':id') };
  })
  // An address that is spelled out comes before one in which an id may stand.
  .sort((a, b) => Number(a.isOpen) - Number(b.isOpen));

/** @throws HungUp when there is to be no answer */
export function createAnswering({ world, idempotency, misbehaviour, keys, during }: Parts) {
  return async (request: IncomingMessage, record: RecordedRequest, form: string): Promise<Answer> => {
    const inForm = new URLSearchParams(form).get('key') ?? undefined;
    const kind = checkKey(request.headers.authorization, inForm, keys);
    misbehaviour.count();
    checkVersion(request.headers['stripe-version']);
    const found = findRoute(record, kind === 'publishable');
    record.endpoint = found.endpoint;
    record.parameters = readParameters(found.endpoint, [record.query, withoutKey(form)].filter(Boolean).join('&'));
    checkExpandable(found.endpoint, record.parameters);
    const trouble = misbehaviour.meet(record);
    const { idempotencyKey: key } = record;
    const earlier = key === undefined ? undefined : idempotency.begin(key, print(record));
    if (earlier) return { ...earlier, headers: { ...earlier.headers, 'Idempotent-Replayed': 'true' } };
    if (typeof trouble === 'object') await wait(trouble.slowMillis);
    const failure = toAnswer(serverError());
    const done = trouble === 'server error' ? failure : during(record, () => work(world, record, found.id));
    const told = trouble === 'server error after commit' ? failure : done;
    if (key !== undefined) idempotency.end(key, told);
    if (trouble === 'hang up after commit') throw new HungUp();
    return told;
  };
}

function work(world: World, { endpoint, path, parameters }: RecordedRequest, id: string): Answer {
  // Which parameters fit which endpoint was checked when they were read.
  const route = routes[endpoint as Endpoint] as unknown as (
    call: Omit<Call, 'parameters'> & { parameters: object },
  ) => Wire;
  try {
    return { status: 200, body: JSON.stringify(route({ world, path, id, parameters })), headers: {} };
  } catch (error) {
    return toAnswer(error);
  }
}

export function toAnswer(error: unknown): Answer {
  // A mistake in the sandbox must not look like one of Stripe's.
  if (!(error instanceof StripeRefusal)) console.error(error);
  const refusal = error instanceof StripeRefusal ? error : serverError();
  return { status: refusal.status, headers: refusal.headers, body: JSON.stringify(refusal) };
}

/** @throws StripeRefusal */
function findRoute({ method, path }: RecordedRequest, isPage: boolean): { endpoint: Endpoint; id: string } {
  const find = (wanted: string) => {
    for (const pattern of patterns) {
      const found = pattern.method === wanted ? pattern.path.exec(path) : null;
      if (found) return { endpoint: pattern.endpoint, id: decodeURIComponent(found[1] ?? '') };
    }
    return undefined;
  };
  const found = find(isPage ? `browser:${method}` : method);
  if (found) return found;
  throw isPage && find(method) ? secretKeyNeeded() : unknownUrl(method, path);
}

/** Objects here have one shape, that of the version which the installed `stripe` package asks for. */
function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === schema.apiVersion) return;
  throw invalidRequest(
    `Invalid Stripe API version: ${String(version)}. This sandbox speaks ${schema.apiVersion} only.`,
  );
}

function withoutKey(form: string): string {
  return form.replace(/(^|&)key=[^&]*/, '');
}

const print = ({ method, path, parameters }: RecordedRequest) => `${method} ${path} ${JSON.stringify(parameters)}`;

const kinds: Record<string, string> = {
  charges: 'charge',
  'checkout/sessions': 'checkout.session',
  credit_notes: 'credit_note',
  customers: 'customer',
  invoiceitems: 'invoiceitem',
  invoices: 'invoice',
  payment_intents: 'payment_intent',
  payment_links: 'payment_link',
  payment_methods: 'payment_method',
  prices: 'price',
  products: 'product',
  refunds: 'refund',
  setup_intents: 'setup_intent',
  subscription_schedules: 'subscription_schedule',
  subscriptions: 'subscription',
};

/**
 * Before anything is done, unlike where things are only read.
 * @throws StripeRefusal
 */
function checkExpandable(endpoint: Endpoint, { expand }: Parameters): void {
  const [method, path = ''] = endpoint.split(' ');
  if (!expand || method === 'GET') return;
  const name = /^\/v1\/(checkout\/sessions|[^/]+)/.exec(path)?.[1] ?? '';
  const kind = path.endsWith('/balance_transactions') ? 'customer_balance_transaction' : kinds[name];
  if (kind) checkExpand(expand as string[], kind, { isList: false });
}
