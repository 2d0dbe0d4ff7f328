/** The sentence of each cause, in English, for those who help. Times are in UTC. */
import type { CauseName } from './access.admin.contract.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** 3 May 2026, 10:02 UTC */
export function when(at: Date | string): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`;
}

export interface Details {
  /** Of the customer, or what was typed. */
  who: string;
  /** Of the event or grant. */
  at?: Date | string | null;
  /** The page, or what else is closed. */
  it?: string | undefined;
  /** An origin, a plugin, an answer of a mail server, another customer, names of levels. */
  detail?: string | null | undefined;
}

type Sentence = (details: Details & { on: string; it: string; what: string }) => string;

const sentences: Record<CauseName, Sentence> = {
  customer_unknown: ({ who }) => `No customer of this site has the address or username ${who}.`,
  two_customers: ({ who, what }) =>
    `There are two of them: ${who} signs in, but purchases under the same address belong to ${what}.`,
  customer_blocked: ({ who, on }) => `${who} is blocked, since ${on}.`,
  email_bounced: ({ who, on, what }) => `The mail server refused the email to ${who} on ${on}: ${what}`,
  link_scanned: ({ who, on, what }) =>
    `A mail scanner opened the link moments after it was sent; when ${who} came, on ${on}, it was too old (${what}).`,
  link_used: ({ who, on }) => `${who} opened a link on ${on} that had been used already.`,
  link_expired: ({ who, on }) => `${who} opened the link on ${on}, more than ten minutes after it was sent.`,
  link_unknown: ({ who, on }) => `${who} opened a link on ${on} that is damaged or was replaced by a newer one.`,
  link_email_wrong: ({ who, on }) =>
    `The link to ${who} was opened in another browser on ${on}, and another address was typed there.`,
  code_wrong: ({ who, on }) => `${who} typed a code on ${on} that does not fit the email sent last.`,
  code_used_up: ({ who, on }) =>
    `${who} typed a code on ${on} that did not work any more: five were wrong, it was used, or another browser had asked for it.`,
  password_wrong: ({ who, on }) => `${who} typed a wrong password on ${on}.`,
  password_never_set: ({ who, on }) => `${who} tried a password on ${on}, but has never set one.`,
  too_many_requests: ({ who, on }) => `${who} tried too often and was asked to wait, on ${on}.`,
  sign_in_method_off: ({ who, on }) => `${who} tried a way of signing in on ${on} that this site does not offer.`,
  cookies_refused: ({ who, on, what }) => `${who} signed in on ${on}, but the browser (${what}) kept no cookie.`,
  old_key: ({ on }) =>
    `The site's server shows the key of an earlier installation, last on ${on}, so nothing it passes on is accepted.`,
  origin_refused: ({ on, what }) => `Pages on ${what} are not allowed to sign anybody in; one tried on ${on}.`,
  email_not_used: ({ who, on }) => `${who} asked for an email on ${on} and has not used it.`,
  never_tried: ({ who }) => `${who} has not tried to sign in within the last ninety days, as far as this server knows.`,
  level_missing: ({ who, it }) => `${who} was never granted a level that opens ${it}.`,
  level_not_given: ({ it }) => `${it} asks for a level that nothing gives: no product, registration, rule or grant.`,
  level_unknown: ({ what }) => `A page asks for the level ${what}, which does not exist.`,
  ended: ({ who, it, on }) => `${who} held a level that opens ${it}, and it ended on ${on}.`,
  revoked: ({ who, it, on }) => `The enrollment of ${who} that opens ${it} was revoked on ${on}.`,
  not_open_yet: ({ who, it, on }) => `${it} opens for ${who} on ${on}.`,
  post_login_page_closed: ({ who, it }) =>
    `${it} is the page where ${who} lands after signing in, and it is closed to them.`,
  redirect_loop: ({ who, it, what }) =>
    `${it} is closed to ${who} and sends them to “${what}”, which is closed to them as well.`,
  page_gone: ({ it, on }) => `${it} is gone, since ${on}.`,
  other_redirect_plugin: ({ who, what }) =>
    `Nothing here keeps ${who} out, but another plugin of the site redirects people after signing in: ${what}.`,
  plugin_outdated: ({ who, what }) =>
    `Nothing here keeps ${who} out, but the site's plugin is too old to guard pages rightly: ${what}.`,
  nothing_refused: ({ who }) => `${who} can sign in, and nothing was refused.`,
};

export function sentenceOf(cause: CauseName, details: Details): string {
  const { at, it = 'the page', detail } = details;
  const rest = { on: at ? when(at) : 'an unknown day', it, what: detail ?? '?' };
  const sentence = sentences[cause]({ ...details, ...rest });
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
