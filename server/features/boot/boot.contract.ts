import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { overview } from '../overview/overview.contract.ts';

/** The sections of the center in the order they are shown. */
export const sectionNames = [
  'overview',
  'subscriptions',
  'courses',
  'programs',
  'orders',
  'invoices',
  'payments',
  'credit-memos',
  'payment-methods',
  'addresses',
  'phones',
  'profile',
  'security',
] as const;
export const sectionName = z.enum(sectionNames);
export type SectionName = z.output<typeof sectionName>;

/** What everyone may know of a site. Nothing else of its settings leaves the server. */
export const publicSite = z.strictObject({
  id: z.string(),
  headline: z.string(),
  logoUrl: z.string().nullable(),
  /** Two colours as `#rrggbb`. */
  gradient: z.tuple([z.string(), z.string()]),
  /** The one of black and white that is easier to read on both colours: `#000000` or `#ffffff`. */
  onGradient: z.string(),
  privacyUrl: z.string().nullable(),
  termsUrl: z.string().nullable(),
  /** The page on which the center stands. */
  centerAddress: z.string(),
  /** The center on the server's own pages, for browsers that cannot keep a session on this page. */
  hostedPage: z.string(),
  signInMethods: z.strictObject({ email: z.boolean(), password: z.boolean(), username: z.boolean() }),
  passwordMinLength: z.int(),
  /** Who emails come from. */
  sender: z.string(),
  /** May the customer edit names and language? */
  profileEditing: z.boolean(),
  /** May somebody become a customer here, by the site or by the program that was asked about? */
  registration: z.boolean(),
  /** Name of the program that was asked about, when it takes registrations. */
  program: z.string().nullable(),
  /** Sections that exist on this site; empty while the center is off. */
  sections: z.array(sectionName),
});

export const currentCustomer = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  /** `null` when the site does not show billing information. */
  email: z.string().nullable(),
  initials: z.string(),
  /** Is there a picture to ask for (`GET /avatar`)? */
  mayHavePicture: z.boolean(),
  locale: z.string().nullable(),
  /** No password yet and the site has sign-in by password: one dismissible line may offer to set one. */
  maySetPassword: z.boolean(),
});
export type CurrentCustomer = z.output<typeof currentCustomer>;

export const boot = z.strictObject({
  site: publicSite,
  /**
   * How a session can be kept on the page that asked: `cookie`, or `hosted` when the page is on another site than the
   * server, where browsers refuse the cookie; then sign-in happens on the hosted page.
   */
  transport: z.enum(['cookie', 'hosted']),
  customer: currentCustomer.nullable(),
  /** When signed in, the center is on and `first=overview` was asked: its data, so that no second call is needed. */
  overview: overview.nullable(),
});
export type Boot = z.output<typeof boot>;

export const bootContract = {
  'GET /boot': {
    audience: 'anyone',
    summary: 'Everything an element needs to start: public settings, the signed-in customer, the overview',
    query: z.strictObject({
      first: z.literal('overview').optional(),
      /** Slug of a program somebody may register for. */
      program: z.string().max(100).optional(),
    }),
    reply: boot,
  },
} as const satisfies Contract;
