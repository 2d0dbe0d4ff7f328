import type { Person } from './people.store.ts';

interface Buyer {
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
}

/** Each address once, with the first name that any of its rows has: for what belongs to a customer, known or not. */
export function foldPeople(rows: Buyer[]): Person[] {
  const people = new Map<string, Person>();
  for (const { email = '', firstName, lastName } of rows) {
    const known = people.get(email);
    people.set(email, {
      email,
      firstName: known?.firstName ?? firstName,
      lastName: known?.lastName ?? lastName,
      tags: [],
    });
  }
  return [...people.values()];
}
