/** Every code an answer can carry. The widget has a sentence for each; the API's documentation lists them. */
export const errorCodes = {
  invalid_request: 'A field is missing, unknown or malformed; `fields` names it',
  not_found: 'There is no such thing, or it is not yours',
  site_unknown: 'No site has this id',
  signed_out: 'No session, or it has ended',
  switched_off: 'The site does not offer this',
  confirmation_needed: 'The last proof of identity is older than ten minutes',
  origin_refused: 'The page that sent this is not on the list of the site',
  insecure_connection: 'The call did not come over https',
  proxy_key_wrong: 'The secret key of the page server does not fit the site',
  too_many_requests: 'Too many tries; `retryAfterSeconds` says when to come back',
  code_wrong: 'The six digits do not fit the email sent last',
  link_unknown: 'The link is damaged or was replaced by a newer one',
  link_used: 'The link was used already',
  link_expired: 'The link is older than ten minutes',
  email_needed: 'Another browser asked for this link: the email address must be typed',
  email_mismatch: 'The link was sent to another email address',
  password_wrong: 'Email or password is wrong',
  password_too_short: 'The password is shorter than the site asks for',
  password_too_common: 'The password is on lists that attackers try first',
  password_repeats_context: 'The password is little more than the email address or the name of the site',
  username_taken: 'Another customer has this username',
  sign_in_method_off: 'The site does not offer this way of signing in',
  body_too_large: 'More than 100 kB were sent',
  method_not_allowed: 'The page server does not pass this method on',
  server_unreachable: 'The page server got no answer from this server',
  second_factor_needed: 'The one-time code has not been given yet, or has to be set up first',
  role_not_enough: 'The role of this member of the staff does not reach so far',
  not_reachable: 'This customer has no email address, or is blocked',
  read_only: 'Staff who see the center as a customer does change nothing in it',
  staff_already: 'Somebody of the staff has this address already',
  last_owner: 'A site keeps at least one owner',
  registration_off: 'Neither the site nor the program lets people become customers by themselves',
  changed_meanwhile: 'Somebody else has changed this since it was read; read it again',
  still_used: 'Something hangs on it; `fields` says what',
  too_many: 'There are as many of these as there may be',
  warnings:
    'Saving this would keep people out; `warnings` says how, and naming their codes in `evenIf` saves it all the same',
  in_progress: 'The same is being done already; `operationId` tells what becomes of it',
  key_reused: 'This Idempotency-Key was used for something else',
  payments_off: 'The site is not connected to its payment provider',
  signature_wrong: 'The payment provider has not signed this, or more than five minutes ago',
  provider_unavailable: 'The payment provider does not answer at the moment; nothing was done',
  card_needed: 'Something due depends on this card; `fields` says what, and another card has to take its place',
  invoice_not_open: 'There is nothing to pay on this invoice any more',
  cookies_refused: 'The browser has not kept the session that a sign-in gave it',
  unavailable: 'The server cannot answer at the moment; try again in a little while',
  internal: 'Something failed on the server; `id` finds it in the log',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** The body of every refusal. */
export interface ErrorReply {
  code: ErrorCode;
  /** For developers, in English; the widget has its own sentence for each code. */
  message: string;
  /** With `invalid_request`: where and why, such as `{ path: 'email', message: 'Invalid email address' }`. */
  fields?: { path: string; message: string }[];
  /** With `too_many_requests`. */
  retryAfterSeconds?: number;
  /** With `code_wrong`: tries left before the code dies. */
  triesLeft?: number;
  /** With `internal` and `unavailable`: finds the entry in the server's log. */
  id?: string;
  /** With a refused sign-in: opens the explanation that the site's staff can read. */
  supportCode?: string;
  /** With `in_progress`. */
  operationId?: string;
  /** With `warnings`. */
  warnings?: { code: string; says: string; fix: string; count: number | null }[];
}
