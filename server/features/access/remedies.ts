import type { CauseName, Remedy } from './access.admin.contract.ts';

type Ids = Partial<Omit<Remedy, 'kind' | 'says'>>;
type Kind = Remedy['kind'];

const says: Record<Kind, string> = {
  add_customer: 'Add the customer, or correct the address',
  merge_needed: 'Let the customer claim the other orders, by proving that address in their account',
  unblock: 'Unblock the customer',
  send_sign_in_email: 'Send a new sign-in email',
  send_new_password_email: 'Send an email to set a password',
  wait: 'Wait a quarter of an hour, then try again',
  turn_method_on: 'Offer this way of signing in',
  make_key: "Make a new key and paste it into the site's plugin",
  add_origin: 'Allow this origin',
  allow_cookies: 'Ask the customer to allow cookies for the site, or to use another browser',
  correct_email: 'Correct the address',
  grant: 'Grant the level',
  extend: 'Extend the access',
  restore_enrollment: 'Restore the enrollment',
  sell_level: 'Let a product give the level',
  set_page_rule: 'Change who may see the page',
  choose_post_login_page: 'Choose another post-login page',
  choose_refusal_page: 'Choose what others see instead',
  restore_page: 'Put the page back on the site, or remove it here',
  correct_level_name: 'Correct the name on the page, or add the level',
  remove_plugin: "Turn the other plugin's redirect off",
  update_plugin: 'Update the plugin',
};

const emails: Kind[] = ['send_sign_in_email'];
const kindsOf: Record<CauseName, Kind[]> = {
  customer_unknown: ['add_customer'],
  two_customers: ['merge_needed'],
  customer_blocked: ['unblock'],
  email_bounced: ['correct_email', 'send_sign_in_email'],
  link_scanned: emails,
  link_used: emails,
  link_expired: emails,
  link_unknown: emails,
  link_email_wrong: emails,
  code_wrong: emails,
  code_used_up: emails,
  password_wrong: ['send_sign_in_email', 'send_new_password_email'],
  password_never_set: ['send_sign_in_email', 'send_new_password_email'],
  too_many_requests: ['wait'],
  sign_in_method_off: ['turn_method_on'],
  cookies_refused: ['allow_cookies'],
  old_key: ['make_key'],
  origin_refused: ['add_origin'],
  email_not_used: emails,
  never_tried: emails,
  level_missing: ['grant', 'set_page_rule'],
  level_not_given: ['sell_level', 'grant', 'set_page_rule'],
  level_unknown: ['correct_level_name'],
  ended: ['extend', 'grant'],
  revoked: ['restore_enrollment', 'grant'],
  not_open_yet: ['grant'],
  post_login_page_closed: ['grant', 'choose_post_login_page', 'set_page_rule'],
  redirect_loop: ['choose_refusal_page', 'grant'],
  page_gone: ['choose_post_login_page', 'restore_page'],
  other_redirect_plugin: ['remove_plugin'],
  plugin_outdated: ['update_plugin'],
  nothing_refused: [],
};

/** What each needs; without it there is nothing to press. */
const needs: Partial<Record<Kind, (keyof Ids)[]>> = {
  grant: ['customerId', 'levelId'],
  extend: ['customerId', 'grantId'],
  restore_enrollment: ['customerId', 'courseId'],
  set_page_rule: ['pageId'],
  choose_refusal_page: ['pageId'],
  restore_page: ['pageId'],
  sell_level: ['levelId'],
  add_origin: ['origin'],
  merge_needed: ['customerId', 'otherCustomerId'],
  unblock: ['customerId'],
  send_sign_in_email: ['customerId'],
  send_new_password_email: ['customerId'],
  correct_email: ['customerId'],
};

/**
 * What mends a cause, each with the ids that it needs and no others.
 *
 * @param isHome it is about the page where everybody lands
 */
export function remediesOf(cause: CauseName, ids: Ids, isHome: boolean): Remedy[] {
  return kindsOf[cause].flatMap((kind) => {
    if (kind === 'choose_post_login_page' && !isHome) return [];
    const names = needs[kind] ?? [];
    if (names.some((name) => ids[name] === undefined)) return [];
    return [{ kind, says: says[kind], ...Object.fromEntries(names.map((name) => [name, ids[name]])) }];
  });
}
