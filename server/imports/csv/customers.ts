import { splitName } from '../../person-name.ts';
import { username as usernameSchema } from '../../features/security/security.contract.ts';
import type { Cells } from './cells.ts';
import type { PostalAddress } from '../../features/addresses/addresses.contract.ts';
import { readAddress } from './addresses.ts';
import { customerHeadings, type CustomerField } from './headings.ts';
import type { Item, Kind, Outcome, SaveContext, Saved } from './kind.ts';
import type { PersonRow } from './people.store.ts';

export interface Customer extends Omit<PersonRow, 'id'> {
  phone?: string | undefined;
  address?: PostalAddress | undefined;
}

export const customers: Kind<CustomerField, Customer> = {
  name: 'customers',
  headings: customerHeadings,
  required: [['email']],
  read(cells) {
    const email = cells.need('email', cells.email('email'));
    const names = readNames(cells);
    const { username, remark } = readUsername(cells);
    const customer: Customer = {
      email,
      ...names,
      username,
      locale: cells.read('language', readLanguage),
      tags: cells.read('tags', readTags) ?? [],
      createdAt: cells.instant('since'),
      phone: cells.text('phone', 40),
      address: readAddress(cells, `${names.firstName ?? ''} ${names.lastName ?? ''}`.trim() || email),
    };
    return { key: email, value: customer, remark };
  },
  // The first row that says something is right: customers are filled in and never cleared.
  fold: (value, more) => ({
    email: value.email,
    firstName: value.firstName ?? more.firstName,
    lastName: value.lastName ?? more.lastName,
    username: value.username ?? more.username,
    locale: value.locale ?? more.locale,
    tags: [...new Set([...value.tags, ...more.tags])],
    createdAt: [value.createdAt, more.createdAt].filter((at) => at !== undefined).toSorted()[0],
    phone: value.phone ?? more.phone,
    address: value.address ?? more.address,
  }),
  save: saveCustomers,
};

const mostTags = 100;

async function saveCustomers(items: Item<Customer>[], context: SaveContext): Promise<Saved> {
  const { siteId, statements } = context;
  const remarks = await findTakenUsernames(items, context);
  const given = items.map(({ value }, n) => (remarks.has(n) ? { ...value, username: undefined } : value));
  const people = await statements.people.save(siteId, given);
  const known = given.map((each) => ({ ...each, customerId: people.get(each.email)?.id ?? '' }));
  const phones = known.flatMap(({ customerId, phone: number }) => (number ? [{ customerId, number }] : []));
  const addresses = known.flatMap(({ customerId, address }) => (address ? [{ customerId, ...address }] : []));
  const touched = new Set([
    ...(await statements.people.addPhones(siteId, phones)),
    ...(await statements.people.addAddresses(siteId, addresses)),
  ]);
  const outcomes = known.map(({ email, customerId }): Outcome => {
    const outcome = people.get(email)?.outcome ?? 'unchanged';
    return outcome === 'unchanged' && touched.has(customerId) ? 'changed' : outcome;
  });
  return { outcomes, remarks, made: given.flatMap(({ username }) => (username ? [`username ${username}`] : [])) };
}

/** Reasons, by the number of the item, why somebody can't have the username they want. */
async function findTakenUsernames(items: Item<Customer>[], { siteId, statements, wouldExist }: SaveContext) {
  const wanted = items.flatMap(({ value }) => value.username ?? []);
  const owners = new Map(await statements.people.ownersOf(siteId, wanted));
  for (const name of await wouldExist(wanted.map((username) => `username ${username}`))) {
    owners.set(name.slice('username '.length), undefined);
  }
  const remarks = new Map<number, string>();
  for (const [n, { value }] of items.entries()) {
    const { username, email } = value;
    if (username === undefined) continue;
    if (owners.has(username) && owners.get(username) !== email) {
      remarks.set(n, `"username": "${username}" is another customer's`);
    } else owners.set(username, email);
  }
  return remarks;
}

/** First and last name, from one column when there is no other: `Lee, Ann` or `Ann Lee`. */
function readNames(cells: Cells<CustomerField>): { firstName?: string | undefined; lastName?: string | undefined } {
  const [firstName, lastName] = [cells.text('firstName', 100), cells.text('lastName', 100)];
  if (firstName !== undefined || lastName !== undefined) return { firstName, lastName };
  const name = splitName(cells.text('name', 200) ?? '');
  return { firstName: name.firstName || undefined, lastName: name.lastName || undefined };
}

/**
 * Other systems allow more than ours, WordPress even email addresses, which here sign in as what they are. Nobody is left
 * without an account for that.
 */
function readUsername(cells: Cells<CustomerField>): { username?: string; remark?: string } {
  const text = cells.raw('username');
  if (text === '' || text.includes('@')) return {};
  const { data, error } = usernameSchema.safeParse(text);
  if (data !== undefined) return { username: data };
  return { remark: cells.bad('username', `"${text.slice(0, 100)}" ${error.issues[0]?.message ?? 'is none'}`).message };
}

function readLanguage(text: string): string {
  try {
    // WordPress writes `de_DE_formal`.
    return Intl.getCanonicalLocales(text.split('_').slice(0, 2).join('-'))[0] ?? text;
  } catch {
    throw new Error(`"${text.slice(0, 100)}" is not a language such as en-GB`);
  }
}

function readTags(text: string): string[] {
  const tags = text.split(/[,;|]/).map((tag) => tag.trim());
  const long = tags.find((tag) => tag.length > 100);
  if (long !== undefined) throw new Error(`"${long.slice(0, 40)}…" is too long for a tag`);
  const different = [...new Set(tags.filter(Boolean))];
  if (different.length > mostTags) throw new Error(`has ${different.length} tags; there is room for ${mostTags}`);
  return different;
}
