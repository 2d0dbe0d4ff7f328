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
  overview: { title: 'Overview', group: '', role: 'support', load: () => import('./overview.ts') },
  customers: { title: 'Customers', group: 'Help', role: 'support', load: () => import('./customers.ts') },
  customer: { title: 'Customer', group: 'Help', role: 'support', load: () => import('./customer.ts'), isInner: true },
  explain: { title: 'Why can’t they?', group: 'Help', role: 'support', load: () => import('./explain.ts') },
  mailings: { title: 'Email to customers', group: 'Help', role: 'admin', load: () => import('./mailings.ts') },
  emails: { title: 'Emails', group: 'Site', role: 'support', load: () => import('./emails.ts') },
  payments: { title: 'Payments', group: 'Site', role: 'support', load: () => import('./payments.ts') },
  settings: { title: 'Settings', group: 'Site', role: 'support', load: () => import('./settings.ts') },
  embed: { title: 'Put it on a page', group: 'Site', role: 'support', load: () => import('./embed.ts') },
  programs: { title: 'Programs', group: 'Access', role: 'support', load: () => import('./programs.ts') },
  program: { title: 'Program', group: 'Access', role: 'support', load: () => import('./program.ts'), isInner: true },
  products: { title: 'Products', group: 'Access', role: 'support', load: () => import('./products.ts') },
  courses: { title: 'Courses', group: 'Access', role: 'support', load: () => import('./courses.ts') },
  pages: { title: 'Pages', group: 'Access', role: 'support', load: () => import('./pages.ts') },
  page: { title: 'Page', group: 'Access', role: 'support', load: () => import('./page.ts'), isInner: true },
  landing: { title: 'Post-login page', group: 'Access', role: 'support', load: () => import('./landing.ts') },
  check: { title: 'Check', group: 'Access', role: 'support', load: () => import('./check.ts') },
  staff: { title: 'Staff', group: 'Site', role: 'admin', load: () => import('./staff.ts') },
  audit: { title: 'Audit trail', group: 'Site', role: 'admin', load: () => import('./audit.ts') },
  you: { title: 'Your account', group: 'You', role: 'support', load: () => import('./you.ts'), isInner: true },
};

/** In the order of the navigation. */
export const groups = ['Help', 'Access', 'Site'] as const;
