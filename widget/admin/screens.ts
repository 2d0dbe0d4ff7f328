/** The one list of what the desk has: screen -> title, group, least role, how to load it. Its element is `cc-desk-` + name. */
import type { Role } from './desk.ts';

export interface ScreenEntry {
  readonly title: string;
  readonly group: string;
  readonly role: Role;
  readonly load: () => Promise<unknown>;
  /** Is it reached from another screen only? */
  readonly isInner?: true;
}

export const screens: Record<string, ScreenEntry> = {
  staff: { title: 'Staff', group: 'Site', role: 'admin', load: () => import('./staff.ts') },
  audit: { title: 'Audit trail', group: 'Site', role: 'admin', load: () => import('./audit.ts') },
  you: { title: 'Your account', group: 'You', role: 'support', load: () => import('./you.ts'), isInner: true },
};

/** In the order of the navigation. */
export const groups = ['Help', 'Access', 'Site'] as const;
