/** What every screen of the desk knows of what is around it. */
import type { AdminApi } from '../../server/admin-contract.ts';
import type { StaffSession } from '../../server/features/staff/staff.admin.contract.ts';
import type { Role } from '../../server/http/endpoint.ts';
import type { Call } from '../api.ts';

export type { Role, StaffSession };
export type AdminCall = Call<AdminApi>;

/** A place of the desk: `#/customers/0192…?tab=emails`. */
export interface DeskPlace {
  screen: string;
  id?: string | undefined;
  query: URLSearchParams;
}

export interface Question {
  title: string;
  /** What will happen, and to whom. */
  text: unknown;
  /** The word on the button that does it. */
  action: string;
  isDangerous?: boolean;
}

export interface Desk {
  /** Asks for a fresh proof, or to sign in again, by itself, and then goes on. */
  readonly call: AdminCall;
  readonly session: StaffSession;
  /** Has whoever is signed in at least this role? */
  can(role: Role): boolean;
  /** Goes to a place made by `hrefOf`. */
  go(href: string): void;
  /** Tells of a success, in words and to people who hear the page. */
  announce(text: string): void;
  confirm(question: Question): Promise<boolean>;
  /** Reads anew who is signed in. */
  refresh(): Promise<void>;
}

export function hrefOf(screen: string, id?: string, query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${screen}${id === undefined ? '' : `/${encodeURIComponent(id)}`}${search && `?${search}`}`;
}

export function placeIn(hash: string): DeskPlace {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [screen = '', id] = path.split('/');
  return {
    screen,
    id: id === undefined || id === '' ? undefined : decodeURIComponent(id),
    query: new URLSearchParams(search),
  };
}
