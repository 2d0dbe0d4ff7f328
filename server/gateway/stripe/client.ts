import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import pRetry from 'p-retry';
import Stripe from 'stripe';
import { GatewayError, type GatewayTrouble } from '../gateway.ts';

export interface StripeOptions {
  /** Secret or restricted. */
  key: string;
  /** Somewhere else than Stripe, such as the sandbox. */
  url?: string | undefined;
  requestsPerSecond?: number | undefined;
  /** Ends waiting for an answer; the SDK's own limit is 80 seconds. */
  timeoutMillis?: number | undefined;
  /** How often a request that was too fast, or that got no answer, is sent again. */
  retries?: number | undefined;
}

/** Stripe takes 100 readings a second, and 25 with a test key. The rest is left to the vendor's other programs. */
const pace = { live: 80, test: 20 };
const atOnce = 10;

export type StripeClient = ReturnType<typeof stripeClient>;

/** The SDK behind a limit of requests, with errors in our words. */
export function stripeClient(options: StripeOptions) {
  const { key, url, timeoutMillis = 20_000, retries = 4 } = options;
  const { protocol, hostname, port } = new URL(url ?? 'https://api.stripe.com');
  const common = {
    protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    telemetry: false,
  };
  const patient = new Stripe(key, { ...common, timeout: timeoutMillis, maxNetworkRetries: retries });
  // Somebody waits for it.
  const prompt = new Stripe(key, { ...common, timeout: Math.min(timeoutMillis, 12_000), maxNetworkRetries: 1 });
  // A double on this computer has no limit, unless a test says so.
  const usual = url === undefined ? (isLiveKey(key) ? pace.live : pace.test) : Infinity;
  const millisApart = 1000 / (options.requestsPerSecond ?? usual);
  const limit = pLimit(atOnce);
  let turn = Promise.resolve();

  /** One after the other, and measured when it is really sent: what waited while the program was busy must not go in a bunch. */
  const inTurn = (): Promise<void> => {
    const mine = turn;
    if (millisApart > 0) turn = mine.then(() => wait(millisApart));
    return mine;
  };

  /** The SDK repeats what got no answer; being too fast it leaves to us. */
  const send = <Answer>(request: () => Promise<Answer>, tries: number, maxTimeout: number): Promise<Answer> =>
    limit(async () => {
      const attempt = async () => {
        await inTurn();
        return request();
      };
      try {
        return await pRetry(attempt, {
          ...{ retries: tries, minTimeout: 250, maxTimeout, randomize: true },
          shouldRetry: ({ error }) => error instanceof Stripe.errors.StripeRateLimitError,
        });
      } catch (error) {
        throw inOurWords(error);
      }
    });

  return {
    /** One reading, for a job that can wait. */
    ask: <Answer>(request: (sdk: Stripe) => Promise<Answer>): Promise<Answer> =>
      send(() => request(patient), retries + 2, 4000),

    /** One reading that somebody waits for. */
    look: <Answer>(request: (sdk: Stripe) => Promise<Answer>): Promise<Answer> => send(() => request(prompt), 2, 1000),

    /**
     * One wish that changes something. With the id of an operation Stripe does it once, and answers it again when it is
     * asked again.
     */
    act: <Answer>(
      request: (sdk: Stripe, options: Stripe.RequestOptions) => Promise<Answer>,
      operationId?: string,
    ): Promise<Answer> =>
      send(() => request(prompt, operationId === undefined ? {} : { idempotencyKey: operationId }), 2, 1000),
  };
}

/** `sk_…` and `rk_…`, of either mode. */
export const isStripeKey = (key: string): boolean => /^[sr]k_(test|live)_\w{4,}$/.test(key);
export const isLiveKey = (key: string): boolean => /^[sr]k_live_/.test(key);

function inOurWords(error: unknown): unknown {
  if (!(error instanceof Stripe.errors.StripeError)) {
    return new GatewayError('not_understood', `Stripe's answer can't be read: ${String(error)}`, { cause: error });
  }
  const [trouble, sentence] = explain(error);
  return new GatewayError(trouble, sentence, { cause: error });
}

/** Not Stripe's own sentence for keys, which repeats part of them. */
function explain(error: Stripe.errors.StripeError): [GatewayTrouble, string] {
  const said = error.message.replace(/\s+/g, ' ').slice(0, 300);
  if (error instanceof Stripe.errors.StripeAuthenticationError) {
    return ['key_refused', 'Stripe does not accept this key: it is mistyped, expired or deleted'];
  }
  if (error instanceof Stripe.errors.StripePermissionError) {
    const [, permission] = /'rak_(\w+)'/.exec(said) ?? [];
    const lacks = permission ? `: it lacks “${permission.replaceAll('_', ' ')}”` : '';
    return [
      'not_permitted',
      `This restricted key may not do all that is needed${lacks}. Stripe says: ${withoutKeys(said)}`,
    ];
  }
  if (error instanceof Stripe.errors.StripeIdempotencyError) {
    return ['asked_otherwise', 'Stripe was asked for something else under the same key'];
  }
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return ['too_fast', 'Stripe takes no more requests at the moment: too many come from this account'];
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return ['unreachable', `Stripe does not answer (${error.detail instanceof Error ? error.detail.message : said})`];
  }
  // The same wish is still being done there.
  if (error.statusCode === 409) return ['too_fast', 'Stripe is still busy with the same request'];
  if (error.code === 'resource_missing' && error.param === 'starting_after') {
    return ['place_is_gone', 'Stripe no longer has the record after which reading would go on'];
  }
  if (error.code === 'resource_missing') return ['record_is_gone', 'Stripe no longer has a record that belongs to it'];
  if ((error.statusCode ?? 0) >= 500) return ['failed_there', `Stripe has trouble of its own (${error.statusCode})`];
  return ['not_understood', `Stripe refused a request: ${withoutKeys(said)}`];
}

const withoutKeys = (text: string): string => text.replace(/\b([sr]k_(?:test|live)_)[\w*]+/g, '$1…');
