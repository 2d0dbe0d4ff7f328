/** A sentence for every refusal: what happened, what is safe, what to do. */
import { msg, str } from '@lit/localize';
import type { ApiError } from './api.ts';
import { language } from './locales.ts';
import type { Section } from './section.ts';

/** 1 minute, 5 minutes: the number and its noun belong to the sentence around them, and so to its language. */
const span = (count: number, unit: string): string =>
  new Intl.NumberFormat(language ?? 'en', { style: 'unit', unit, unitDisplay: 'long' }).format(Math.ceil(count));

function waiting(seconds = 60): string {
  const time = seconds < 90 ? span(seconds, 'second') : span(seconds / 60, 'minute');
  return msg(str`Too many tries. Wait ${time}, then try again.`);
}

function wrongCode(triesLeft?: number): string {
  if (triesLeft === 0) return msg('That code was wrong too often and no longer works. Send a new email.');
  return triesLeft === 1
    ? msg('That code does not fit the email sent last. You have one more try.')
    : msg('That code does not fit the email sent last. Check the six digits.');
}

/** With the code that opens the explanation for whoever helps. */
const withCode = (sentence: string, id?: string): string =>
  id ? `${sentence} ${msg(str`Support code: ${id}`)}` : sentence;

export const sentenceFor = (error: ApiError): string => withCode(wordsFor(error), error.details.supportCode);

function wordsFor({ code, details }: ApiError): string {
  switch (code) {
    case 'too_many_requests':
      return waiting(details.retryAfterSeconds);
    case 'code_wrong':
      return wrongCode(details.triesLeft);
    case 'unavailable':
      return withCode(
        msg('The server cannot answer at the moment. Nothing was changed. Try again in a minute.'),
        details.id,
      );
    case 'invalid_request':
      return msg('Something in this form was not accepted. Check what you typed.');
    default:
      return (
        sentences()[code] ?? withCode(msg('Something went wrong on the server. Try again in a minute.'), details.id)
      );
  }
}

const sentences = (): Partial<Record<ApiError['code'], string>> => ({
  not_found: msg('This is not here any more, or it belongs to another account.'),
  site_unknown: msg('This customer center is not set up yet: check its attributes “site” and “server”.'),
  signed_out: msg('You have been signed out. Sign in again to go on.'),
  switched_off: msg('This is not offered at the moment.'),
  confirmation_needed: msg('This needs a confirmation that it is you. Nothing was changed.'),
  origin_refused: msg('This page is not allowed to use the customer center. Please tell the owner of this site.'),
  insecure_connection: msg('This page is not secure (https), so signing in is not possible here.'),
  link_unknown: msg('This link is damaged, or a newer email has replaced it.'),
  link_used: msg('This link was used already.'),
  link_expired: msg('This link is too old.'),
  email_needed: msg('Type the email address this link was sent to.'),
  email_mismatch: msg('This link was sent to another email address.'),
  password_wrong: msg('Email or password is wrong.'),
  password_too_short: msg('This password is too short.'),
  password_too_common: msg('This password is one of the first that attackers try. Choose another one.'),
  password_repeats_context: msg('This password is too close to your email address or to the name of this site.'),
  username_taken: msg('Somebody else has this username. Choose another one.'),
  too_many: msg('You have as many of these as there can be, so nothing was added.'),
  payments_off: msg('Paying and changing cards is not possible here at the moment. Please write to us.'),
  provider_unavailable: msg(
    'The payment provider does not answer at the moment. Nothing was charged. Try again in a minute.',
  ),
  card_needed: msg('Something that is due depends on this card. Choose another card for it first.'),
  read_only: msg('You only look here: nothing can be changed.'),
  invoice_not_open: msg('There is nothing to pay on this invoice any more.'),
  in_progress: msg('This is being done already. Look again in a minute.'),
  key_reused: msg('This was asked for before with something else. Load the page again, then try once more.'),
  cookies_refused: msg('Allow cookies, then sign in again.'),
  sign_in_method_off: msg('This way of signing in is not offered here.'),
});

/** Shows above a section why a customer landed there and not on a page; its place is the support code. Rejects when it is nobody's. */
export async function showRefusal(section: Section<unknown>): Promise<void> {
  const { placeId: code = '', around } = section;
  section.placeId = undefined;
  const { refusal } = await around.call('GET /access/refusal', { query: { code } });
  const { title, at } = refusal!;
  const sentence =
    at && new Date(at) < new Date()
      ? msg(str`“${title}” was open to you until ${around.format.fullDate(at)}.`)
      : msg(str`“${title}” is not open to you.`);
  const line = document.createElement('p');
  line.append(withCode(sentence, code));
  section.prepend(line);
}
