import { z } from 'zod';
import type { Contract } from '../../http/endpoint.ts';
import { evenIf } from '../access/access.admin.contract.ts';
import { siteSettings } from './settings.ts';

const note = z.strictObject({
  /** The setting it is about. */
  field: z.string(),
  text: z.string(),
  /** What would mend it, if allowing an origin would. */
  origin: z.string().nullable(),
});

const adminSettings = z.strictObject({
  /** Counts the changes; whoever changes something says which one they have seen. */
  version: z.int(),
  settings: siteSettings,
  /** What is allowed but hard to read or without effect. */
  notes: z.array(note),
  /** Of text on the gradient at its worst point, 1 to 21. */
  contrast: z.number(),
  /** What each setting, and each switch, is for. */
  explanations: z.strictObject({
    settings: z.record(z.string(), z.string()),
    switches: z.record(z.string(), z.string()),
  }),
  /** Where the center stands for a site without a center address. */
  hostedPage: z.string(),
  /** The address that emails come from. */
  mailFrom: z.string(),
});
export type AdminSettings = z.output<typeof adminSettings>;

const { shape } = siteSettings.omit({ version: true, onGradient: true }).partial();

export const settingsChange = z.strictObject({
  ...shape,
  switches: siteSettings.shape.switches.partial().optional(),
  /** As `GET /admin/settings` gave it. */
  version: z.int(),
  evenIf,
});
export type SettingsChange = z.output<typeof settingsChange>;

const logo = z.strictObject({
  logoUrl: z.string().nullable(),
  /** Of the settings, after this. */
  version: z.int(),
});

export const settingsAdminContract = {
  'GET /admin/settings': {
    audience: 'support',
    summary: 'All settings of the site, what each is for, and what about them has no effect',
    reply: adminSettings,
  },
  'PATCH /admin/settings': {
    audience: 'admin',
    audit: 'Changed the settings',
    summary:
      'Change settings; what is absent stays. Refused with `changed_meanwhile` when another has changed some since, and with warnings that are not accepted',
    body: settingsChange,
    reply: adminSettings,
  },
  'PUT /admin/logo': {
    audience: 'admin',
    audit: 'Uploaded a logo',
    maxBody: '1500kb',
    summary:
      'Upload a logo: PNG, JPEG, WebP or GIF of at most 1 MB, which is made anew as a PNG within 600 by 200 pixels',
    /** Base64. */
    body: z.strictObject({ content: z.string().min(1).max(1_400_000, 'must have at most 1 MB') }),
    reply: logo,
  },
  'DELETE /admin/logo': {
    audience: 'admin',
    audit: 'Removed the logo',
    summary: 'Show no logo',
    body: z.strictObject({}),
    reply: logo,
  },
} as const satisfies Contract;
