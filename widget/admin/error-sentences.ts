/** A sentence for each refusal that staff may read: what happened, what is safe, what to do. */
import { ApiError } from '../api.ts';

const sentences: Partial<Record<ApiError['code'], string>> = {
  unreachable: 'The server could not be reached. Nothing was changed. Check your connection and try again.',
  not_found: 'This is not here any more.',
  signed_out: 'You have been signed out. Sign in again to go on.',
  role_not_enough: 'Your role does not reach so far. Ask an owner of this site.',
  second_factor_needed: 'Give the code of your app first.',
  confirmation_needed: 'This needs a fresh proof that it is you. Nothing was changed.',
  password_wrong: 'Email or password is wrong.',
  code_wrong: 'That code is not right, or it was used already. Wait for the next one.',
  link_unknown: 'This link is damaged, or a newer one has replaced it.',
  link_used: 'This link was used already.',
  link_expired: 'This link is too old. Ask for a new one.',
  password_too_short: 'This password is too short.',
  password_too_common: 'This password is one of the first that attackers try. Choose another one.',
  password_repeats_context: 'This password is too close to your address or to the name of the site.',
  staff_already: 'Somebody of the staff has this address already.',
  last_owner: 'A site keeps at least one owner. Make somebody else an owner first.',
  origin_refused: 'This page may not do that. Open the desk on its own address.',
  body_too_large: 'That is too large to be sent.',
  payments_off: 'This site is not connected to Stripe. Connect it under Payments.',
  provider_unavailable: 'Stripe does not answer at the moment. Nothing was changed. Try again in a minute.',
  unavailable: 'The server cannot answer at the moment. Nothing was changed. Try again in a minute.',
  in_progress: 'This is being done already. Look again in a minute.',
  key_reused: 'This was asked for before with something else. Reload the page, then try once more.',
  invoice_not_open: 'There is nothing to pay on this invoice any more.',
  not_reachable: 'This customer has no email address, or is blocked.',
  invalid_request: 'Something here was not accepted. See the fields that are marked.',
};

/** What the server says of one field, as a sentence below it. */
export function fieldSentence(message: string): string {
  const [, size, kind, limit] = /^Too (small|big): expected (\w+) to (?:have|be) [<>]=?(-?\d+)/.exec(message) ?? [];
  if (size !== undefined) {
    const unit = kind === 'string' ? ' characters' : '';
    if (size === 'small' && kind === 'string' && Number(limit) <= 3) return 'This is missing.';
    return `${size === 'small' ? 'At least' : 'At most'} ${limit}${unit}.`;
  }
  if (message === 'Invalid email address') return 'This is not an email address.';
  if (message === 'Invalid URL') return 'This is not the address of a page.';
  if (/^Invalid/.test(message)) return 'This is missing, or not what belongs here.';
  if (message.startsWith('come ')) return `These ${message}.`;
  const sentence = /^(must|may|needs|has|is|holds|goes) /.test(message) ? `This ${message}` : message;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.?!]$/.test(sentence) ? '' : '.'}`;
}

export function sentenceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return `This page failed: ${String(error)}. Reload it.`;
  const { code, details } = error;
  if (code === 'too_many_requests') {
    const seconds = details.retryAfterSeconds ?? 60;
    return `Too many tries. Wait ${seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}, then try again.`;
  }
  if (code === 'still_used') return (details.fields ?? []).map(({ message }) => message).join(' ');
  const sentence = sentences[code] ?? details.message ?? 'Something went wrong on the server.';
  return details.id ? `${sentence} It is in the server’s log as ${details.id}.` : sentence;
}
