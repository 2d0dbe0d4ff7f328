/** Stripe's refusals, in Stripe's words, because whoever reads them in a log will look them up. */

/** The body of an error, as in Stripe's reference. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  /** The charge that failed. */
  charge?: string;
  payment_intent?: object;
  payment_method?: object;
  setup_intent?: object;
}

/** Thrown anywhere in the sandbox; answered with its status, headers and body. */
export class StripeRefusal extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message);
  }

  /** With the address of the reference, as Stripe adds it to errors that have a code. */
  toJSON() {
    const { code } = this.body;
    const address = code && { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` };
    return { error: { ...this.body, ...address } };
  }
}

/** A request that Stripe finds wrong. */
export function invalidRequest(message: string, more: Omit<Partial<ErrorBody>, 'message'> & { status?: number } = {}) {
  const { status = 400, ...body } = more;
  return new StripeRefusal(status, { type: 'invalid_request_error', message, ...body });
}

/** The bank says no, or asks for more than the card alone. */
export function cardRefused(body: Omit<ErrorBody, 'type'>) {
  return new StripeRefusal(402, { type: 'card_error', ...body });
}

/** A missing object: 404 when the address names it, 400 when a parameter does. */
export function noSuch(kind: string, id: string, { param, status = 400 }: { param: string; status?: number }) {
  const name = kind === 'payment_method' ? 'PaymentMethod' : kind;
  return invalidRequest(`No such ${name}: '${id}'`, { status, code: 'resource_missing', param });
}

export function unknownUrl(method: string, path: string) {
  const help = 'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.';
  return invalidRequest(`Unrecognized request URL (${method}: ${path}). ${help}`, { status: 404 });
}

/** Stripe's own libraries do not repeat these by themselves. */
export function rateLimited() {
  return new StripeRefusal(
    429,
    {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message:
        'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
    },
    { 'Stripe-Rate-Limited-Reason': 'global-rate' },
  );
}

/** Two requests at the same object: Stripe's libraries repeat these, as the header tells them to. */
export function lockTimeout() {
  return new StripeRefusal(
    429,
    {
      type: 'invalid_request_error',
      code: 'lock_timeout',
      message:
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
    },
    { 'Stripe-Should-Retry': 'true' },
  );
}

export function serverError() {
  return new StripeRefusal(500, {
    type: 'api_error',
    message: 'An unknown error occurred; try again, or contact https://support.stripe.com/ if it persists.',
  });
}
