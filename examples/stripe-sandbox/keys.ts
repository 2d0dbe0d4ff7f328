import { invalidRequest } from './errors.ts';

/**
 * Any test key will do unless some are named; a publishable key opens only what a page may do.
 * @param inForm the key among the parameters, where pages put it
 * @throws StripeRefusal for live keys above all: who sends one here believes to be somewhere else
 */
export function checkKey(
  authorization: string | undefined,
  inForm: string | undefined,
  accepted: string[] | undefined,
): 'secret' | 'publishable' {
  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? inForm;
  if (key === undefined) throw invalidRequest(missingKey, { status: 401 });
  if (/^[psr]k_live_/.test(key)) throw invalidRequest(liveKey, { status: 401 });
  if (/^pk_test_\w+$/.test(key)) return 'publishable';
  const isGood = inForm === key ? false : accepted ? accepted.includes(key) : /^[sr]k_test_\w+$/.test(key);
  if (!isGood) throw invalidRequest(`Invalid API Key provided: ${mask(key)}`, { status: 401 });
  return 'secret';
}

/** What Stripe says to a publishable key that asks for more. */
export const secretKeyNeeded = () =>
  invalidRequest(
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
    { status: 403, code: 'secret_key_required' },
  );

const missingKey =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

const liveKey = 'This is a sandbox and not Stripe: it takes test keys only, and a live key should never be sent to it.';

/** As Stripe shows keys in errors: the kind and the last four characters. */
function mask(key: string): string {
  const kind = /^[sr]k_test_/.exec(key)?.[0] ?? '';
  const rest = key.slice(kind.length);
  return `${kind}${'*'.repeat(Math.max(0, rest.length - 4))}${rest.slice(-4)}`;
}
