/** The one list of sections: what each is called and how it is loaded. The order is the server's. */
import { msg } from '@lit/localize';
import type { SectionName } from '../server/features/boot/boot.contract.ts';

interface SectionEntry {
  readonly title: () => string;
  readonly load: () => Promise<unknown>;
  /** Element that shows one thing of it, when its id follows in the address. */
  readonly single?: string;
}

export const sections: Record<SectionName, SectionEntry> = {
  overview: { title: () => msg('Overview'), load: () => import('./sections/overview.ts') },
  subscriptions: {
    title: () => msg('Subscriptions'),
    load: () => import('./sections/subscriptions.ts'),
    single: 'subscription',
  },
  courses: { title: () => msg('Courses'), load: () => import('./sections/courses.ts') },
  programs: { title: () => msg('Programs'), load: () => import('./sections/programs.ts') },
  orders: { title: () => msg('Orders'), load: () => import('./sections/orders.ts'), single: 'order' },
  invoices: { title: () => msg('Invoices'), load: () => import('./sections/invoices.ts'), single: 'invoice' },
  payments: { title: () => msg('Payments'), load: () => import('./sections/payments.ts') },
  'credit-memos': { title: () => msg('Credit Memos'), load: () => import('./sections/credit-memos.ts') },
  'payment-methods': { title: () => msg('Payment Methods'), load: () => import('./sections/payment-methods.ts') },
  addresses: { title: () => msg('Addresses'), load: () => import('./sections/addresses.ts') },
  phones: { title: () => msg('Phone Numbers'), load: () => import('./sections/phones.ts') },
  profile: { title: () => msg('My Account'), load: () => import('./sections/profile.ts') },
  security: { title: () => msg('Security'), load: () => import('./sections/security.ts') },
};

/** The section of that name, when this version of the center has it. */
export const isSection = (name: string | undefined): name is SectionName =>
  name !== undefined && Object.hasOwn(sections, name);
