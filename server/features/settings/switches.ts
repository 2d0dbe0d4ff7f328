/**
 * The switches a site owner turns, and what each covers. Off means: not on the screen, not in overview, menu or email,
 * and refused by the server. No switch needs another one to work; `center` covers all sections at once.
 */
export const switches = {
  center: 'The sections; sign-in and the post-login page go on without them',
  orderHistory: 'Orders, and the lists of invoices and payments; an open invoice stays visible, since it is owed',
  billingInformation: 'Email, billing address, and addresses',
  creditMemos: 'Credit memos',
  paymentMethodUpdates: 'Adding, editing, using and removing cards; the list stays, to read',
  courseEnrollments: 'Courses, also in the overview',
  phones: 'Phone numbers',
  phoneEditing: 'Adding, changing and removing phone numbers, while they are shown',
  programs: 'Programs, also in the overview',
  profileEditing: 'Editing names and language',
  usernameSignIn: 'Signing in with a username',
  registration: 'Anybody may become a customer; a program may allow it by itself',
  gravatar: 'Pictures from gravatar.com, fetched by this server and not by the customer',
} as const;

export type SwitchName = keyof typeof switches;
export const switchNames = Object.keys(switches) as SwitchName[];

/** Off until the owner turns them on: each lets something in that was not there. */
const firstOff: readonly SwitchName[] = ['phoneEditing', 'registration', 'gravatar'];
export const isOnAtFirst = (name: SwitchName): boolean => !firstOff.includes(name);

/** The switches that must be on for one to count: its own, `center`, and the one it is a part of. */
export const switchesFor = (name: SwitchName): SwitchName[] => [
  ...new Set<SwitchName>(['center', ...(name === 'phoneEditing' ? (['phones'] as const) : []), name]),
];
