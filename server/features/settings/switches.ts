/**
 * The switches a site owner turns, and what each covers. Off means: not on the screen, not in overview, menu or email,
 * and refused by the server. No switch needs another one to work; `center` covers all sections at once.
 */
export const switches = {
  center: 'The sections; sign-in and the post-login page go on without them',
  orderHistory: 'Orders, and the lists of invoices and payments; an open invoice stays visible, since it is owed',
  billingInformation: 'Email, billing address, and addresses',
  creditMemos: 'Credit memos',
  courseEnrollments: 'Courses, also in the overview',
  phones: 'Phone numbers',
  profileEditing: 'Editing names and language',
  usernameSignIn: 'Signing in with a username',
} as const;

export type SwitchName = keyof typeof switches;
export const switchNames = Object.keys(switches) as SwitchName[];
