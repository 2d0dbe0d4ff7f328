/** Checks what comes in against JSON Schema made from stripe-node's own types, and says what is wrong as Stripe does. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { parse } from 'qs';
import { invalidRequest, type StripeRefusal } from './errors.ts';
import type { StripeRequests } from './requests.ts';
import schema from './stripe-schema.json' with { type: 'json' };

export type Endpoint = keyof StripeRequests;

/** Texts have become the numbers and booleans that the schema asks for. */
export type Parameters = Record<string, unknown>;

const ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true, verbose: true });
ajv.addSchema(schema, 'stripe');
const compiled = new Map<Endpoint, ValidateFunction>();

/**
 * Parses a query string or a form and checks it.
 * @throws StripeRefusal
 */
export function readParameters(endpoint: Endpoint, text: string): Parameters {
  const parameters = parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000 }) as Parameters;
  const validate = compiled.get(endpoint) ?? ajv.compile({ $ref: `stripe${schema.requests[endpoint].$ref}` });
  compiled.set(endpoint, validate);
  if (!validate(parameters)) throw refuse(validate.errors ?? []);
  return parameters;
}

/** Of the alternatives that none fits, the one that got furthest says best what is wrong. */
function refuse(errors: ErrorObject[]): StripeRefusal {
  const [first] = errors.toSorted((a, b) => rank(b) - rank(a));
  if (!first) return invalidRequest('Invalid request');
  const { keyword, params, instancePath } = first;
  if (keyword === 'additionalProperties') {
    const param = nameParameter(instancePath, params.additionalProperty);
    return invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  if (keyword === 'required') {
    const param = nameParameter(instancePath, params.missingProperty);
    return invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  const param = nameParameter(instancePath);
  return invalidRequest(describe(first, param), {
    param,
    ...(params.type === 'number' && { code: 'parameter_invalid_integer' }),
  });
}

function rank({ keyword, instancePath }: ErrorObject): number {
  const specific = ['additionalProperties', 'required', 'enum'].includes(keyword) ? 2 : keyword === 'type' ? 1 : 0;
  return specific + instancePath.split('/').length * 3;
}

function describe({ keyword, params, data }: ErrorObject, param: string): string {
  if (keyword === 'enum') {
    const last = (params.allowedValues as string[]).at(-1);
    const others = (params.allowedValues as string[]).slice(0, -1).join(', ');
    return `Invalid ${param}: must be one of ${others}${others && ', or '}${last}`;
  }
  const kind = params.type === 'number' ? 'integer' : String(params.type ?? keyword);
  const isShown = typeof data === 'string' && (kind === 'integer' || kind === 'boolean');
  return isShown ? `Invalid ${kind}: ${data}` : `Invalid ${kind}`;
}

/** `/created/gte` is `created[gte]` to Stripe. */
function nameParameter(instancePath: string, last?: unknown): string {
  const [first, ...rest] = [...instancePath.split('/').slice(1), ...(typeof last === 'string' ? [last] : [])];
  return `${first ?? ''}${rest.map((name) => `[${name}]`).join('')}`;
}
