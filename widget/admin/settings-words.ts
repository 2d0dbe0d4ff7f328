import type { SwitchName } from './settings-change.ts';

/** What the switches are called on the screen. */
export const switchWords: Record<SwitchName, string> = {
  center: 'The center',
  orderHistory: 'Order history',
  billingInformation: 'Billing information',
  creditMemos: 'Credit memos',
  paymentMethodUpdates: 'Changing cards',
  courseEnrollments: 'Course enrollments',
  phones: 'Phone numbers',
  phoneEditing: 'Editing phone numbers',
  programs: 'Programs',
  profileEditing: 'Editing the profile',
  usernameSignIn: 'Signing in with a username',
  registration: 'Registration',
  gravatar: 'Gravatar',
};

/** These stand with signing in; the others decide what customers see. */
export const signInSwitches: readonly SwitchName[] = ['usernameSignIn', 'registration'];

const bare = (text: string): string => text.toLowerCase().replace(/^the /, '').replace(/[.]$/, '');

/** What a setting is for, as a sentence; nothing where that is no more than its label. */
export const hintBeside = (label: string, text = ''): string => (bare(text) === bare(label) ? '' : asSentence(text));

/** "how far back …" as a sentence. */
export const asSentence = (text = ''): string =>
  text && `${text[0]?.toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;

export const fieldKinds = [
  { value: 'text', label: 'Text' },
  { value: 'number', label: 'Number' },
  { value: 'date', label: 'Date' },
  { value: 'choice', label: 'One of several' },
  { value: 'yes_no', label: 'Yes or no' },
];
