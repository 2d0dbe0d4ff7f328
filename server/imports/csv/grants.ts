import { LeftOut, type Cells } from './cells.ts';
import { grantHeadings, type GrantField } from './headings.ts';
import type { Item, Kind, SaveContext, Saved } from './kind.ts';
import { foldPeople } from './people.ts';

export interface Grant {
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  levelId: string;
  /** Tells two grants of one level apart; '' when the file does not. */
  source: string;
  since?: string | undefined;
  /** `null`: for ever. `undefined`: the file does not say, and what is stored stays. */
  until?: string | null | undefined;
  note?: string | undefined;
}

export const grants: Kind<GrantField, Grant> = {
  name: 'grants',
  headings: grantHeadings,
  required: [['email'], ['level']],
  read(cells, { catalogue }) {
    leaveOutUnpaid(cells.raw('status'));
    const email = cells.need('email', cells.email('email'));
    const level = cells.need('level', cells.text('level', 100));
    const program = cells.text('program', 100);
    const levelId = cells.read('level', () => catalogue.levels.find(level, program)) ?? '';
    const source = cells.text('source', 200) ?? '';
    const since = cells.instant('since');
    const until = readUntil(cells);
    if (since && until && until < since) throw cells.bad('until', 'is before the grant begins');
    const [firstName, lastName] = [cells.text('firstName', 100), cells.text('lastName', 100)];
    const note = cells.text('note', 1000);
    return {
      key: `${email} ${levelId} ${source}`,
      value: { email, firstName, lastName, levelId, source, since, until, note },
    };
  },
  // Renewals of one membership are one grant: from the first day to the last.
  fold: (value, more) => ({
    ...value,
    firstName: value.firstName ?? more.firstName,
    lastName: value.lastName ?? more.lastName,
    since: [value.since, more.since].filter((at) => at !== undefined).toSorted()[0],
    until: later(value.until, more.until),
    note: more.note ?? value.note,
  }),
  save: saveGrants,
};

/** Transactions and memberships that never opened anything. */
function leaveOutUnpaid(status: string): void {
  const bare = status.toLowerCase().replace(/^wcm-/, '');
  if (['pending', 'failed', 'refunded', 'cancelled', 'canceled', 'paused'].includes(bare)) {
    throw new LeftOut(`status "${status.toLowerCase()}"`);
  }
}

/** MemberPress writes zeros for a membership that never ends, or `Never`. */
function readUntil(cells: Cells<GrantField>): string | null | undefined {
  if (!cells.has('until')) return undefined;
  if (/^(0000-00-00.*|never|lifetime|unlimited)$/i.test(cells.raw('until'))) return null;
  return cells.instant('until') ?? null;
}

function later(one: string | null | undefined, other: string | null | undefined): string | null | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === null || other === null ? null : one > other ? one : other;
}

async function saveGrants(items: Item<Grant>[], { siteId, statements, catalogue }: SaveContext): Promise<Saved> {
  const values = items.map(({ value }) => value);
  await catalogue.levels.store(values.map(({ levelId }) => levelId));
  const people = await statements.people.save(siteId, foldPeople(values));
  const rows = values.map((value) => ({ ...value, customerId: people.get(value.email)?.id ?? '' }));
  const outcomes = await statements.grants.save(siteId, rows);
  return {
    outcomes,
    made: [...people].flatMap(([email, { outcome }]) => (outcome === 'new' ? [`customer ${email}`] : [])),
  };
}
