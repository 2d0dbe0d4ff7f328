/** States that customers are listed and written to by; without one it is everybody. */
export const customerStates = [
  { value: '', label: 'Everybody' },
  { value: 'unpaid', label: 'With an open invoice' },
  { value: 'never_signed_in', label: 'Never signed in' },
  { value: 'without_password', label: 'Without a password' },
  { value: 'blocked', label: 'Blocked' },
];

/** Who is blocked is not written to. */
export const reachableStates = customerStates.filter(({ value }) => value !== 'blocked');
