import type { CauseName } from '../../server/features/access/access.admin.contract.ts';

/** Why somebody could not sign in, in words of the desk. */
const causes: Partial<Record<CauseName, string>> = {
  customer_unknown: 'No such customer',
  customer_blocked: 'Blocked',
  email_bounced: 'The email bounced',
  code_wrong: 'Wrong code',
  code_used_up: 'Code wrong too often, or none asked for',
  link_used: 'Link used already',
  link_expired: 'Link too old',
  link_unknown: 'Link damaged or replaced',
  link_email_wrong: 'Another address typed for the link',
  password_wrong: 'Wrong password',
  password_never_set: 'Never set a password',
  too_many_requests: 'Too many tries',
  sign_in_method_off: 'This way of signing in is off',
  origin_refused: 'Page on an origin that is not allowed',
  cookies_refused: 'The browser kept no cookie',
};

const kinds: Record<string, string> = {
  email_asked: 'Asked for an email',
  signed_in: 'Signed in',
  sign_in_failed: 'Could not sign in',
  new_password_failed: 'Could not set a password',
  password_set: 'Set a password',
  username_set: 'Set a username',
  confirmed: 'Confirmed who they are',
  confirmation_failed: 'Could not confirm who they are',
  signed_out: 'Signed out',
  device_signed_out: 'Signed a device out',
  others_signed_out: 'Signed other devices out',
  everywhere_signed_out: 'Signed out everywhere',
};

const plain = (name: string): string => name.replaceAll('_', ' ');

export const causeWords = (cause: string): string => causes[cause as CauseName] ?? plain(cause);
export const eventWords = (kind: string): string => kinds[kind] ?? plain(kind);
export const methodWords = (method: string | null): string => (method === null ? '' : plain(method));
